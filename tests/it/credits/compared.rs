//! What `compare` says of the credits of two contracts, held against what random incidents come to under both.

use proptest::prelude::*;
use relief::internals::analysis::{About, Aspect, Side, compare};
use relief::internals::engine::credits::{CreditBook, CreditUnit, Statements};
use relief::internals::policy::model::PackageId;
use relief::internals::value::Fraction;
use relief::{Incident, Instant, Policy};

use super::terms::{Case, case, instant};
use crate::twin::fixed_cases;

/// Two contracts about the same incidents, which differ in a few of their terms.
fn pair() -> impl Strategy<Value = (Case, Case)> {
    let other = proptest::collection::vec(proptest::bool::weighted(0.25), 9);
    (case(), case(), other).prop_map(|(old, other, changed)| {
        let mut new = old.clone();
        let kind = |case: &Case| (case.fee.is_some(), case.availability.is_some());
        // Credits of another kind, or of an availability that there is not, would not resolve.
        let same_kind = kind(&old) == kind(&other);
        if changed[0] && same_kind && amounts(&old) == amounts(&other) {
            new.credits.clone_from(&other.credits);
        }
        if changed[1] && amounts(&old) == amounts(&other) {
            new.caps.clone_from(&other.caps);
        }
        if changed[2] {
            new.fewest = other.fewest;
        }
        if changed[3] && same_kind && amounts(&old) == amounts(&other) {
            new.least = other.least;
        }
        if changed[4] && same_kind {
            new.rights.clone_from(&other.rights);
        }
        if changed[5] {
            new.quota = other.quota;
        }
        if changed[6] {
            new.except = other.except;
        }
        if changed[7] && new.credits.len() > 1 {
            new.credits.pop();
        }
        if changed[8] {
            new.caps.pop();
        }
        (old, new)
    })
}

/// Whether credits are in money.
fn amounts(case: &Case) -> bool {
    use super::terms::{Rule, Worth};
    let money = |worth: &Worth| matches!(worth, Worth::Pence(_));
    case.credits.iter().any(|credit| match &credit.rule {
        Rule::Bands(bands) => bands.iter().any(|(_, worth)| money(worth)),
        Rule::Distance { worth, .. } | Rule::Breach(worth) | Rule::Late { worth, .. } | Rule::Down { worth, .. } => {
            money(worth)
        }
    }) || case.caps.iter().any(|(worth, _)| money(worth))
}

fn statements(case: &Case, policy: &Policy) -> Statements {
    let as_of: Instant = instant(case.as_of).parse().unwrap();
    let mut book = CreditBook::new(policy, as_of);
    for incident in &case.incidents {
        let incident: Incident = serde_json::from_value(incident.json()).unwrap();
        book.add(&incident, None, &mut |_| {}).unwrap();
    }
    book.finish(None)
}

/// What is owed for each calendar year, in pence or in fees of a period.
fn owed(statements: &Statements) -> Vec<(i32, Fraction)> {
    let mut out: Vec<(i32, Fraction)> = Vec::new();
    for statement in &statements.statements {
        let year = statement.period.year();
        match out.iter_mut().find(|(of, _)| *of == year) {
            Some((_, sum)) => *sum = sum.plus(&statement.owed()),
            None => out.push((year, statement.owed())),
        }
    }
    out
}

fn side<'p>(policy: &'p Policy, name: &str) -> Side<'p> {
    let at = policy.model().packages.iter().position(|p| p.name == name).unwrap();
    Side { policy, id: PackageId(at as u16) }
}

/// Whether OLD has lost nothing in this, for certain.
fn kept(aspects: &[Aspect], wanted: impl Fn(&About) -> bool) -> bool {
    aspects.iter().filter(|aspect| wanted(&aspect.about)).all(|a| a.open.is_none() && a.verdict.at_least())
}

proptest! {
    #![proptest_config(fixed_cases(200))]

    #[test]
    fn what_is_nowhere_worse_is_owed_at_least((old, new) in pair()) {
        let (old_text, new_text) = (old.policy(), new.policy());
        let read = |text: &str| Policy::from_text("case.sla", text).map_err(|e| format!("{text}\n{:?}", e.diagnostics));
        let (Ok(old_policy), Ok(new_policy)) = (read(&old_text), read(&new_text)) else { return Ok(()) };
        let found = compare(side(&new_policy, "Acme"), side(&old_policy, "Acme")).aspects;
        let (before, after) = (statements(&old, &old_policy), statements(&new, &new_policy));

        let of_credits = |about: &About| {
            matches!(about, About::Credits(_) | About::CreditLimits | About::Measured | About::Fee | About::Availability)
        };
        // With a smallest credit, what is left of a cap of the year may be too little to be paid.
        let simple = new.least.is_none() || !new.caps.iter().any(|(_, per_year)| *per_year);
        if kept(&found, of_credits) && simple {
            let (before_owed, after_owed) = (owed(&before), owed(&after));
            for (year, owed) in &before_owed {
                let now = after_owed.iter().find(|(of, _)| of == year).map(|(_, owed)| owed.clone()).unwrap_or_default();
                // Each line is rounded by itself.
                let money = after.statements.iter().any(|s| matches!(s.unit, Some(CreditUnit::Money(_))));
                let lines = after.statements.iter().map(|s| s.lines.len()).sum::<usize>() as u64;
                let slack = if money { Fraction::whole(lines) } else { Fraction::default() };
                prop_assert!(now.plus(&slack) >= *owed, "{year}: {now:?} instead of {owed:?}\n{old_text}\n{new_text}");
            }
        }
        if kept(&found, |about| matches!(about, About::Quotas)) {
            for (then, now) in before.quotas.iter().zip(&after.quotas).filter(|_| old.quota.map(|q| q.2) == new.quota.map(|q| q.2)) {
                prop_assert!(now.used.saturating_sub(now.included) <= then.used.saturating_sub(then.included));
            }
        }
        let of_rights = |about: &About| matches!(about, About::Rights | About::Measured | About::Availability);
        if kept(&found, of_rights) {
            let since = |statements: &Statements| statements.statements.iter().flat_map(|s| &s.rights).filter_map(|r| r.since).min();
            if let Some(then) = since(&before) {
                let now = since(&after);
                prop_assert!(now.is_some_and(|now| now <= then), "{now:?} instead of {then}\n{old_text}\n{new_text}");
            }
        }
    }
}

#[test]
fn the_pairs_are_of_every_verdict() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(fixed_cases(200));
    let (mut same, mut better, mut worse, mut owing) = (0, 0, 0, 0);
    for _ in 0..200 {
        let (case, other) = pair().new_tree(&mut runner).unwrap().current();
        let (Ok(old), Ok(new)) =
            (Policy::from_text("old.sla", &case.policy()), Policy::from_text("new.sla", &other.policy()))
        else {
            continue;
        };
        let comparison = compare(side(&new, "Acme"), side(&old, "Acme"));
        let changed = comparison.aspects.iter().any(|aspect| !aspect.unchanged());
        match (comparison.at_least(), changed) {
            (true, false) => same += 1,
            (true, true) => {
                better += 1;
                let owed = |case: &Case, policy: &Policy| owed(&statements(case, policy));
                owing += usize::from(owed(&case, &old) != owed(&other, &new));
            }
            (false, _) => worse += 1,
        }
    }
    assert!(
        same > 10 && better > 10 && worse > 10 && owing > 5,
        "{same} the same, {better} better, of which {owing} owe something else, {worse} worse"
    );
}
