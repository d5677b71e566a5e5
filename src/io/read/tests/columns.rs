//! Columns that a mapping names and that a file lacks.

use super::*;

const MAPPING: &str = "fields: {id: Ticket, opened: Created, responded: First reply}\nconstants: {contract: Gold}\n";
const OPTIONAL: &str = "fields: {id: Ticket, opened: Created, responded: {column: First reply, optional: true}}\n\
                        constants: {contract: Gold}\n";

fn map(text: &str) -> Options {
    Options { mapping: Some(Mapping::parse(text).unwrap()), ..plain() }
}

fn error(mapping: &str, files: &[(&str, &str)]) -> Option<String> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    run(&map(mapping), &files).error
}

#[test]
fn of_a_header() {
    let text = "Ticket,Created,Frist reply\n7,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z\n";
    let told = "the mapping reads `responded` from a column `First reply` (did you mean `Frist reply`?), but the header \
                has no such column: if a file may lack it, mark it as optional: `{column: \"First reply\", optional: \
                true}`";
    assert_eq!(error(MAPPING, &[("a.csv", text)]), Some(format!("a.csv:1: {told}")));
    assert_eq!(error(OPTIONAL, &[("a.csv", text)]), None);
    assert_eq!(error(MAPPING, &[("a.tsv", &text.replace(',', "\t"))]), Some(format!("a.tsv:1: {told}")));
    // A constant of the command line needs no column.
    let mut options = map(MAPPING);
    options.set.push(("responded".to_owned(), String::new()));
    assert_eq!(run(&options, &[("a.csv", text.as_bytes())]).error, None);
}

#[test]
fn of_a_header_in_another_encoding() {
    let mapping = "fields: {id: Ticket, opened: Created, responded: Rückmeldung}\nconstants: {contract: Gold}\n";
    let error = run(&map(mapping), &[("a.csv", b"Ticket,Created,R\xfcckmeldung\n7,,\n")]).error.unwrap();
    assert!(error.contains("not all names are in UTF-8: `--encoding`") && !error.contains("optional"), "{error}");
}

#[test]
fn of_records_without_a_header() {
    let line = |key: &str, value: &str| {
        format!("{{\"Ticket\": \"{key}{value}\", \"Created\": \"2026-01-05T09:00:00Z\", \"{key}\": {value}}}\n")
    };
    let (slip, null) = (line("Frist reply", "1"), line("First reply", "null"));
    let told = "the mapping reads `responded` from a column `First reply` (did you mean `Frist reply`?), but no record has \
                such a key";
    let found = error(MAPPING, &[("a.jsonl", &slip)]).unwrap();
    assert!(found.starts_with(&format!("a.jsonl: {told}")), "{found}");
    // A key that any record has is there, though nothing is said by it.
    assert_eq!(error(MAPPING, &[("a.jsonl", &format!("{slip}{null}"))]), None);
    // Each file by itself, since one may be of another form.
    let found = error(MAPPING, &[("a.jsonl", &null), ("b.jsonl", &slip)]).unwrap();
    assert!(found.starts_with("b.jsonl: "), "{found}");
    let list = |lines: &str| format!("[{}]", lines.trim().replace('\n', ","));
    assert!(error(MAPPING, &[("a.json", &list(&slip))]).is_some_and(|e| e.contains(told)));
    assert!(error(MAPPING, &[("a.yaml", &list(&slip))]).is_some_and(|e| e.contains(told)));
    assert_eq!(error(MAPPING, &[("a.json", &list(&format!("{slip}{null}")))]), None);
    assert_eq!(error(OPTIONAL, &[("a.jsonl", &slip)]), None);
    // Of nothing, nothing is missing.
    assert_eq!(error(MAPPING, &[("a.jsonl", ""), ("b.json", "[]")]), None);
}

#[test]
fn of_paths() {
    let mapping = "fields: {id: key, opened: fields.created, channel: via.chanel}\nconstants: {contract: Gold}\n";
    let text = "{\"key\": 1, \"fields\": {\"created\": \"2026-01-05T09:00:00Z\"}, \"via\": {\"channel\": \"web\"}}\n";
    let found = error(mapping, &[("a.jsonl", text)]).unwrap();
    assert!(found.contains("`channel` from a column `via.chanel` (did you mean `via.channel`?)"), "{found}");
    assert_eq!(error(&mapping.replace("chanel", "channel"), &[("a.jsonl", text)]), None);
}

#[test]
fn of_a_length() {
    let mapping = "fields: {id: id}\nafter: {responded: {minutes: Reply}}\nconstants: {contract: Gold}\n";
    let found = error(mapping, &[("a.csv", "id,opened,Replies\n")]).unwrap();
    assert!(found.contains("`responded` from a column `Reply`"), "{found}");
    let optional = mapping.replace("Reply}", "Reply, optional: true}");
    assert_eq!(error(&optional, &[("a.csv", "id,opened,Replies\n")]), None);
}

#[test]
fn of_a_log() {
    let mapping = "fields: {id: id, channel: via, priority: prio}\nconstants: {contract: Gold}\n\
                   events: {at: at, event: event, on: party}\n";
    // Each file needs what every row has, and some file the rest.
    let (one, other) = ("id,at,event,via,party\nA,2026-01-05T09:00:00Z,opened,web,\n", "id,at,event,prio\n");
    assert_eq!(error(mapping, &[("a.csv", one), ("b.csv", other)]), None);
    let found = error(mapping, &[("a.csv", one)]).unwrap();
    assert!(found.starts_with("a.csv: the mapping reads `priority` from a column `prio`, but no row"), "{found}");
    let found = error(mapping, &[("a.csv", one), ("b.csv", "id,event,prio\n")]).unwrap();
    assert!(found.starts_with("b.csv:1: the mapping reads `at` from a column `at`, but the header"), "{found}");
    let lines = "{\"id\": 7, \"prio\": \"P1\", \"via\": null}\n{\"id\": 7, \"at\": \"2026-01-05T09:00:00Z\", \"event\": \
                 \"opened\", \"party\": null}\n";
    assert_eq!(error(mapping, &[("a.jsonl", lines)]), None);
}

#[test]
fn on_top_of_a_carried_mapping() {
    // A column of one's own is not optional, whatever that of the carried mapping was.
    let mapping = "extends: servicenow\nfields: {resolved: Closed at}\n";
    let header = "number,opened_at,contract,Closed att\n";
    assert!(error(mapping, &[("a.csv", header)]).is_some_and(|e| e.contains("(did you mean `Closed att`?)")));
    assert_eq!(error("extends: servicenow\n", &[("a.csv", header)]), None);
}

#[test]
fn tables_of_values_that_nothing_uses() {
    let mapping =
        "fields: {id: id, priority: Urgency}\nconstants: {contract: Gold}\nvalues: {priority: {very high: P1}}\n";
    let notes = |value: &str| {
        let text = format!("id,opened,Urgency\n7,2026-01-05T09:00:00Z,{value}\n8,2026-01-05T09:00:00Z,\n");
        run(&map(mapping), &[("a.csv", text.as_bytes())]).notes
    };
    let told = "the mapping's table for `priority` has none of the values in the input, which stay as they are";
    assert_eq!(notes("Very high"), [told]);
    assert_eq!((notes("very high"), notes("")), (vec![], vec![]));
}
