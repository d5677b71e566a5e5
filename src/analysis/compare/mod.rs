//! What one tier or contract changes against another, and whether the customer is anywhere worse off.

mod aspect;
mod both;
mod credit_function;
mod loss;
mod objectives;
mod open;
mod order;
mod others;
mod proof;
mod reason;
mod remedies;
mod replies;
mod restart;
mod service;
mod share;
mod span;
mod swept;
mod updates;
mod way;

use crate::analysis::side::Side;
use crate::analysis::sweep::Span;
use crate::time::{Instant, Zone};

pub use aspect::{About, Aspect, Difference, Reason, Through, Verdict};
use both::Both;
pub use order::due_before;
pub use proof::{Others, Proof};
use way::Way;

/// NEW held against OLD.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Every thing that could differ, those alike too; neighbouring priorities that are alike as one.
    pub aspects: Vec<Aspect>,
    /// The priorities that both have.
    pub priorities: Vec<String>,
    /// The opening instants that it speaks of: from, and before. A priority whose clocks know fewer years is
    /// spoken of in those.
    pub opened: (Instant, Instant),
    /// How the time that is spoken of is not the time in force, where that is so.
    pub apart: Option<Apart>,
    /// The zone to write times in for a person: that of OLD's coverage, else of NEW's.
    pub zone: Zone,
}

/// How the time that is spoken of is not the time in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Apart {
    /// Both are never in force together: each is taken to be always.
    NeverTogether,
    /// Both are in force for longer than the calendars of these priorities know years: what of each is spoken of.
    Beyond(Vec<(String, Instant, Instant)>),
}

impl Comparison {
    /// Of all aspects together.
    pub fn verdict(&self) -> Verdict {
        self.aspects.iter().fold(Verdict::Equal, |all, a| all.and(a.overall()))
    }

    /// Whether it is proved that NEW is nowhere worse than OLD.
    pub fn at_least(&self) -> bool {
        self.aspects.iter().all(|a| a.overall().at_least() && a.open.is_none())
    }
}

/// Holds one tier or contract against another: exact, over every opening instant of the years that both
/// know and for which both are in force, and over every value of the facts.
pub fn compare(new: Side<'_>, old: Side<'_>) -> Comparison {
    let both = Both { new, old };
    let mut aspects = both.priorities();
    aspects.extend(both.objectives());
    aspects.extend(both.updates());
    aspects.extend(both.replies());
    aspects.extend(both.remedies());
    aspects.extend(both.packages());
    aspects.extend(both.service());
    let spans: Vec<Span> =
        both.shared().into_iter().map(|(mine, theirs, _)| span::opened(new, old, &[(mine, theirs)])).collect();
    let undecided = both.shared().into_iter().any(|(new, old, _)| both.span(&Way::plain(new, old)).is_empty());
    let unproved = |a: &&mut Aspect| !a.overall().at_least() && a.proof.is_none() && !a.about.is_of_no_decision();
    for aspect in aspects.iter_mut().filter(unproved) {
        let why = if undecided { open::UNDECIDED } else { open::UNCONFIRMED };
        aspect.open.get_or_insert_with(|| why.to_owned());
    }
    for aspect in aspects.iter_mut().filter(|a| a.overall() != Verdict::Equal || a.open.is_some()) {
        aspect.reasons = both.reasons(aspect);
    }
    let mut grouped: Vec<Aspect> = Vec::new();
    for aspect in aspects {
        match grouped.iter_mut().find(|g| g.like(&aspect)) {
            Some(group) => {
                group.priorities.extend(aspect.priorities);
                group.proof = group.proof.take().or(aspect.proof);
            }
            None => grouped.push(aspect),
        }
    }
    let priorities = both.shared().into_iter().map(|(.., name)| name.to_owned()).collect();
    let apart = span::together(new, old).and_then(|(from, to)| {
        if from >= to {
            return Some(Apart::NeverTogether);
        }
        let named = both.shared().into_iter().zip(&spans).filter(|(_, span)| !span.is_empty());
        let cut = named.filter(|(_, span)| from < span.from || span.to < to);
        let cut: Vec<_> = cut.map(|((.., name), s)| (name.to_owned(), Instant(s.from), Instant(s.to))).collect();
        (!cut.is_empty()).then_some(Apart::Beyond(cut))
    });
    let spans = spans.into_iter().filter(|s| !s.is_empty());
    let opened = spans.reduce(|a, b| Span { from: a.from.min(b.from), to: a.to.max(b.to), last: a.last });
    let opened = opened.unwrap_or_else(|| both.opened());
    let zone = old.zone().or_else(|| new.zone()).unwrap_or(Zone::UTC);
    Comparison { aspects: grouped, priorities, opened: (Instant(opened.from), Instant(opened.to)), apart, zone }
}
