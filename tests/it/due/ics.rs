//! The calendar, read by a parser of its own.

use std::collections::BTreeSet;

use super::run;

/// The properties of each event: name and value, unescaped. Panics at what RFC 5545 does not allow.
fn events(text: &str) -> Vec<Vec<(String, String)>> {
    assert!(text.ends_with("\r\n"));
    let lines: Vec<&str> = text.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for line in &lines {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
    // A line that begins with a blank goes on with the one before.
    let unfolded = lines.join("\r\n").replace("\r\n ", "");
    let mut open: Vec<String> = Vec::new();
    let mut events = Vec::new();
    for line in unfolded.split("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{name}");
        match name {
            "BEGIN" => {
                open.push(value.to_owned());
                if value == "VEVENT" {
                    events.push(Vec::new());
                }
            }
            "END" => assert_eq!(open.pop().as_deref(), Some(value)),
            _ if open.last().is_some_and(|component| component == "VEVENT") => {
                events.last_mut().unwrap().push((name.to_owned(), unescaped(value)));
            }
            _ => {}
        }
    }
    assert!(open.is_empty());
    events
}

fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => out.push(c),
                other => panic!("\\{other:?} in {value}"),
            },
            ';' | ',' => panic!("{c} is not escaped in {value}"),
            c => out.push(c),
        }
    }
    out
}

fn property<'e>(event: &'e [(String, String)], name: &str) -> &'e str {
    match event.iter().filter(|(n, _)| n == name).collect::<Vec<_>>()[..] {
        [(_, value)] => value,
        _ => panic!("{name} occurs not once in {event:?}"),
    }
}

/// An instant in UTC: `20260310T120000Z` as `2026-03-10T12:00:00Z`.
fn instant(text: &str) -> String {
    let at = |from: usize, to: usize| &text[from..to];
    assert_eq!((text.len(), at(8, 9), at(15, 16)), (16, "T", "Z"), "{text}");
    format!("{}-{}-{}T{}:{}:{}Z", at(0, 4), at(4, 6), at(6, 8), at(9, 11), at(11, 13), at(13, 15))
}

fn calendar(incidents: &str, as_of: &str) -> Vec<Vec<(String, String)>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("incidents.jsonl");
    std::fs::write(&file, incidents).unwrap();
    let args = ["due", "--as-of", as_of, "--keep", "team", "--output-format", "ics", file.to_str().unwrap()];
    events(&run(&args).1)
}

#[test]
fn has_an_event_at_each_due_instant() {
    let standard = "tests/standard/incidents.jsonl";
    let as_of = "2026-03-10T12:00:00Z";
    let (_, json) = run(&["due", "--as-of", as_of, "--output-timezone", "UTC", "--output-format", "json", standard]);
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let due: Vec<&serde_json::Value> = lines.iter().filter(|line| !line["due"].is_null()).collect();
    let events = events(&run(&["due", "--as-of", as_of, "--output-format", "ics", standard]).1);
    assert!(due.len() > 20);
    assert_eq!(events.len(), due.len());
    for (event, line) in events.iter().zip(due) {
        // An event is to the second: the fraction of one is left out.
        let shown = line["due"].as_str().unwrap();
        let second = format!("{}Z", &shown[..19]);
        assert_eq!(instant(property(event, "DTSTART")), second);
        assert_eq!(instant(property(event, "DTSTAMP")), as_of);
        let summary = property(event, "SUMMARY");
        assert!(summary.starts_with(line["id"].as_str().unwrap()), "{summary}");
        assert!(summary.contains(line["what"].as_str().unwrap()), "{summary}");
    }
    let ids: BTreeSet<&str> = events.iter().map(|event| property(event, "UID")).collect();
    assert_eq!(ids.len(), events.len());
}

#[test]
fn keeps_the_uid_of_a_promise_that_is_due_at_another_time() {
    let line = |waiting: &str| {
        format!(
            r#"{{"id":"I","contract":"Gold","priority":"P1","opened":"2026-03-09T10:00:00Z","team":"","waiting":[{waiting}]}}"#
        )
    };
    let before = calendar(&line(""), "2026-03-09T12:00:00Z");
    let after =
        calendar(&line(r#"{"from":"2026-03-09T12:00:00Z","to":"2026-03-09T13:00:00Z"}"#), "2026-03-09T13:30:00Z");
    let named = |events: &[Vec<(String, String)>]| -> Vec<(String, String)> {
        let named = events.iter().map(|e| (property(e, "SUMMARY").to_owned(), property(e, "UID").to_owned()));
        named.collect()
    };
    assert_eq!(named(&before), named(&after));
    assert_ne!(property(&before[1], "DTSTART"), property(&after[1], "DTSTART"));
}

#[test]
fn escapes_and_folds_whatever_an_incident_says() {
    let id = r#"a\\b;c,d: \"日本語日本語日本語日本語日本語日本語日本語日本語\""#;
    let team = r"one\r\ntwo\nthree\u0007\u0000;, \\n and a text so long that it goes on over the end of several lines of the file";
    let line =
        format!(r#"{{"id":"{id}","contract":"Gold","priority":"P1","opened":"2026-03-09T10:00:00Z","team":"{team}"}}"#);
    let events = calendar(&line, "2026-03-09T12:00:00Z");
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    for event in &events {
        assert!(property(event, "SUMMARY").starts_with(value["id"].as_str().unwrap()), "{event:?}");
        let (_, kept) = property(event, "DESCRIPTION").split_once("\nteam: ").unwrap();
        let expected = value["team"].as_str().unwrap().replace("\r\n", "\n").replace(['\u{7}', '\0'], " ");
        assert_eq!(kept, expected);
    }
    assert_eq!(events.len(), 2);
}

#[test]
fn without_anything_due_is_a_calendar_all_the_same() {
    let line = r#"{"id":"I","contract":"Gold","priority":"P1","opened":"2026-03-09T10:00:00Z","resolved":"2026-03-09T10:05:00Z","team":""}"#;
    assert!(calendar(line, "2026-03-09T12:00:00Z").is_empty());
}
