//! A story as Markdown, for a ticket or a wiki.

use super::super::escape::markdown_escaped;
use super::blocks::{Block, Sign, Story};

/// A story as Markdown, with a title.
#[must_use]
pub fn explanation_markdown(story: &Story) -> String {
    let mut out = format!("# {}: {}\n\n", markdown_escaped(&story.id), markdown_escaped(&story.summary));
    for (name, value) in &story.facts {
        out.push_str(&format!("* **{name}**: {}\n", markdown_escaped(value)));
    }
    for section in &story.sections {
        let sign = section.sign.filter(|sign| *sign != Sign::Neutral);
        let sign = sign.map(|sign| format!("{} ", sign.as_str())).unwrap_or_default();
        out.push_str(&format!("\n## {sign}{}\n", markdown_escaped(&section.title)));
        for block in &section.blocks {
            out.push('\n');
            self::block(&mut out, block);
        }
    }
    out
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(text) => out.push_str(&format!("{}\n", markdown_escaped(text))),
        Block::Statement { text, place } => {
            out.push_str(&format!("`{}`{}\n", text.replace('`', "'"), in_parentheses(place)));
        }
        Block::Quotation(text) => {
            for line in text.lines() {
                out.push_str(&format!("> {}\n", markdown_escaped(line)));
            }
        }
        Block::List(items) => {
            for (sign, text) in items {
                out.push_str(&format!("* {} {}\n", sign.as_str(), markdown_escaped(text)));
            }
        }
        Block::Verdict { sign, text, place, conditions } => {
            out.push_str(&format!("* {} {}{}\n", sign.as_str(), markdown_escaped(text), in_parentheses(place)));
            for (sign, text) in conditions {
                out.push_str(&format!("  * {} {}\n", sign.as_str(), markdown_escaped(text)));
            }
        }
        Block::Timeline(drawing) => {
            for mark in &drawing.marks {
                out.push_str(&format!("* {}\n", markdown_escaped(&mark.label)));
            }
        }
        Block::Table { head, rows } => {
            out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len())));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| markdown_escaped(cell)).collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
    }
}

/// A place behind a text; nothing if there is none.
fn in_parentheses(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" ({})", markdown_escaped(place)) }
}
