//! Mapping files, and the one for ServiceNow's audit log.

use super::*;
use crate::evaluate::RejectCode;

fn service_now() -> Options {
    Options {
        mapping: Mapping::carried("servicenow-events"),
        set: vec![("contract".to_owned(), "Gold".to_owned())],
        timezone: Zone::parse("Europe/London"),
        ..plain()
    }
}

/// Rows of `day time state`, opened on the 4th of January 2016 at 09:00.
fn states(rows: &[&str]) -> Run {
    let mut text = "number,incident_state,opened_at,sys_updated_at,priority\n".to_owned();
    for row in rows {
        let mut parts = row.splitn(3, ' ');
        let mut part = || parts.next().unwrap();
        let (day, time, state) = (part(), part(), part());
        let (state, priority) = state.split_once(" / ").unwrap_or((state, "3 - Moderate"));
        text += &format!("INC1,{state},4/1/2016 09:00,{day}/1/2016 {time},{priority}\n");
    }
    run(&service_now(), &[("a.csv", text.as_bytes())])
}

fn folded(rows: &[&str]) -> Incident {
    let run = states(rows);
    assert_eq!(run.rows[0].0.problem, None);
    run.rows[0].0.incident.clone().unwrap()
}

fn t(day: u32, time: &str) -> Instant {
    at(&format!("2016-01-{day:02}T{time}:00Z"))
}

#[test]
fn a_plain_course() {
    let incident = folded(&[
        "6 12:00 Closed",
        "4 09:05 New",
        "4 09:30 Active",
        "4 10:00 Active",
        "4 11:00 Awaiting User Info",
        "4 12:00 Awaiting Vendor",
        "4 13:00 Awaiting Problem",
        "4 13:30 Awaiting Evidence",
        "4 14:00 New",
        "5 12:00 Resolved",
    ]);
    assert_eq!((incident.opened, incident.responded), (t(4, "09:00"), Some(t(4, "09:30"))));
    assert_eq!((incident.resolved, incident.closed), (Some(t(5, "12:00")), Some(t(6, "12:00"))));
    let waits: Vec<_> = incident.waiting.iter().map(|w| (w.from, w.to.unwrap(), w.on.as_str())).collect();
    assert_eq!(
        waits,
        [
            (t(4, "11:00"), t(4, "12:00"), "customer"),
            (t(4, "12:00"), t(4, "13:00"), "third_party"),
            (t(4, "13:00"), t(4, "14:00"), "vendor"),
        ]
    );
    assert_eq!((incident.priority.as_deref(), incident.channel), (Some("P3"), None));
}

#[test]
fn reopening_and_priorities() {
    let incident = folded(&[
        "4 09:30 Awaiting User Info / 2 - High",
        "4 10:00 Resolved / 2 - High",
        "4 11:00 New / 1 - Critical",
        "4 12:00 Resolved / 4 - Low",
        "5 12:00 Closed / 4 - Low",
        "5 13:00 Active / 4 - Low",
    ]);
    assert_eq!(incident.responded, Some(t(4, "09:30")));
    assert_eq!(incident.excluded, [(t(4, "10:00"), t(4, "11:00")), (t(4, "12:00"), t(5, "13:00"))]);
    assert_eq!((incident.resolved, incident.closed, incident.priority.as_deref()), (None, None, Some("P2")));
    let changes: Vec<_> = incident.priority_changes.iter().map(|c| (c.at, c.to.as_str())).collect();
    assert_eq!(changes, [(t(4, "11:00"), "P1"), (t(4, "12:00"), "P4")]);
    // Nobody had answered when it was resolved: the response is inferred from that, and stays.
    let incident = folded(&["4 09:30 New", "4 10:00 Resolved", "4 11:00 Active"]);
    assert_eq!((incident.responded, incident.excluded), (None, vec![(t(4, "10:00"), t(4, "11:00"))]));
}

#[test]
fn rows_before_the_opening() {
    // To be new is no event, however early; to become something else is one.
    assert_eq!(folded(&["4 08:00 New", "4 08:30 New", "4 09:30 Active"]).responded, Some(t(4, "09:30")));
    let run = states(&["4 08:00 New", "4 08:30 Active"]);
    assert_eq!((run.rows[0].0.problem.as_ref().unwrap().code, run.rows[0].0.line), (RejectCode::OutOfOrder, 3));
    let run = states(&["4 08:00 Active"]);
    assert_eq!(run.rows[0].0.problem.as_ref().unwrap().code, RejectCode::OutOfOrder);
}

#[test]
fn states_that_nobody_named() {
    let run = states(&["4 09:10 New", "4 09:30 -100", "4 09:40 -100", "4 10:00 Active", "4 11:00 ?"]);
    assert_eq!(run.rows[0].0.incident.as_ref().unwrap().responded, Some(t(4, "09:30")));
    assert_eq!(run.notes, ["2 rows have the state `-100`, which the mapping does not name"]);
}

#[test]
fn the_sample_of_the_log() {
    let sample = include_bytes!("../../../tests/data/servicenow-sample.csv");
    let run = run(&service_now(), &[("sample.csv", sample)]);
    let count = |code| run.rows.iter().filter(|(row, _)| row.problem.as_ref().map(|p| p.code) == code).count();
    assert_eq!((run.rows.len(), count(Some(RejectCode::BadInstant)), count(Some(RejectCode::OutOfOrder))), (170, 3, 2));
    assert_eq!(count(None), 165);
    assert_eq!(run.notes, ["5 rows have the state `-100`, which the mapping does not name"]);
}

#[test]
fn records_of_another_system() {
    let text = "missing: [\"-\"]\ntime: \"%d.%m.%Y %H:%M:%S\"\nzone: Europe/Berlin\n\
fields: {id: Ticket, opened: Created, responded: First reply, customer_priority: priority, total_outage: Down}\n\
constants: {contract: Gold, users: 5}\nvalues:\n  customer_priority: {1: P1}\n  total_outage: {Yes: true}\n";
    let options = Options { mapping: Some(Mapping::parse(text).unwrap()), ..plain() };
    let csv = "Ticket,Created,First reply,priority,Down\n7,05.01.2026 10:00:00,-,1,Yes\n8,2026-01-05T10:00:00Z,x,2,-\n";
    let run = run(&options, &[("a.csv", csv.as_bytes())]);
    let incident = run.rows[0].0.incident.as_ref().unwrap();
    assert_eq!((incident.opened, incident.responded), (at("2026-01-05T09:00:00Z"), None));
    // A column that the mapping reads as one field is not read as another by its name.
    assert_eq!((incident.customer_priority.as_deref(), incident.priority.as_deref()), (Some("P1"), None));
    assert_eq!(incident.facts.len(), 2);
    let problem = run.rows[1].0.problem.as_ref().unwrap().to_string();
    assert_eq!(problem, "bad-instant: `responded`: expected a time of the form `%d.%m.%Y %H:%M:%S`, found `x`");
    let short = super::run(&options, &[("a.csv", b"Tickets,Created\n7,x\n")]).error.unwrap();
    assert_eq!(
        short,
        "a.csv:1: the mapping reads `id` from a column `Ticket`, which the header has not: did you mean `Tickets`?"
    );
}

#[test]
fn an_unknown_field() {
    let options = Options { mapping: Some(Mapping::parse("fields: {opend: Created}").unwrap()), ..plain() };
    let error = run(&options, &[]).error.unwrap();
    assert_eq!(
        error,
        "the mapping's `fields` names `opend`, which is no field and no fact of the policy: did you mean `opened`?"
    );
}

#[test]
fn bad_mappings() {
    for (text, message) in [
        ("about: x\nfeilds: {}\n", "line 2, column 1: unknown key `feilds`: did you mean `fields`?"),
        (
            "zone: Europe/Londn\n",
            "line 1, column 7: `zone`: there is no time zone `Europe/Londn`: did you mean `Europe/London`?",
        ),
        ("time: \"%d/%m/%Y\"\n", "line 1, column 8: `time`: `%d/%m/%Y` does not tell a date and a time of day"),
        ("time: \"%d/%m/%Y %Q\"\n", "line 1, column 8: `time`: `%d/%m/%Y %Q` holds a `%` that begins nothing known"),
        (
            "states:\n  at: a\n  state: s\n  means:\n    New: nwe\n",
            "line 5, column 10: `means`: `nwe` means nothing here: did you mean `new`?",
        ),
        (
            "events: {at: a, event: e, others: x}\n",
            "line 1, column 35: `others`: `x` means nothing here: expected `reject` and `ignore`",
        ),
        ("fields: {id: a}\nconstants:\n  id: b\n", "line 3, column 3: `id` is given a column and a constant"),
    ] {
        assert_eq!(Mapping::parse(text).unwrap_err().to_string(), message);
    }
    let both = "events: {at: a, event: e}\nstates: {at: a, state: s, means: {}}\n";
    assert!(
        Mapping::parse(both).unwrap_err().to_string().starts_with("line 2, column 1: a log tells events or states")
    );
    assert!(Mapping::parse("states: {at: a}\n").unwrap_err().message.contains("missing field `state`"));
}

#[test]
fn carried() {
    for name in carried_names() {
        assert!(Mapping::parse(Mapping::carried_text(name).unwrap()).is_ok(), "{name}");
        assert!(Mapping::carried(name).is_some());
    }
    assert!(Mapping::carried("jira").is_none());
}

#[test]
fn the_examples_of_the_page() {
    let page = include_str!("../../../docs/mappings.md");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let read: Vec<Mapping> = blocks.iter().map(|block| Mapping::parse(block).unwrap()).collect();
    assert_eq!((read.len(), Some(&read[1])), (3, Mapping::carried("servicenow-events").as_ref()));
}
