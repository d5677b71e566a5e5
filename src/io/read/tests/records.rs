//! The fields of a record, and each way in which they can be wrong.

use super::*;
use crate::engine::RejectCode;
use crate::facts::FactValue;
use crate::time::Length;

const FULL: &str = r#"{"id": 7, "contract": "Gold", "opened": "2026-01-05T09:00:00+01:00", "responded": "2026-01-05T08:30:00Z",
"relieved": null, "resolved": "", "waiting": [{"from": "2026-01-05T10:00:00Z", "to": "2026-01-05T11:00:00Z"},
{"from": "2026-01-05T12:00:00Z", "on": "vendor"}], "priority": "P2", "customer_priority": 1, "channel": "email",
"updates": ["2026-01-05T10:30:00Z"], "excluded": [{"from": "2026-01-06T10:00:00Z", "to": "2026-01-06T11:00:00Z"}],
"priority_changes": [{"at": "2026-01-05T11:00:00Z", "to": "P1"}], "users": 3, "total_outage": true, "note": "x",
"outage": "PT4H", "asked": "2026-01-05T09:00:00Z", "environment": "production", "expected_priority": "P1"}"#;

#[test]
fn json_and_csv_say_the_same() {
    let json = incident("a.jsonl", &FULL.replace('\n', " "));
    let csv = incident(
        "a.csv",
        "id,contract,opened,responded,relieved,resolved,waiting,priority,customer_priority,channel,updates,excluded,\
priority_changes,users,total_outage,note,outage,asked,environment,expected_priority\n\
7,Gold,2026-01-05T09:00:00+01:00,2026-01-05T08:30:00Z,,,2026-01-05T10:00:00Z/2026-01-05T11:00:00Z;2026-01-05T12:00:00Z/..@vendor,\
P2,1,email,2026-01-05T10:30:00Z,2026-01-06T10:00:00Z/2026-01-06T11:00:00Z,2026-01-05T11:00:00Z=P1,3,TRUE,x,4 hours,\
2026-01-05T09:00:00Z,production,P1\n",
    );
    assert_eq!(json, csv);
    assert_eq!((json.id.as_str(), json.relieved, json.resolved), ("7", None, None));
    assert_eq!(json.opened, at("2026-01-05T08:00:00Z"));
    assert_eq!(json.waiting[0].on, "customer");
    assert_eq!((json.waiting[1].to, json.waiting[1].on.as_str()), (None, "vendor"));
    assert_eq!(json.facts[4], ("outage".to_owned(), FactValue::Length(Length::hours(4))));
    assert_eq!(json.facts.len(), 7);
}

#[test]
fn missing_fields() {
    for (text, field) in [
        (r#"{"contract":"Gold","opened":"2026-01-05T09:00:00Z"}"#, "id"),
        (r#"{"id":"","contract":"Gold","opened":"2026-01-05T09:00:00Z"}"#, "id"),
        (r#"{"id":"A","contract":null,"opened":"2026-01-05T09:00:00Z"}"#, "contract"),
        (r#"{"id":"A","contract":"Gold"}"#, "opened"),
    ] {
        let expected = format!("missing-field: the field `{field}` is required, and it is missing or empty");
        assert_eq!(problem("a.jsonl", text), expected);
    }
    let wrong = problem("a.jsonl", r#"{"id":"A","contract":7,"opened":"2026-01-05T09:00:00Z"}"#);
    assert_eq!(wrong, "missing-field: `contract`: a text was expected, found a number");
    let wrong = problem("a.jsonl", r#"{"id":1.5,"contract":"Gold","opened":"2026-01-05T09:00:00Z"}"#);
    assert_eq!(wrong, "missing-field: `id`: a text was expected, found a number");
}

#[test]
fn instants() {
    let bad = "bad-instant: `responded`: expected an instant such as `2026-01-31T09:00:00Z`, found";
    let way = "; a mapping can say how times are written: `relief rule bad-instant`";
    assert_eq!(problem_with(r#""responded":"yesterday""#), format!("{bad} `yesterday`{way}"));
    assert_eq!(problem_with(r#""responded":1767000000"#), format!("{bad} a number"));
    assert!(problem_with(r#""resolved":"2026-02-30T09:00:00Z""#).contains("there is no such date"));
    assert!(problem_with(r#""relieved":"2026-01-05T09:00:00""#).contains("without an offset"));
    assert_eq!(problem_with(r#""updates":"x""#), "bad-instant: `updates`: expected a list of instants, found `x`");
    assert!(
        problem_with(r#""updates":[5]"#).starts_with("bad-instant: `updates`: expected an instant, found a number")
    );
    assert!(problem_with(r#""priority_changes":[{"at":"x","to":"P1"}]"#).starts_with("bad-instant"));
    assert!(problem_with(r#""priority_changes":[{"at":"2026-01-05T09:00:00Z"}]"#).starts_with("unknown-priority"));
    assert!(
        problem_csv("priority_changes", "P2").starts_with("bad-instant: `priority_changes`: expected a change such as")
    );
    assert!(problem_csv("opened_at", "x").starts_with("none"));
}

#[test]
fn local_times() {
    let text = |time: &str| format!("id,contract,opened\nA,Gold,{time}\n");
    let read = |time: &str, ambiguous| {
        let options = Options { timezone: Zone::parse("Europe/London"), ambiguous, ..plain() };
        let run = run(&options, &[("a.csv", text(time).as_bytes())]);
        let row = run.rows[0].0.clone();
        row.incident.map(|i| i.opened).ok_or(row.problem.map(|p| p.to_string()).unwrap_or_default())
    };
    assert_eq!(read("2026-07-01T09:00:00", Ambiguous::Error), Ok(at("2026-07-01T08:00:00Z")));
    assert!(read("2026-03-29T01:30:00", Ambiguous::Error).unwrap_err().contains("there is no such time"));
    assert!(read("2026-10-25T01:30:00", Ambiguous::Error).unwrap_err().contains("occurs twice in `Europe/London`"));
    assert_eq!(read("2026-10-25T01:30:00", Ambiguous::Earliest), Ok(at("2026-10-25T00:30:00Z")));
    assert_eq!(read("2026-10-25T01:30:00", Ambiguous::Latest), Ok(at("2026-10-25T01:30:00Z")));
}

#[test]
fn intervals() {
    for members in [
        r#""waiting":"2026-01-05T10:00:00Z/..""#,
        r#""waiting":[5]"#,
        r#""waiting":[{"to":"2026-01-05T10:00:00Z"}]"#,
        r#""waiting":[{"from":"noon"}]"#,
        r#""waiting":[{"from":"2026-01-05T10:00:00Z","on":5}]"#,
        r#""excluded":[{"from":"2026-01-05T10:00:00Z"}]"#,
        r#""excluded":{}"#,
    ] {
        assert!(problem_with(members).starts_with("bad-interval: "), "{members}");
    }
    for cell in [
        "2026-01-05T10:00:00Z",
        "2026-01-05T10:00:00Z/",
        "../2026-01-05T10:00:00Z",
        "2026-01-05T10:00:00Z/..;",
        "2026-01-05T10:00:00Z/..@",
    ] {
        assert!(problem_csv("waiting", cell).starts_with("bad-interval: "), "{cell}");
    }
    // An interval that ends before it starts is read, and judged by the order of things.
    assert_eq!(problem_csv("waiting", "2026-01-05T10:00:00Z/2026-01-05T09:00:00Z"), "none");
}

#[test]
fn facts_by_type() {
    let slip = problem_with(r#""environment":"prodction""#);
    assert!(slip.starts_with("bad-fact: `environment`: expected one of `development`, `production` and `test`"));
    assert!(slip.ends_with("found `prodction`: did you mean `production`?"), "{slip}");
    for (members, found) in [
        (r#""total_outage":"true""#, "`total_outage`: expected `true` or `false`, found `true`"),
        (r#""users":"5""#, "`users`: expected a number, found `5`"),
        (r#""note":5"#, "`note`: expected a text, found a number"),
        (
            r#""outage":"4 working hours""#,
            "`outage`: expected a duration such as `4 hours` or `PT4H`, found `4 working hours`",
        ),
        (r#""asked":"noon""#, "`asked`: expected an instant such as `2026-01-31T09:00:00Z`, found `noon`"),
        (
            r#""expected_priority":"P5""#,
            "`expected_priority`: expected a priority, `P1`, `P2`, `P3` and `P4`, found `P5`",
        ),
        (r#""channel":["email"]"#, "`channel`: a text was expected, found a list"),
    ] {
        let problem = problem_with(members);
        assert!(problem.starts_with(&format!("bad-fact: {found}")), "{problem}");
    }
    assert_eq!(problem_csv("total_outage", "False"), "none");
    assert!(problem_csv("users", "inf").starts_with("bad-fact"));
    assert!(problem_csv("total_outage", " true").starts_with("bad-fact"));
}

#[test]
fn the_first_code_wins_and_the_incident_stays() {
    let row = one(
        "a.jsonl",
        r#"{"id":"A","contract":"Gold","opened":"2026-01-05T09:00:00Z","users":"x","waiting":5,"responded":"x"}"#,
    );
    assert_eq!(row.problem.unwrap().code, RejectCode::BadInstant);
    assert_eq!(row.incident.unwrap().contract, "Gold");
}

#[test]
fn ids_over_all_files() {
    let line = r#"{"id":"A","contract":"Gold","opened":"2026-01-05T09:00:00Z"}"#;
    let broken = r#"{"id":"B","opened":"noon"}"#;
    let again = r#"{"id":"B","contract":"Gold","opened":"noon"}"#;
    let run = run(
        &plain(),
        &[("a.jsonl", format!("{line}\n{broken}").as_bytes()), ("b.jsonl", format!("{line}\n{again}").as_bytes())],
    );
    let codes: Vec<_> = run.rows.iter().map(|(row, _)| row.problem.as_ref().map(|p| p.code)).collect();
    let twice = Some(RejectCode::DuplicateId);
    assert_eq!(codes, [None, Some(RejectCode::MissingField), twice, twice]);
    assert_eq!((&*run.rows[3].0.file, run.rows[3].0.line), ("b.jsonl", 2));
}

#[test]
fn constants_and_kept_columns() {
    let options = Options {
        set: vec![("contract".to_owned(), "Gold".to_owned()), ("total_outage".to_owned(), "True".to_owned())],
        keep: vec!["team".to_owned(), "contract".to_owned()],
        ..plain()
    };
    let text = "id,contract,opened,team,total_outage\nA,Bronze,2026-01-05T09:00:00Z,blue,\n";
    let run = run(&options, &[("a.csv", text.as_bytes())]);
    let (row, record) = &run.rows[0];
    let incident = row.incident.as_ref().unwrap();
    assert_eq!((incident.contract.as_str(), &incident.facts[0].1), ("Gold", &FactValue::Bool(true)));
    assert_eq!(row.kept, [Some(Value::from("blue")), Some(Value::from("Bronze"))]);
    assert_eq!(record["contract"], "Bronze");
}

#[test]
fn a_column_to_keep_that_is_not_there_is_an_error() {
    let options = Options { keep: vec!["taem".to_owned()], ..plain() };
    let error = run(&options, &[("a.csv", b"id,contract,opened,team\n")]).error.unwrap();
    assert_eq!(error, "a.csv:1: `--keep taem`: there is no column or key of this name: did you mean `team`?");
}

#[test]
fn an_unknown_constant_is_told() {
    let options = Options { set: vec![("contrct".to_owned(), "Gold".to_owned())], ..plain() };
    let error = run(&options, &[]).error.unwrap();
    assert_eq!(error, "`--set contrct`: no field or fact has this name: did you mean `contract`?");
}

#[test]
fn misspelt_columns_are_told_once() {
    let text = "id,contract,opened,respnded,team\nA,Gold,2026-01-05T09:00:00Z,,\n";
    let told = ["unused column `respnded`: did you mean `responded`?"];
    assert_eq!(run(&plain(), &[("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())]).notes, told);
    let line = "{\"id\":\"A\",\"respnded\":1}\n{\"id\":\"B\",\"respnded\":1}";
    assert_eq!(run(&plain(), &[("a.jsonl", line.as_bytes())]).notes, told);
}
