//! A batch is decided as its incidents are, one by one: the same decisions and rejects, to the last column.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::builder::{
    ListBuilder, StringBuilder, StringDictionaryBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::{BatchDecisions, BatchOptions, Incident, Instant, Policy};
use serde_json::Value;

use crate::twin::{fixed_cases, random};

fn utc() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn instants<'i>(values: impl Iterator<Item = Option<Instant>> + 'i) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter(values.map(|at| at.map(|at| at.0))).with_timezone("UTC"))
}

fn coded<'i>(values: impl Iterator<Item = Option<&'i str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn texts(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter(values.map(|text| (!text.is_empty()).then_some(text))))
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(";")
}

fn text(at: Instant) -> String {
    at.rfc3339(None).to_string()
}

fn waiting(all: &[Incident]) -> ArrayRef {
    let fields = Fields::from(vec![
        Field::new("from", utc(), true),
        Field::new("to", utc(), true),
        Field::new("on", DataType::Utf8, true),
    ]);
    let parts: Vec<Box<dyn arrow_array::builder::ArrayBuilder>> = vec![
        Box::new(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        Box::new(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        Box::new(StringBuilder::new()),
    ];
    let mut lists = ListBuilder::new(StructBuilder::new(fields, parts));
    for incident in all {
        for wait in &incident.waiting {
            let item = lists.values();
            item.field_builder::<TimestampMicrosecondBuilder>(0).unwrap().append_value(wait.from.0);
            item.field_builder::<TimestampMicrosecondBuilder>(1).unwrap().append_option(wait.to.map(|to| to.0));
            item.field_builder::<StringBuilder>(2).unwrap().append_value(&wait.on);
            item.append(true);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

fn batch(all: &[Incident]) -> RecordBatch {
    let of = |get: fn(&Incident) -> Option<Instant>| instants(all.iter().map(get));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from_iter_values(all.iter().map(|i| &i.id)))),
        ("contract", coded(all.iter().map(|i| Some(i.contract.as_str())))),
        ("opened", of(|i| Some(i.opened))),
        ("responded", of(|i| i.responded)),
        ("relieved", of(|i| i.relieved)),
        ("resolved", of(|i| i.resolved)),
        ("priority", coded(all.iter().map(|i| i.priority.as_deref()))),
        ("customer_priority", coded(all.iter().map(|i| i.customer_priority.as_deref()))),
        ("vendor_priority", coded(all.iter().map(|i| i.vendor_priority.as_deref()))),
        ("waiting", waiting(all)),
        ("updates", texts(all.iter().map(|i| joined(i.updates.iter().map(|at| text(*at)))))),
        (
            "excluded",
            texts(all.iter().map(|i| joined(i.excluded.iter().map(|e| format!("{}/{}", text(e.from), text(e.to)))))),
        ),
        (
            "priority_changes",
            texts(all.iter().map(|i| joined(i.priority_changes.iter().map(|c| format!("{}={}", text(c.at), c.to))))),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// What a column of a decision should be, as JSON has it.
fn expected(decision: &Value, column: &str) -> Value {
    let joined = |list: &Value| {
        let names: Vec<&str> = list.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        names.join(";")
    };
    if column == "warnings" {
        let one = |w: &Value| format!("{}:{}", w["code"].as_str().unwrap(), joined(&w["names"]).replace(';', ","));
        let all: Vec<String> = decision["warnings"].as_array().unwrap().iter().map(one).collect();
        return if all.is_empty() { Value::Null } else { all.join(";").into() };
    }
    if let Some(value) = decision.get(column) {
        return value.clone();
    }
    let groups = decision.as_object().unwrap().iter().chain(decision["remedies"].as_object().unwrap());
    for (name, group) in groups {
        if let Some(key) = column.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('_')) {
            return match group.get(key) {
                Some(list @ Value::Array(_)) if joined(list).is_empty() => Value::Null,
                Some(list @ Value::Array(_)) => joined(list).into(),
                Some(value) => value.clone(),
                None => Value::Null,
            };
        }
    }
    Value::Null
}

/// What a column says in a row, in the form that JSON has.
fn found(array: &ArrayRef, row: usize, expected: &Value) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Dictionary(..) => {
            let words = array.as_dictionary::<Int32Type>();
            found(words.values(), words.key(row).unwrap(), expected)
        }
        _ => {
            // The same instant, whatever its offset.
            let at = array.as_primitive::<TimestampMicrosecondType>().value(row);
            match expected.as_str().map(Instant::parse) {
                Some(Ok(told)) if told.0 == at => expected.clone(),
                _ => text(Instant(at)).into(),
            }
        }
    }
}

/// What is different between a batch and its incidents, whole and as two halves; nothing where all is the same.
fn difference(policy: &Policy, all: &[Incident], batch: &RecordBatch, as_of: Instant) -> Option<String> {
    let half = all.len() / 2;
    let halves = [batch.slice(0, half), batch.slice(half, all.len() - half)];
    let mut decided = Vec::new();
    let ended = policy.decide_batches(halves, as_of, |d| {
        decided.push(d);
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(ended.unwrap(), ControlFlow::Continue(()));
    let (first, second) = all.split_at(half);
    told(policy, all, &policy.decide_batch(batch, as_of).unwrap(), as_of)
        .or_else(|| told(policy, first, &decided[0], as_of))
        .or_else(|| told(policy, second, &decided[1], as_of))
}

fn told(policy: &Policy, all: &[Incident], decided: &BatchDecisions, as_of: Instant) -> Option<String> {
    let (mut row, mut rejected) = (0, 0);
    for (number, incident) in all.iter().enumerate() {
        match policy.decide(incident, as_of) {
            Ok(decision) => {
                let decision = serde_json::to_value(&decision).unwrap();
                for (field, array) in decided.decisions.schema().fields().iter().zip(decided.decisions.columns()) {
                    let wanted = expected(&decision, field.name());
                    let found = found(array, row, &wanted);
                    if found != wanted {
                        return Some(format!("{} of {number}: {found}, not {wanted}", field.name()));
                    }
                }
                row += 1;
            }
            Err(rejection) => {
                let told = |column: usize| decided.rejects.column(column).as_string::<i32>().value(rejected).to_owned();
                let line = decided.rejects.column(0).as_primitive::<UInt64Type>().value(rejected);
                let found = (line, told(1), told(2), told(3));
                let line = u64::try_from(number).unwrap() + 1;
                let wanted = (line, incident.id.clone(), rejection.code.to_string(), rejection.message.clone());
                if found != wanted {
                    return Some(format!("reject of {number}: {found:?}, not {wanted:?}"));
                }
                rejected += 1;
            }
        }
    }
    let rows = (decided.decisions.num_rows(), decided.rejects.num_rows());
    (rows != (row, rejected)).then(|| format!("{rows:?} rows, not {row} and {rejected}"))
}

#[test]
fn a_batch_is_decided_as_its_incidents_are() {
    TestRunner::new(fixed_cases(60))
        .run(&random(12), |(policy, mut all, as_of)| {
            for (number, incident) in all.iter_mut().enumerate() {
                incident.id = format!("I{number}");
                // No column tells this: a log does.
                incident.closed = None;
            }
            let policy = Policy::from_text("twin.sla", &policy).unwrap();
            prop_assert_eq!(difference(&policy, &all, &batch(&all), Instant(as_of)), None, "{:#?}", all);
            Ok(())
        })
        .unwrap();
}

const FACTS: &str = include_str!("../../src/io/pipeline/tests/rich.sla");

/// Incidents of a policy with facts of every type.
fn rich() -> impl Strategy<Value = Vec<Incident>> {
    use proptest::option::of;
    use proptest::sample::select;
    use relief::FactValue as F;
    let text = |all: &[&'static str]| of(select(all.to_vec()));
    let one = (
        (select(vec!["Gold", "Silver", "Acme", "Base", "Nobody"]), 0..150_i64, of(0..300_i64), of(0..900_i64)),
        (text(&["P1", "P2", "P3", "P9"]), text(&["P1", "P2", "P3"]), text(&["phone", "email", "fax"])),
        (
            text(&["production", "development", "test", "prod"]),
            text(&["P1", "P2", "P3"]),
            of(select(vec![7.0, 10.0, 12.0, 20.0, 100.0, 100.5])),
        ),
        (of(any::<bool>()), text(&["Oslo", "Berlin, east", "Rome"]), of(0..100_i64), of(select(vec![3_i64, 4, 5]))),
    );
    let incident = one.prop_map(|(times, names, facts, more)| {
        const HOUR: i64 = 3_600_000_000;
        let opened = Instant(1_704_067_200_000_000 + times.1 * 24 * HOUR + 10 * HOUR);
        let mut incident = Incident::new("", times.0, opened);
        incident.responded = times.2.map(|h| Instant(opened.0 + h * HOUR));
        incident.resolved = times.3.map(|h| Instant(opened.0 + h * HOUR));
        incident.priority = names.0.map(str::to_owned);
        incident.vendor_priority = names.1.map(str::to_owned);
        incident.channel = names.2.map(str::to_owned);
        let mut fact = |name: &str, value: Option<F>| value.into_iter().for_each(|v| incident.set_fact(name, v));
        fact("environment", facts.0.map(|t| F::Text(t.to_owned())));
        fact("expected", facts.1.map(|t| F::Text(t.to_owned())));
        fact("seats", facts.2.map(F::Number));
        fact("vip", more.0.map(F::Bool));
        fact("site", more.1.map(|t| F::Text(t.to_owned())));
        fact("since", more.2.map(|d| F::Instant(Instant(1_704_067_200_000_000 + d * 24 * HOUR))));
        fact("lost", more.3.map(|h| F::Length(relief::internals::time::Length::hours(h))));
        incident
    });
    proptest::collection::vec(incident, 1..30)
}

fn with_facts(all: &[Incident]) -> RecordBatch {
    use relief::FactValue as F;
    let fact = |i: &Incident, name: &str| i.facts.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let word = |name: &'static str| {
        let word = move |i: &Incident| match fact(i, name) {
            Some(F::Text(text)) => Some(text),
            _ => None,
        };
        all.iter().map(word).collect::<Vec<_>>()
    };
    let environment = word("environment");
    let expected = word("expected");
    let seats = all.iter().map(|i| if let Some(F::Number(n)) = fact(i, "seats") { Some(n) } else { None });
    let vip = all.iter().map(|i| if let Some(F::Bool(b)) = fact(i, "vip") { Some(b) } else { None });
    let since = all.iter().map(|i| if let Some(F::Instant(at)) = fact(i, "since") { Some(text(at)) } else { None });
    let lost = all.iter().map(|i| {
        if let Some(F::Length(l)) = fact(i, "lost") { Some(format!("{} minutes", l.seconds() / 60)) } else { None }
    });
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("channel", coded(all.iter().map(|i| i.channel.as_deref()))),
        ("environment", coded(environment.iter().map(Option::as_deref))),
        ("expected", Arc::new(StringArray::from(expected))),
        ("seats", Arc::new(seats.collect::<Float64Array>())),
        ("vip", Arc::new(vip.collect::<BooleanArray>())),
        ("site", Arc::new(StringArray::from(word("site")))),
        ("since", Arc::new(StringArray::from_iter(since))),
        ("lost", Arc::new(StringArray::from_iter(lost))),
    ];
    let plain = batch(all);
    let schema = plain.schema();
    let own = schema.fields().iter().map(|f| f.name().as_str()).zip(plain.columns().iter().cloned());
    RecordBatch::try_from_iter(own.chain(columns)).unwrap()
}

#[test]
fn facts_of_every_type_are_answered_alike() {
    let policy = Policy::from_text("rich.sla", FACTS).unwrap();
    let as_of = Instant::parse("2024-05-20T12:00:00Z").unwrap();
    TestRunner::new(fixed_cases(200))
        .run(&rich(), |mut all| {
            all.iter_mut().enumerate().for_each(|(n, i)| i.id = format!("I{n}"));
            let told = difference(&policy, &all, &with_facts(&all), as_of);
            // What is no value of a fact the readers tell in words of their own.
            let told = told.filter(|told| !told.contains("bad-fact"));
            prop_assert_eq!(told, None, "{:#?}", all);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_run_of_batches_can_be_stopped_and_go_without_duplicates_and_hands_out_notes_once() {
    let policy = Policy::standard().unwrap();
    let text = |value: &str| Arc::new(StringArray::from(vec![value.to_owned()])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", text("1")),
        ("contract", text("Gold")),
        ("opened", text("2024-03-28T16:00:00Z")),
        ("customer_priority", text("P1")),
        ("chanel", text("email")),
    ])
    .unwrap();
    let options = BatchOptions::new("2024-04-02T09:30:00Z".parse().unwrap());
    let run = |options: BatchOptions, most: usize| {
        let mut seen = Vec::new();
        let ended = policy.decide_batches([&batch, &batch, &batch], options, |decided| {
            seen.push((decided.decisions.num_rows(), decided.rejects.num_rows(), decided.notes));
            if seen.len() == most { ControlFlow::Break(seen.len()) } else { ControlFlow::Continue(()) }
        });
        (seen, ended.unwrap())
    };
    let note = || vec!["unused column `chanel`: did you mean `channel`?".to_owned()];
    let all = vec![(1, 0, note()), (0, 1, vec![]), (0, 1, vec![])];
    assert_eq!(run(options.clone(), 9), (all.clone(), ControlFlow::Continue(())));
    assert_eq!(run(options.clone(), 2), (all[..2].to_vec(), ControlFlow::Break(2)));
    let (seen, _) = run(options.check_duplicates(false), 9);
    assert_eq!(seen, [(1, 0, note()), (1, 0, vec![]), (1, 0, vec![])]);
}

#[test]
fn the_columns_that_are_asked_for_are_cut_from_all() {
    let policy = Policy::standard().unwrap();
    let text = |values: [&str; 3]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", text(["1", "2", "3"])),
        ("contract", text(["Gold", "Golden", "Silver"])),
        ("opened", text(["2024-03-28T16:00:00Z", "2024-03-28T17:00:00Z", "2024-03-28T18:00:00Z"])),
        ("customer_priority", text(["P1", "P1", "P2"])),
    ])
    .unwrap();
    let as_of: Instant = "2024-04-02T09:30:00Z".parse().unwrap();
    let all = policy.decide_batch(&batch, as_of).unwrap();
    let asked = |names: &[&str]| policy.decide_batch(&batch, BatchOptions::new(as_of).columns(names.to_vec()));
    for (names, found) in [
        (vec!["relief_due", "response_status", "response_status"], vec!["id", "response_status", "relief_due"]),
        (vec!["hot_fix"], vec!["id", "hot_fix_modality", "hot_fix_entitled", "hot_fix_favoured", "hot_fix_needs"]),
        (vec![], vec!["id"]),
    ] {
        let part = asked(&names).unwrap();
        let places: Vec<usize> = found.iter().map(|name| all.decisions.schema().index_of(name).unwrap()).collect();
        assert_eq!(part.decisions, all.decisions.project(&places).unwrap());
        assert_eq!((part.rejects, part.notes), (all.rejects.clone(), all.notes.clone()));
        // A batch of which nothing is decided has the same columns.
        let none = policy.decide_batch(&batch.slice(1, 1), BatchOptions::new(as_of).columns(names)).unwrap();
        assert_eq!((none.decisions.num_rows(), none.decisions.schema()), (0, part.decisions.schema()));
    }
    let error = asked(&["hotfix"]).unwrap_err().to_string();
    let near = "decisions have no column or group `hotfix`; did you mean `hot_fix`? There are the columns `id`, ";
    assert!(error.starts_with(near), "{error}");
    let error = asked(&["relief_used"]).unwrap_err().to_string();
    assert_eq!(error, "`relief_used` is one of the details of an objective, and batches have none of them");
}
