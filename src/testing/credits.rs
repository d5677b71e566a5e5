//! `credit Gold 2026-03 5%`, `quota Gold 2026 3 of 20`: what all incidents of a test come to under the measures,
//! credits, rights and quotas of their contract.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::Incident;
use crate::engine::credits::{ClaimState, Claims, CreditBook, CreditUnit, Line, Statement, Statements};
use crate::policy::Policy;
use crate::policy::model::{Model, PriorityId};
use crate::policy::service_terms::{CreditRule, CreditValue, Measure};
use crate::span::Spanned;
use crate::syntax::ast::{CreditShareText, ElapsedText, MeasureText, Name, Outcome, TestItem, UptimeText};
use crate::time::{Date, Instant, Length, Period};
use crate::value::{Amount, Fraction};

use super::assertion::Assertion;
use super::build::near;

/// What the incidents of a test come to, if it expects anything of this.
pub(super) fn statements<'i>(
    policy: &Policy,
    test: &TestItem,
    incidents: impl Iterator<Item = &'i Incident>,
    as_of: Instant,
) -> Statements {
    let mut book = CreditBook::new(policy, as_of);
    for incident in incidents {
        // Rejected incidents are reported by the expectations about them.
        let _ = book.add(incident, None, &mut |_| {});
    }
    let mut claims = Claims::default();
    for claim in &test.claims {
        if let Some(period) = Period::parse(&claim.value.period.value) {
            claims.add(&claim.value.contract.value, period, claim.value.at);
        }
    }
    book.finish((!test.claims.is_empty()).then_some(&claims))
}

/// Whether an expectation is about this.
pub(super) fn is_of_all(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Credit { .. } | Outcome::Availability { .. } | Outcome::Quota { .. } | Outcome::Right { .. }
    )
}

/// What is wrong with an expectation itself: a contract, period, measure or right that there is not.
pub(super) fn vet(model: &Model, outcome: &Spanned<Outcome>, errors: &mut Vec<Diagnostic>) {
    match &outcome.value {
        Outcome::Credit { contract, period, line, credit, .. } => {
            known_contract(model, contract, errors);
            known_period(period, errors);
            if let Some((measure, priorities)) = line {
                if let MeasureText::Objective(name) = measure {
                    known(Code::UnknownObjective, name, "objective", objectives(model), errors);
                }
                known_priorities(model, priorities, errors);
            }
            if matches!(credit, Some(CreditShareText::Share(..))) && has_amounts(model, &contract.value, line.as_ref())
            {
                let message = "a percentage is expected, and some of it is an amount of money";
                let error = Diagnostic::error(Code::BadTest, outcome.span, message);
                errors.push(error.help("expect the amount: `250.00 GBP`"));
            }
        }
        Outcome::Availability { contract, period, .. } => {
            known_contract(model, contract, errors);
            known_period(period, errors);
        }
        Outcome::Quota { contract, priorities, period, .. } => {
            known_contract(model, contract, errors);
            known_priorities(model, priorities, errors);
            if Date::parse(&period.value).is_none() {
                known_period(period, errors);
            }
        }
        Outcome::Right { name, contract, since } => {
            known_contract(model, contract, errors);
            let rights = model.packages.iter().flat_map(|p| &p.service.rights).map(|right| right.name.as_str());
            known(Code::UnknownWord, name, "right", rights.collect(), errors);
            since.iter().for_each(|period| known_period(period, errors));
        }
        _ => {}
    }
}

/// What is wrong with the claims of a test.
pub(super) fn vet_claims(model: &Model, test: &TestItem, errors: &mut Vec<Diagnostic>) {
    for claim in &test.claims {
        known_contract(model, &claim.value.contract, errors);
        known_period(&claim.value.period, errors);
    }
}

fn known(code: Code, name: &Name, what: &str, names: Vec<&str>, errors: &mut Vec<Diagnostic>) {
    if !names.contains(&name.value.as_str()) {
        let message = format!("there is no {what} `{}`", name.value);
        errors.push(Diagnostic::error(code, name.span, message).help(near(&name.value, names.into_iter())));
    }
}

fn known_contract(model: &Model, name: &Name, errors: &mut Vec<Diagnostic>) {
    let sold = model.packages.iter().filter(|p| !p.base).map(|p| p.name.as_str()).collect();
    known(Code::UnknownTier, name, "tier or contract", sold, errors);
}

fn known_priorities(model: &Model, names: &[Name], errors: &mut Vec<Diagnostic>) {
    for name in names {
        known(Code::UnknownPriority, name, "priority", model.priority_names().collect(), errors);
    }
}

fn known_period(period: &Name, errors: &mut Vec<Diagnostic>) {
    if Period::parse(&period.value).is_none() {
        let message = format!("there is no period `{}`", period.value);
        let error = Diagnostic::error(Code::BadTest, period.span, message);
        errors.push(error.help("a period is a month, a quarter or a year: `2026-03`, `2026-Q1`, `2026`"));
    }
}

fn objectives(model: &Model) -> Vec<&str> {
    model.objectives.iter().map(|objective| objective.name.as_str()).collect()
}

/// Whether some credit or cap of a contract, or of a line of it, is an amount of money.
fn has_amounts(model: &Model, contract: &str, line: Option<&(MeasureText, Vec<Name>)>) -> bool {
    let is_amount = |value: CreditValue| matches!(value, CreditValue::Amount(_));
    model.packages.iter().filter(|package| package.name == contract).any(|package| {
        let service = &package.service;
        let credits = service.credits.iter().filter(|credit| {
            line.is_none_or(|(measure, priorities)| {
                is_of(model, measure, priorities, credit.measure, &credit.priorities)
            })
        });
        let mut credited = credits.flat_map(|credit| {
            let most = match &credit.rule {
                CreditRule::EachLate { at_most, .. } => *at_most,
                _ => None,
            };
            credit.rule.values().chain(most).collect::<Vec<_>>()
        });
        let caps = service.credit_limits.caps.iter().filter(|_| line.is_none());
        credited.any(is_amount) || caps.into_iter().any(|cap| is_amount(cap.at_most))
    })
}

/// Whether a measure and its priorities are those that a line names.
fn is_of(model: &Model, wanted: &MeasureText, names: &[Name], measure: Measure, priorities: &[PriorityId]) -> bool {
    let same = match wanted {
        MeasureText::Availability(_) => measure.objective().is_none(),
        MeasureText::Objective(name) => {
            measure.objective().is_some_and(|objective| model.objective_name(objective) == name.value)
        }
    };
    same && is_list(model, names, priorities)
}

/// Whether a list of priorities is the one that is named; none and all are the same.
fn is_list(model: &Model, names: &[Name], priorities: &[PriorityId]) -> bool {
    let all = model.priorities.len();
    let of = |count: usize| if count == 0 { all } else { count };
    of(names.len()) == of(priorities.len())
        && (names.is_empty()
            || priorities.is_empty()
            || names.iter().all(|name| priorities.iter().any(|priority| model.priority_name(*priority) == name.value)))
}

/// Holds an expectation against the statements of a test; `None` if it is about something else.
pub(super) fn hold(policy: &Policy, statements: &Statements, outcome: &Outcome) -> Option<Assertion> {
    let model = policy.model();
    let of = |contract: &Name, period: &Name| -> Vec<&Statement> {
        let named = |statement: &&Statement| {
            let name = model.package(statement.package).map(|package| package.name.as_str());
            name == Some(contract.value.as_str()) && Period::parse(&period.value) == Some(statement.period)
        };
        statements.statements.iter().filter(named).collect()
    };
    Some(match outcome {
        Outcome::Credit { contract, period, line, credit, provisional } => {
            let found = of(contract, period);
            let of_line = line.as_ref().map(|(measure, priorities)| {
                let is_wanted = |line: &&Line| is_of(model, measure, priorities, line.measure, &line.priorities);
                found.iter().flat_map(|s| s.lines.iter().filter(is_wanted)).collect::<Vec<_>>()
            });
            let head = head("credit", contract, period, line.as_ref());
            credited(&head, &found, of_line.as_deref(), *credit, *provisional)
        }
        Outcome::Availability { contract, period, value } => {
            let found = of(contract, period);
            let lines = found.iter().flat_map(|s| &s.lines).filter(|line| line.measure == Measure::Availability);
            available(&head("availability", contract, period, None), &lines.collect::<Vec<_>>(), *value)
        }
        Outcome::Quota { contract, priorities, period, used, included } => {
            let found = statements.quotas.iter().find(|count| {
                let package = model.package(count.package);
                let quota = package.and_then(|package| package.service.quotas.get(count.quota));
                package.is_some_and(|package| package.name == contract.value)
                    && count.period == period.value
                    && quota.is_some_and(|quota| is_list(model, priorities, &quota.priorities))
            });
            let head = head("quota", contract, period, None);
            match found {
                Some(count) => Assertion::words(
                    format!("{head} {used} of {included}"),
                    format!("{head} {} of {}", count.used, count.included),
                ),
                None => Assertion::new(format!("{head} {used} of {included}"), "no such quota in that period", false),
            }
        }
        Outcome::Right { name, contract, since } => {
            let states = statements.statements.iter().filter_map(|statement| {
                let package = model.package(statement.package).filter(|package| package.name == contract.value)?;
                let named = statement.rights.iter().filter(|state| {
                    package.service.rights.get(state.right).is_some_and(|right| right.name == name.value)
                });
                named.filter_map(|state| state.since).min()
            });
            let found = states.min();
            let words = |since: Option<String>| match since {
                Some(since) => format!("right {} {} since {since}", name.value, contract.value),
                None => format!("right {} {} none", name.value, contract.value),
            };
            let expected = since.as_ref().map(|since| since.value.clone());
            Assertion::words(words(expected), words(found.map(|period| period.to_string())))
        }
        _ => return None,
    })
}

fn head(what: &str, contract: &Name, period: &Name, line: Option<&(MeasureText, Vec<Name>)>) -> String {
    let line = line.map(|(measure, priorities)| {
        let measure = match measure {
            MeasureText::Availability(_) => "availability",
            MeasureText::Objective(name) => &name.value,
        };
        let names: Vec<&str> = priorities.iter().map(|name| name.value.as_str()).collect();
        format!(" for {measure} {}", names.join(", ")).trim_end().to_owned()
    });
    format!("{what} {} {}{}", contract.value, period.value, line.unwrap_or_default())
}

/// What is owed, or what some lines come to.
fn credited(
    head: &str,
    statements: &[&Statement],
    lines: Option<&[&Line]>,
    credit: Option<CreditShareText>,
    provisional: bool,
) -> Assertion {
    let sum = |parts: Vec<Fraction>| parts.iter().fold(Fraction::default(), |sum, part| sum.plus(part));
    let owed = || statements.iter().filter(|s| s.claim != Some(ClaimState::Lapsed));
    let amount = sum(match lines {
        Some(lines) => lines.iter().filter_map(|line| line.amount.clone()).collect(),
        None => owed().filter_map(|s| s.total.amount.clone()).collect(),
    });
    let share = sum(match lines {
        Some(lines) => lines.iter().filter_map(|line| line.share.clone()).collect(),
        None => owed().map(|s| share_of(s)).collect(),
    });
    let currency = statements.iter().find_map(|s| match s.unit {
        Some(CreditUnit::Money(currency)) => Some(currency),
        _ => None,
    });
    let money = |amount: &Fraction| match currency {
        Some(currency) => format!("{} {currency}", amount.money_text(currency)),
        None => "0".to_owned(),
    };
    let per_cent =
        |share: &Fraction, decimals: u32| format!("{}%", share.times(&Fraction::whole(100_u8)).decimal_text(decimals));
    let nothing = amount.is_zero() && share.is_zero();
    let (expected, found, holds) = match credit {
        None => {
            let found = if currency.is_some() { money(&amount) } else { per_cent(&share, 4) };
            ("none".to_owned(), if nothing { "none".to_owned() } else { found }, nothing)
        }
        Some(CreditShareText::Share(expected, decimals)) => {
            let (expected, found) = (per_cent(&expected.into(), decimals), per_cent(&share, decimals));
            let holds = expected == found;
            (expected, found, holds)
        }
        Some(CreditShareText::Amount(expected)) => {
            let holds = Fraction::minor_units(expected) == amount && currency == Some(expected.currency());
            (Amount::to_string(&expected), money(&amount), holds)
        }
    };
    let is_provisional = statements.iter().any(|s| s.provisional);
    let word = |yes: bool| if yes && provisional { ", provisional" } else { "" };
    let held = Assertion::new(
        format!("{head} {expected}{}", word(true)),
        format!("{head} {found}{}", word(is_provisional)),
        holds && (!provisional || is_provisional),
    );
    if statements.is_empty() { held.note("no incident of the contract belongs to that period") } else { held }
}

/// What is owed as a share of the fee.
fn share_of(statement: &Statement) -> Fraction {
    match (&statement.total.share, &statement.total.amount, &statement.fee) {
        (Some(share), ..) => share.clone(),
        (None, Some(amount), Some(fee)) if !fee.is_zero() => amount.over(fee),
        _ => Fraction::default(),
    }
}

/// The availability of a period, or its downtime.
fn available(head: &str, lines: &[&Line], value: Option<UptimeText>) -> Assertion {
    let (down, period) = lines.iter().fold((0_i64, 0_i64), |(down, period), line| {
        (down + line.down_us, period + line.period_us.unwrap_or_default())
    });
    let share = match (u64::try_from(period - down), u64::try_from(period)) {
        (Ok(up), Ok(period)) if period > 0 => Some(Fraction::of(up, period)),
        _ => None,
    };
    let per_cent =
        |share: &Fraction, decimals: u32| format!("{}%", share.times(&Fraction::whole(100_u8)).decimal_text(decimals));
    match value {
        None => {
            let found = share.as_ref().map_or_else(|| "none".to_owned(), |share| per_cent(share, 4));
            Assertion::words(format!("{head} none"), format!("{head} {found}"))
        }
        Some(UptimeText::Share(expected, decimals)) => {
            let found = share.map_or_else(|| "none".to_owned(), |share| per_cent(&share, decimals));
            let expected = per_cent(&expected.into(), decimals);
            Assertion::words(format!("{head} {expected}"), format!("{head} {found}"))
                .note(format!("down {}", Length(down).words()))
        }
        Some(UptimeText::Down(expected)) => {
            let expected = match expected {
                ElapsedText::Zero => Some(Length(0)),
                ElapsedText::Length(duration) => duration.length(Length::hours(24)).ok(),
            };
            let words = expected.map_or_else(String::new, Length::words);
            Assertion::new(
                format!("{head} down {words}"),
                format!("{head} down {}", Length(down).words()),
                expected == Some(Length(down)),
            )
        }
    }
}
