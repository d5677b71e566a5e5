//! Credit statements as one HTML page that needs nothing else.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::super::incidents::document::Block;
use super::super::incidents::html::{STYLE, push_plain_table, with_code};
use super::super::page::Page;
use super::statements::CreditReport;

/// Sums are between a line and the total; amounts do not break.
const OWN_STYLE: &str = "table.data td.note{min-width:20rem;max-width:32rem}\
    @media print{table.data{font-size:8pt}table.data td.note{min-width:9rem}}";

impl CreditReport<'_> {
    /// As an HTML page.
    pub fn html(&self) -> String {
        let document = self.document();
        let title = "Service credits";
        let lead: String =
            document.lead.iter().map(|line| format!("<p class=\"lead\">{}</p>\n", html_escaped(line))).collect();
        let (mut main, mut links) = (String::new(), String::new());
        for section in &document.sections {
            let _ = write!(links, "<li><a href=\"#{}\">{}</a></li>", section.id, section.title);
            let _ = writeln!(main, "<section id=\"{}\"><h2>{}</h2>", section.id, section.title);
            let _ = writeln!(main, "<p class=\"about\">{}</p>", with_code(&section.about));
            for block in &section.blocks {
                match block {
                    Block::Heading(text) => {
                        let _ = writeln!(main, "<h3>{}</h3>", html_escaped(text));
                    }
                    Block::Paragraph(text) => {
                        let _ = writeln!(main, "<p>{}</p>", html_escaped(text));
                    }
                    Block::Table(table) => push_plain_table(&mut main, table),
                }
            }
            main.push_str("</section>\n");
        }
        let body = format!(
            "<header><h1>{title}</h1>\n{lead}<nav aria-label=\"Sections\"><ul>{links}</ul></nav></header>\n\
             <main>\n{main}</main>\n"
        );
        let style = format!("{STYLE}\n{OWN_STYLE}");
        Page { title, style: &style, body: &body, script: None }.to_html()
    }
}
