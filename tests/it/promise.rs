//! Limits that past incidents would have kept: against a slow count of their decisions, and written as a policy and
//! decided by it.

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::internals::report::promise::statistics::Share;
use relief::internals::report::promise::{PromiseBuilder, PromiseOptions, PromiseReport, written_policy};
use relief::{Comparison, Incident, Instant, Policy, Status};

use crate::twin::{fixed_cases, random};

fn shares() -> Vec<Share> {
    ["50%", "80%", "90%", "100%"].map(|share| Share::parse(share).unwrap()).to_vec()
}

fn measured(policy: &Policy, incidents: &[Incident], as_of: Instant) -> PromiseReport {
    let mut builder = PromiseBuilder::new(policy, PromiseOptions { as_of, shares: shares(), under: None });
    for incident in incidents {
        if builder.add(incident).is_err() {
            builder.reject();
        }
    }
    builder.finish()
}

/// The times of the incidents that a statement times for one priority.
#[derive(Default)]
struct Times {
    stopped: Vec<i64>,
    open: Vec<i64>,
    ended: u64,
    met: u64,
    breached: u64,
}

/// Contract, priority, objective, and the text of the statement.
type Subject = (String, String, String, String);

fn times(policy: &Policy, incidents: &[Incident], as_of: Instant) -> BTreeMap<Subject, Times> {
    let model = policy.model();
    let mut out: BTreeMap<Subject, Times> = BTreeMap::new();
    for incident in incidents {
        let Ok(decision) = policy.decide_ref(incident, as_of) else { continue };
        for objective in model.objective_ids() {
            let Some(result) = decision.objective(objective) else { continue };
            let text = policy.sources().slice(result.statement()).trim().to_owned();
            let name = |name: &str| name.to_owned();
            let (priority, objective) = (model.priority_name(result.priority), model.objective_name(objective));
            let times = out.entry((name(decision.contract()), name(priority), name(objective), text)).or_default();
            match result.stopped {
                Some(_) => times.stopped.push(result.elapsed.0),
                None if result.ended => times.ended += 1,
                None => times.open.push(result.elapsed.0),
            }
            times.met += u64::from(result.status == Status::Met);
            times.breached += u64::from(result.status == Status::Breached);
        }
    }
    out
}

fn keeps(comparison: Comparison, elapsed: i64, seconds: i64) -> bool {
    match comparison {
        Comparison::Less => elapsed < seconds * 1_000_000,
        _ => elapsed <= seconds * 1_000_000,
    }
}

/// The smallest limit that so many of some times keep, by trying the limits at and beside each time.
fn smallest(times: &[i64], comparison: Comparison, share: Share) -> i64 {
    let (numerator, denominator) = share.ratio();
    let kept = |seconds: i64| times.iter().filter(|t| keeps(comparison, **t, seconds)).count() as u64;
    let enough = |seconds: &i64| *seconds > 0 && kept(*seconds) * denominator >= times.len() as u64 * numerator;
    times.iter().flat_map(|t| (0..3).map(move |more| t / 1_000_000 + more)).filter(enough).min().unwrap()
}

#[test]
fn limits_are_those_of_a_slow_count() {
    let checked = Cell::new(0);
    TestRunner::new(fixed_cases(60))
        .run(&random(20), |(text, incidents, as_of)| {
            let policy = Policy::from_text("twin.sla", &text).unwrap();
            let as_of = Instant(as_of);
            let report = measured(&policy, &incidents, as_of);
            let mut slow = times(&policy, &incidents, as_of);
            for row in &report.rows {
                prop_assert_eq!(row.quantiles.len(), shares().len());
                let Some(statement) = &row.statement else {
                    prop_assert!(row.limit_today.is_none() && row.kept_today.is_none());
                    continue;
                };
                let of = |name: &String| name.clone();
                let subject = (of(&row.contract), of(&row.priority), of(&row.objective), of(&statement.text));
                let times = slow.remove(&subject).unwrap();
                prop_assert_eq!((row.stopped, row.open), (times.stopped.len() as u64, times.open.len() as u64));
                prop_assert!(row.ended >= times.ended);
                prop_assert_eq!((row.met, row.breached), (times.met, times.breached));
                if times.stopped.is_empty() || row.stopped != row.incidents() {
                    continue;
                }
                for quantile in &row.quantiles {
                    let expected = smallest(&times.stopped, row.comparison, quantile.share);
                    prop_assert_eq!(quantile.limit_s, Some(expected), "{:#?}", row);
                    checked.set(checked.get() + 1);
                }
            }
            // What has a limit is in a row.
            prop_assert!(slow.is_empty());
            Ok(())
        })
        .unwrap();
    assert!(checked.get() > 200, "{checked:?}");
}

/// `Twin` and the shares of a policy that was written: under each new name, the share of each priority and objective.
#[test]
fn written_limits_are_kept_by_their_shares() {
    let checked = Cell::new(0);
    TestRunner::new(fixed_cases(60))
        .run(&random(20), |(text, incidents, as_of)| {
            let policy = Policy::from_text("twin.sla", &text).unwrap();
            let as_of = Instant(as_of);
            let report = measured(&policy, &incidents, as_of);
            let Ok(written) = written_policy(&report, &policy, &[]) else { return Ok(()) };
            let both = format!("{text}\n{}", written.text);
            let offer = Policy::from_text("offer.sla", &both);
            let offer = offer.map_err(|e| TestCaseError::fail(format!("{:#?}\n{both}", e.diagnostics)))?;
            for share in shares() {
                let name = format!("Twin-at-{}", share.percent());
                if !written.names.contains(&name) {
                    continue;
                }
                let renamed = |incident: &Incident| {
                    let mut incident = incident.clone();
                    incident.contract.clone_from(&name);
                    incident
                };
                let same: Vec<Incident> = incidents.iter().map(renamed).collect();
                // A longer limit can need years that a calendar does not know.
                let known = |policy: &Policy, all: &[Incident]| {
                    all.iter().filter(|i| policy.decide_ref(i, as_of).is_ok()).count()
                };
                if known(&offer, &same) != known(&policy, &incidents) {
                    continue;
                }
                let (numerator, denominator) = share.ratio();
                for ((_, priority, objective, statement), times) in times(&offer, &same, as_of) {
                    // Statements that stay are those of the policy.
                    if !written.text.contains(&statement) || times.met + times.breached == 0 {
                        continue;
                    }
                    let kept = times.met * denominator >= (times.met + times.breached) * numerator;
                    prop_assert!(kept, "{priority} {objective}: {statement}\n{both}\n{incidents:#?}");
                    checked.set(checked.get() + 1);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(checked.get() > 200, "{checked:?}");
}

/// A contract that says everything that a written statement can repeat: circumstances, a calendar of its own, a declared
/// objective, words without a limit, a zone.
const EVERYTHING: &str = r#"
calendar desk { timezone Europe/London open mon-fri 09:00-17:00 }
calendar depot { timezone Europe/Paris open mon-sat 08:00-18:00 }
facts { site main | branch }
priority P1
priority P2
objective onsite "Engineer on site" from dispatched until arrived
tier Gold customisable {
    coverage desk
    response P1 within 30 working minutes when opened within desk, pausing while waiting on customer, third_party
    response P1 by end of next working day on depot
    response P2 none "as \"agreed\"" when site is branch
    response P2 90% < 4 working hours on depot in Asia/Tokyo
    relief P1 within 2.5 x response, pausing while waiting on customer
    relief P2 < 8 hours
    resolution none
    objective onsite < 1 working day on depot
}
contract Acme extends Gold {
    customer "Acme"
    zone Asia/Tokyo
}
"#;

#[test]
fn a_written_policy_repeats_everything_but_the_limits() {
    let policy = Policy::from_text("all.sla", EVERYTHING).unwrap();
    let at = |day: i64, minute: i64| Instant((20_515 + day) * 86_400_000_000 + minute * 60_000_000);
    let incidents: Vec<Incident> = (0..40)
        .map(|n| {
            let opened = at(n, 300 + 20 * n);
            let later = |minutes: i64| Instant(opened.0 + minutes * 60_000_000);
            let priority = if n % 2 == 0 { "P1" } else { "P2" };
            let mut incident = Incident::builder(format!("{n}"), "Acme", opened).priority(priority).build();
            incident.set_fact("site", if n % 3 == 0 { "branch" } else { "main" });
            incident.responded = Some(later(7 + n * 13 % 90));
            incident.relieved = Some(later(95 + n * 37 % 200)).filter(|_| n % 7 != 0);
            incident.declared.insert("dispatched".to_owned(), later(20));
            incident.declared.insert("arrived".to_owned(), later(120 + n * 29 % 300));
            incident
        })
        .collect();
    let report = measured(&policy, &incidents, at(60, 0));
    let written = written_policy(&report, &policy, &[]).unwrap();
    let both = format!("{EVERYTHING}\n{}", written.text);
    Policy::from_text("offer.sla", &both).unwrap_or_else(|e| panic!("{:#?}\n{both}", e.diagnostics));
    insta::assert_snapshot!("everything", written.text);
}

#[cfg(feature = "cli")]
mod command {
    use std::path::Path;
    use std::process::Command;

    use relief::internals::io::schema;
    use serde_json::Value;

    const SAMPLE: &str = "promise --map servicenow-events --set contract=Gold --timezone Europe/London --as-of \
                          2016-08-01T00:00:00Z tests/data/servicenow-sample.csv";

    fn run(line: &str) -> (i32, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_relief"))
            .args(line.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        (run.status.code().unwrap(), String::from_utf8(run.stdout).unwrap())
    }

    #[test]
    fn the_servicenow_sample() {
        let (code, text) = run(SAMPLE);
        assert_eq!(code, 1, "five incidents are rejected");
        let long: Vec<&str> = text.lines().filter(|l| l.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:#?}");
        insta::assert_snapshot!("servicenow", text);
        insta::assert_snapshot!("servicenow_json", run(&format!("{SAMPLE} --output-format json")).1);
    }

    #[test]
    fn rows_have_the_schema_that_is_printed() {
        let schema = schema::promise();
        let valid = jsonschema::validator_for(&schema).unwrap();
        let value: Value = serde_json::from_str(&run(&format!("{SAMPLE} --output-format json")).1).unwrap();
        let errors: Vec<String> = valid.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let row = &value[0];
        assert_eq!(keys(row), keys(&schema["items"]["properties"]));
        let quantile = &schema["items"]["properties"]["quantiles"]["items"];
        assert_eq!(keys(&row["quantiles"][0]), keys(&quantile["properties"]));
        let (_, printed) = run("schema promise");
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), schema);
    }

    /// The written policy decides the sample as the report says.
    #[test]
    fn the_policy_written_of_the_sample_is_kept_by_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("offer.sla");
        let file = file.to_str().unwrap();
        run(&format!("{SAMPLE} --write {file}"));
        assert_eq!(run(&format!("check {file}")).0, 0);
        insta::assert_snapshot!("servicenow_policy", std::fs::read_to_string(Path::new(file)).unwrap());
        for share in ["90", "95", "99"] {
            let line =
                SAMPLE.replace("promise", "report").replace("contract=Gold", &format!("contract=Gold-at-{share}"));
            let (_, report) = run(&format!("{line} --policy {file} --output-format json"));
            let report: Value = serde_json::from_str(&report).unwrap();
            let promises = report["promises"].as_array().unwrap();
            assert!(promises.len() > 4, "{promises:#?}");
            for promise in promises.iter().filter(|p| p["target"] == format!("0.{share}").parse::<f64>().unwrap()) {
                assert_ne!(promise["attained"], false, "{promise:#?}");
            }
        }
    }
}
