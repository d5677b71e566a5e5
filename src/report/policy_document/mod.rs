//! A policy, a tier or a contract as a document for customers: one HTML page that needs nothing else.

mod conditions;
mod dates;
mod examples;
mod hours;
mod promises;
mod service;
mod subject;
mod terms;
mod writer;

use crate::policy::Policy;

use super::comparison::{Changes, Witnesses};
use super::page::Page;
use super::sheet::{Compared, Sheet};
use subject::Subject;
use writer::Writer;

pub use examples::{Example, Exemplified, examples};

const STYLE: &str = include_str!("document.css");

/// The document about a policy, or about a tier or contract of it; with `compared` also what it changes against another.
/// `sheet` is the table of its promises.
pub fn policy_document(policy: &Policy, name: Option<&str>, sheet: &Sheet, compared: &[Compared<'_>]) -> String {
    let subject = Subject::new(policy, name);
    let mut writer = Writer::default();
    promises::promises(&mut writer, &subject, sheet, compared);
    for one in compared {
        let changes = Changes::of(one.comparison, one.names, Witnesses::Words);
        promises::changes(&mut writer, one.names, &changes);
    }
    terms::priorities(&mut writer, &subject);
    hours::calendars(&mut writer, &subject);
    terms::objectives(&mut writer, &subject);
    examples::clauses(&mut writer, &subject);
    terms::remedies(&mut writer, &subject);
    service::service(&mut writer, &subject);
    let facts = promises::facts(&subject);
    let kind = match (subject.is_contract(), name.is_some()) {
        (true, _) => "Support contract",
        (false, true) => "Support package",
        (false, false) => "Support policy",
    };
    let title = subject.title();
    let body = writer.finish(kind, &title, &facts);
    Page { title: &title, style: STYLE, body: &body, script: None }.to_html()
}
