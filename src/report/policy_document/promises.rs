//! Who the document is for, the table of promises, and what is changed.

use crate::policy::{plain, without_underscores};

use super::super::comparison::{Change, Changes, Effect, Names};
use super::super::render::described;
use super::super::sheet::{self, Compared, Row, Sheet, Topic};
use super::dates::date;
use super::subject::Subject;
use super::writer::{Cell, Writer};

/// The parties, the time in force, what the policy says of itself, and its fingerprint.
pub(super) fn facts(subject: &Subject<'_>) -> Vec<(String, String)> {
    let model = subject.policy.model();
    let mut out: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        let row = (name.to_owned(), value);
        if !row.1.is_empty() && !out.contains(&row) {
            out.push(row);
        }
    };
    if subject.name.is_some() {
        for package in &subject.packages {
            add("Customer", package.customer.clone().unwrap_or_default());
        }
        for package in &subject.packages {
            if let Some(force) = package.in_force {
                let zone = force.zone.name();
                add("In force", format!("{} to {}, dates of {zone}", date(force.from), date(force.to)));
            }
        }
        let based_on = subject.packages.iter().filter_map(|p| model.package(p.extends?)).find(|p| !p.base);
        add("Based on", based_on.map(|p| p.name.clone()).unwrap_or_default());
    }
    for about in &model.about {
        if about.title != subject.title() {
            add("Policy", about.title.clone());
        }
        for (key, text) in &about.fields {
            add(&plain(key), text.clone());
        }
    }
    add("Fingerprint", subject.policy.fingerprint().to_owned());
    out
}

pub(super) fn promises(writer: &mut Writer, subject: &Subject<'_>, sheet: &Sheet, compared: &[Compared<'_>]) {
    writer.section("What is promised");
    if sheet.columns.is_empty() {
        writer.paragraph("The policy has no tier and no contract.");
        return;
    }
    let is_marked = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.changed);
    let other = match compared.first() {
        Some(one) => Some(one.names.old),
        None => sheet.columns.first().map(String::as_str).filter(|first| Some(*first) != subject.name),
    };
    if let (true, Some(other)) = (is_marked, other) {
        writer.note(&format!("A cell that says “changed” differs from {other}."));
    }
    let head: Vec<String> = std::iter::once(String::new()).chain(sheet.columns.iter().cloned()).collect();
    let is_term = |row: &&Row| matches!(row.topic, Topic::Term(_));
    // Remedies and treatments have a section of their own.
    let elsewhere = |row: &&Row| {
        let is_changed = row.cells.iter().any(|cell| cell.changed);
        matches!(row.topic, Topic::Remedy(_) | Topic::Treatments) && !is_changed
    };
    let rows = sheet.rows.iter().filter(|row| !is_term(row) && !elsewhere(row));
    writer.table(&head, &rows.map(table_row).collect::<Vec<_>>());
    let terms: Vec<(String, Vec<Cell>)> = sheet.rows.iter().filter(is_term).map(table_row).collect();
    if !terms.is_empty() {
        writer.heading("Further terms");
        writer.table(&head, &terms);
    }
    if !sheet.facts.is_empty() {
        writer.heading("What has to be known of an incident");
        let rows = sheet.facts.iter().map(|fact| (plain(&fact.name), described(fact)));
        writer.definitions(&rows.collect::<Vec<_>>());
    }
}

fn table_row(row: &Row) -> (String, Vec<Cell>) {
    // What the writer of the contract put in quotation marks stays as it is.
    let is_text = matches!(row.topic, Topic::Term(_) | Topic::Customer);
    let words = |line: &String| if is_text { line.clone() } else { without_underscores(line) };
    let cell = |cell: &sheet::Cell| Cell {
        lines: cell.lines.iter().map(words).collect(),
        notes: cell.notes.iter().map(words).collect(),
        is_changed: cell.changed,
    };
    (row.feature.clone(), row.cells.iter().map(cell).collect())
}

/// What NEW changes, the losses first.
pub(super) fn changes(writer: &mut Writer, names: Names<'_>, changes: &Changes) {
    writer.section(&format!("Changes of {} against {}", names.new, names.old));
    writer.paragraph(&format!("{}.", plain(&changes.summary)));
    for line in &changes.limited_to {
        writer.note(line.trim());
    }
    for (effect, class, sign) in [
        (Effect::Worse, "bad", "−"),
        (Effect::Mixed, "open", "±"),
        (Effect::NotProved, "open", "?"),
        (Effect::Better, "good", "+"),
        (Effect::OtherWords, "neutral", "~"),
    ] {
        let these: Vec<&Change> = changes.changes.iter().filter(|change| change.effect == effect).collect();
        if these.is_empty() {
            continue;
        }
        writer.heading(&plain(effect.as_str()));
        for change in these {
            let more: Vec<String> = change.reasons.iter().chain(&change.example).cloned().collect();
            writer.change(class, sign, &change.sentence, &more);
        }
    }
    if let Some(zone) = changes.zone {
        writer.note(&format!("Times are those of {zone}."));
    }
    if !changes.unchanged.is_empty() {
        writer.note(&format!("Unchanged: {}.", changes.unchanged.join("; ")));
    }
}
