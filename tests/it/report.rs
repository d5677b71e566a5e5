//! Reports of random incidents, against a slow count of the same decisions.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::internals::io::schema;
use relief::internals::report::incidents::{
    By, Comparison, IncidentReport, PartialReport, RejectExample, ReportBuilder, ReportOptions, Row,
};
use relief::{Incident, Instant, Policy, Status};
use serde_json::{Value, json};

use crate::twin::{fixed_cases, random};

/// What one objective of one decided incident comes to.
struct Outcome {
    id: String,
    contract: String,
    objective: String,
    /// Nothing without a limit.
    statement: Option<String>,
    priority: String,
    month: String,
    status: Option<Status>,
    overdue: bool,
    over_us: i64,
    used: f64,
    team: Option<&'static str>,
}

/// The team of the incident of a number: some have none.
fn team(number: usize) -> Option<&'static str> {
    [Some("east"), Some("west"), None][number % 3]
}

fn outcomes(policy: &Policy, incidents: &[Incident], as_of: Instant) -> (Vec<Outcome>, u64) {
    let model = policy.model();
    let (mut out, mut rejected) = (Vec::new(), 0);
    for (number, incident) in incidents.iter().enumerate() {
        let Ok(decision) = policy.decide_ref(incident, as_of) else {
            rejected += 1;
            continue;
        };
        let package = model.package(decision.package).unwrap();
        let zone = package.default_coverage().map_or("UTC", |coverage| coverage.zone.name());
        let opened = DateTime::from_timestamp_micros(incident.opened.0).unwrap();
        let month = opened.with_timezone(&zone.parse::<chrono_tz::Tz>().unwrap()).format("%Y-%m").to_string();
        for objective in model.objective_ids() {
            let result = decision.objective(objective);
            let statement = |span| policy.sources().slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
            let limit = result.and_then(|r| r.limit).map_or(0, |limit| limit.0);
            let elapsed = result.map_or(0, |r| r.elapsed.0);
            out.push(Outcome {
                id: incident.id.clone(),
                contract: package.name.clone(),
                objective: model.objective_name(objective).to_owned(),
                statement: result.map(|r| statement(r.statement())),
                priority: model.priority_name(result.map_or(decision.priority, |r| r.priority)).to_owned(),
                month: month.clone(),
                status: result.map(|r| r.status),
                overdue: result.is_some_and(|r| r.status == Status::Breached && r.stopped.is_none() && !r.ended),
                over_us: (elapsed - limit).max(0),
                used: elapsed as f64 / limit as f64,
                team: team(number),
            });
        }
    }
    (out, rejected)
}

fn report(policy: &Policy, incidents: &[Incident], as_of: Instant, by: Option<By>) -> IncidentReport {
    let options = ReportOptions { as_of, by, worst: 3, columns: vec!["team".to_owned()] };
    let mut builder = ReportBuilder::new(policy, options);
    for (number, incident) in incidents.iter().enumerate() {
        match policy.decide_ref(incident, as_of) {
            Ok(decision) => builder.add(incident, &decision, &[team(number).map(|team| json!(team))]),
            Err(rejection) => builder.reject(rejection.code, || RejectExample {
                file: "random".to_owned(),
                line: 1,
                id: Some(incident.id.clone()),
                message: rejection.message.to_string(),
            }),
        }
    }
    builder.finish(Comparison::Nothing)
}

/// The same, of parts that were counted apart and merged in the other order.
fn in_parts(policy: &Policy, incidents: &[Incident], as_of: Instant, by: Option<By>) -> IncidentReport {
    let new = || {
        let options = ReportOptions { as_of, by, worst: 3, columns: vec!["team".to_owned()] };
        ReportBuilder::new(policy, options)
    };
    let parts = (0..3).map(|part| {
        let mut builder = new();
        for (number, incident) in incidents.iter().enumerate().filter(|(number, _)| number % 3 == part) {
            let order = number as u64;
            match policy.decide_ref(incident, as_of) {
                Ok(decision) => {
                    builder.add_ordered(incident, &decision, &[team(number).map(|team| json!(team))], order);
                }
                Err(rejection) => builder.reject_ordered(rejection.code, order, || RejectExample {
                    file: "random".to_owned(),
                    line: 1,
                    id: Some(incident.id.clone()),
                    message: rejection.message.to_string(),
                }),
            }
        }
        serde_json::to_string(&builder.into_partial()).unwrap()
    });
    let mut builder = new();
    for part in parts.collect::<Vec<_>>().iter().rev() {
        builder.merge(serde_json::from_str::<PartialReport>(part).unwrap());
    }
    builder.finish(Comparison::Nothing)
}

/// What a row counts, by filtering.
fn count(row: &Row, all: &[&Outcome]) {
    let with = |status: &[Option<Status>]| all.iter().filter(|o| status.contains(&o.status)).count() as u64;
    let breached: Vec<&&Outcome> = all.iter().filter(|o| o.status == Some(Status::Breached)).collect();
    assert_eq!(row.met, with(&[Some(Status::Met)]), "{row:#?}");
    assert_eq!(row.breached, breached.len() as u64, "{row:#?}");
    assert_eq!(row.overdue, all.iter().filter(|o| o.overdue).count() as u64, "{row:#?}");
    assert_eq!(row.open, with(&[Some(Status::Running), Some(Status::Paused)]), "{row:#?}");
    assert_eq!(row.left_out, with(&[Some(Status::Pending), None]), "{row:#?}");
    assert_eq!(row.timed, row.met + row.breached + row.open, "{row:#?}");
    assert_eq!(row.incidents, all.len() as u64, "{row:#?}");
    assert_eq!(row.missed, breached.iter().map(|o| o.id.clone()).collect::<Vec<_>>());
    let over: i64 = breached.iter().map(|o| o.over_us).sum();
    let mean = over.checked_div(breached.len() as i64).map(|micros| micros / 1_000_000);
    assert_eq!(row.overrun_mean_s, mean, "{row:#?}");
    let total = row.met + row.breached;
    match row.share {
        None => assert_eq!(total, 0, "{row:#?}"),
        Some(share) => {
            let exact = row.met as f64 / total as f64;
            assert!(share <= exact && exact - share < 1.1e-9, "{row:#?}");
            let (low, high) = (row.low.unwrap(), row.high.unwrap());
            assert!(0.0 <= low && low <= exact && exact <= high + 1e-9 && high <= 1.0, "{row:#?}");
        }
    }
    let attained = row.share.zip(row.target).map(|_| row.met as f64 >= row.target.unwrap() * total as f64 - 1e-9);
    assert_eq!(row.attained, attained, "{row:#?}");
}

fn check(policy: &Policy, incidents: &[Incident], as_of: Instant, by: Option<By>) {
    let report = report(policy, incidents, as_of, by);
    let (all, rejected) = outcomes(policy, incidents, as_of);
    assert_eq!(report.rejected, rejected);
    assert_eq!(report.decided + report.rejected, incidents.len() as u64);
    assert_eq!(report.rejects.iter().map(|r| r.count).sum::<u64>(), rejected);
    for (rows, by) in [(&report.rows, by), (&report.whole, None)] {
        let of = |row: &Row| -> Vec<&Outcome> {
            let same = |o: &&Outcome| {
                o.contract == row.contract
                    && o.objective == row.objective
                    && (by.is_none() || Some(&o.month) == row.period.as_ref())
            };
            all.iter().filter(same).collect()
        };
        for row in &rows.promises {
            let text = row.statement.as_ref().map(|statement| statement.text.clone());
            count(row, &of(row).into_iter().filter(|o| o.statement == text).collect::<Vec<_>>());
        }
        for row in &rows.by_priority {
            count(row, &of(row).into_iter().filter(|o| row.priorities == [o.priority.clone()]).collect::<Vec<_>>());
        }
        for row in &rows.groups {
            let team = row.group.as_ref().unwrap().value.as_deref();
            count(row, &of(row).into_iter().filter(|o| o.team == team).collect::<Vec<_>>());
        }
        // Every objective with a limit is in a row of each kind.
        let limited = all.iter().filter(|o| o.status.is_some()).count() as u64;
        assert_eq!(rows.promises.iter().map(|row| row.incidents).sum::<u64>(), limited);
        assert!(rows.by_priority.iter().map(|row| row.incidents).sum::<u64>() >= limited);
        assert!(rows.groups.iter().map(|row| row.incidents).sum::<u64>() >= limited);
    }
    let mut worst: Vec<(f64, i64)> =
        all.iter().filter(|o| o.status == Some(Status::Breached)).map(|o| (o.used, o.over_us)).collect();
    worst.retain(|(used, _)| used.is_finite());
    worst.sort_by(|a, b| b.partial_cmp(a).unwrap());
    for (row, (used, _)) in report.worst.iter().zip(&worst) {
        assert!((row.used.unwrap() - used).abs() < 1e-6 * used, "{row:#?}");
    }
    let breaches: u64 = report.causes.iter().map(|row| row.breaches).sum();
    assert_eq!(breaches, all.iter().filter(|o| o.status == Some(Status::Breached)).count() as u64);
    let opened: u64 = report.openings.incidents.iter().flatten().sum();
    assert_eq!(opened, report.decided);
    for text in [report.text(false), report.markdown(), report.csv().unwrap()] {
        assert!(!text.is_empty());
    }
    let long: Vec<String> = report.text(false).lines().filter(|l| l.chars().count() > 80).map(str::to_owned).collect();
    assert!(long.is_empty(), "{long:#?}");
    page(&report.html(policy));
    let json: Value = serde_json::from_str(&report.json()).unwrap();
    let validator = jsonschema::validator_for(&schema::report()).unwrap();
    let errors: BTreeSet<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// An HTML page loads nothing from elsewhere, and each of its links leads to one place on it.
fn page(html: &str) {
    for outside in ["http:", "https:", "src=", "@import", "url(\"", "<link", "javascript:"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let after = |start: &str| -> Vec<String> {
        html.split(start).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = after(" id=\"");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:#?}");
    for link in after("href=\"#") {
        assert!(unique.contains(&link), "{link}");
    }
}

#[test]
fn what_incidents_say_is_no_markup() {
    let policy = Policy::standard().unwrap();
    let at = |text: &str| -> Instant { text.parse().unwrap() };
    let hostile = "</script><script>alert('x')</script><img src=x onerror=\"alert(1)\">\u{202e}\u{1b}[2J`*_|";
    let mut incident = Incident::builder(hostile, "Gold", at("2026-03-02T09:00:00Z")).priority("P1").build();
    incident.waiting.push(relief::Waiting { from: at("2026-03-02T10:00:00Z"), to: None, on: hostile.to_owned() });
    let options = ReportOptions {
        as_of: at("2026-04-01T00:00:00Z"),
        by: Some(By::Month),
        worst: 3,
        columns: vec![hostile.to_owned()],
    };
    let mut builder = ReportBuilder::new(&policy, options);
    let decision = policy.decide_ref(&incident, at("2026-04-01T00:00:00Z")).unwrap();
    builder.add(&incident, &decision, &[Some(json!(hostile))]);
    builder.reject(relief::RejectCode::BadFact, || RejectExample {
        file: hostile.to_owned(),
        line: 1,
        id: Some(hostile.to_owned()),
        message: hostile.to_owned(),
    });
    let report = builder.finish(Comparison::Nothing);
    let html = report.html(&policy);
    page(&html.replace("src=x", ""));
    assert_eq!(html.matches("<script").count(), 1, "the page has one script of its own");
    assert_eq!(html.matches("</script").count(), 1);
    assert!(!html.contains("<img"));
    for text in [html, report.text(false), report.markdown()] {
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'));
    }
    assert!(!report.markdown().contains("<script"));
}

#[test]
fn rows_count_what_the_decisions_say() {
    TestRunner::new(fixed_cases(60))
        .run(&(random(12), any::<bool>()), |((policy, incidents, as_of), by_month)| {
            let compiled = Policy::from_text("twin.sla", &policy).unwrap();
            let numbered = incidents.into_iter().enumerate().map(|(at, mut incident)| {
                incident.id = format!("T{at}");
                incident
            });
            let (incidents, by) = (numbered.collect::<Vec<_>>(), by_month.then_some(By::Month));
            check(&compiled, &incidents, Instant(as_of), by);
            let whole = report(&compiled, &incidents, Instant(as_of), by);
            let parts = in_parts(&compiled, &incidents, Instant(as_of), by);
            assert_eq!((whole.json(), whole.text(false)), (parts.json(), parts.text(false)));
            assert!(whole.html(&compiled) == parts.html(&compiled), "another page of the same report");
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_schema_is_one() {
    jsonschema::meta::validate(&schema::report()).unwrap();
}

#[test]
fn a_quarter_is_three_months() {
    for day in 0..1_000 {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(day);
        let own = relief::internals::time::Date(20_454 + day as i32);
        let period = relief::internals::report::incidents::Period::of(By::Quarter, own).to_string();
        assert_eq!(period, format!("{}-Q{}", date.year(), date.month0() / 3 + 1));
    }
}
