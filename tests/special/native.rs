//! Types that are PostgreSQL's own.

use std::net::{IpAddr, Ipv4Addr};

use alchemy::prelude::*;
use alchemy::types::{Bits, CiText, Cidr, Hstore, Inet, MacAddr, TsQuery, TsVector};
use alchemy_test_support::TestDatabase;

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "hosts")]
struct Host {
    #[column(primary_key)]
    id: i64,
    address: Inet,
    plain: Option<IpAddr>,
    four: Option<Ipv4Addr>,
    network: Cidr,
    hardware: Option<MacAddr>,
    flags: Bits,
}

#[test(on("postgres"))]
fn stored_and_found(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Host].create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    let hosts = [
        ("192.168.0.7/24", "192.168.0.0/24", "10110011101"),
        ("0.0.0.0/0", "0.0.0.0/0", ""),
        ("255.255.255.255", "255.255.255.255/32", "00000000"),
        ("2001:db8::1/64", "2001:db8::/64", "1"),
        ("::", "::/0", "101010101"),
    ];
    for (id, (address, network, flags)) in (1..).zip(hosts) {
        let host = Host {
            id,
            address: address.parse().unwrap(),
            plain: Some(address.parse::<Inet>().unwrap().address),
            four: (id == 1).then_some(Ipv4Addr::LOCALHOST),
            network: network.parse().unwrap(),
            hardware: Some(MacAddr([0, 255, 1, 2, 3, 4])),
            flags: flags.parse().unwrap(),
        };
        conn.execute(insert(Host).values([&host])).unwrap();
        let same = Host.address.eq(host.address)
            & Host.plain.eq(host.plain)
            & Host.network.eq(host.network)
            & Host.hardware.eq(host.hardware)
            & Host.flags.eq(&host.flags);
        let found: Vec<Host> = conn.all(select(Host).filter(same)).unwrap();
        assert_eq!(found, std::slice::from_ref(&host));
        let echoed: (Inet, Cidr, MacAddr, Bits) = conn
            .one(select((
                literal(host.address),
                literal(host.network),
                literal(MacAddr([1; 6])),
                literal(host.flags.clone()),
            )))
            .unwrap();
        assert_eq!(
            echoed,
            (host.address, host.network, MacAddr([1; 6]), host.flags)
        );
    }
    // An address with a network is no address alone.
    let error = conn
        .one(text("SELECT '10.0.0.1/8'::inet AS a").columns::<IpAddr>())
        .unwrap_err();
    assert!(error.message().contains("without a network"), "{error}");
}

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: i64,
    name: CiText,
    options: Option<Hstore>,
}

#[test(on("postgres"))]
fn extensions(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute_script("CREATE EXTENSION citext; CREATE EXTENSION hstore;")
        .unwrap();
    conn.commit().unwrap();
    metadata![Thing].create_all(&engine).unwrap();
    let pairs = [
        ("a", Some("x \"y\" \\ , =>")),
        ("b\"", None),
        ("NULL", Some("NULL")),
        ("", Some("")),
    ];
    let options = Hstore(
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.map(str::to_owned)))
            .collect(),
    );
    let thing = Thing {
        id: 1,
        name: "Älice".into(),
        options: Some(options.clone()),
    };
    let empty = Thing {
        id: 2,
        name: "".into(),
        options: Some(Hstore::default()),
    };
    conn.execute(insert(Thing).values([&thing, &empty]))
        .unwrap();
    let found: Vec<Thing> = conn
        .all(select(Thing).filter(Thing.name.eq("ÄLICE")))
        .unwrap();
    assert_eq!(found, [thing]);
    let found: Vec<i64> = conn
        .all(select(Thing.id).filter(Thing.options.eq(options)))
        .unwrap();
    assert_eq!(found, [1]);
    let found: Thing = conn
        .one(select(Thing).filter(Thing.options.eq(Hstore::default())))
        .unwrap();
    assert_eq!(found, empty);
}

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "pages")]
struct Page {
    #[column(primary_key)]
    id: i64,
    vector: TsVector,
    query: Option<TsQuery>,
}

#[test(on("postgres"))]
fn full_text(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Page].create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    let queries = [
        "'fat' & 'cat'",
        "'fat' & ( 'cat' | !'rat' )",
        "'a' <-> 'b' <2> 'c'",
        "!( 'a' & 'b' )",
        "'sup':*AB",
        "'it''s \\\\'",
    ];
    let vectors = ["'cat':3 'fat':2,4A", "", "'a' 'b''c':1B,2C"];
    for ((id, query), vector) in (1..).zip(queries).zip(vectors.iter().cycle()) {
        let page = Page {
            id,
            vector: (*vector).into(),
            query: Some(query.into()),
        };
        conn.execute(insert(Page).values([&page])).unwrap();
        let found: Page = conn
            .one(select(Page).filter(Page.query.eq(TsQuery::from(query))))
            .unwrap();
        assert_eq!(found, page);
        let written: String = conn
            .one(text("SELECT query::text FROM pages ORDER BY id DESC LIMIT 1").columns::<String>())
            .unwrap();
        assert_eq!(found.query.unwrap().0, written);
    }
}
