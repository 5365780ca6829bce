//! Common table expressions.

use alchemy::prelude::*;
use alchemy::types::SqlType;

use super::cases;
use crate::models::{Employee, Genre, MediaType, Node, Track};

cases! {
    queries: cte_add cte_in_scalar cte_recursive_employees cte_recursive_path cte_union_body;
}

fn cte_add() -> Select<(i32, Option<String>)> {
    let chosen = select(Genre.genre_id)
        .filter(Genre.name.in_(["Jazz", "Opera"]))
        .cte("g");
    select((Genre.genre_id, Genre.name))
        .filter(text("genre.genre_id IN (SELECT genre_id FROM g)"))
        .add_cte(&chosen)
        .order_by(Genre.genre_id)
}

fn cte_in_scalar() -> Select<Option<String>> {
    let counts = select((Track.genre_id, func::count_all().label("n")))
        .group_by(Track.genre_id)
        .cte("per_genre");
    let (genre_id, n) = counts.columns();
    let rare = select(genre_id).select_from(&counts).filter(n.lt(10));
    select(Genre.name)
        .filter(Genre.genre_id.in_(rare))
        .order_by(Genre.name)
}

fn cte_recursive_employees() -> Select<(i32, String, i32)> {
    let staff = select((
        Employee.employee_id,
        Employee.last_name,
        literal(0).label("depth"),
    ))
    .filter(Employee.reports_to.is_null())
    .recursive_cte("h")
    .union_all(|staff| {
        let (manager, _, depth) = staff.columns();
        select((Employee.employee_id, Employee.last_name, depth + 1))
            .join(staff.on(Employee.reports_to.eq(manager)))
    });
    let (employee_id, last_name, depth) = staff.columns();
    select((employee_id, last_name, depth))
        .select_from(&staff)
        .order_by((depth, employee_id))
}

fn cte_recursive_path() -> Select<(i32, String)> {
    let long = |path: Expr<String>| path.cast_as::<String>(SqlType::Varchar(200));
    let paths = select((
        Node.node_id,
        long(literal("/").concat(Node.name)).label("path"),
    ))
    .filter(Node.parent_id.is_null())
    .recursive_cte("paths")
    .union_all(|paths| {
        let (parent, path) = paths.columns();
        let path = long(path.concat("/").concat(Node.name));
        select((Node.node_id, path)).join(paths.on(Node.parent_id.eq(parent)))
    });
    let (node_id, path) = paths.columns();
    select((node_id, path)).select_from(&paths).order_by(path)
}

fn cte_union_body() -> Select<(Option<String>, String)> {
    let genres =
        select((Genre.name.label("n"), literal("genre").label("src"))).filter(Genre.genre_id.lt(3));
    let media = select((MediaType.name, literal("media"))).filter(MediaType.media_type_id.lt(3));
    let both = genres.union_all(media).cte("u");
    let (name, source) = both.columns();
    select((name, source))
        .select_from(&both)
        .order_by((source, name))
}
