//! The best-selling genre of each country: one aggregate over five tables.

use alchemy::Result;
use alchemy::prelude::*;
use rust_decimal::Decimal;

use super::layout::Page;
use super::{layout, money, revenue, text};
use crate::models::{Genre, Invoice, InvoiceLine, Track};

/// Country, genre, units sold and revenue.
type Sales = (Option<String>, Option<String>, Option<i64>, Option<Decimal>);

/// What is sold of each genre in each country, the best-selling genre of a country first.
fn sales() -> Select<Sales> {
    let units = func::sum(InvoiceLine.quantity);
    select((
        Invoice.billing_country,
        Genre.name,
        units.clone(),
        revenue(),
    ))
    .select_from(InvoiceLine)
    .join(InvoiceLine.invoice)
    .join(InvoiceLine.track)
    .join(Track.genre)
    .group_by((Invoice.billing_country, Genre.name))
    .order_by((
        Invoice.billing_country,
        units.desc(),
        revenue().desc(),
        Genre.name,
    ))
}

/// Writes the genre that sells best in each country, with its share of what the country buys.
pub(super) fn write(page: &mut Page, session: &mut Session) -> Result<()> {
    page.heading("Best-selling genres by country");
    let mut table = layout::table(&["Country", "Genre", ">Units", ">Share", ">Revenue"]);
    let rows = session.all(sales())?;
    for country in rows.chunk_by(|one, next| one.0 == next.0) {
        let all: i64 = country.iter().filter_map(|row| row.2).sum();
        let Some((name, genre, units, revenue)) = country.first() else {
            continue;
        };
        let units = units.unwrap_or_default();
        table.add_row([
            text(name.as_ref()).to_owned(),
            text(genre.as_ref()).to_owned(),
            units.to_string(),
            format!("{}%", (100 * units + all / 2) / all.max(1)),
            money(revenue.unwrap_or_default()),
        ]);
    }
    page.line(table.trim_fmt());
    Ok(())
}
