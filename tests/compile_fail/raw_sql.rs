//! A text that was made when the program runs can't become SQL but through `text`.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
}

fn main() {
    let made: String = std::env::args().collect();
    let _ = select(User).filter(made.clone());
    let _ = select(User).filter(format!("email = '{made}'"));
    let _ = select(User).having(made.as_str());
    let _ = select(User).order_by(made.clone());
    let _ = select(User.id).group_by(made.as_str());
    let _ = select(User.id).distinct_on(made.clone());
    let _ = update(User).set(User.email, "x").filter(made.as_str());
    let _ = delete(User).filter(made.clone());
}
