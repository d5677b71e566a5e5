//! The fingerprint of random policies: in another order it stays, with another word it changes or nothing is decided
//! otherwise.

use std::cell::Cell;
use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::num::u16;
use proptest::test_runner::{TestError, TestRunner};
use relief::internals::engine::credits::CreditBook;
use relief::internals::report::credits::CreditReport;
use relief::internals::span::{FileId, Span};
use relief::internals::syntax::ast::{Item, ItemKind, ServiceStatement, Statement};
use relief::internals::syntax::parse;
use relief::{FactValue, Incident, Instant, Policy};

use crate::random::Random;
use crate::twin::fixed_cases;

/// The pieces of a text in another order, but for those whose order has a meaning.
fn shuffled<T>(mut pieces: Vec<T>, fixed: impl Fn(&T) -> bool, order: &mut impl FnMut(usize) -> usize) -> Vec<T> {
    let mut out: Vec<T> = Vec::new();
    let mut last = 0;
    while !pieces.is_empty() {
        let piece = pieces.remove(0);
        let from = if fixed(&piece) { last } else { 0 };
        let at = from + order(out.len() + 1 - from);
        // What is put before the last of the fixed pieces moves it.
        if fixed(&piece) || at < last {
            last = if fixed(&piece) { at + 1 } else { last + 1 };
        }
        out.insert(at, piece);
    }
    out
}

/// A policy with its items and the statements of its tiers and contracts in another order.
fn reordered(text: &str, tape: &[u16]) -> String {
    let mut tape = tape.iter();
    let mut order = |most: usize| tape.next().map_or(0, |n| usize::from(*n) % most);
    let part = |span: Span| &text[span.range()];
    let items = parse(FileId(0), text).file.items;
    let fixed = |item: &Item| matches!(item.kind, ItemKind::Priority(_) | ItemKind::Treat(_));
    let mut out = String::new();
    for item in shuffled(items, fixed, &mut order) {
        let ItemKind::Package(package) = &item.kind else {
            writeln!(out, "{}", part(item.span)).unwrap();
            continue;
        };
        let statements = &package.statements;
        let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
            writeln!(out, "{}", part(item.span)).unwrap();
            continue;
        };
        out.push_str(&text[item.span.start as usize..first.span.start as usize]);
        let parts = statements.iter().map(|s| (part(s.span), &s.value)).collect();
        // Escalations and credits are listed in the order in which they are written.
        let fixed = |(_, s): &(&str, &Statement)| {
            let listed = |s: &ServiceStatement| {
                matches!(s, ServiceStatement::Escalate(_) | ServiceStatement::Credit(_) | ServiceStatement::Right(..))
            };
            match s {
                Statement::Treat(_) | Statement::Channels(..) => true,
                Statement::Service(statement) => listed(statement),
                _ => false,
            }
        };
        for (statement, _) in shuffled(parts, fixed, &mut order) {
            writeln!(out, "\n{statement}").unwrap();
        }
        out.push_str(&text[last.span.end as usize..item.span.end as usize]);
        out.push('\n');
    }
    out
}

/// Runs a property over random policies that resolve, and says how many those are.
fn over_policies(cases: u32, property: impl Fn(&str, &Policy, &[u16])) -> u32 {
    let resolved = Cell::new(0);
    let mut runner = TestRunner::new(fixed_cases(cases));
    let run = runner.run(&(vec(u16::ANY, 0..600), vec(u16::ANY, 40)), |(tape, other)| {
        let text = Random::policy(&tape);
        if let Ok(policy) = Policy::from_text("old.sla", &text) {
            resolved.set(resolved.get() + 1);
            property(&text, &policy, &other);
        }
        Ok(())
    });
    match run {
        Ok(()) => resolved.get(),
        Err(TestError::Fail(why, (tape, other))) => panic!("{why}\n{other:?}\n{}", Random::policy(&tape)),
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn a_random_policy_in_another_order_has_the_same_fingerprint() {
    let moved = Cell::new(0);
    let resolved = over_policies(200, |text, policy, tape| {
        let other = reordered(text, tape);
        let again = Policy::from_text("new.sla", &other).unwrap_or_else(|e| panic!("{:#?}\n{other}", e.diagnostics));
        assert_eq!(policy.fingerprint(), again.fingerprint(), "{other}");
        moved.set(moved.get() + u32::from(*text != other));
    });
    assert!(resolved > 50 && moved.get() > resolved / 2, "{resolved} resolve, {} are in another order", moved.get());
}

/// What a word of a random policy becomes.
const MUTATIONS: &[(&str, &str)] = &[
    ("<", "<="),
    ("<=", "<"),
    ("4", "5"),
    ("30", "45"),
    ("2", "3"),
    ("1", "2"),
    ("95%", "94%"),
    ("90%", "89%"),
    ("2.5", "2"),
    ("-3", "-2"),
    ("17:00", "16:59"),
    ("09:00-17:00", "09:00-16:59"),
    ("16:00", "15:00"),
    ("2026-12-24", "2026-12-23"),
    ("Asia/Tokyo", "Asia/Kolkata"),
    ("Etc/GMT+5", "Etc/GMT+6"),
    ("working", ""),
    ("customer", "vendor"),
    ("vendor", "customer"),
    ("third_party", "customer"),
    ("email", "portal"),
    ("P1", "P2"),
    ("P3", "P1"),
    ("x", "y"),
    ("and", "or"),
    ("or", "and"),
    ("not", ""),
    ("a", "b"),
    ("slow", "a"),
    ("is", "is not"),
    ("will", "may"),
    ("may", "will"),
    ("unless", "unless not"),
    ("remedies", "response"),
    ("50%", "60%"),
    ("5%", "6%"),
    ("90%", "91%"),
    ("monthly", "quarterly"),
    ("opened", "stopped"),
    ("12000.00", "12000.50"),
    ("full", "started"),
    ("duty_manager", "lead"),
    ("20", "21"),
    ("relief", "resolution"),
];

/// A policy with one word changed; `None` if it has no word to change.
fn mutated(text: &str, tape: &[u16]) -> Option<String> {
    let words = text.split_inclusive(char::is_whitespace);
    let starts = words.scan(0, |at, word| {
        let start = *at;
        *at += word.len();
        Some((start, word.trim_end()))
    });
    let found: Vec<(usize, &str, &str)> = starts
        .filter_map(|(at, word)| MUTATIONS.iter().find(|(from, _)| *from == word).map(|(from, to)| (at, *from, *to)))
        .collect();
    let (at, from, to) = *found.get(usize::from(tape[0]) % found.len().max(1))?;
    Some(format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
}

/// Incidents of many kinds, decided: what a person sees of a policy's meaning.
fn decisions(policy: &Policy) -> String {
    let mut out = String::new();
    let instant = |text: &str| Instant::parse(text).unwrap();
    for (n, contract) in ["T", "T", "T", "K", "K", "K"].into_iter().enumerate() {
        for (m, opened) in
            ["2026-03-03T10:00:00Z", "2026-12-23T16:30:00Z", "2027-03-26T20:00:00Z"].into_iter().enumerate()
        {
            for bits in 0_u8..4 {
                let mut incident = Incident::new(format!("{n}{m}{bits}"), contract, instant(opened));
                incident.customer_priority = Some(["P1", "P2", "P3"][n % 3].to_owned());
                incident.vendor_priority = Some(["P2", "P3", "P1"][n % 3].to_owned());
                incident.channel = Some(["email", "portal"][m % 2].to_owned());
                incident.responded = Some(Instant(incident.opened.0 + 4 * 3_600_000_000));
                let facts = [
                    ("a", FactValue::Bool(bits & 1 == 0)),
                    ("b", FactValue::Bool(bits & 2 == 0)),
                    ("slow", FactValue::Bool(bits & 1 == 1)),
                    ("e", FactValue::Text("x".to_owned())),
                    ("n", FactValue::Number(2.5)),
                ];
                for (name, value) in facts {
                    incident.set_fact(name, value);
                }
                let mut as_of = instant(opened);
                as_of.0 += 30 * 3_600_000_000;
                match policy.decide(&incident, as_of) {
                    Ok(decision) => {
                        let text = serde_json::to_string(&decision).unwrap();
                        writeln!(out, "{}", text.replace(policy.fingerprint(), "")).unwrap();
                    }
                    Err(rejection) => writeln!(out, "{rejection:?}").unwrap(),
                }
            }
        }
    }
    writeln!(out, "{}", statements(policy)).unwrap();
    out
}

/// What a few breached incidents of two months come to.
fn statements(policy: &Policy) -> String {
    let as_of = Instant::parse("2026-06-01T00:00:00Z").unwrap();
    let mut book = CreditBook::new(policy, as_of);
    for (n, opened) in ["2026-03-03T10:00:00Z", "2026-03-09T10:00:00Z", "2026-04-14T09:30:00Z"].into_iter().enumerate()
    {
        for contract in ["T", "K"] {
            for priority in ["P1", "P2", "P3"] {
                let mut incident = Incident::new(format!("{n}{priority}"), contract, Instant::parse(opened).unwrap());
                incident.priority = Some(priority.to_owned());
                incident.responded = Some(Instant(incident.opened.0 + 60 * 3_600_000_000));
                incident.relieved = Some(Instant(incident.opened.0 + (60 + n as i64) * 3_600_000_000));
                incident.resolved = incident.relieved;
                for fact in ["a", "slow"] {
                    incident.set_fact(fact, FactValue::Bool(n == 1));
                }
                let _ = book.add(&incident, None, &mut |_| {});
            }
        }
    }
    let incidents = book.incidents();
    let report = CreditReport::new(policy, as_of, incidents, 0, book.finish(None));
    report.json().replace(policy.fingerprint(), "")
}

#[test]
fn a_random_policy_with_another_word_has_another_fingerprint_or_decides_alike() {
    let (other, same) = (Cell::new(0), Cell::new(0));
    over_policies(400, |text, policy, tape| {
        let Some(new) = mutated(text, tape) else { return };
        let Ok(again) = Policy::from_text("new.sla", &new) else { return };
        if policy.fingerprint() == again.fingerprint() {
            same.set(same.get() + 1);
            assert_eq!(decisions(policy), decisions(&again), "{new}");
        } else {
            other.set(other.get() + 1);
        }
    });
    // Both ways are tried often: about three changed words in four change the meaning.
    assert!(other.get() > 40 && same.get() > 5, "{} have another, {} the same", other.get(), same.get());
}
