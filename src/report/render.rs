//! A sheet as text, Markdown or JSON.

use std::fmt::Write as _;

#[cfg(feature = "cli")]
use comfy_table::{Attribute, Cell as TableCell, ContentArrangement, Table, presets};

use super::sheet::{Cell, FactRow, Sheet};

/// What the facts below a table are for.
const ASKED: &str = "What the conditions ask for, to be known of an incident";

/// What a fact tells, and of which type it is.
pub(super) fn described(fact: &FactRow) -> String {
    let kind = match fact.kind.as_str() {
        "bool" => "yes or no".to_owned(),
        "instant" => "an instant".to_owned(),
        one @ ("number" | "text" | "duration" | "priority") => format!("a {one}"),
        values => values.replace(" | ", ", "),
    };
    match &fact.description {
        Some(description) => format!("{description} ({kind})"),
        None => kind,
    }
}

/// For a terminal, `width` columns wide; what is changed is marked `*`, and bold in colour. The facts are below.
#[cfg(feature = "cli")]
pub fn text(sheet: &Sheet, color: bool, width: u16) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let bold = |cell: TableCell, yes: bool| if color && yes { cell.add_attribute(Attribute::Bold) } else { cell };
    let header = std::iter::once("").chain(sheet.columns.iter().map(String::as_str));
    table.set_header(header.map(|h| bold(TableCell::new(h), true)));
    for row in &sheet.rows {
        let mut cells = vec![TableCell::new(&row.feature)];
        cells.extend(row.cells.iter().map(|c| bold(TableCell::new(marked(c, "* ", "")), c.changed)));
        table.add_row(cells);
    }
    let mut out = format!("{}\n", table.trim_fmt());
    if !sheet.facts.is_empty() {
        let _ = write!(out, "\n{ASKED}:\n");
        let longest = sheet.facts.iter().map(|f| f.name.len()).max().unwrap_or(0);
        for fact in &sheet.facts {
            let _ = writeln!(out, "  {:longest$}  {}", fact.name, described(fact));
        }
    }
    out
}

fn marked(cell: &Cell, before: &str, after: &str) -> String {
    let mut words = cell.lines.join("\n");
    if !cell.notes.is_empty() {
        let _ = write!(words, "\n({})", cell.notes.join("; "));
    }
    match (cell.changed, words.is_empty()) {
        (true, true) => format!("{before}none{after}"),
        (true, false) => format!("{before}{words}{after}"),
        (false, _) => words,
    }
}

/// As a Markdown table; what is changed is bold.
pub fn markdown(sheet: &Sheet) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "<br>");
    let mut out = String::from("| |");
    for column in &sheet.columns {
        let _ = write!(out, " {} |", escaped(column));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(sheet.columns.len()));
    out.push('\n');
    for row in &sheet.rows {
        let _ = write!(out, "| {} |", escaped(&row.feature));
        for cell in &row.cells {
            let _ = write!(out, " {} |", escaped(&marked(cell, "**", "**")));
        }
        out.push('\n');
    }
    if !sheet.facts.is_empty() {
        let _ = write!(out, "\n{ASKED}:\n\n");
        for fact in &sheet.facts {
            let _ = writeln!(out, "* `{}`: {}", fact.name, escaped(&described(fact)));
        }
    }
    out
}

/// As JSON: the columns, the rows with their cells, the facts.
pub fn json(sheet: &Sheet) -> String {
    format!("{}\n", serde_json::to_string_pretty(sheet).unwrap_or_default())
}
