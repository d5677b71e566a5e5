//! Conditions on bool facts, on the priority and on the opening, in three values.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::super::contract::PRIORITIES;
use super::super::timing::{Reading, Unknown};
use super::policy::Policy;

pub const FACTS: [&str; 3] = ["onshore", "staffed", "vip"];

/// A calendar by its place, and the zone that `in` names.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub calendar: usize,
    pub zone: Option<Tz>,
}

#[derive(Debug, Clone)]
pub enum Condition {
    Fact(usize),
    Priority(usize),
    OpenedWithin(Named),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

/// What a condition is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    pub policy: &'a Policy,
    pub opened: i64,
    pub facts: [Option<bool>; 3],
    /// The untreated priority.
    pub priority: usize,
}

/// True, false or unknown, and the missing facts that make it unknown.
pub type Answer = (Option<bool>, BTreeSet<&'static str>);

impl Condition {
    /// The answer. Every calendar that the condition names has to know the opening, whatever the rest says.
    pub fn ask(&self, situation: Situation<'_>) -> Result<Answer, Unknown> {
        let known = |named: &Named| situation.policy.reading(*named).knows(situation.opened);
        if self.calendars().iter().all(known) { Ok(self.answer(situation)) } else { Err(Unknown) }
    }

    fn answer(&self, situation: Situation<'_>) -> Answer {
        let certain = |is: bool| (Some(is), BTreeSet::new());
        let all = |parts: &[Self]| parts.iter().map(|part| part.answer(situation)).collect::<Vec<_>>();
        match self {
            Self::Fact(fact) => match situation.facts[*fact] {
                Some(is) => certain(is),
                None => (None, BTreeSet::from([FACTS[*fact]])),
            },
            Self::Priority(priority) => certain(situation.priority == *priority),
            Self::OpenedWithin(named) => {
                let reading: Reading<'_> = situation.policy.reading(*named);
                certain(reading.runs(situation.opened))
            }
            Self::Not(part) => {
                let (is, missing) = part.answer(situation);
                (is.map(|is| !is), missing)
            }
            Self::And(parts) => joined(&all(parts), false),
            Self::Or(parts) => joined(&all(parts), true),
        }
    }

    fn calendars(&self) -> Vec<Named> {
        match self {
            Self::Fact(_) | Self::Priority(_) => Vec::new(),
            Self::OpenedWithin(named) => vec![*named],
            Self::Not(part) => part.calendars(),
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::calendars).collect(),
        }
    }

    /// As a policy file says it.
    pub fn text(&self, policy: &Policy) -> String {
        let join = |parts: &[Self], word: &str| {
            parts.iter().map(|part| part.inner(policy)).collect::<Vec<_>>().join(&format!(" {word} "))
        };
        match self {
            Self::Fact(fact) => FACTS[*fact].to_owned(),
            Self::Priority(priority) => format!("priority is {}", PRIORITIES[*priority]),
            Self::OpenedWithin(named) => format!("opened within {}", policy.calendar_text(*named)),
            Self::Not(part) => format!("not {}", part.inner(policy)),
            Self::And(parts) => join(parts, "and"),
            Self::Or(parts) => join(parts, "or"),
        }
    }

    fn inner(&self, policy: &Policy) -> String {
        match self {
            Self::And(_) | Self::Or(_) => format!("({})", self.text(policy)),
            _ => self.text(policy),
        }
    }
}

/// `deciding` in one part decides; else one unknown part makes it unknown.
fn joined(parts: &[Answer], deciding: bool) -> Answer {
    if parts.iter().any(|(is, _)| *is == Some(deciding)) {
        return (Some(deciding), BTreeSet::new());
    }
    let unknown = parts.iter().filter(|(is, _)| is.is_none());
    if parts.iter().all(|(is, _)| is.is_some()) {
        return (Some(!deciding), BTreeSet::new());
    }
    (None, unknown.flat_map(|(_, missing)| missing.iter().copied()).collect())
}
