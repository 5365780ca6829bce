//! A database behind a proxy.

use std::net::SocketAddr;

use alchemy::Result;
use alchemy::engine::Engine;
use alchemy::schema::MetaData;
use alchemy_dialects::create_engine;
use alchemy_test_support::proxy::Proxy;
use alchemy_test_support::{TestDatabase, with_options};

/// A database that can be reached directly, and through a proxy.
pub(crate) struct Line {
    pub(crate) proxy: Proxy,
    /// Past the proxy, to see what really is in the database.
    pub(crate) direct: Engine,
    url: String,
}

impl Line {
    pub(crate) fn to(database: &TestDatabase, tables: &MetaData) -> Self {
        let url = database.url();
        let server = address(&url);
        let proxy = Proxy::to(database.server().kind(), server).unwrap();
        let direct = database.engine().unwrap();
        tables.create_all(&direct).unwrap();
        let url = url.replacen(&server.to_string(), &proxy.address().to_string(), 1);
        Self { proxy, direct, url }
    }

    /// An engine through the proxy, with options as in a URL.
    pub(crate) fn engine(&self, options: &str) -> Result<Engine> {
        create_engine(&with_options(&self.url, options))
    }
}

/// Where a URL leads to.
pub(crate) fn address(url: &str) -> SocketAddr {
    let (_, rest) = url.split_once("://").unwrap();
    let place = rest.split(['/', '?']).next().unwrap();
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    place
        .parse()
        .unwrap_or_else(|_| panic!("`{place}` isn't an address with a port"))
}
