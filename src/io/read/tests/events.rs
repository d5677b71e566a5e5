//! Each rule of the fold of event logs (`semantics` 9).

use super::*;
use crate::engine::RejectCode;

/// Times of 2026-01-05 as `09:00`.
fn t(time: &str) -> Instant {
    at(&format!("2026-01-05T{time}:00Z"))
}

fn own() -> Options {
    Options { mapping: Mapping::built_in("events"), ..plain() }
}

/// A log of our own form: lines of `time event [on|priority]`, opened at 09:00.
fn log(lines: &[&str]) -> Run {
    log_as(&own(), lines)
}

fn log_as(options: &Options, lines: &[&str]) -> Run {
    let mut text = "id,at,event,on,priority,contract\nA,2026-01-05T09:00:00Z,opened,,,Gold\n".to_owned();
    for line in lines {
        let (time, rest) = line.split_once(' ').unwrap();
        let (event, detail) = rest.split_once(" / ").unwrap_or((rest, ""));
        let (on, priority) = if detail.starts_with('P') { ("", detail) } else { (detail, "") };
        text += &format!("A,2026-01-05T{time}:00Z,{event},{on},{priority},\n");
    }
    run(options, &[("a.csv", text.as_bytes())])
}

fn folded(lines: &[&str]) -> Incident {
    let run = log(lines);
    assert_eq!((run.rows.len(), &run.rows[0].0.problem), (1, &None));
    run.rows[0].0.incident.clone().unwrap()
}

fn waits(incident: &Incident) -> Vec<(Instant, Option<Instant>, &str)> {
    incident.waiting.iter().map(|w| (w.from, w.to, w.on.as_str())).collect()
}

#[test]
fn events_in_any_order() {
    let incident = folded(&["12:00 resolved", "10:00 responded", "11:00 relieved", "10:30 responded", "13:00 closed"]);
    assert_eq!(incident.opened, t("09:00"));
    assert_eq!((incident.responded, incident.relieved), (Some(t("10:00")), Some(t("11:00"))));
    assert_eq!((incident.resolved, incident.closed), (Some(t("12:00")), Some(t("13:00"))));
}

#[test]
fn a_pause_ends_with_any_of_these() {
    for event in ["resumed", "relieved", "resolved", "closed", "reopened"] {
        let incident = folded(&["10:00 waiting on / customer", &format!("11:00 {event}")]);
        assert_eq!(waits(&incident), [(t("10:00"), Some(t("11:00")), "customer")], "{event}");
    }
    let incident =
        folded(&["10:00 waiting on customer", "11:00 waiting / vendor", "11:30 waiting on vendor", "12:00 responded"]);
    assert_eq!(waits(&incident), [(t("10:00"), Some(t("11:00")), "customer"), (t("11:00"), None, "vendor")]);
    assert_eq!(waits(&folded(&["10:00 waiting on"])), [(t("10:00"), None, "customer")]);
}

#[test]
fn reopening() {
    let incident = folded(&["10:00 relieved", "11:00 resolved", "12:00 reopened", "12:30 responded", "13:00 resolved"]);
    assert_eq!(intervals(&incident), [(t("10:00"), t("12:00"))]);
    assert_eq!((incident.relieved, incident.resolved), (None, Some(t("13:00"))));
    // The response was inferred from the stop that was taken back, and stays as it was.
    assert_eq!(incident.responded, None);
    let incident = folded(&["10:00 responded", "11:00 closed", "12:00 reopened"]);
    assert_eq!((incident.closed, incident.responded), (None, Some(t("10:00"))));
    assert_eq!(intervals(&incident), [(t("11:00"), t("12:00"))]);
    assert!(folded(&["10:00 reopened"]).excluded.is_empty());
}

#[test]
fn repeated_stops() {
    let incident = folded(&["10:00 resolved", "11:00 resolved", "12:00 relieved", "12:30 relieved"]);
    assert_eq!((incident.resolved, incident.relieved), (Some(t("10:00")), Some(t("12:00"))));
    let incident = folded(&["10:00 closed", "11:00 resolved", "12:00 closed"]);
    assert_eq!((incident.resolved, incident.closed), (None, Some(t("10:00"))));
}

#[test]
fn priorities_change() {
    let changes = |i: &Incident| i.priority_changes.iter().map(|c| (c.at, c.to.clone())).collect::<Vec<_>>();
    let incident = folded(&["09:30 responded / P2", "10:00 priority / P1", "10:30 priority P1", "11:00 relieved / P3"]);
    assert_eq!(incident.priority.as_deref(), Some("P2"));
    assert_eq!(changes(&incident), [(t("10:00"), "P1".to_owned()), (t("11:00"), "P3".to_owned())]);
    let incident = folded(&["10:00 priority / P1"]);
    // The first one that an incident without a priority gets is its priority from the opening.
    assert_eq!((incident.priority.as_deref(), changes(&incident)), (Some("P1"), vec![(t("10:00"), "P1".to_owned())]));
    let problem = log(&["10:00 priority"]).rows[0].0.problem.clone().unwrap();
    assert_eq!(problem.code, RejectCode::MissingField);
    let set = Options { set: vec![("priority".to_owned(), "P4".to_owned())], ..own() };
    let run = log_as(&set, &["10:00 priority / P1"]);
    let incident = run.rows[0].0.incident.clone().unwrap();
    assert_eq!((incident.priority.as_deref(), incident.priority_changes.len()), (Some("P4"), 0));
}

#[test]
fn what_comes_after_the_decision_has_not_happened() {
    let options = Options { as_of: t("10:30"), ..own() };
    let run = log_as(&options, &["10:00 responded", "11:00 resolved / P2", "10:15 waiting on"]);
    let incident = run.rows[0].0.incident.clone().unwrap();
    assert_eq!((incident.responded, incident.resolved, incident.priority.as_deref()), (Some(t("10:00")), None, None));
    assert_eq!(waits(&incident), [(t("10:15"), None, "customer")]);
    // An opening is never dropped: the incident is not open yet.
    let run = log_as(&Options { as_of: t("08:00"), ..own() }, &["10:00 responded"]);
    assert_eq!(run.rows[0].0.problem.as_ref().unwrap().code, RejectCode::NotYetOpen);
    assert_eq!(
        (&run.rows[0].1["opened"], &run.rows[0].1["contract"]),
        (&"2026-01-05T09:00:00Z".into(), &"Gold".into())
    );
}

#[test]
fn fields_of_any_row() {
    let text = "id,at,event,contract,channel,total_outage\n\
A,2026-01-05T12:00:00Z,resolved,Silver,,true\nA,2026-01-05T09:00:00Z,opened,Gold,email,\n\
B,2026-01-05T09:00:00Z,opened,Gold,,maybe\nA,2026-01-05T12:00:00Z,,Bronze,,\n";
    let run = run(&own(), &[("a.csv", text.as_bytes())]);
    let incident = run.rows[0].0.incident.as_ref().unwrap();
    // The latest by instant counts, and of two in one instant the one that is later.
    assert_eq!((incident.contract.as_str(), incident.channel.as_deref()), ("Bronze", Some("email")));
    assert_eq!(incident.facts.len(), 1);
    assert_eq!(run.rows[1].0.problem.as_ref().unwrap().code, RejectCode::BadFact);
    assert_eq!((run.rows[1].0.line, run.rows[1].1["total_outage"].as_str()), (4, Some("maybe")));
}

#[test]
fn rejections() {
    let told = |lines: &[&str]| {
        let run = log(lines);
        let row = &run.rows[0].0;
        (row.line, row.problem.as_ref().map_or_else(String::new, ToString::to_string))
    };
    let early = "out-of-order: `responded` at 2026-01-05T08:00:00Z is before it was opened, at 2026-01-05T09:00:00Z";
    assert_eq!(told(&["10:00 resolved", "08:00 responded"]), (4, early.to_owned()));
    let (line, bad) = told(&["10:00 resolved", "25:00 responded"]);
    assert!(line == 4 && bad.starts_with("bad-instant: `at`: there is no such date or time of day"), "{bad}");
    let (_, unknown) = told(&["10:00 resolvd"]);
    assert!(unknown.starts_with("bad-record: ") && unknown.ends_with("did you mean `resolved`?"), "{unknown}");
    let text = "id,at,event,contract\n,2026-01-05T09:00:00Z,opened,Gold\nA,2026-01-05T09:00:00Z,responded,Gold\nB,,opened,Gold\n";
    let run = run(&own(), &[("a.csv", text.as_bytes())]);
    let told: Vec<_> =
        run.rows.iter().map(|(row, _)| (row.line, row.id.as_deref(), row.problem.as_ref().unwrap().code)).collect();
    let missing = RejectCode::MissingField;
    assert_eq!(told, [(2, None, missing), (3, Some("A"), missing), (4, Some("B"), missing)]);
}

#[test]
fn the_record_of_a_folded_incident() {
    let run = log(&["10:00 waiting on / vendor", "11:00 resolved", "12:00 reopened", "12:30 closed / P2"]);
    let record = serde_json::json!({"id": "A", "contract": "Gold", "opened": "2026-01-05T09:00:00Z",
        "closed": "2026-01-05T12:30:00Z", "priority": "P2",
        "waiting": [{"from": "2026-01-05T10:00:00Z", "to": "2026-01-05T11:00:00Z", "on": "vendor"}],
        "excluded": [{"from": "2026-01-05T11:00:00Z", "to": "2026-01-05T12:00:00Z"}]});
    assert_eq!(run.rows[0].1, record);
}

#[test]
fn over_files_and_in_json() {
    let a = r#"{"id":"A","at":"2026-01-05T09:00:00Z","event":"opened","contract":"Gold","users":3}"#;
    let b = r#"{"id":"B","at":"2026-01-05T09:00:00Z","event":"opened","contract":"Gold","users":"3"}"#;
    let c = r#"{"id":"A","at":"2026-01-05T10:00:00Z","event":"relieved"}"#;
    let d = r#"{"id":"B","at":"noon","event":"relieved"}"#;
    let run =
        run(&own(), &[("a.jsonl", format!("{a}\n{b}").as_bytes()), ("b.jsonl", format!("{c}\n5\n{d}").as_bytes())]);
    let told: Vec<_> =
        run.rows.iter().map(|(row, _)| (&*row.file, row.line, row.problem.as_ref().map(|p| p.code))).collect();
    assert_eq!(
        told,
        [
            ("b.jsonl", 2, Some(RejectCode::BadRecord)),
            ("a.jsonl", 1, None),
            ("b.jsonl", 3, Some(RejectCode::BadInstant)),
        ]
    );
    assert_eq!(run.rows[1].0.incident.as_ref().unwrap().relieved, Some(t("10:00")));
}

#[test]
fn an_event_that_means_several() {
    let mapping = "constants: {contract: Gold}\nevents: {at: at, event: event, means: {taken: [opened, responded], asked: waiting on, \
                   back: [resumed, resolved], again: [reopened, responded]}}\n";
    let options = Options { mapping: Some(Mapping::parse(mapping).unwrap()), ..plain() };
    let text = "id,at,event\nA,2026-01-05T09:00:00Z,taken\nA,2026-01-05T10:00:00Z,asked\nA,2026-01-05T11:00:00Z,back\n\
                A,2026-01-05T12:00:00Z,again\n";
    let incident = run(&options, &[("a.csv", text.as_bytes())]).rows[0].0.incident.clone().unwrap();
    assert_eq!((incident.opened, incident.responded), (t("09:00"), Some(t("09:00"))));
    assert_eq!(waits(&incident), [(t("10:00"), Some(t("11:00")), "customer")]);
    assert_eq!((incident.resolved, intervals(&incident)), (None, vec![(t("11:00"), t("12:00"))]));
    for (means, told) in [
        ("[opened, ignore]", "`ignore` cannot be combined with other events; these can"),
        ("[opened, priority P1]", "`priority P1` cannot be combined with other events"),
        ("[]", "the list is empty"),
    ] {
        let text = format!("events: {{at: a, event: e, means: {{x: {means}}}}}\n");
        let found = Mapping::parse(&text).unwrap_err().message;
        assert!(found.contains(told), "{found}");
    }
    // A name may be the field of an objective, which only the policy says.
    let misspelt = mapping.replace("[opened, responded]", "[opened, closd]");
    let options = Options { mapping: Some(Mapping::parse(&misspelt).unwrap()), ..plain() };
    let found = run(&options, &[]).error.unwrap();
    assert!(found.contains("`means` says `closd`, which is not an event or a field of an objective"), "{found}");
    assert!(found.contains("did you mean `closed`?"), "{found}");
}

#[test]
fn states_whose_first_row_opens() {
    let mapping = "constants: {contract: Gold}\nstates: {at: at, state: state, first: opened, means: {Open: new, Work: working, Done: \
                   resolved}}\n";
    let options = Options { mapping: Some(Mapping::parse(mapping).unwrap()), as_of: t("12:00"), ..plain() };
    let text = "id,at,state\nA,2026-01-05T10:00:00Z,Work\nA,2026-01-05T09:00:00Z,Open\nB,2026-01-05T09:30:00Z,Work\n\
                B,2026-01-05T11:00:00Z,Done\nB,2026-01-05T13:00:00Z,Work\nC,2026-01-05T12:00:00.000001Z,Open\n";
    let run = run(&options, &[("a.csv", text.as_bytes())]);
    let incident = |row: usize| run.rows[row].0.incident.clone().unwrap();
    assert_eq!((incident(0).opened, incident(0).responded), (t("09:00"), Some(t("10:00"))));
    // A first row that is not new does what its state means, too.
    assert_eq!(
        (incident(1).opened, incident(1).responded, incident(1).resolved),
        (t("09:30"), Some(t("09:30")), Some(t("11:00")))
    );
    assert_eq!(run.rows[2].0.problem.as_ref().unwrap().code, RejectCode::NotYetOpen);
    assert_eq!(run.rows[0].1["opened"], "2026-01-05T09:00:00Z");
    let both = mapping.replace("constants", "fields: {opened: Created}\nconstants");
    assert!(Mapping::parse(&both).unwrap_err().message.contains("`first: opened` says that the first row opens"));
    let other = mapping.replace("first: opened", "first: closed");
    assert!(Mapping::parse(&other).unwrap_err().message.contains("`closed` has no meaning here: expected `opened`"));
}

#[test]
fn what_begins_after_the_decision_is_not_open_yet() {
    let options = Options { as_of: t("08:30"), ..own() };
    let code = |text: &str| {
        let row = run(&options, &[("a.csv", text.as_bytes())]).rows[0].0.clone();
        row.problem.map_or_else(|| "none".to_owned(), |p| p.to_string())
    };
    let told = "not-yet-open: its first row has the instant 2026-01-05T09:00:00Z, after the as-of instant 2026-01-05T08:30:00Z";
    // No priority is known yet, nor a contract, nor an opening: none of these is what is wrong.
    assert_eq!(code("id,at,event,contract\nA,2026-01-05T09:00:00Z,opened,Gold\n"), told);
    assert_eq!(code("id,at,event\nA,2026-01-05T09:00:00Z,responded\n"), told);
    assert_eq!(code("id,at,event,opened\nA,2026-01-05T09:00:00Z,responded,2026-01-05T08:00:00Z\n"), told);
    // An instant that cannot be read is, since it may be any.
    let bad = code("id,at,event,contract\nA,2026-01-05T09:00:00Z,opened,Gold\nA,soon,resolved,\n");
    assert!(bad.starts_with("bad-instant"), "{bad}");
}
