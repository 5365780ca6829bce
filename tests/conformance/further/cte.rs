//! Common table expressions.

use alchemy::prelude::*;

use crate::cases::cases;
use crate::models::{Customer, Genre, Invoice, Message, Node, Stock, Track};

cases! {
    in cte;
    queries:
        two_joined of_a_cte twice numbers ancestors union_distinct subtree_counts window_within
        in_both_arms joined_to_entity entity;
}

fn two_joined() -> Select<(Option<i32>, i64, Option<i32>)> {
    let counts = select((Track.genre_id, func::count_all().label("n")))
        .group_by(Track.genre_id)
        .cte("counts");
    let longest = select((Track.genre_id, func::max(Track.milliseconds).label("m")))
        .group_by(Track.genre_id)
        .cte("longest");
    let ((genre, n), (same, most)) = (counts.columns(), longest.columns());
    select((genre, n, most))
        .select_from(&counts)
        .join(longest.on(genre.eq(same)))
        .filter(n.gt(100))
        .order_by(genre)
}

fn of_a_cte() -> Select<(Option<String>, i64)> {
    let sales = select((Invoice.billing_country, func::sum(Invoice.total).label("t")))
        .group_by(Invoice.billing_country)
        .cte("sales");
    let (country, total) = sales.columns();
    let top = select(country)
        .select_from(&sales)
        .filter(total.gt(100))
        .cte("top");
    let best = select(top.columns()).select_from(&top);
    select((Customer.country, func::count_all()))
        .filter(Customer.country.in_(best))
        .group_by(Customer.country)
        .order_by(Customer.country)
}

fn twice() -> Select<(Option<i32>, Option<i32>)> {
    let counts = select((Track.album_id, func::count_all().label("n")))
        .group_by(Track.album_id)
        .cte("per_album");
    let others = counts.alias();
    let ((album, n), (other, m)) = (counts.columns(), others.columns());
    select((album, other))
        .select_from(&counts)
        .join(others.on(n.eq(m) & album.lt(other)))
        .filter(n.gt(24))
        .order_by((album, other))
}

fn numbers() -> Select<i32> {
    let numbers = select(literal(1).label("n"))
        .recursive_cte("numbers")
        .union_all(|numbers| {
            let n = numbers.columns();
            select(n + 1).select_from(numbers).filter(n.lt(6))
        });
    let n = numbers.columns();
    select(n).select_from(&numbers).order_by(n)
}

fn ancestors() -> Select<String> {
    let up = select((Node.node_id, Node.parent_id, Node.name))
        .filter(Node.name.eq("rust"))
        .recursive_cte("up")
        .union_all(|up| {
            let (_, parent, _) = up.columns();
            select((Node.node_id, Node.parent_id, Node.name)).join(up.on(Node.node_id.eq(parent)))
        });
    let (id, _, name) = up.columns();
    select(name).select_from(&up).order_by(id)
}

fn union_distinct() -> Select<Option<i32>> {
    let reached = select(literal(Some(7)).label("e"))
        .recursive_cte("reached")
        .union(|reached| {
            select(Message.recipient_id)
                .join(reached.on(Message.sender_id.eq(reached.columns())))
                .filter(Message.recipient_id.is_not_null())
        });
    let employee = reached.columns();
    select(employee).select_from(&reached).order_by(employee)
}

fn subtree_counts() -> Select<(i32, i64)> {
    let under = select((Node.node_id.label("top"), Node.node_id.label("n")))
        .recursive_cte("t")
        .union_all(|under| {
            let (top, n) = under.columns();
            select((top, Node.node_id)).join(under.on(Node.parent_id.eq(n)))
        });
    let (top, _) = under.columns();
    select((top, (func::count_all() - 1).label("k")))
        .select_from(&under)
        .group_by(top)
        .order_by(top)
}

fn window_within() -> Select<(i32, i32)> {
    let number = func::row_number()
        .over()
        .partition_by(Invoice.customer_id)
        .order_by(Invoice.invoice_date.desc());
    let latest = select((Invoice.customer_id, Invoice.invoice_id, number.label("r"))).cte("latest");
    let (customer, invoice, number) = latest.columns();
    select((customer, invoice))
        .select_from(&latest)
        .filter(number.eq(1) & customer.lt(6))
        .order_by(customer)
}

fn in_both_arms() -> Select<(String, Option<i64>)> {
    let there = select((Stock.warehouse, Stock.qty))
        .filter(Stock.qty.gt(0))
        .cte("there");
    let (warehouse, qty) = there.columns();
    let least = func::min(qty).cast::<i64>();
    select((warehouse.label("w"), least.label("q")))
        .select_from(&there)
        .group_by(warehouse)
        .union_all(select((literal("all"), func::sum(qty))).select_from(&there))
        .order_by(label("w"))
}

fn joined_to_entity() -> Select<(Genre, i64)> {
    let rare = select((Track.genre_id, func::count_all().label("n")))
        .group_by(Track.genre_id)
        .having(func::count_all().lt(15))
        .cte("rare");
    let (genre, n) = rare.columns();
    select((Genre, n))
        .join(rare.on(genre.eq(Genre.genre_id)))
        .order_by(Genre.genre_id)
}

fn entity() -> Select<Genre> {
    let rocks = select(Genre).filter(Genre.name.like("%Rock%")).cte("rocks");
    let genre = rocks.entity(Genre);
    select(genre).select_from(&rocks).order_by(genre.genre_id)
}
