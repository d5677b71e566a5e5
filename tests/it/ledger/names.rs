//! The names that closed segments have.

use relief::{Incident, Instant, Policy, SegmentReason};

/// The closed segments of the response to an incident on a calendar, as `FROM TO NAME` in the calendar's zone.
fn closed(calendar: &str, opened: &str, as_of: &str) -> Vec<String> {
    let text = format!(
        "priority P1 \"Urgent\"\n{calendar}\ntier T {{\n    coverage desk\n    response P1 <= 100 working hours\n}}\n"
    );
    let policy = Policy::from_text("names.sla", &text).map_err(|e| format!("{:#?}", e.diagnostics)).unwrap();
    let mut incident = Incident::new("1", "T", Instant::parse(opened).unwrap());
    incident.priority = Some("P1".to_owned());
    let explanation = policy.explain(&incident, Instant::parse(as_of).unwrap()).unwrap();
    let ledger = explanation.ledgers.get("response").unwrap().as_ref().unwrap();
    let segments = ledger.segments.iter().filter(|s| s.reason == SegmentReason::Closed && !s.projected);
    let short = |at: String| at[5..16].replace('T', " ");
    segments
        .map(|s| {
            let name = s.detail.as_deref().unwrap_or("-");
            format!("{} {} {name}", short(s.from.to_string()), short(s.to.to_string()))
        })
        .collect()
}

const DESK: &str = r#"
holidays days { complete 2026 to 2026  2026-05-04 "May day"  2026-05-06 "Midweek" }
calendar desk {
    timezone UTC
    open mon-fri 09:00-17:00
    closed holidays days
    closed 2026-05-06 "Move"
    closed 2026-05-07
    closed 2026-05-08 10:00 to 2026-05-08 12:00 "Fire drill"
    closed second fri 11:00-13:00 "Maintenance"
    on 2026-05-04 open 10:00-11:00
}
"#;

#[test]
fn closures_come_before_holidays_and_parts_of_a_day_last() {
    let found = closed(DESK, "2026-05-04T09:00:00Z", "2026-05-08T18:00:00Z");
    let expected = [
        // An exception opens an hour of the holiday, which keeps its name around it.
        "05-04 09:00 05-04 10:00 May day",
        "05-04 11:00 05-05 00:00 May day",
        "05-05 00:00 05-05 09:00 -",
        "05-05 17:00 05-06 00:00 -",
        "05-06 00:00 05-07 00:00 Move",
        "05-07 00:00 05-08 09:00 -",
        "05-08 10:00 05-08 12:00 Fire drill",
        "05-08 12:00 05-08 13:00 Maintenance",
        "05-08 17:00 05-08 18:00 -",
    ];
    assert_eq!(found, expected);
}

#[test]
fn own_names_come_before_inherited_ones_of_their_kind() {
    let text = r#"
holidays base_days { complete 2026 to 2026  2026-05-05 "Inherited"  2026-05-06 "Base" }
holidays own_days { complete 2026 to 2026  2026-05-05 "Own" }
calendar base { timezone UTC  open mon-fri 09:00-17:00  closed holidays base_days  closed 2026-05-07 "Words" }
calendar desk extends base { closed holidays own_days  closed 2026-05-06 "Closure"  closed 2026-05-07 }
"#;
    let found = closed(text, "2026-05-05T09:00:00Z", "2026-05-08T08:00:00Z");
    let expected = [
        "05-05 09:00 05-06 00:00 Own",
        "05-06 00:00 05-07 00:00 Closure",
        "05-07 00:00 05-08 00:00 Words",
        "05-08 00:00 05-08 08:00 -",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_joining_calendar_names_its_own_closures_first_then_those_of_its_members() {
    let text = r#"
holidays london { complete 2026 to 2026  2026-05-04 "May day" }
holidays sydney { complete 2026 to 2026  2026-05-04 "Other"  2026-05-05 "Sydney day" }
calendar first { timezone UTC  open mon-fri 09:00-17:00  closed holidays london }
calendar second { timezone Australia/Sydney  open mon-fri 09:00-10:00  closed holidays sydney }
calendar desk { timezone UTC  joins first, second  closed 2026-05-04 20:00 to 2026-05-04 22:00 "Maintenance" }
"#;
    // Sydney is ten hours ahead.
    let found = closed(text, "2026-05-04T12:00:00Z", "2026-05-05T10:00:00Z");
    let expected = [
        "05-04 12:00 05-04 20:00 May day",
        "05-04 20:00 05-04 22:00 Maintenance",
        "05-04 22:00 05-05 00:00 May day",
        "05-05 00:00 05-05 09:00 Sydney day",
    ];
    assert_eq!(found, expected);
}
