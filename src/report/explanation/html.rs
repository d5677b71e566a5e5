//! Stories as an HTML page that needs nothing else: no script, no request, for screens and paper, light and dark.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::blocks::{Block, Section, Sign, Story};
use super::svg::{DARK, STYLE, patterns, timeline_svg};

const PAGE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;\
color:#222;background:#fff}h1{font-size:1.4rem;line-height:1.3;overflow-wrap:anywhere}h2{font-size:1.1rem;\
margin:1.8rem 0 .4rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}dt{color:#666}\
dd{margin:0;overflow-wrap:anywhere}pre{margin:.5rem 0 .1rem;padding:.4rem .6rem;background:#f3f4f6;border-radius:4px;\
white-space:pre-wrap;overflow-wrap:anywhere;font-size:.88rem}.place{color:#666;font-size:.85rem;text-align:right;\
overflow-wrap:anywhere}blockquote{margin:.4rem 0 .6rem 1rem;padding-left:.8rem;border-left:3px solid #ccc;\
font-style:italic}ul{list-style:none;padding-left:.5rem;margin:.4rem 0}.good{color:#00684c}.bad{color:#a3340c}\
.open{color:#7a5600}.neutral{color:#666}table{border-collapse:collapse;margin:.6rem 0;font-size:.92rem;width:100%}\
th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd;vertical-align:top}th{color:#666;\
font-weight:500}.wide{overflow-x:auto}.timeline{width:100%;min-width:34rem;height:auto;display:block;margin:.6rem 0}\
li{padding-left:1.3em;text-indent:-1.3em}.verdict{margin:.8rem 0 0}.verdict .place{margin-left:.5rem}article+article{border-top:2px solid #999;margin-top:3rem;padding-top:1rem}.beside{display:grid;gap:2rem}\
@media print{body{margin:0;max-width:none;font-size:11pt}section{break-inside:avoid}.timeline{min-width:0}}\
@media (prefers-color-scheme:dark){body{color:#ddd;background:#16181c}pre{background:#24272c}dt,.place,th,.neutral{\
color:#aaa}th,td{border-color:#3a3d42}blockquote{border-color:#555}.good{color:#4fd0a8}.bad{color:#f09070}\
.open{color:#e0b050}}";

/// The style of stories and their timelines.
#[must_use]
pub fn style() -> String {
    format!("{PAGE}{STYLE}{DARK}")
}

/// A page of stories, one below the other.
#[must_use]
pub fn explanations_html(title: &str, stories: &[Story]) -> String {
    let mut body = String::new();
    for story in stories {
        article(&mut body, story);
    }
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{}</title><style>{}</style></head><body>\n\
         <svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\">{}</svg>\n{body}</body></html>\n",
        html_escaped(title),
        style(),
        patterns()
    )
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
            writeln!(out, "<pre>{}</pre><div class=\"place\">{}</div>", html_escaped(text), html_escaped(place))
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
        Block::Timeline(drawing) => writeln!(out, "<div class=\"wide\">{}</div>", timeline_svg(drawing)),
        Block::Table { head, rows } => {
            out.push_str("<div class=\"wide\"><table><thead><tr>");
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
