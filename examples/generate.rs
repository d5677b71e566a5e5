//! Makes up incidents of the standard packages, the same ones in every run:
//! `cargo run --release --example generate -- 1000000 out.csv` (or `.jsonl`, `.parquet`).
#![allow(
    missing_docs,
    dead_code,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for benchmarks, which stops where it cannot do its work"
)]

#[path = "../benches/data/mod.rs"]
mod data;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(count), Some(name)) = (args.next(), args.next()) else {
        return Err("how many, and into which file? `generate 1000000 out.csv`".into());
    };
    let count: u64 = count.parse()?;
    let file = File::create(&name)?;
    let rows = rows(count);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv") => csv(rows, BufWriter::new(file)),
        Some("jsonl") => jsonl(rows, BufWriter::new(file)),
        #[cfg(feature = "columnar")]
        Some("parquet") => {
            data::columns::parquet(std::path::Path::new(&name), &rows.collect::<Vec<_>>());
            Ok(())
        }
        _ => Err("the name of the file ends in none of .csv, .jsonl, .parquet".into()),
    }
}

fn rows(count: u64) -> impl Iterator<Item = data::Row> {
    let mut numbers = data::Numbers::new(42);
    (0..count).map(move |number| data::row(number, &mut numbers))
}

fn csv(rows: impl Iterator<Item = data::Row>, mut out: impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "{}", data::COLUMNS.join(","))?;
    for row in rows {
        writeln!(out, "{}", row.cells().join(","))?;
    }
    Ok(out.flush()?)
}

fn jsonl(rows: impl Iterator<Item = data::Row>, mut out: impl Write) -> Result<(), Box<dyn Error>> {
    for row in rows {
        writeln!(out, "{}", row.json())?;
    }
    Ok(out.flush()?)
}
