//! Writes the parts of a document as HTML. Every text is escaped here.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::super::explanation::{Drawing, timeline_svg};

/// A cell of a table, line by line.
#[derive(PartialEq)]
pub(super) struct Cell {
    pub(super) lines: Vec<String>,
    /// Added below the lines, in smaller letters.
    pub(super) notes: Vec<String>,
    pub(super) is_changed: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { lines: vec![text], notes: Vec::new(), is_changed: false }
    }
}

/// A document that grows section by section.
#[derive(Default)]
pub(super) struct Writer {
    body: String,
    links: String,
    sections: usize,
}

impl Writer {
    /// Begins a section; it ends where the next one begins.
    pub(super) fn section(&mut self, title: &str) {
        if self.sections > 0 {
            self.body.push_str("</section>\n");
        }
        self.sections += 1;
        let (number, title) = (self.sections, html_escaped(title));
        let _ = writeln!(self.body, "<section id=\"part-{number}\"><h2>{title}</h2>");
        let _ = write!(self.links, "<li><a href=\"#part-{number}\">{title}</a></li>");
    }

    pub(super) fn heading(&mut self, title: &str) {
        let _ = writeln!(self.body, "<h3>{}</h3>", html_escaped(title));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.body, "<p>{}</p>", html_escaped(text));
    }

    pub(super) fn note(&mut self, text: &str) {
        let _ = writeln!(self.body, "<p class=\"note\">{}</p>", html_escaped(text));
    }

    pub(super) fn list(&mut self, items: &[String]) {
        let items: String = items.iter().map(|item| format!("<li>{}</li>", html_escaped(item))).collect();
        if !items.is_empty() {
            let _ = writeln!(self.body, "<ul>{items}</ul>");
        }
    }

    pub(super) fn definitions(&mut self, rows: &[(String, String)]) {
        self.body.push_str(&definitions(rows));
    }

    /// A table whose first column heads the rows. A row whose cells are all alike has one wide cell.
    pub(super) fn table(&mut self, head: &[String], rows: &[(String, Vec<Cell>)]) {
        let title = |title: &String| match title.is_empty() {
            true => "<td></td>".to_owned(),
            false => format!("<th scope=\"col\">{}</th>", html_escaped(title)),
        };
        let _ = writeln!(
            self.body,
            "<div class=\"wide{}\" tabindex=\"0\"><table class=\"ruled\"><thead><tr>{}</tr></thead><tbody>",
            if rows.len() <= 7 { " together" } else { "" },
            head.iter().map(title).collect::<String>()
        );
        for (label, cells) in rows {
            let _ = write!(self.body, "<tr><th scope=\"row\">{}</th>", html_escaped(label));
            let all_alike = cells.iter().all(|cell| cells.first() == Some(cell));
            let span =
                if all_alike && cells.len() > 1 { format!(" colspan=\"{}\"", cells.len()) } else { String::new() };
            for cell in cells.iter().take(if span.is_empty() { cells.len() } else { 1 }) {
                let lines: Vec<String> = cell.lines.iter().map(|line| html_escaped(line)).collect();
                let mut lines = lines.join("<br>").replace('\n', "<br>");
                if !cell.notes.is_empty() {
                    let _ = write!(lines, "<br><span class=\"note\">{}</span>", html_escaped(&cell.notes.join("; ")));
                }
                let _ = match cell.is_changed {
                    true if lines.is_empty() => {
                        write!(self.body, "<td{span} class=\"changed\"><b class=\"mark\">changed</b> none</td>")
                    }
                    true => write!(self.body, "<td{span} class=\"changed\"><b class=\"mark\">changed</b> {lines}</td>"),
                    false => write!(self.body, "<td{span}>{lines}</td>"),
                };
            }
            self.body.push_str("</tr>\n");
        }
        self.body.push_str("</tbody></table></div>\n");
    }

    /// A drawing under a sentence that says what it shows.
    pub(super) fn figure(&mut self, caption: &str, drawing: &Drawing) {
        let _ = writeln!(
            self.body,
            "<figure><figcaption>{}</figcaption><div class=\"wide\" tabindex=\"0\">{}</div></figure>",
            html_escaped(caption),
            timeline_svg(drawing)
        );
    }

    /// A part that is folded on a screen, and open in print.
    pub(super) fn folded(&mut self, summary: &str, write: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.body, "<details><summary>{}</summary>", html_escaped(summary));
        write(self);
        self.body.push_str("</details>\n");
    }

    /// Parts that are on one page in print.
    pub(super) fn together(&mut self, write: impl FnOnce(&mut Self)) {
        self.body.push_str("<div class=\"together\">\n");
        write(self);
        self.body.push_str("</div>\n");
    }

    /// A change: a sign, a sentence, and more lines about it.
    pub(super) fn change(&mut self, class: &str, sign: &str, sentence: &str, more: &[String]) {
        let more: String = more.iter().map(|line| format!("<li>{}</li>", html_escaped(line))).collect();
        let more = if more.is_empty() { more } else { format!("<ul>{more}</ul>") };
        let sentence = html_escaped(sentence);
        let _ = writeln!(
            self.body,
            "<div class=\"change\"><b class=\"{class}\" aria-hidden=\"true\">{sign}</b><div><p>{sentence}</p>{more}</div></div>"
        );
    }

    /// The body of the page.
    pub(super) fn finish(mut self, kind: &str, title: &str, facts: &[(String, String)]) -> String {
        if self.sections > 0 {
            self.body.push_str("</section>\n");
        }
        format!(
            "<header><p class=\"kind\">{}</p><h1>{}</h1>\n{}<nav aria-label=\"Contents\"><ol>{}</ol></nav></header>\n\
             <main>\n{}</main>\n<footer class=\"note\">The fingerprint stands for what these terms mean: as long as they \
             mean the same, it stays the same, and terms that mean something else have another one.</footer>\n",
            html_escaped(kind),
            html_escaped(title),
            definitions(facts),
            self.links,
            self.body
        )
    }
}

fn definitions(rows: &[(String, String)]) -> String {
    let row = |(name, value): &(String, String)| {
        format!("<dt>{}</dt><dd>{}</dd>\n", html_escaped(name), html_escaped(value).replace('\n', "<br>"))
    };
    match rows {
        [] => String::new(),
        rows => format!("<dl>\n{}</dl>\n", rows.iter().map(row).collect::<String>()),
    }
}
