//! The ledgers of the standard cases and of the ServiceNow sample.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Timelike as _, Weekday};
use chrono_tz::Europe::London;
use relief::{Incident, Instant, Policy};
use serde_json::Value;

use super::checker::check;

/// The bank holidays of England and Wales, from the lines of the list.
fn holidays() -> BTreeSet<String> {
    let text = std::fs::read_to_string("policies/calendars/england-and-wales.yaml").unwrap();
    let dates = text.lines().filter_map(|line| line.split_once("date: ")).map(|(_, rest)| rest[..10].to_owned());
    dates.collect()
}

/// UK office hours, from the words of the published page.
fn uk_office(holidays: &BTreeSet<String>, at: i64) -> bool {
    let local = DateTime::from_timestamp_micros(at).unwrap().with_timezone(&London);
    let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
    (9..17).contains(&local.hour()) && !weekend && !holidays.contains(&local.format("%Y-%m-%d").to_string())
}

/// Verifies each explanation; how many there were.
fn verify(explanations: impl Iterator<Item = Value>) -> usize {
    let holidays = holidays();
    assert!(holidays.len() > 50, "{holidays:?}");
    let runs = |calendar: &str, zone: &str, at: i64| match (calendar, zone) {
        ("uk_office", "Europe/London") => uk_office(&holidays, at),
        _ => panic!("no clock of {calendar} in {zone} is expected"),
    };
    let mut verified = 0;
    for json in explanations {
        if let Err(e) = check(&json, &runs) {
            panic!("{}: {e}\n{}", json["decision"]["id"], serde_json::to_string_pretty(&json).unwrap());
        }
        let read: relief::Explanation = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), json);
        verified += 1;
    }
    verified
}

#[test]
fn of_the_standard_cases_are_exact() {
    let text = std::fs::read_to_string("tests/standard/incidents.jsonl").unwrap();
    let as_of = Instant::parse("2026-06-15T12:00:00Z").unwrap();
    let policy = Policy::standard().unwrap();
    let explained = text.lines().map(|line| {
        let incident: Incident = serde_json::from_str(line).unwrap();
        serde_json::to_value(policy.explain(&incident, as_of).unwrap()).unwrap()
    });
    assert_eq!(verify(explained), 151);
}

/// With incidents that were reopened, given other priorities and waited on, of a real log.
#[cfg(feature = "cli")]
#[test]
fn of_the_servicenow_sample_are_exact() {
    let line = "explain tests/data/servicenow-sample.csv --map servicenow-events --set contract=Gold --timezone \
                Europe/London --as-of 2017-03-01T00:00:00Z --output-format json";
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_relief")).args(line.split_whitespace()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(verify(text.lines().map(|line| serde_json::from_str(line).unwrap())), 165);
}
