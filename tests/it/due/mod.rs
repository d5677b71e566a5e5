//! What is due next: against the decisions that it comes from, as iCalendar, and watched.

pub mod checker;
mod ics;
#[cfg(unix)]
mod watch;

use relief::Policy;
use relief::internals::io::schema;

use std::process::Command;

/// A call of the command: its exit code and what it printed to standard output.
fn run(args: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).output().unwrap();
    (run.status.code(), String::from_utf8(run.stdout).unwrap())
}

#[test]
fn lines_have_the_schema_that_is_printed() {
    let schema = schema::due();
    let valid = jsonschema::validator_for(&schema).unwrap();
    let args = ["due", "--as-of", "2026-03-10T12:00:00Z", "--output-format", "json", "tests/standard/incidents.jsonl"];
    let (code, text) = run(&args);
    assert_eq!(code, Some(1));
    assert!(text.lines().count() > 20, "{text}");
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(valid.is_valid(&value), "{line}");
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, schema["properties"].as_object().unwrap().keys().collect::<Vec<_>>());
    }
}

#[test]
fn the_standard_cases_agree_with_their_decisions() {
    let policy = Policy::standard().unwrap();
    let text = std::fs::read_to_string("tests/standard/incidents.jsonl").unwrap();
    let mut items = 0;
    for as_of in ["2026-03-10T12:00:00Z", "2026-04-03T23:30:00Z", "2026-06-15T12:00:00Z"] {
        for line in text.lines() {
            let incident = serde_json::from_str(line).unwrap();
            let checked = checker::check(&policy, &incident, as_of.parse().unwrap());
            items += checked.unwrap_or_else(|e| panic!("as of {as_of}: {e}\n{line}"));
        }
    }
    assert!(items > 100, "{items}");
}
