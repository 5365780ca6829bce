//! EXTRACT.

use alchemy::sql::{DatePart, func, select};
use chrono::NaiveDateTime;
use insta::assert_snapshot;

use crate::show::show;

#[test]
fn parts() {
    use DatePart::{
        Day, DayOfWeek, DayOfYear, Epoch, Hour, Minute, Month, Quarter, Second, Week, Year,
    };
    let parts = [
        Year, Quarter, Month, Week, Day, DayOfWeek, DayOfYear, Hour, Minute, Second, Epoch,
    ];
    let moment = func::now::<NaiveDateTime>;
    let shown = parts.map(|part| show(&select(func::extract(part, moment()))));
    assert_snapshot!(shown.join("\n").replace("SELECT ", ""), @"
    sqlite: CAST(strftime('%Y', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(YEAR FROM LOCALTIMESTAMP) AS bigint)
    mysql: EXTRACT(YEAR FROM LOCALTIMESTAMP(6))
    sqlite: ((CAST(strftime('%m', CURRENT_TIMESTAMP) AS INTEGER) + 2) / 3)
    postgresql: CAST(EXTRACT(QUARTER FROM LOCALTIMESTAMP) AS bigint)
    mysql: EXTRACT(QUARTER FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%m', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(MONTH FROM LOCALTIMESTAMP) AS bigint)
    mysql: EXTRACT(MONTH FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%V', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(WEEK FROM LOCALTIMESTAMP) AS bigint)
    mysql: WEEK(LOCALTIMESTAMP(6), 3)
    sqlite: CAST(strftime('%d', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(DAY FROM LOCALTIMESTAMP) AS bigint)
    mysql: EXTRACT(DAY FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%w', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(DOW FROM LOCALTIMESTAMP) AS bigint)
    mysql: (DAYOFWEEK(LOCALTIMESTAMP(6)) - 1)
    sqlite: CAST(strftime('%j', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(DOY FROM LOCALTIMESTAMP) AS bigint)
    mysql: DAYOFYEAR(LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%H', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(HOUR FROM CAST(LOCALTIMESTAMP AS timestamp)) AS bigint)
    mysql: EXTRACT(HOUR FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%M', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(EXTRACT(MINUTE FROM CAST(LOCALTIMESTAMP AS timestamp)) AS bigint)
    mysql: EXTRACT(MINUTE FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%S', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(floor(EXTRACT(SECOND FROM CAST(LOCALTIMESTAMP AS timestamp))) AS bigint)
    mysql: EXTRACT(SECOND FROM LOCALTIMESTAMP(6))
    sqlite: CAST(strftime('%s', CURRENT_TIMESTAMP) AS INTEGER)
    postgresql: CAST(floor(EXTRACT(EPOCH FROM LOCALTIMESTAMP)) AS bigint)
    mysql: CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', LOCALTIMESTAMP(6)) * 0.000001) AS SIGNED)
    ");
}
