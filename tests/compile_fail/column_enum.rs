//! Enums that no column can hold.

use alchemy::prelude::*;

#[derive(ColumnEnum, Clone)]
enum Shape {
    Circle(f64),
    Point,
}

#[derive(ColumnEnum, Clone)]
enum Maybe<T> {
    Yes(T),
    No,
}

#[derive(ColumnEnum, Clone)]
enum Color {
    Red,
    #[column_enum(rename = "red")]
    Rouge,
    #[column_enum(name = "green")]
    Green,
}

#[derive(ColumnEnum, Clone)]
enum Never {}

#[derive(ColumnEnum, Clone)]
struct Status(u8);

fn main() {}
