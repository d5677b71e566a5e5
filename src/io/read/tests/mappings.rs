//! Mapping files, and the one for ServiceNow's audit log.

use super::*;
use crate::engine::RejectCode;

fn service_now() -> Options {
    Options {
        mapping: Mapping::built_in("servicenow-events"),
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
    assert_eq!(intervals(&incident), [(t(4, "10:00"), t(4, "11:00")), (t(4, "12:00"), t(5, "13:00"))]);
    assert_eq!((incident.resolved, incident.closed, incident.priority.as_deref()), (None, None, Some("P2")));
    let changes: Vec<_> = incident.priority_changes.iter().map(|c| (c.at, c.to.as_str())).collect();
    assert_eq!(changes, [(t(4, "11:00"), "P1"), (t(4, "12:00"), "P4")]);
    // Nobody had answered when it was resolved: the response is inferred from that, and stays.
    let incident = folded(&["4 09:30 New", "4 10:00 Resolved", "4 11:00 Active"]);
    assert_eq!((incident.responded, intervals(&incident)), (None, vec![(t(4, "10:00"), t(4, "11:00"))]));
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
    let sample = include_bytes!("../../../../tests/data/servicenow-sample.csv");
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
        "a.csv:1: the mapping reads `id` from a column `Ticket` (did you mean `Tickets`?), and `responded` from a column \
         `First reply`, and `customer_priority` from a column `priority`, and `total_outage` from a column `Down`, but \
         the header has no such column"
    );
}

#[test]
fn an_unknown_field() {
    let options = Options { mapping: Some(Mapping::parse("fields: {opend: Created}").unwrap()), ..plain() };
    let error = run(&options, &[]).error.unwrap();
    assert_eq!(
        error,
        "the mapping's `fields` names `opend`, which is not a field or fact of the policy: did you mean `opened`?"
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
        (
            "time: \"%d/%m/%Y\"\n",
            "line 1, column 8: `time`: `%d/%m/%Y` has a date and no time of day: say which it is: \
             `{date: \"%d/%m/%Y\", at: \"09:00\"}`",
        ),
        (
            "states:\n  at: a\n  state: s\n  means:\n    New: nwe\n",
            "line 5, column 10: `means`: `nwe` has no meaning here: did you mean `new`?",
        ),
        (
            "events: {at: a, event: e, others: x}\n",
            "line 1, column 35: `others`: `x` has no meaning here: expected `reject` and `ignore`",
        ),
        ("fields: {id: a}\nconstants:\n  id: b\n", "line 3, column 3: `id` is given a column and a constant"),
    ] {
        assert_eq!(Mapping::parse(text).unwrap_err().to_string(), message);
    }
    for (text, message) in [
        (
            "extends: servicnow\n",
            "line 1, column 10: `extends`: there is no built-in mapping `servicnow`: did you mean `servicenow`?",
        ),
        ("fields:\n  id: []\n", "line 2, column 3: fields: the list is empty, and needs a text"),
        (
            "fields:\n  id: {a: b}\n",
            "line 2, column 3: unknown key `a`: expected `time`, `column`, `date` and `optional`",
        ),
        (
            "after: {respondd: {minutes: a}}\n",
            "line 1, column 9: `after`: `respondd` has no meaning here: did you mean `responded`?",
        ),
        (
            "after: {responded: {minuets: a}}\n",
            "line 1, column 21: `after`: `minuets` has no meaning here: did you mean `minutes`?",
        ),
        (
            "after: {responded: {minutes: a, hours: b}}\n",
            "line 1, column 9: `responded`: one unit and a column are expected, such as `{minutes: First reply time}`",
        ),
        (
            "after: {responded: {minutes: a}}\nconstants:\n  responded: b\n",
            "line 3, column 3: `responded` is given a length and a constant",
        ),
        (
            "extends: zendesk-events\nstates: {at: a, state: b, means: {}}\n",
            "line 2, column 1: a log has events or states, not both: remove `events` or `states`",
        ),
        ("states: {at: a, state: s}\n", "line 1, column 1: `states`: missing field `means`"),
        ("time: [rfc3339, \"%d/%m\"]\n", "line 1, column 18: `time`: `%d/%m` has no date or no time of day"),
    ] {
        assert_eq!(Mapping::parse(text).map(|_| ()).map_err(|e| e.to_string()), Err(message.to_owned()), "{text}");
    }
    let both = "events: {at: a, event: e}\nstates: {at: a, state: s, means: {}}\n";
    assert!(Mapping::parse(both).unwrap_err().to_string().starts_with("line 2, column 1: a log has events or states"));
    assert!(Mapping::parse("states: {at: a}\n").unwrap_err().message.contains("missing field `state`"));
}

#[test]
fn carried() {
    for name in built_in_names() {
        assert!(Mapping::parse(Mapping::built_in_text(name).unwrap()).is_ok(), "{name}");
        assert!(Mapping::built_in(name).is_some());
    }
    assert!(Mapping::built_in("remedy").is_none());
}

fn map(text: &str) -> Options {
    Options { mapping: Some(Mapping::parse(text).unwrap()), ..plain() }
}

/// The incidents of a file under a mapping, each with what is wrong with it.
fn mapped(mapping: &str, name: &str, text: &str) -> Vec<Result<Incident, String>> {
    let run = run(&map(mapping), &[(name, text.as_bytes())]);
    assert_eq!(run.error, None);
    let row = |(row, _): (Row, Value)| match row.problem {
        Some(problem) => Err(problem.to_string()),
        None => Ok(row.incident.unwrap()),
    };
    run.rows.into_iter().map(row).collect()
}

#[test]
fn several_names_for_one_column() {
    let mapping = "fields: {id: [Number, number], opened: [Opened, opened_at]}\nconstants: {contract: Gold}\n";
    let opened = |header: &str| {
        let text = format!("{header}\n7,2026-01-05T09:00:00Z,2026-01-06T09:00:00Z\n");
        mapped(mapping, "a.csv", &text)[0].clone().map(|i| (i.id, i.opened))
    };
    let first = ("7".to_owned(), at("2026-01-05T09:00:00Z"));
    let second = ("7".to_owned(), at("2026-01-06T09:00:00Z"));
    assert_eq!(opened("number,Opened,x"), Ok(first.clone()));
    // The order of the mapping counts, not that of the file.
    assert_eq!(opened("number,opened_at,Opened"), Ok(second));
    // A column that occurs twice matters only if it is read.
    assert_eq!(opened("Number,Opened,x"), Ok(first));
    let twice = run(&map(mapping), &[("a.csv", b"Number,Opened,Opened\n")]);
    assert_eq!(twice.error.unwrap(), "a.csv:1: the header names the column `Opened` twice");
    let none = run(&map(mapping), &[("a.csv", b"Numbr,Opened\n")]).error.unwrap();
    let told = "a.csv:1: the mapping reads `id` from a column `Number` or `number` (did you mean `Numbr`?)";
    assert_eq!(none, format!("{told}, but the header has no such column"));
}

#[test]
fn columns_that_repeat_and_are_not_read() {
    let run = run(
        &map("fields: {id: Key}\nconstants: {contract: Gold}\n"),
        &[("a.csv", b"Key,Label,Label,opened\n7,a,b,2026-01-05T09:00:00Z\n")],
    );
    assert_eq!((run.error, run.rows[0].0.problem.clone()), (None, None));
}

#[test]
fn objects_within_objects() {
    let mapping = "fields: {id: key, opened: [fields.created, created], channel: via.channel, priority: a.b}\n\
                   constants: {contract: Gold}\n";
    let text = "{\"key\": 1, \"fields\": {\"created\": \"2026-01-05T09:00:00Z\"}, \"via\": {\"channel\": \"web\"}}\n\
                {\"key\": 2, \"fields\": {\"created\": null}, \"created\": \"2026-01-06T09:00:00Z\", \"via\": 7}\n\
                {\"key\": 3, \"created\": \"2026-01-06T09:00:00Z\", \"a.b\": \"P1\", \"a\": {\"b\": \"P2\"}}\n";
    let read = mapped(mapping, "a.jsonl", text).into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!((read[0].opened, read[0].channel.as_deref()), (at("2026-01-05T09:00:00Z"), Some("web")));
    assert_eq!((read[1].opened, read[1].channel.as_deref()), (at("2026-01-06T09:00:00Z"), None));
    // A key of the whole name wins over the path.
    assert_eq!(read[2].priority.as_deref(), Some("P1"));
}

#[test]
fn several_forms_of_time() {
    let mapping = "time: [\"%d/%m/%Y %H:%M\", \"%m/%d/%Y %H:%M\", \"%d/%b/%y %I:%M %p\"]\nzone: UTC\nconstants: {contract: Gold}\n";
    let opened = |text: &str| mapped(mapping, "a.csv", &format!("id,opened\n7,{text}\n"))[0].clone().map(|i| i.opened);
    assert_eq!(opened("31/01/2026 09:05"), Ok(at("2026-01-31T09:05:00Z")));
    assert_eq!(opened("01/31/2026 09:05"), Ok(at("2026-01-31T09:05:00Z")));
    assert_eq!(opened("02/02/2026 09:05"), Ok(at("2026-02-02T09:05:00Z")));
    assert_eq!(opened("3/mar/26 9:05 pm"), Ok(at("2026-03-03T21:05:00Z")));
    assert_eq!(opened("2026-03-03T09:05:00+01:00"), Ok(at("2026-03-03T08:05:00Z")));
    assert_eq!(
        opened("01/02/2026 09:05").unwrap_err(),
        "bad-instant: `opened`: `01/02/2026 09:05` is one time by `%d/%m/%Y %H:%M` and another by `%m/%d/%Y %H:%M`"
    );
    assert_eq!(
        opened("yesterday").unwrap_err(),
        "bad-instant: `opened`: expected a time of the form `%d/%m/%Y %H:%M`, `%m/%d/%Y %H:%M` or \
         `%d/%b/%y %I:%M %p`, found `yesterday`"
    );
    // Two digits are no year of `%Y`.
    assert!(opened("31/01/26 09:05").unwrap_err().contains("expected a time of the form"));
}

#[test]
fn lengths_since_the_opening() {
    let mapping = "fields: {opened: Created, resolved: Solved}\nconstants: {contract: Gold}\n\
                   after: {responded: {minutes: [Reply, reply.calendar]}, resolved: {hours: Took}}\n";
    let header = "id,Created,Reply,Took,Solved\n";
    let read = |cells: &str| mapped(mapping, "a.csv", &format!("{header}7,2026-01-05T09:00:00Z,{cells}\n"))[0].clone();
    let stops = |cells: &str| read(cells).map(|i| (i.responded, i.resolved)).unwrap();
    assert_eq!(stops("14,1.5,"), (Some(at("2026-01-05T09:14:00Z")), Some(at("2026-01-05T10:30:00Z"))));
    assert_eq!(stops("0,,"), (Some(at("2026-01-05T09:00:00Z")), None));
    // An instant of its own is more exact.
    assert_eq!(stops(",3,2026-01-05T11:59:00Z").1, Some(at("2026-01-05T11:59:00Z")));
    for wrong in ["soon", "-3", "1e3", "999999999999999"] {
        let told =
            format!("bad-instant: `responded`: expected a number of minutes since it was opened, found `{wrong}`");
        assert_eq!(read(&format!("{wrong},,")).unwrap_err(), told);
    }
    let text = "{\"id\": 7, \"Created\": \"2026-01-05T09:00:00Z\", \"reply\": {\"calendar\": 3}, \"Took\": null, \"Solved\": null}\n";
    assert_eq!(mapped(mapping, "a.jsonl", text)[0].clone().unwrap().responded, Some(at("2026-01-05T09:03:00Z")));
}

#[test]
fn events_of_two_words() {
    let mapping = "fields: {opened: Created}\nconstants: {contract: Gold}\nevents: {at: When, event: metric, with: type, means: \
                   {clock activate: running, clock pause: waiting on customer, clock fulfill: resolved, note: responded}}\n";
    let log = |lines: &[&str]| {
        let mut text = "id,When,metric,type,Created\n".to_owned();
        for line in lines {
            let mut words = line.split(' ');
            let mut word = || words.next().unwrap_or("");
            let (time, event, kind, created) = (word(), word(), word(), word());
            text += &format!("7,2026-01-05T{time}:00Z,{event},{kind},{created}\n");
        }
        mapped(mapping, "a.csv", &text)[0].clone()
    };
    let t = |time: &str| at(&format!("2026-01-05T{time}:00Z"));
    let course =
        ["09:00 clock activate", "10:00 note", "11:00 clock pause", "12:00 clock activate", "13:00 clock fulfill"];
    let incident = log(&course).unwrap();
    assert_eq!(
        (incident.opened, incident.responded, incident.resolved),
        (t("09:00"), Some(t("10:00")), Some(t("13:00")))
    );
    assert_eq!((incident.waiting[0].from, incident.waiting[0].to), (t("11:00"), Some(t("12:00"))));
    // What runs again after it was over was reopened; an opening that is told wins over the first running.
    let again = [&course[..], &["14:00 clock activate 2026-01-05T08:00:00Z"]].concat();
    let incident = log(&again).unwrap();
    assert_eq!((intervals(&incident), incident.resolved), (vec![(t("13:00"), t("14:00"))], None));
    // The first word alone may be what the mapping names.
    assert_eq!(log(&["09:00 clock activate", "09:30 note private"]).unwrap().responded, Some(t("09:30")));
    assert_eq!(
        log(&["09:00 clock stop"]).unwrap_err(),
        "bad-record: `metric`: the mapping does not name the event `clock stop`"
    );
}

#[test]
fn running_after_the_decision_is_no_event_yet() {
    let mapping = "constants: {contract: Gold}\nevents: {at: at, event: event, means: {run: running, end: resolved}}\n";
    let options = Options { as_of: at("2026-01-05T12:00:00Z"), ..map(mapping) };
    let text = b"id,at,event\n7,2026-01-05T09:00:00Z,run\n7,2026-01-05T10:00:00Z,end\n7,2026-01-05T13:00:00Z,run\n\
                 8,2026-01-05T13:00:00Z,run\n";
    let run = run(&options, &[("a.csv", text)]);
    let incident = run.rows[0].0.incident.clone().unwrap();
    assert_eq!((incident.resolved, incident.excluded.len()), (Some(at("2026-01-05T10:00:00Z")), 0));
    let problem = run.rows[1].0.problem.as_ref().unwrap().to_string();
    let told = "not-yet-open: its first row has the instant 2026-01-05T13:00:00Z, after the as-of instant 2026-01-05T12:00:00Z";
    assert_eq!(problem, told);
}

#[test]
fn a_mapping_on_top_of_a_carried_one() {
    let text = "extends: servicenow\ntime: \"%d/%m/%Y %H:%M\"\nzone: UTC\nfields: {responded: u_first_reply, contract: company}\n\
                values:\n  priority: {5 - Planning: P4, 1: P2}\n  contract: {Vogt AG: Gold}\n";
    let incident =
        "number,company,Opened,u_first_reply,priority\n7,Vogt AG,05/01/2026 09:00,05/01/2026 09:30,5 - Planning\n";
    let read = mapped(text, "a.csv", incident)[0].clone().unwrap();
    assert_eq!((read.contract.as_str(), read.priority.as_deref()), ("Gold", Some("P4")));
    assert_eq!(read.responded, Some(at("2026-01-05T09:30:00Z")));
    let (base, own) = (Mapping::built_in("servicenow").unwrap(), Mapping::parse(text).unwrap());
    assert_eq!((base.missing, &base.fields["id"]), (own.missing, &own.fields["id"]));
    assert_eq!((own.values["priority"]["1"].as_str(), own.values["priority"]["2"].as_str()), ("P2", "P2"));
    // What is given here is given nowhere else.
    let constant = Mapping::parse("extends: zendesk\nconstants: {priority: P1, responded: x}\n").unwrap();
    assert_eq!((constant.fields.get("priority"), constant.after.get("responded")), (None, None));
    let states =
        Mapping::parse("extends: servicenow-events\nstates: {means: {Parked: waiting on vendor}, others: reject}\n");
    let Some(Log::States { means, .. }) = states.unwrap().log else { panic!("no states") };
    assert_eq!((means.contains_key("New"), means.contains_key("Parked")), (true, true));
}

#[test]
fn the_examples_of_the_page() {
    let page = include_str!("../../../../docs/mappings.md");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let read: Vec<Mapping> = blocks.iter().map(|block| Mapping::parse(block).unwrap()).collect();
    let states = read.iter().position(|m| matches!(m.log, Some(Log::States { .. })));
    assert_eq!((read.len(), states.map(|at| &read[at])), (6, Mapping::built_in("servicenow-events").as_ref()));
}

#[test]
fn a_key_that_occurs_twice_is_no_mapping() {
    let error = Mapping::parse("fields:\n  id: Key\n  opened: Created\n  id: Number\n").unwrap_err();
    assert_eq!((error.message.as_str(), error.line), ("the key `id` occurs twice", 4));
    let error = Mapping::parse("extends: jira\nvalues:\n  priority: {High: P1, Low: P3, High: P2}\n").unwrap_err();
    assert_eq!((error.message.as_str(), error.line), ("the key `High` occurs twice", 3));
}
