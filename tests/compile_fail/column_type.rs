//! Structs that are no newtype.

use alchemy::prelude::*;

#[derive(ColumnType, Clone)]
struct Name(Option<String>);

#[derive(ColumnType, Clone)]
struct Point(f64, f64);

#[derive(ColumnType, Clone)]
#[column_type(length = 200)]
struct Age(i32);

#[derive(ColumnType, Clone)]
enum Status {
    Open,
}

#[derive(ColumnType, Clone)]
struct Id<T>(T);

fn main() {}
