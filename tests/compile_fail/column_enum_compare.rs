//! An enum's column, compared with text and with another enum.

use alchemy::prelude::*;

#[derive(ColumnEnum, Clone)]
enum Status {
    Open,
}

#[derive(ColumnEnum, Clone)]
enum Kind {
    Plain,
}

#[derive(Model)]
struct Task {
    #[column(primary_key)]
    id: Auto<i64>,
    status: Status,
    kind: Kind,
}

fn main() {
    let _ = select(Task).filter(Task.status.eq("open"));
    let _ = select(Task).filter(Task.status.eq(Task.kind));
}
