//! A report as text for a terminal, 80 columns wide.

use super::super::escape::visible;
use super::data::IncidentReport;
use super::document::{Block, Document, Section, Table, TableRow};

const WIDTH: usize = 80;
/// How many values of a kept column a table shows.
const VALUES: usize = 20;

/// Marks for a terminal that shows colours, or none.
#[derive(Debug, Clone, Copy)]
struct Style {
    color: bool,
}

impl Style {
    fn bold(self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn red(self, text: &str) -> String {
        if self.color { format!("\x1b[31m{text}\x1b[0m") } else { text.to_owned() }
    }
}

impl IncidentReport {
    /// As text, in colour or not.
    pub fn text(&self, color: bool) -> String {
        document_text(&Document::of(self, VALUES), color)
    }
}

/// A document as text, in colour or not.
pub(in crate::report) fn document_text(document: &Document, color: bool) -> String {
    let style = Style { color };
    let mut out = String::new();
    for line in &document.lead {
        push_wrapped(&mut out, line, "");
    }
    for section in &document.sections {
        out.push('\n');
        push_section(&mut out, section, style);
    }
    out
}

fn push_section(out: &mut String, section: &Section, style: Style) {
    push_line(out, &style.bold(&section.title.to_uppercase()));
    push_wrapped(out, &section.about, "");
    let mut before: Option<&Block> = None;
    for block in &section.blocks {
        // Paragraphs of a list follow each other; what belongs together does too.
        let joined = matches!(
            (before, block),
            (Some(Block::Paragraph(_) | Block::Heading(_)), Block::Paragraph(_) | Block::Table(_))
        );
        if !joined {
            out.push('\n');
        }
        match block {
            Block::Heading(text) => push_line(out, &style.bold(&visible(text))),
            Block::Paragraph(text) => push_wrapped(out, text, "  "),
            Block::Table(table) => push_table(out, table, style),
        }
        before = Some(block);
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Adds a text in lines of at most [`WIDTH`] columns; the first is less indented than the others.
fn push_wrapped(out: &mut String, text: &str, indent: &str) {
    let mut line = indent.to_owned();
    let mut is_empty = true;
    for word in visible(text).split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            push_line(out, &line);
            line = format!("{indent}{}", if indent.is_empty() { "" } else { "  " });
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    if !text.is_empty() {
        push_line(out, &line);
    }
}

fn push_table(out: &mut String, table: &Table, style: Style) {
    let cells: usize = table.columns.iter().map(|column| column.width).sum();
    // What is not for the cells is for the label, but no more than it needs.
    let longest = table.rows.iter().map(|row| visible(&row.label).chars().count()).max().unwrap_or(0);
    let label = WIDTH.saturating_sub(cells + 2).min(longest.max(table.label.len()));
    let mut header = format!("  {:label$}", table.label);
    for column in table.columns.iter().filter(|column| column.width > 0) {
        push_cell(&mut header, &column.title, column.width, column.is_number);
    }
    push_line(out, &style.bold(header.trim_end()));
    for row in &table.rows {
        push_row(out, table, row, label, style);
    }
}

fn push_row(out: &mut String, table: &Table, row: &TableRow, label: usize, style: Style) {
    let mark = if row.is_missed { "!" } else { " " };
    let name = visible(&row.label);
    let mut line = if name.chars().count() > label {
        // A label that is too long has lines of its own, which the cells follow.
        let mut lines = String::new();
        push_wrapped(&mut lines, &name, "  ");
        if row.is_missed && lines.starts_with(' ') {
            lines.replace_range(0..1, mark);
        }
        out.push_str(&lines);
        format!("  {:label$}", "")
    } else {
        format!("{mark} {name:label$}")
    };
    for (cell, column) in row.cells.iter().zip(&table.columns).filter(|(_, column)| column.width > 0) {
        push_cell(&mut line, &visible(&cell.text), column.width, column.is_number);
    }
    push_line(out, &if row.is_missed { style.red(line.trim_end()) } else { line });
    if !row.note.is_empty() {
        push_wrapped(out, &row.note, "      ");
    }
}

/// Numbers are at the right of their columns, words at the left, with a blank before them.
fn push_cell(line: &mut String, text: &str, width: usize, is_number: bool) {
    if is_number {
        line.push_str(&format!("{text:>width$}"));
    } else {
        let rest = width.saturating_sub(1);
        line.push_str(&format!(" {text:rest$}"));
    }
}
