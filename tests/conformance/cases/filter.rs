//! Conditions.

use alchemy::prelude::*;
use chrono::{NaiveDate, NaiveDateTime};

use super::cases;
use crate::models::{Album, Artist, Customer, Employee, Genre, Invoice, MediaType, Message, Track};

cases! {
    queries:
        filter_between filter_by_keywords filter_ilike filter_in_empty filter_in_empty_or
        filter_in_list filter_in_with_none filter_is_not_null filter_is_null filter_like_case
        filter_not_and_null filter_not_between filter_not_like filter_not_or filter_pk
        filter_quoted_param filter_timestamp_micros filter_timestamp_range filter_trailing_blank
        filter_true_false_fold filter_icontains filter_like_escape filter_regexp;
}

fn midnight(year: i32, month: u32, day: u32) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)
}

fn filter_between() -> Select<(i32, i32)> {
    select((Track.track_id, Track.milliseconds))
        .filter(Track.milliseconds.between(342_562, 343_719))
        .order_by(Track.track_id)
}

fn filter_by_keywords() -> Select<(i32, String)> {
    select((Customer.customer_id, Customer.last_name))
        .filter(Customer.country.eq("Brazil"))
        .filter(Customer.support_rep_id.eq(4))
        .order_by(Customer.customer_id)
}

fn filter_ilike() -> Select<(i32, Option<String>)> {
    select((Artist.artist_id, Artist.name))
        .filter(Artist.name.ilike("%BLACK%"))
        .order_by(Artist.artist_id)
}

fn filter_in_empty() -> Select<i32> {
    select(Genre.genre_id).filter(Genre.genre_id.in_([0; 0]))
}

fn filter_in_empty_or() -> Select<i32> {
    select(Genre.genre_id).filter(Genre.genre_id.in_([0; 0]) | Genre.name.eq("Jazz"))
}

fn filter_in_list() -> Select<(i32, String)> {
    select((Album.album_id, Album.title))
        .filter(Album.album_id.in_([1, 5, 9, 9999]))
        .order_by(Album.album_id)
}

fn filter_in_with_none() -> Select<i32> {
    select(Employee.employee_id)
        .filter(Employee.reports_to.in_([Some(6), None]))
        .order_by(Employee.employee_id)
}

fn filter_is_not_null() -> Select<(i32, Option<String>)> {
    select((Customer.customer_id, Customer.company))
        .filter(Customer.company.ne(None::<&str>))
        .order_by(Customer.customer_id)
}

fn filter_is_null() -> Select<(i32, String)> {
    select((Employee.employee_id, Employee.last_name)).filter(Employee.reports_to.eq(None::<i32>))
}

fn filter_like_case() -> Select<(i32, Option<String>)> {
    select((Artist.artist_id, Artist.name))
        .filter(Artist.name.like("%metal%"))
        .order_by(Artist.artist_id)
}

fn filter_not_and_null() -> Select<i32> {
    select(Message.message_id)
        .filter(!(Message.score.gt(1) & Message.is_read.eq(true)))
        .order_by(Message.message_id)
}

fn filter_not_between() -> Select<(i32, Option<String>)> {
    select((Genre.genre_id, Genre.name))
        .filter(!Genre.genre_id.between(4, 22))
        .order_by(Genre.genre_id)
}

fn filter_not_like() -> Select<(i32, Option<String>)> {
    select((Track.track_id, Track.composer))
        .filter(Track.track_id.lt(12))
        .filter(Track.composer.not_like("Angus%"))
        .order_by(Track.track_id)
}

fn filter_not_or() -> Select<i32> {
    select(Genre.genre_id)
        .filter(!(Genre.genre_id.lt(20) | Genre.name.eq("Drama")))
        .order_by(Genre.genre_id)
}

fn filter_pk() -> Select<(i32, Option<String>)> {
    select((Artist.artist_id, Artist.name)).filter(Artist.artist_id.eq(22))
}

fn filter_quoted_param() -> Select<i32> {
    select(Message.message_id)
        .filter(
            Message
                .body
                .in_(["it's \"quoted\", ok?", "broadcast \\ to all_"]),
        )
        .order_by(Message.message_id)
}

fn filter_timestamp_micros() -> Select<(i32, NaiveDateTime)> {
    let moment = NaiveDate::from_ymd_opt(2025, 1, 2)
        .and_then(|day| day.and_hms_micro_opt(10, 20, 30, 123_456));
    select((Message.message_id, Message.sent_at)).filter(Message.sent_at.eq(moment))
}

fn filter_timestamp_range() -> Select<(i32, NaiveDateTime)> {
    let (from, to) = (midnight(2022, 2, 27), midnight(2022, 4, 1));
    select((Invoice.invoice_id, Invoice.invoice_date))
        .filter(Invoice.invoice_date.ge(from) & Invoice.invoice_date.lt(to))
        .order_by(Invoice.invoice_id)
}

fn filter_trailing_blank() -> Select<(i32, Option<String>)> {
    select((Customer.customer_id, Customer.city))
        .filter(Customer.city.eq("Edinburgh") | Customer.city.eq("Edinburgh "))
}

fn filter_true_false_fold() -> Select<i32> {
    select(MediaType.media_type_id)
        .filter(literal(true) & MediaType.media_type_id.gt(3))
        .filter(literal(false) | MediaType.name.ne("x"))
        .order_by(MediaType.media_type_id)
}

fn filter_icontains() -> Select<i32> {
    select(Message.message_id)
        .filter(Message.body.icontains("LEAP DAY"))
        .order_by(Message.message_id)
}

fn filter_like_escape() -> Select<i32> {
    select(Message.message_id).filter(Message.body.like_escape("%#_percent", '#'))
}

fn filter_regexp() -> Select<(i32, Option<String>)> {
    select((Artist.artist_id, Artist.name))
        .filter(Artist.name.regexp_match("^[0-9U]+[0-9]"))
        .order_by(Artist.artist_id)
}
