//! Stories as an HTML page that needs nothing else: no script, no request, for screens and paper, light and dark.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::super::page::Page;
use super::blocks::{Block, Section, Sign, Story};
use super::svg::timeline_svg;

/// A page of stories, one below the other.
#[must_use]
pub fn explanations_html(title: &str, stories: &[Story]) -> String {
    let mut body = String::from("<main>\n");
    for story in stories {
        article(&mut body, story);
    }
    body.push_str("</main>\n");
    Page { title, style: "", body: &body, script: None }.to_html()
}

/// A story as a part of a page that has [`style`] and the patterns of its timelines.
pub(in crate::report) fn article(out: &mut String, story: &Story) {
    let (id, summary) = (html_escaped(&story.id), html_escaped(&story.summary));
    let _ = writeln!(out, "<article><h1>{id}: {summary}</h1>\n<dl>");
    for (name, value) in &story.facts {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{}</dd>", html_escaped(value));
    }
    out.push_str("</dl>\n");
    for section in &story.sections {
        self::section(out, section);
    }
    out.push_str("</article>\n");
}

fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "good",
        Sign::Bad => "bad",
        Sign::Open => "open",
        Sign::Neutral => "neutral",
    }
}

fn section(out: &mut String, section: &Section) {
    let sign = section.sign.map(|sign| format!("<span class=\"{}\">{}</span> ", class(sign), sign.as_str()));
    let _ = writeln!(out, "<section><h2>{}{}</h2>", sign.unwrap_or_default(), html_escaped(&section.title));
    for block in &section.blocks {
        self::block(out, block);
    }
    out.push_str("</section>\n");
}

fn block(out: &mut String, block: &Block) {
    let _ = match block {
        Block::Paragraph(text) => writeln!(out, "<p>{}</p>", html_escaped(text)),
        Block::Statement { text, place } => {
            let place = html_escaped(place);
            let place = if place.is_empty() { place } else { format!("<div class=\"place\">{place}</div>") };
            writeln!(out, "<pre>{}</pre>{place}", html_escaped(text))
        }
        Block::Quotation(text) => {
            writeln!(out, "<blockquote>{}</blockquote>", html_escaped(text).replace('\n', "<br>"))
        }
        Block::List(items) => writeln!(out, "{}", list(items)),
        Block::Verdict { sign, text, place, conditions } => writeln!(
            out,
            "<p class=\"verdict\"><span class=\"{}\">{}</span> {} <span class=\"place\">{}</span></p>{}",
            class(*sign),
            sign.as_str(),
            html_escaped(text),
            html_escaped(place),
            list(conditions)
        ),
        Block::Timeline(drawing) => writeln!(out, "<div class=\"wide\" tabindex=\"0\">{}</div>", timeline_svg(drawing)),
        Block::Table { head, rows } => {
            out.push_str("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
            head.iter().for_each(|title| {
                let _ = write!(out, "<th scope=\"col\">{title}</th>");
            });
            out.push_str("</tr></thead><tbody>");
            for row in rows {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", html_escaped(cell))).collect();
                let _ = write!(out, "<tr>{cells}</tr>");
            }
            writeln!(out, "</tbody></table></div>")
        }
    };
}

fn list(items: &[(Sign, String)]) -> String {
    let item = |(sign, text): &(Sign, String)| {
        format!("<li><span class=\"{}\">{}</span> {}</li>", class(*sign), sign.as_str(), html_escaped(text))
    };
    if items.is_empty() { String::new() } else { format!("<ul>{}</ul>", items.iter().map(item).collect::<String>()) }
}
