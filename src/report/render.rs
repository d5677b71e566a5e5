//! A sheet as text, Markdown, HTML or JSON.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell as TableCell, ContentArrangement, Table, presets};

use super::sheet::{Cell, Sheet};

/// For a terminal, `width` columns wide; what is changed is marked `*`, and bold in colour.
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
    format!("{}\n", table.trim_fmt())
}

fn marked(cell: &Cell, before: &str, after: &str) -> String {
    let words = cell.lines.join("\n");
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
    out
}

/// As an HTML table; what is changed has the class `changed`.
pub fn html(sheet: &Sheet) -> String {
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut out = String::from("<table>\n  <thead>\n    <tr><th></th>");
    for column in &sheet.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(column));
    }
    out.push_str("</tr>\n  </thead>\n  <tbody>\n");
    for row in &sheet.rows {
        let _ = write!(out, "    <tr><th scope=\"row\">{}</th>", escaped(&row.feature));
        for cell in &row.cells {
            let class = if cell.changed { " class=\"changed\"" } else { "" };
            let _ = write!(out, "<td{class}>{}</td>", escaped(&marked(cell, "", "")).replace('\n', "<br>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("  </tbody>\n</table>\n");
    out
}

/// As JSON: the columns, and the rows with their cells.
pub fn json(sheet: &Sheet) -> String {
    format!("{}\n", serde_json::to_string_pretty(sheet).unwrap_or_default())
}
