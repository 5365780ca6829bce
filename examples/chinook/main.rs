//! Loads the Chinook data set through a session, in one unit of work, and prints five reports.
//!
//! `cargo run --release --example chinook -- --url sqlite:chinook.db --playlist "Heavy Metal Classic"`
#![expect(clippy::print_stdout, reason = "a program that prints")]

mod files;
mod load;
mod models;
mod report;
mod timestamp;

use std::error::Error;
use std::time::Instant;

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy::schema::MetaData;
use alchemy_dialects::create_engine;
use clap::Parser;
use tracing::Level;

use models::{
    Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, Track,
};

/// Loads the Chinook data set, a digital media shop, and prints reports about it.
#[derive(Parser)]
struct Arguments {
    /// The database. What is in it already is kept, and only the reports are printed.
    #[arg(long, default_value = "sqlite::memory:")]
    url: String,
    /// Drop the tables first, and load them again.
    #[arg(long)]
    fresh: bool,
    /// The playlist to print.
    #[arg(long, default_value = "Grunge")]
    playlist: String,
    /// Print every SQL statement to standard error.
    #[arg(long)]
    echo: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if arguments.echo {
        tracing_subscriber::fmt()
            .with_max_level(Level::DEBUG)
            .with_writer(std::io::stderr)
            .init();
    }
    let engine = create_engine(&arguments.url)?;
    prepare(&engine, arguments.fresh)?;
    let reports = report::all(&mut Session::new(&engine), &arguments.playlist)?;
    print!("{reports}");
    Ok(())
}

/// Makes sure that the tables are there, and the data in them.
fn prepare(engine: &Engine, fresh: bool) -> Result<(), Box<dyn Error>> {
    let metadata = metadata();
    if fresh {
        metadata.drop_all(engine)?;
    }
    metadata.create_all(engine)?;
    if engine
        .connect()?
        .one(select(func::count_all()).select_from(Track))?
        > 0
    {
        println!("The data is there already.");
        return Ok(());
    }
    let start = Instant::now();
    let rows = load::load(engine)?;
    println!("Loaded {rows} rows in {:.2?}.", start.elapsed());
    Ok(())
}

/// All tables; the one between playlists and tracks comes with them.
fn metadata() -> MetaData {
    metadata![
        Artist,
        Album,
        Genre,
        MediaType,
        Playlist,
        Track,
        Employee,
        Customer,
        Invoice,
        InvoiceLine
    ]
}
