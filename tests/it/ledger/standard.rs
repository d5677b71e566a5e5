//! The ledgers of the standard cases and of the ServiceNow sample.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Timelike as _, Weekday};
use chrono_tz::Europe::London;
use relief::{Incident, Instant, Policy};

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

fn verify(policy: &Policy, incidents: impl Iterator<Item = Incident>, as_of: Instant) -> usize {
    let holidays = holidays();
    assert!(holidays.len() > 50, "{holidays:?}");
    let runs = |calendar: &str, zone: &str, at: i64| match (calendar, zone) {
        ("uk_office", "Europe/London") => uk_office(&holidays, at),
        _ => panic!("no clock of {calendar} in {zone} is expected"),
    };
    let mut verified = 0;
    for incident in incidents {
        let Ok(explanation) = policy.explain(&incident, as_of) else { continue };
        let json = serde_json::to_value(&explanation).unwrap();
        if let Err(e) = check(&json, &runs) {
            panic!("{}: {e}\n{}", incident.id, serde_json::to_string_pretty(&json).unwrap());
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
    let incidents = text.lines().map(|line| serde_json::from_str::<Incident>(line).unwrap());
    let as_of = Instant::parse("2026-06-15T12:00:00Z").unwrap();
    assert_eq!(verify(&Policy::standard().unwrap(), incidents, as_of), 151);
}
