//! Credit statements against a second computation that shares nothing with the first: it reads the decisions as JSON,
//! marks every minute of downtime, and has its own fractions.

mod compared;
mod fraction;
#[cfg(feature = "cli")]
mod schema;
mod terms;
mod twin;

use proptest::prelude::*;
use relief::internals::engine::credits::{CreditBook, PartialCredits};
use relief::internals::report::credits::CreditReport;
use relief::{Incident, Instant, Policy};
use serde_json::Value;

use crate::twin::fixed_cases;
use terms::{Case, case};

/// The statements of the engine, as JSON, with the decisions that it made.
fn computed(case: &Case, policy: &Policy) -> (Value, Vec<Value>) {
    let as_of: Instant = terms::instant(case.as_of).parse().unwrap();
    let mut book = CreditBook::new(policy, as_of);
    let mut decisions = Vec::new();
    for incident in &case.incidents {
        let incident: Incident = serde_json::from_value(incident.json()).unwrap();
        book.add(&incident, None, &mut |_| {}).unwrap();
        decisions.push(serde_json::to_value(policy.decide(&incident, as_of).unwrap()).unwrap());
    }
    let incidents = book.incidents();
    let report = CreditReport::new(policy, as_of, incidents, 0, book.finish(None));
    (serde_json::from_str(&report.json()).unwrap(), decisions)
}

/// The same, of parts that were counted apart and merged in the other order.
fn in_parts(case: &Case, policy: &Policy) -> Value {
    let as_of: Instant = terms::instant(case.as_of).parse().unwrap();
    let parts = (0..3).map(|part| {
        let mut book = CreditBook::new(policy, as_of);
        for (order, incident) in case.incidents.iter().enumerate().filter(|(order, _)| order % 3 == part) {
            let incident: Incident = serde_json::from_value(incident.json()).unwrap();
            book.add_ordered(&incident, None, order as u64, &mut |_| {}).unwrap();
        }
        serde_json::to_string(&book.into_partial()).unwrap()
    });
    let mut book = CreditBook::new(policy, as_of);
    for part in parts.collect::<Vec<_>>().iter().rev() {
        book.merge(serde_json::from_str::<PartialCredits>(part).unwrap());
    }
    let incidents = book.incidents();
    let report = CreditReport::new(policy, as_of, incidents, 0, book.finish(None));
    serde_json::from_str(&report.json()).unwrap()
}

proptest! {
    #![proptest_config(fixed_cases(48))]

    #[test]
    fn parts_come_to_the_whole(case in case()) {
        let policy = Policy::from_text("case.sla", &case.policy()).unwrap();
        prop_assert_eq!(computed(&case, &policy).0, in_parts(&case, &policy));
    }

    #[test]
    fn statements_are_those_of_the_twin(case in case()) {
        let text = case.policy();
        let policy = Policy::from_text("case.sla", &text).unwrap_or_else(|e| panic!("{text}\n{:?}", e.diagnostics));
        let (computed, decisions) = computed(&case, &policy);
        #[cfg(feature = "cli")]
        prop_assert_eq!(schema::faults(&computed), Vec::<String>::new(), "{}", text);
        let expected = twin::statements(&case, &decisions);
        let found = computed["statements"].as_array().unwrap();
        prop_assert_eq!(found.len(), expected.len(), "{}", text);
        for (found, expected) in found.iter().zip(&expected) {
            for (key, value) in expected.as_object().unwrap() {
                prop_assert_eq!(&found[key], value, "{} of {}\n{}\n{:#}", key, found["period"], text, found);
            }
        }
        prop_assert_eq!(&computed["quotas"], &twin::quotas(&case, &decisions), "{}", text);
    }
}

#[test]
fn the_cases_have_something_to_disagree_about() {
    use proptest::strategy::{Strategy as _, ValueTree as _};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(fixed_cases(48));
    let (mut amounts, mut shares, mut capped, mut arisen, mut ignored) = (0, 0, 0, 0, 0);
    for _ in 0..96 {
        let case = case().new_tree(&mut runner).unwrap().current();
        let policy = Policy::from_text("case.sla", &case.policy()).unwrap();
        let (computed, _) = computed(&case, &policy);
        for statement in computed["statements"].as_array().unwrap() {
            let lines = statement["lines"].as_array().unwrap();
            amounts +=
                lines.iter().filter(|l| l["amount"].as_str().is_some_and(|a| a.contains(['1', '2', '3']))).count();
            shares +=
                lines.iter().filter(|l| l["amount"].is_null() && l["share"].as_f64().is_some_and(|s| s > 0.0)).count();
            ignored += lines.iter().filter(|l| l["ignored"] == true).count();
            capped += usize::from(statement["sum"] != statement["total"]);
            let rights = statement["rights"].as_array().unwrap();
            arisen += rights.iter().filter(|right| !right["since"].is_null()).count();
        }
    }
    let least = [amounts, shares, capped, arisen, ignored].into_iter().min();
    assert!(
        least > Some(10),
        "{amounts} amounts, {shares} shares, {capped} capped, {arisen} rights, {ignored} ignored"
    );
}
