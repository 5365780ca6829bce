//! Reading page after page.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::keyset;
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, company};

type Place = (i32, i32);

/// Page after page of readings by sensor and value, each behind the last row of the one before.
macro_rules! walk {
    ($conn:expr, $keyset:expr, $size:expr) => {{
        let keyset = $keyset;
        let mut rows: Vec<Place> = Vec::new();
        for _ in 0..40 {
            let mut page = select((Reading.sensor, Reading.value))
                .order_by(&keyset)
                .limit($size);
            if let Some(&last) = rows.last() {
                page = page.filter(keyset.after(last));
            }
            let found = $conn.all(page).unwrap();
            if found.is_empty() {
                break;
            }
            rows.extend(found);
        }
        rows
    }};
}

fn sorted(conn: &mut Connection, by: impl Fn(&Place) -> (i32, i32)) -> Vec<Place> {
    let mut rows = conn.all(select((Reading.sensor, Reading.value))).unwrap();
    rows.sort_by_key(by);
    assert_eq!(rows.len(), 30);
    rows
}

/// Ten readings of each sensor are equal in the first column, so that pages end among them.
#[test]
fn every_row_once(database: &TestDatabase) {
    let mut conn = company(database);
    for size in [1, 3, 4, 7, 30, 31] {
        let rows = walk!(conn, keyset().asc(Reading.sensor).asc(Reading.value), size);
        assert_eq!(
            rows,
            sorted(&mut conn, |row| (row.0, row.1)),
            "rising, {size}"
        );
        let rows = walk!(
            conn,
            keyset().desc(Reading.sensor).desc(Reading.value),
            size
        );
        assert_eq!(
            rows,
            sorted(&mut conn, |row| (-row.0, -row.1)),
            "falling, {size}"
        );
        let rows = walk!(conn, keyset().asc(Reading.sensor).desc(Reading.value), size);
        assert_eq!(
            rows,
            sorted(&mut conn, |row| (row.0, -row.1)),
            "mixed, {size}"
        );
        let rows = walk!(conn, keyset().desc(Reading.sensor).asc(Reading.value), size);
        assert_eq!(
            rows,
            sorted(&mut conn, |row| (-row.0, row.1)),
            "otherwise mixed, {size}"
        );
        let mixed = keyset().asc(Reading.sensor).desc(Reading.value);
        let rows = walk!(conn, mixed.reversed(), size);
        assert_eq!(
            rows,
            sorted(&mut conn, |row| (-row.0, row.1)),
            "reversed, {size}"
        );
    }
}

#[test]
fn three_columns(database: &TestDatabase) {
    let mut conn = company(database);
    let half = || Reading.value.floor_div(10);
    let order = keyset().asc(half()).desc(Reading.sensor).asc(Reading.id);
    let items = || select((half(), Reading.sensor, Reading.id));
    let all = conn.all(items().order_by(&order)).unwrap();
    assert_eq!(all.len(), 30);
    for (place, (tens, sensor, id)) in all.iter().enumerate() {
        let behind = items().filter(order.after((*tens, *sensor, *id)));
        let behind = conn.all(behind.order_by(&order)).unwrap();
        assert_eq!(behind, all[place + 1..], "behind row {place}");
        let backwards = order.clone().reversed();
        let before = items().filter(backwards.after((*tens, *sensor, *id)));
        let mut before = conn.all(before.order_by(&backwards)).unwrap();
        before.reverse();
        assert_eq!(before, all[..place], "before row {place}");
    }
}

#[test]
fn one_column_and_a_place_for_null(database: &TestDatabase) {
    let mut conn = company(database);
    let newest = keyset().desc(Employee.id);
    let statement = select(Employee.id).filter(newest.after((4,)));
    let ids = conn.all(statement.order_by(&newest)).unwrap();
    assert_eq!(ids, [3, 2, 1]);
    let named = || func::coalesce(Employee.nickname, "");
    let order = keyset().asc(named()).asc(Employee.id);
    let mut last: Option<(String, i64)> = None;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let mut statement = select((named(), Employee.id)).order_by(&order);
        if let Some((name, id)) = &last {
            statement = statement.filter(order.after((name.as_str(), *id)));
        }
        last = conn.first(statement.limit(1)).unwrap();
        seen.extend(last.as_ref().map(|(_, id)| *id));
    }
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4, 5]);
}

#[test]
fn pages_by_number(database: &TestDatabase) {
    let mut conn = company(database);
    let mut page = |number, size| {
        let statement = select(Reading.value).order_by(Reading.value);
        conn.all(statement.page(number, size)).unwrap()
    };
    let mut all = Vec::new();
    for number in 1..=5 {
        all.extend(page(number, 7));
    }
    assert_eq!(all, (1..=30).collect::<Vec<_>>());
    assert_eq!(page(0, 2), [1, 2]);
    assert_eq!(page(6, 7), [0; 0]);
    assert_eq!(page(1, 0), [0; 0]);
    assert_eq!(page(u64::MAX, u64::MAX), [0; 0]);
}
