//! A report as one HTML page that needs nothing else. A small script sorts and filters its tables; without it the page
//! says the same.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::super::explanation::{self, Story};
use super::super::page::Page;
use super::data::{IncidentReport, Row};
use super::document::{Block, Document, Section, Table, TableRow};
use super::figures;
use super::sections::{PromiseRows, contract, promises, statement};
use super::words::{count, percent, target_percent, thousands};
use crate::policy::Policy;

pub(in crate::report) const STYLE: &str = include_str!("page.css");
/// The pattern of what is breached.
const HATCH: &str = "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\"><defs>\
    <pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect width=\"1.6\" height=\"5\" fill=\"#fff\" fill-opacity=\".75\"/></pattern></defs></svg>";
const SCRIPT: &str = include_str!("page.js");
/// How many values of a kept column a table shows.
const VALUES: usize = 200;
/// How many ids of a missed target are listed.
const IDS: usize = 2_000;
/// How many promises have a chart: those that most incidents are counted for.
const CHARTS: usize = 24;
/// How many targets are shown at the top.
const TILES: usize = 8;
/// How many bytes of explanations the page has at most.
const EXPLAINED: usize = 1_000_000;

impl IncidentReport {
    /// As an HTML page. The policy explains the worst breaches.
    pub fn html(&self, policy: &Policy) -> String {
        let document = Document::of(self, VALUES);
        let title = format!("Report: {}", document.lead.first().map_or("", String::as_str));
        let (first, rest) = document.lead.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let lead: String = rest.iter().map(|line| format!("<p class=\"lead\">{}</p>\n", html_escaped(line))).collect();
        let explained = Explained::new(self, policy);
        let mut main = String::new();
        let mut links = String::new();
        let mut drawings = Some(drawings(self));
        for section in &document.sections {
            // The drawings are between what is judged and what is only counted.
            if matches!(section.id, "waiting-time" | "reopened" | "rejected" | "counted") {
                for (id, title, drawn) in drawings.take().into_iter().flatten() {
                    push_link(&mut links, id, title);
                    let _ = writeln!(
                        main,
                        "<section id=\"{id}\"><h2>{title}</h2><div class=\"figures\">{drawn}</div></section>"
                    );
                }
            }
            push_link(&mut links, section.id, section.title);
            push_section(&mut main, self, section, &explained);
        }
        if !explained.html.is_empty() {
            push_link(&mut links, "explanations", "Explanations");
            let _ = write!(
                main,
                "<section id=\"explanations\" class=\"explanations\"><h2>Explanations</h2>\n{}</section>\n",
                explained.html
            );
        }
        let body = format!(
            "{HATCH}\n<header><h1>{}</h1>\n{lead}{}<nav aria-label=\"Sections\"><ul>{links}</ul></nav></header>\n\
             <main>\n{main}</main>\n",
            html_escaped(first),
            tiles(self),
        );
        Page { title: &title, style: STYLE, body: &body, script: Some(SCRIPT) }.to_html()
    }
}

/// The sections that are drawings alone: their names, titles and drawings.
fn drawings(report: &IncidentReport) -> Vec<(&'static str, &'static str, String)> {
    let openings = figures::openings(report).unwrap_or_default();
    let all = [("used", "Limits used", figures::distributions(report)), ("openings", "Openings", openings)];
    all.into_iter().filter(|(.., drawn)| !drawn.is_empty()).collect()
}

fn push_link(links: &mut String, id: &str, title: &str) {
    let _ = write!(links, "<li><a href=\"#{id}\">{title}</a></li>");
}

/// The targets, the one that is missed by most first.
fn tiles(report: &IncidentReport) -> String {
    let difference = |row: &Row| row.share.zip(row.target).map(|(share, target)| (share - target) * 100.0);
    let mut rows: Vec<(f64, &Row)> =
        report.whole.promises.iter().filter_map(|row| Some((difference(row)?, row))).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tile = |(difference, row): &(f64, &Row)| {
        let is_missed = row.attained == Some(false);
        let (class, sign, verdict) = if is_missed { (" missed", "✗", "below") } else { ("", "✓", "above") };
        format!(
            "<a class=\"tile{class}\" href=\"#attainment\"><b>{}</b><span class=\"verdict\">{sign} {:.1} points {verdict} \
             the target of {}</span><span>{}: {}</span><span>{} of {} met</span></a>",
            row.share.map(percent).unwrap_or_default(),
            difference.abs(),
            row.target.map(target_percent).unwrap_or_default(),
            html_escaped(&contract(row)),
            html_escaped(&statement(row)),
            thousands(row.met),
            thousands(row.met + row.breached),
        )
    };
    let tiles: String = rows.iter().take(TILES).map(tile).collect();
    if tiles.is_empty() { tiles } else { format!("<div class=\"tiles\">{tiles}</div>\n") }
}

/// The worst breaches, explained.
struct Explained {
    /// The ids of the explained incidents.
    ids: Vec<String>,
    html: String,
}

impl Explained {
    /// The explanations of the worst breaches, as far as there is room for them.
    fn new(report: &IncidentReport, policy: &Policy) -> Self {
        let mut out = Self { ids: Vec::new(), html: String::new() };
        for incident in &report.worst_incidents {
            let Ok(explanation) = policy.explain(incident, report.instant) else { continue };
            let mut html = format!("<div id=\"{}\">\n", link(out.ids.len()));
            explanation::article(&mut html, &Story::of(&explanation, policy, false));
            html.push_str("</div>\n");
            if out.html.len() + html.len() > EXPLAINED {
                break;
            }
            out.ids.push(incident.id.clone());
            out.html.push_str(&html);
        }
        out
    }

    /// The name of the explanation of an incident on the page.
    fn link(&self, id: &str) -> Option<String> {
        self.ids.iter().position(|of| of == id).map(link)
    }
}

fn link(number: usize) -> String {
    format!("explained-{}", number + 1)
}

fn push_section(out: &mut String, report: &IncidentReport, section: &Section, explained: &Explained) {
    let Section { id, title, about, blocks } = section;
    let _ = writeln!(out, "<section id=\"{id}\"><h2>{title}</h2>");
    if !about.is_empty() {
        // The mark of the page is another than that of text.
        let about = about.replace("`!`", "✗");
        let _ = writeln!(out, "<p class=\"about\">{}</p>", with_code(&about));
    }
    match *id {
        "attainment" if report.by.is_some() => push_promises(out, report),
        "missed" => push_missed(out, report),
        "causes" => {
            let _ = writeln!(out, "<div class=\"figures\">{}</div>", figures::causes(report));
            out.push_str("<details><summary>As a table</summary>\n");
            blocks.iter().for_each(|block| push_block(out, block, explained));
            out.push_str("</details>\n");
        }
        _ => blocks.iter().for_each(|block| push_block(out, block, explained)),
    }
    out.push_str("</section>\n");
}

/// A sentence of ours in which backquotes mark code.
pub(in crate::report) fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => html_escaped(part),
        _ => format!("<code>{}</code>", html_escaped(part)),
    };
    parts.map(part).collect()
}

/// The promises with their periods, and charts of those that most incidents are counted for.
fn push_promises(out: &mut String, report: &IncidentReport) {
    let contracts = promises(report);
    let counted = |row: &Row| row.met + row.breached;
    let mut sizes: Vec<u64> = contracts.iter().flat_map(|(_, all)| all).map(|promise| counted(promise.whole)).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let least = sizes.get(CHARTS).map_or(0, |size| size + 1);
    let mut number = 0;
    for (heading, all) in &contracts {
        let _ = writeln!(out, "<h3>{}</h3>", html_escaped(heading));
        for promise in all {
            number += 1;
            let PromiseRows { whole, periods } = promise;
            let chart =
                figures::over_time(&format!("promise-{number}"), report, periods).filter(|_| counted(whole) >= least);
            let class = if chart.is_some() { " drawn" } else { "" };
            let _ = writeln!(out, "<article class=\"promise{class}\"><h4>{}</h4>", html_escaped(&statement(whole)));
            out.push_str(&chart.unwrap_or_default());
            push_table(out, &promise.table(report), None);
            out.push_str("</article>\n");
        }
    }
}

/// The missed targets with the incidents that missed them.
fn push_missed(out: &mut String, report: &IncidentReport) {
    for row in report.whole.promises.iter().filter(|row| row.attained == Some(false)) {
        let (share, target) = (row.share.map(percent), row.target.map(target_percent));
        let _ = writeln!(
            out,
            "<h3>{}: {}</h3><p>{} of {} instead of {}.</p>",
            html_escaped(&contract(row)),
            html_escaped(&statement(row)),
            share.unwrap_or_default(),
            thousands(row.met + row.breached),
            target.unwrap_or_default()
        );
        let id = |id: &String| format!("<li>{}</li>", html_escaped(id));
        let ids: String = row.missed.iter().take(IDS).map(id).collect();
        let left = match row.missed.len().checked_sub(IDS) {
            Some(left @ 1..) => {
                format!(", the first {} of them", thousands(u64::try_from(row.missed.len() - left).unwrap_or(0)))
            }
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "<details><summary>{} missed it{left}</summary><ul class=\"ids\">{ids}</ul></details>",
            count(row.breached, "incident")
        );
    }
}

fn push_block(out: &mut String, block: &Block, explained: &Explained) {
    match block {
        Block::Heading(text) => {
            let _ = writeln!(out, "<h3>{}</h3>", html_escaped(text));
        }
        Block::Paragraph(text) => {
            let _ = writeln!(out, "<p>{}</p>", html_escaped(text));
        }
        Block::Table(table) => push_table(out, table, table.note.map(|_| explained)),
    }
}

/// Adds a table without its empty columns and without links.
pub(in crate::report) fn push_plain_table(out: &mut String, table: &Table) {
    push_table(out, table, None);
}

/// Adds a table without its empty columns; the names of its rows are links to explanations, if there are any.
fn push_table(out: &mut String, table: &Table, explained: Option<&Explained>) {
    let shown = table.filled();
    let _ = write!(
        out,
        "<div class=\"box\"><div class=\"table\" tabindex=\"0\"><table class=\"data\"><thead><tr><th scope=\"col\">{}</th>",
        table.label
    );
    for column in shown.iter().filter_map(|at| table.columns.get(*at)) {
        let class = if column.is_number { " class=\"number\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", column.title.trim());
    }
    if let Some(note) = table.note {
        let _ = write!(out, "<th scope=\"col\">{note}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in table.rows.iter().filter(|row| !row.is_total) {
        push_row(out, table, &shown, row, explained);
    }
    out.push_str("</tbody>");
    if table.rows.iter().any(|row| row.is_total) {
        out.push_str("<tfoot>");
        for row in table.rows.iter().filter(|row| row.is_total) {
            push_row(out, table, &shown, row, explained);
        }
        out.push_str("</tfoot>");
    }
    out.push_str("</table></div></div>\n");
}

fn push_row(out: &mut String, table: &Table, shown: &[usize], row: &TableRow, explained: Option<&Explained>) {
    let class = if row.is_missed { " class=\"missed\"" } else { "" };
    let label = html_escaped(&row.label);
    let label = match explained.and_then(|explained| explained.link(&row.label)) {
        Some(link) => format!("<a href=\"#{link}\">{label}</a>"),
        None => label,
    };
    let _ = write!(out, "<tr{class}><th scope=\"row\">{label}</th>");
    for (cell, column) in shown.iter().filter_map(|at| row.cells.get(*at).zip(table.columns.get(*at))) {
        let class = match (column.is_number, &*column.title) {
            (_, "share") => " class=\"number share\"",
            (true, _) => " class=\"number\"",
            (false, _) => "",
        };
        let sort = cell.sort.map(|sort| format!(" data-sort=\"{sort}\"")).unwrap_or_default();
        let bar = if column.title == "diff" { cell.sort.map(bar).unwrap_or_default() } else { String::new() };
        let _ = write!(out, "<td{class}{sort}>{bar}{}</td>", html_escaped(cell.text.trim()));
    }
    if table.note.is_some() {
        let _ = write!(out, "<td class=\"note\">{}</td>", html_escaped(&row.note));
    }
    out.push_str("</tr>\n");
}

/// A difference in percentage points as a bar, which is longest at 50 points or more.
fn bar(points: f64) -> String {
    let (class, width) = (if points < 0.0 { "below" } else { "above" }, (points.abs() / 50.0).min(1.0) * 3.0);
    format!("<span class=\"bar {class}\" style=\"width:{width:.2}rem\"></span>")
}
