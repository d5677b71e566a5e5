//! Conditions in plain words.

use crate::policy::model::{Condition, FactId, Model};
use crate::policy::plain;

/// The parts of a condition, all of which are to hold.
pub(super) fn parts(model: &Model, condition: &Condition) -> Vec<String> {
    match condition {
        Condition::All(parts) => parts.iter().flat_map(|part| self::parts(model, part)).collect(),
        other => vec![words(model, other, true)],
    }
}

/// A condition in one line.
pub(super) fn line(model: &Model, condition: &Condition) -> String {
    words(model, condition, true)
}

/// What a fact says: its description in quotation marks, else its name.
pub(super) fn fact(model: &Model, fact: FactId) -> String {
    model.fact_of(fact).map_or_else(String::new, |fact| match &fact.description {
        Some(description) => format!("“{description}”"),
        None => plain(&fact.name).to_lowercase(),
    })
}

/// A condition, or its opposite.
fn words(model: &Model, condition: &Condition, yes: bool) -> String {
    let any = |names: &[String]| one_of(names, yes);
    match condition {
        Condition::Not(inner) => words(model, inner, !yes),
        Condition::All(parts) | Condition::Any(parts) => {
            let all = matches!(condition, Condition::All(_)) == yes;
            let each: Vec<String> = parts.iter().map(|part| nested(model, part, yes)).collect();
            match (each.is_empty(), all) {
                (true, true) => "any incident".to_owned(),
                (true, false) => "no incident".to_owned(),
                (false, true) => each.join(" and "),
                (false, false) => each.join(" or "),
            }
        }
        Condition::PriorityIn(set) => {
            let names: Vec<String> = set.iter().map(|id| model.priority_name(*id).to_owned()).collect();
            format!("the priority is {}", any(&names))
        }
        Condition::ChannelIn(names) => {
            let titles: Vec<String> = names.iter().map(|name| model.channel_title(name)).collect();
            format!("sent in by {}", any(&titles))
        }
        Condition::ContractIn(names) => format!("the contract is {}", any(names)),
        Condition::ContractExtends(name) if yes => format!("a contract on top of {name}"),
        Condition::ContractExtends(name) => format!("no contract on top of {name}"),
        Condition::ChannelKnown => format!("the channel is {}known", if yes { "" } else { "not " }),
        Condition::OpenedWithin(opened) => {
            let calendar = model.calendars.get(usize::from(opened.calendar.0)).map_or("", |c| c.title.as_str());
            let zone = opened.zone.map(|zone| format!(" in {}", zone.name())).unwrap_or_default();
            format!("opened {} “{calendar}”{zone}", if yes { "within" } else { "outside" })
        }
        Condition::Fact(id, _) => {
            let name = model.fact_of(*id).map_or("", |fact| fact.name.as_str());
            let not = if yes { "" } else { "not " };
            let label = fact(model, *id);
            // What is asked of the fact, as the language writes it.
            let written = model.condition_words(condition);
            match written.strip_prefix(name).unwrap_or("").trim_start() {
                "" => format!("{not}{label}"),
                asked => format!("{label} is {not}{}", asked_in_words(asked)),
            }
        }
    }
}

/// `>= 100` as `at least 100`.
fn asked_in_words(asked: &str) -> String {
    match asked.split_once(' ') {
        Some((">=", value)) => format!("at least {value}"),
        Some(("<=", value)) => format!("at most {value}"),
        Some((">", value)) => format!("more than {value}"),
        Some(("<", value)) => format!("less than {value}"),
        Some(("is", value)) => value.to_owned(),
        Some(("in", values)) => format!("one of {}", values.trim_start_matches('[').trim_end_matches(']')),
        _ => asked.to_owned(),
    }
}

/// A condition within another one: in parentheses if it has parts.
fn nested(model: &Model, condition: &Condition, yes: bool) -> String {
    let inner = match condition {
        Condition::Not(inner) => inner,
        other => other,
    };
    let said = words(model, condition, yes);
    match inner {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => format!("({said})"),
        _ => said,
    }
}

/// `P1 or P2`, `not P1, P2 or P3`
fn one_of(names: &[String], yes: bool) -> String {
    let listed = match names {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    };
    if yes { listed } else { format!("not {listed}") }
}
