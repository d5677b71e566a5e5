//! What a test expects, compared with what is decided.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Basis, DecisionRef, ObjectiveResult, RejectCode, RemedyAnswer, Status, WarningCode};
use crate::policy::model::Model;
use crate::policy::{ClockId, Policy};
use crate::span::Spanned;
use crate::syntax::ast::{ElapsedText, Name, Outcome};
use crate::time::{Duration, Instant, Length, LengthError};
use crate::value::Truth;

use super::assertion::Assertion;
use super::build::near;

/// What is wrong with an expectation itself: it names what no decision could say.
pub(super) fn vet(model: &Model, outcome: &Spanned<Outcome>, errors: &mut Vec<Diagnostic>) {
    let mut word = |code: Code, name: &Name, what: &str, known: Vec<&str>| {
        if !known.contains(&name.value.as_str()) {
            let message = format!("there is no {what} `{}`", name.value);
            errors.push(Diagnostic::error(code, name.span, message).help(near(&name.value, known.into_iter())));
        }
    };
    let priorities = || model.priorities.iter().map(|p| p.name.as_str()).collect();
    match &outcome.value {
        Outcome::Priority(name, basis) => {
            word(Code::UnknownPriority, name, "priority", priorities());
            if let Some(basis) = basis {
                word(Code::UnknownWord, basis, "basis of a priority", Basis::ALL.map(Basis::as_str).to_vec());
            }
        }
        // No priority is called `none`.
        Outcome::Treated(name) if name.value == "none" => {}
        Outcome::Treated(name) => word(Code::UnknownPriority, name, "priority", priorities()),
        Outcome::Rejected(name) => {
            let codes = RejectCode::ALL.map(RejectCode::as_str).to_vec();
            word(Code::UnknownWord, name, "code of a rejection", codes);
        }
        Outcome::Warns(name) => {
            let codes = WarningCode::ALL.map(WarningCode::as_str).to_vec();
            word(Code::UnknownWord, name, "code of a warning", codes);
        }
        Outcome::Remedy { name, needs, .. } => {
            word(Code::UnknownWord, name, "remedy", model.remedies.iter().map(|r| r.name.as_str()).collect());
            for need in needs.iter().flatten() {
                word(Code::UnknownFact, need, "fact", model.facts.iter().map(|f| f.name.as_str()).collect());
            }
        }
        Outcome::Attainment { contract, priority, .. } => {
            let sold = model.packages.iter().filter(|p| !p.base).map(|p| p.name.as_str()).collect();
            word(Code::UnknownTier, contract, "tier or contract", sold);
            if let Some(priority) = priority {
                word(Code::UnknownPriority, priority, "priority", priorities());
            }
            errors.extend(super::attain::vet(outcome));
        }
        Outcome::Objective { objective, status, ended, due, elapsed } => {
            if *ended && !matches!(status.as_str(), "none" | "breached") {
                let message = format!("`{} {status}` does not end with the resolution", objective.value);
                let error = Diagnostic::error(Code::BadTest, outcome.span, message);
                errors.push(error.help("an objective that the resolution ended is `none` or `breached`"));
            }
            if status == "none" && (matches!(due, Some(Some(_))) || elapsed.is_some()) {
                let message = format!("`{} none` is due at no instant and has no elapsed time", objective.value);
                let error = Diagnostic::error(Code::BadTest, outcome.span, message);
                errors.push(error.help("`none` says that there is no limit: remove what follows it"));
            }
        }
        Outcome::Credit { .. } | Outcome::Availability { .. } | Outcome::Quota { .. } | Outcome::Right { .. } => {
            super::credits::vet(model, outcome, errors);
        }
        Outcome::Escalation { .. } => super::escalations::vet(model, outcome, errors),
        Outcome::Channel(_)
        | Outcome::UpdateDue(_)
        | Outcome::UpdateLate(_)
        | Outcome::UpdateNone
        | Outcome::ReplyDue(_)
        | Outcome::ReplyLate(_)
        | Outcome::ReplyNone => {}
    }
}

/// What is expected, where there is no decision to put it into words by.
pub(super) fn told(outcome: &Outcome) -> String {
    let at = |at: Option<Instant>| at.map_or_else(|| "none".to_owned(), |at| at.rfc3339(None).to_string());
    match outcome {
        Outcome::Objective { objective, status, ended, due, elapsed } => {
            let ended = if *ended { ", ended" } else { "" };
            let due = due.map(|due| format!(", due {}", at(due))).unwrap_or_default();
            let elapsed = elapsed.map(|e| format!(", elapsed {}", elapsed_words(e))).unwrap_or_default();
            format!("{} {status}{ended}{due}{elapsed}", objective.value)
        }
        Outcome::Priority(name, None) => format!("priority {}", name.value),
        Outcome::Priority(name, Some(basis)) => format!("priority {} by {}", name.value, basis.value),
        Outcome::Treated(name) => format!("treated as {}", name.value),
        Outcome::Channel(true) => "channel accepted".to_owned(),
        Outcome::Channel(false) => "channel refused".to_owned(),
        Outcome::UpdateDue(due) => format!("update due {}", at(*due)),
        Outcome::UpdateLate(count) => format!("update late {count}"),
        Outcome::UpdateNone => "update none".to_owned(),
        Outcome::ReplyDue(due) => format!("reply due {}", at(*due)),
        Outcome::ReplyLate(count) => format!("reply late {count}"),
        Outcome::ReplyNone => "reply none".to_owned(),
        Outcome::Rejected(name) => format!("rejected {}", name.value),
        Outcome::Warns(name) => format!("warns {}", name.value),
        Outcome::Remedy { name, committed, answer, .. } => format!("{}{} {answer}", name.value, modality(*committed)),
        Outcome::Escalation { to, objective, state } => super::escalations::told(to, objective.as_ref(), *state),
        Outcome::Attainment { objective, contract, .. } => {
            format!("attainment {} {}", objective.value, contract.value)
        }
        Outcome::Credit { contract, period, .. } => format!("credit {} {}", contract.value, period.value),
        Outcome::Availability { contract, period, .. } => format!("availability {} {}", contract.value, period.value),
        Outcome::Quota { contract, period, .. } => format!("quota {} {}", contract.value, period.value),
        Outcome::Right { name, contract, .. } => format!("right {} {}", name.value, contract.value),
    }
}

/// One expectation about one decision. Attainment is of many, and held elsewhere.
pub(super) fn hold(decision: &DecisionRef<'_>, outcome: &Outcome) -> Option<Assertion> {
    let policy = decision.policy;
    Some(match outcome {
        Outcome::Objective { objective, status, ended, due, elapsed } => {
            let id = policy.model().objective(&objective.value);
            let found = id.and_then(|id| decision.objective(id));
            let was_ended = id.is_some_and(|id| decision.ended.get(id.index()) == Some(&true));
            let expected =
                Expected { objective: &objective.value, status, ended: *ended, due: *due, elapsed: *elapsed };
            timed(policy, found, was_ended, &expected)
        }
        Outcome::Priority(name, basis) => {
            let found = policy.model().priority_name(decision.priority);
            match basis {
                None => Assertion::words(format!("priority {}", name.value), format!("priority {found}")),
                Some(basis) => Assertion::words(
                    format!("priority {} by {}", name.value, basis.value),
                    format!("priority {found} by {}", decision.basis.as_str()),
                ),
            }
        }
        Outcome::Treated(name) => {
            let found = decision.treated_as.map(|p| policy.model().priority_name(p));
            let found = found.map_or_else(|| "treated as none".to_owned(), |p| format!("treated as {p}"));
            Assertion::words(format!("treated as {}", name.value), found)
        }
        Outcome::Channel(accepted) => {
            let word = |accepted| if accepted { "channel accepted" } else { "channel refused" };
            match decision.channel_accepted {
                Some(found) => Assertion::words(word(*accepted), word(found)),
                None => Assertion::new(word(*accepted), "neither accepted nor refused", false)
                    .note("the incident gives no channel, or the contract names none"),
            }
        }
        Outcome::UpdateNone => {
            let found = if decision.cadence.is_some() { "an interval of updates is promised" } else { "update none" };
            Assertion::new("update none", found, decision.cadence.is_none())
        }
        Outcome::ReplyNone => {
            let found = if decision.replies.is_some() { "replies are promised" } else { "reply none" };
            Assertion::new("reply none", found, decision.replies.is_none())
        }
        Outcome::ReplyDue(due) => match &decision.replies {
            None => no_replies(format!("reply due {}", written(policy, *due, None))),
            Some(replies) => {
                let due_words = |at| format!("reply due {}", written(policy, at, Some(replies.clock)));
                Assertion::new(due_words(*due), due_words(replies.next_due), *due == replies.next_due)
            }
        },
        Outcome::ReplyLate(count) => match &decision.replies {
            None => no_replies(format!("reply late {count}")),
            Some(replies) => {
                let longest = replies.longest.map_or_else(
                    || "there was no wait".to_owned(),
                    |longest| format!("the longest wait was {}", longest.words()),
                );
                Assertion::words(format!("reply late {count}"), format!("reply late {}", replies.late)).note(longest)
            }
        },
        Outcome::UpdateDue(due) => match &decision.cadence {
            None => no_cadence(format!("update due {}", written(policy, *due, None))),
            Some(cadence) => {
                let due_words = |at| format!("update due {}", written(policy, at, Some(cadence.clock)));
                Assertion::new(due_words(*due), due_words(cadence.next_due), *due == cadence.next_due)
            }
        },
        Outcome::UpdateLate(count) => match &decision.cadence {
            None => no_cadence(format!("update late {count}")),
            Some(cadence) => Assertion::words(format!("update late {count}"), format!("update late {}", cadence.late))
                .note(format!("the longest gap was {}", cadence.longest_gap.words())),
        },
        Outcome::Rejected(name) => Assertion::new(format!("rejected {}", name.value), "decided", false),
        Outcome::Warns(name) => {
            let found: Vec<&str> = decision.warnings.iter().map(|w| w.code.as_str()).collect();
            let holds = found.contains(&name.value.as_str());
            let found = if found.is_empty() { "no warning".to_owned() } else { format!("warns {}", found.join(", ")) };
            Assertion::new(format!("warns {}", name.value), found, holds)
        }
        Outcome::Remedy { name, committed, answer, favoured, needs } => {
            let at = policy.model().remedies.iter().position(|r| r.name == name.value);
            match at.and_then(|at| decision.remedies.get(at)) {
                Some(found) => {
                    let (named, actual) = (modality(*committed), modality(committed.map(|_| found.committed)));
                    let start = (format!("{}{named}", name.value), format!("{}{actual}", name.value));
                    remedy(start, found, answer, favoured.as_deref(), needs.as_deref())
                }
                None => Assertion::new(told(outcome), "no such remedy", false),
            }
        }
        Outcome::Escalation { to, objective, state } => {
            super::escalations::hold(decision, to, objective.as_ref(), *state)
        }
        Outcome::Attainment { .. }
        | Outcome::Credit { .. }
        | Outcome::Availability { .. }
        | Outcome::Quota { .. }
        | Outcome::Right { .. } => return None,
    })
}

fn no_cadence(expected: String) -> Assertion {
    Assertion::new(expected, "no interval of updates is promised", false)
}

fn no_replies(expected: String) -> Assertion {
    Assertion::new(expected, "no replies are promised", false)
}

fn written(policy: &Policy, at: Option<Instant>, clock: Option<ClockId>) -> String {
    match (at, clock) {
        (None, _) => "none".to_owned(),
        (Some(at), Some(clock)) => policy.written(at, clock),
        (Some(at), None) => at.rfc3339(None).to_string(),
    }
}

/// What a test expects of an objective.
struct Expected<'t> {
    objective: &'t str,
    status: &'t str,
    ended: bool,
    due: Option<Option<Instant>>,
    elapsed: Option<ElapsedText>,
}

/// An elapsed time as a test writes it.
fn elapsed_words(elapsed: ElapsedText) -> String {
    match elapsed {
        ElapsedText::Zero => "0".to_owned(),
        ElapsedText::Length(duration) => duration.to_string(),
    }
}

fn timed(policy: &Policy, found: Option<&ObjectiveResult<'_>>, was_ended: bool, expect: &Expected<'_>) -> Assertion {
    let Expected { objective, status, ended, due, elapsed } = *expect;
    let clock = found.map(|t| t.clock());
    let was_ended = was_ended || found.is_some_and(|t| t.ended);
    let with_end = |status: &str, ended: bool| format!("{objective} {status}{}", if ended { ", ended" } else { "" });
    // What ended it is compared where a test asks for it.
    let shown_end = ended && was_ended;
    let mut expected = vec![with_end(status, ended)];
    expected.extend(due.map(|due| format!("due {}", written(policy, due, clock))));
    let Some(timed) = found else {
        expected.extend(elapsed.map(|e| format!("elapsed {}", elapsed_words(e))));
        let holds = status == "none" && due.is_none_or(|d| d.is_none()) && elapsed.is_none() && (!ended || was_ended);
        return Assertion::new(expected.join(", "), with_end("none", shown_end), holds);
    };
    let mut actual = vec![with_end(timed.status.as_str(), shown_end)];
    let mut holds = status == timed.status.as_str() && (!ended || was_ended);
    if let Some(due) = due {
        holds &= due == timed.due;
        actual.push(format!("due {}", written(policy, timed.due, clock)));
    }
    let mut note = None;
    if let Some(elapsed) = elapsed {
        let expected_length = match elapsed {
            ElapsedText::Zero => Ok(Length(0)),
            ElapsedText::Length(duration) => length(policy, duration, timed.clock()),
        };
        match expected_length {
            Ok(length) => {
                holds &= length == timed.elapsed;
                expected.push(format!("elapsed {}", length.words()));
            }
            Err(why) => {
                holds = false;
                expected.push(format!("elapsed {}", elapsed_words(elapsed)));
                note = Some(why);
            }
        }
        actual.push(format!("elapsed {}", timed.elapsed.words()));
    }
    let told = || {
        let stop = match timed.stopped {
            _ if timed.status == Status::Pending => "not started".to_owned(),
            None if timed.ended => "ended by the resolution".to_owned(),
            None => "still running".to_owned(),
            Some(at) => format!("stopped {}", policy.written(at, timed.clock())),
        };
        format!(
            "{} as {}: {} elapsed, the limit is {} {}, due {}, {stop}",
            objective,
            policy.model().priority_name(timed.priority),
            timed.elapsed.words(),
            timed.comparison.as_str(),
            timed.limit.map_or_else(|| "a date".to_owned(), Length::words),
            written(policy, timed.due, clock),
        )
    };
    Assertion::new(expected.join(", "), actual.join(", "), holds).note(note.unwrap_or_else(told))
}

/// A duration on the objective's own clock: its working day is what counts.
fn length(policy: &Policy, duration: Duration, clock: ClockId) -> Result<Length, String> {
    let clock = policy.clock(clock);
    let day = match clock.map(|c| c.working_day()) {
        Some(Some(day)) => day,
        _ if !duration.in_working_days() => Length::hours(24),
        _ => {
            let name = clock.map_or("", |c| c.name());
            return Err(format!("`{name}` has no one length of a working day; write it in hours"));
        }
    };
    match duration.length(day) {
        Ok(length) => Ok(length),
        Err(LengthError::Zero) => Ok(Length(0)),
        Err(LengthError::TooLong) => Err("at most 100,000 days are allowed".to_owned()),
    }
}

/// The contract's own word, where it is asked for.
fn modality(committed: Option<bool>) -> &'static str {
    match committed {
        None => "",
        Some(true) => " will",
        Some(false) => " may",
    }
}

/// `start` is how what is expected and what is found begin: the remedy's name, with its modality where that is asked.
fn remedy(
    start: (String, String),
    found: &RemedyAnswer<'_>,
    answer: &str,
    favoured: Option<&str>,
    needs: Option<&[Name]>,
) -> Assertion {
    let mut expected = vec![format!("{} {answer}", start.0)];
    let mut actual = vec![format!("{} {}", start.1, found.entitled.as_str())];
    if let Some(favoured) = favoured {
        expected.push(format!("favoured {favoured}"));
        actual.push(format!("favoured {}", found.favoured.map_or("none", Truth::as_str)));
    }
    let set = |names: BTreeSet<&str>| match names.is_empty() {
        true => "needs nothing".to_owned(),
        false => format!("needs {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let needed: BTreeSet<&str> = found.needs.iter().copied().collect();
    if let Some(needs) = needs {
        expected.push(set(needs.iter().map(|n| n.value.as_str()).collect()));
        actual.push(set(needed));
        return Assertion::words(expected.join(", "), actual.join(", "));
    }
    let held = Assertion::words(expected.join(", "), actual.join(", "));
    if needed.is_empty() { held } else { held.note(set(needed)) }
}
