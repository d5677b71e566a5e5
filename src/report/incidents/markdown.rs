//! A report as Markdown.

use std::fmt::Write as _;

use super::super::escape::markdown_escaped;
use super::data::IncidentReport;
use super::document::{Block, Document, Table, TableRow};

/// How many values of a kept column a table shows.
const VALUES: usize = 50;

impl IncidentReport {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        document_markdown("Report", &Document::of(self, VALUES))
    }
}

/// A document with a title as Markdown.
pub(in crate::report) fn document_markdown(title: &str, document: &Document) -> String {
    let mut out = format!("# {title}\n");
    for line in &document.lead {
        let _ = write!(out, "\n{}\n", markdown_escaped(line));
    }
    for section in &document.sections {
        let _ = write!(out, "\n## {}\n", section.title);
        if !section.about.is_empty() {
            // Its marks of code are meant.
            let _ = write!(out, "\n{}\n", section.about);
        }
        for block in &section.blocks {
            match block {
                Block::Heading(text) => {
                    let _ = write!(out, "\n### {}\n", markdown_escaped(text));
                }
                Block::Paragraph(text) => {
                    let _ = write!(out, "\n{}\n", markdown_escaped(text));
                }
                Block::Table(table) => push_table(&mut out, table),
            }
        }
    }
    out
}

/// Adds a table without its empty columns.
fn push_table(out: &mut String, table: &Table) {
    let shown = table.filled();
    let columns: Vec<(&str, bool)> = shown
        .iter()
        .filter_map(|at| table.columns.get(*at))
        .map(|column| (column.title.trim(), column.is_number))
        .chain(table.note.map(|note| (note, false)))
        .collect();
    let _ = write!(out, "\n| {} |", table.label);
    for (title, _) in &columns {
        let _ = write!(out, " {title} |");
    }
    out.push_str("\n| --- |");
    for (_, is_number) in &columns {
        out.push_str(if *is_number { " ---: |" } else { " --- |" });
    }
    out.push('\n');
    for row in &table.rows {
        push_row(out, row, &shown, table.note.is_some());
    }
}

fn push_row(out: &mut String, row: &TableRow, shown: &[usize], has_note: bool) {
    let mark = if row.is_missed { "**!** " } else { "" };
    let _ = write!(out, "| {mark}{} |", markdown_escaped(&row.label));
    for cell in shown.iter().filter_map(|at| row.cells.get(*at)) {
        let _ = write!(out, " {} |", markdown_escaped(cell.text.trim()));
    }
    if has_note {
        let _ = write!(out, " {} |", markdown_escaped(&row.note));
    }
    out.push('\n');
}
