//! `relief calendar`: the days of calendars that join others or close for part of a day.

use std::path::Path;
use std::process::Command;

fn relief(args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let args = ["calendar", "--policy", "tests/cases/parts.sla"].iter().chain(args);
    let output = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn closures_of_part_of_a_day_are_shown_with_their_reasons() {
    assert_eq!(
        relief(&["london", "--from", "2026-03-04", "--to", "2026-03-04"]),
        "2026-03-04  wed  09:00-12:00, 13:00-17:00, closed 12:00-13:00: Meeting\n"
    );
    assert_eq!(
        relief(&["london", "--from", "2026-03-12", "--to", "2026-03-12"]),
        "2026-03-12  thu  10:00-17:00, closed 00:00-10:00: Moving\n"
    );
    let json = relief(&["london", "--from", "2026-03-03", "--to", "2026-03-04", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0].get("closures"), None);
    assert_eq!(json[1]["open"], serde_json::json!([["09:00", "12:00"], ["13:00", "17:00"]]));
    assert_eq!(json[1]["closures"], serde_json::json!([{ "from": "12:00", "to": "13:00", "why": "Meeting" }]));
}

#[test]
fn hours_of_members_are_shown_in_the_zone_of_the_calendar() {
    assert_eq!(
        relief(&["sun", "--from", "2026-03-31", "--to", "2026-04-02"]),
        "2026-03-31  tue  00:00-16:00\n2026-04-01  wed  closed: closed\n2026-04-02  thu  00:00-16:00\n"
    );
    assert_eq!(
        relief(&["sun", "--in", "Asia/Tokyo", "--from", "2026-03-30", "--to", "2026-03-30"]),
        "2026-03-30  mon  09:00-24:00\n"
    );
}
