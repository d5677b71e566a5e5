//! A dry run as a person reads it at a terminal.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Table, presets};
use serde_json::Value;

use crate::engine::Field;

use super::DryRun;

/// More values than these of one column say no more to a person.
const MOST_VALUES: usize = 20;

impl DryRun {
    /// For a person.
    pub fn text(&self, color: bool, width: u16) -> String {
        let mut out = String::new();
        let told = &self.understood;
        if !told.rows.is_empty() {
            let _ = writeln!(out, "{}\n", self.rows(color, width).trim_fmt());
            let (shown, all) = (told.rows.len(), self.incidents);
            let plural = if all == 1 { "" } else { "s" };
            let _ = writeln!(out, "the first {shown} of {all} incident{plural}; `?` was not understood\n");
        }
        for used in &told.columns {
            let _ = writeln!(out, "read      {} as {}", ticked(&used.column), used.feeds.join(", "));
        }
        for (field, value) in &told.constants {
            let _ = writeln!(out, "given     {field} is {} everywhere", ticked(value));
        }
        if !told.unused.is_empty() {
            let _ = writeln!(out, "not read  {}", wrapped(&told.unused, usize::from(width).saturating_sub(10)));
        }
        if !told.not_understood.is_empty() {
            let _ = writeln!(out, "\nnot understood\n\n{}", self.odd(color, width).trim_fmt());
        }
        let refused: u64 = self.rejected.values().map(|r| r.count).sum();
        let plural = if self.incidents == 1 { "" } else { "s" };
        let _ = writeln!(out, "\n{} incident{plural}: {refused} would be rejected", self.incidents);
        for (code, refused) in &self.rejected {
            let _ = writeln!(out, "{:>6} {code}, such as {}", refused.count, refused.first);
        }
        out
    }

    fn rows(&self, color: bool, width: u16) -> Table {
        let rows = &self.understood.rows;
        let mut names: Vec<&str> = Vec::new();
        let fields = Field::ALL.iter().map(|f| f.name());
        for name in fields.chain(rows.iter().flat_map(|row| row.keys().map(String::as_str))) {
            if !names.contains(&name) && rows.iter().any(|row| row.contains_key(name)) {
                names.push(name);
            }
        }
        let mut table = table(&names, color, width);
        for row in rows {
            table.add_row(names.iter().map(|name| row.get(*name).map_or(String::new(), shown)));
        }
        wide(table)
    }

    fn odd(&self, color: bool, width: u16) -> Table {
        let mut table = table(&["column", "as", "value", "rows"], color, width);
        for odd in &self.understood.not_understood {
            for value in odd.values.iter().take(MOST_VALUES) {
                let meaning = value.meaning.as_ref().map_or(String::new(), |m| format!(" (which means {})", ticked(m)));
                let text = format!("{}{meaning}", ticked(&value.value));
                table.add_row([&odd.column, &odd.field, &text, &value.count.to_string()]);
            }
            let rest = odd.values.iter().skip(MOST_VALUES);
            let more = odd.more + rest.map(|value| value.count).sum::<u64>();
            if more > 0 {
                table.add_row([&odd.column, &odd.field, "other values", &more.to_string()]);
            }
        }
        wide(table)
    }
}

fn ticked(text: &str) -> String {
    format!("`{}`", text.escape_debug())
}

/// Names joined by commas, on lines of this many columns under each other.
fn wrapped(names: &[String], width: usize) -> String {
    let (mut out, mut used) = (String::new(), 0);
    for (at, name) in names.iter().enumerate() {
        let name = ticked(name);
        let length = name.chars().count() + 2;
        if at > 0 {
            let full = used + length > width;
            out.push_str(if full { ",\n          " } else { ", " });
            used = if full { 0 } else { used };
        }
        out.push_str(&name);
        used += length;
    }
    out
}

fn table(header: &[&str], color: bool, width: u16) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let bold = |text: &&str| if color { Cell::new(text).add_attribute(Attribute::Bold) } else { Cell::new(text) };
    table.set_header(header.iter().map(bold));
    table
}

/// A line longer than the terminal is read more easily than an instant in four pieces.
fn wide(mut table: Table) -> Table {
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}

/// A value as a person reads it: an instant with a blank for its `T`, an interval as `from to until @party`.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "?".to_owned(),
        Value::String(text) => instant(text),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(parts) => {
            let part = |(key, value): (&String, &Value)| match (key.as_str(), value) {
                ("to", Value::Null) => "to ..".to_owned(),
                ("from" | "at", value) => shown(value),
                (key, value) => format!("{key} {}", shown(value)),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn instant(text: &str) -> String {
    match crate::time::Instant::parse(text) {
        Ok(_) => text.replacen('T', " ", 1),
        Err(_) => text.escape_debug().to_string(),
    }
}
