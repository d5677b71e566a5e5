//! What one tier or contract changes against another, and whether the customer is anywhere worse off.

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
mod share;
mod span;
mod swept;
mod updates;

use std::fmt;

use serde::Serialize;

use crate::analysis::sweep::Span;
use crate::engine::Incident;
use crate::policy::model::{Model, Package, PackageId, PriorityId};
use crate::policy::{Policy, Timings};
use crate::time::{Instant, Length, Zone};

use objectives::Way;
pub use order::due_before;
pub use proof::{Others, Proof};
pub use reason::Reason;

/// A tier or contract of a policy.
#[derive(Debug, Clone, Copy)]
pub struct Side<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// Which of its packages.
    pub id: PackageId,
}

impl<'p> Side<'p> {
    pub(super) fn model(self) -> &'p Model {
        &self.policy.model
    }

    pub(super) fn package(self) -> Option<&'p Package> {
        self.policy.model.package(self.id)
    }

    /// Its name.
    pub fn name(self) -> &'p str {
        self.package().map_or("", |p| &p.name)
    }

    /// The zone of the coverage that most of it is read in.
    fn zone(self) -> Option<Zone> {
        let package = self.package()?;
        package.default_coverage().or_else(|| package.terms.iter().find_map(|t| t.coverage)).map(|c| c.zone)
    }

    pub(super) fn timings(self, priority: PriorityId) -> Option<&'p Timings> {
        self.policy.tables.timings.get(usize::from(self.id.0))?.get(usize::from(priority.0))
    }
}

/// How NEW stands to OLD for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Neither gives anything that the other does not.
    Equal,
    /// Nowhere worse, and somewhere better.
    Better,
    /// Nowhere better, and somewhere worse.
    Worse,
    /// Better here and worse there.
    Incomparable,
}

impl Verdict {
    /// By whether the customer loses and gains anything.
    pub fn of(loses: bool, gains: bool) -> Self {
        match (loses, gains) {
            (false, false) => Self::Equal,
            (false, true) => Self::Better,
            (true, false) => Self::Worse,
            (true, true) => Self::Incomparable,
        }
    }

    /// Of two parts together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self.loses() || other.loses(), self.gains() || other.gains())
    }

    fn loses(self) -> bool {
        matches!(self, Self::Worse | Self::Incomparable)
    }

    fn gains(self) -> bool {
        matches!(self, Self::Better | Self::Incomparable)
    }

    /// Whether the customer is nowhere worse off.
    pub fn at_least(self) -> bool {
        !self.loses()
    }

    /// `better`, `equal`, `worse`, `incomparable`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Incomparable => "incomparable",
        }
    }
}

/// What is held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A limit, by the name of its objective.
    Objective(String),
    /// The share of incidents in which a limit is to be kept.
    Share(String),
    /// How often the customer hears.
    Updates,
    /// How soon messages of the customer are answered.
    Replies,
    /// Whether an incident can have the priority at all.
    Priority,
    /// Who sets the priority.
    PrioritySetting,
    /// The definitions of the priorities.
    Definitions,
    /// Whether a change of priority restarts the clocks.
    PriorityChange,
    /// The channels that are accepted.
    Channels,
    /// The releases that the customer has access to.
    Releases,
    /// A remedy, by its name.
    Remedy(String),
    /// Words that are shown and never computed with: `assistance`, a term's name.
    Words(String),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objective(objective) => f.write_str(objective),
            Self::Share(objective) => write!(f, "{objective} share"),
            Self::Updates => f.write_str("updates"),
            Self::Replies => f.write_str("replies"),
            Self::Priority => f.write_str("priority"),
            Self::PrioritySetting => f.write_str("priority setting"),
            Self::Definitions => f.write_str("definitions of the priorities"),
            Self::PriorityChange => f.write_str("priority change"),
            Self::Channels => f.write_str("channels"),
            Self::Releases => f.write_str("releases"),
            Self::Remedy(name) | Self::Words(name) => f.write_str(name),
        }
    }
}

/// What an incident needs to come out otherwise than all those without pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// Somebody is waited for.
    Waiting,
    /// Time is excluded.
    Excluded,
    /// The priority changes.
    PriorityChange,
    /// Nothing of these: it is decided for some of what is promised only.
    Parts,
}

impl Through {
    fn of(incident: &Incident) -> Self {
        if !incident.priority_changes.is_empty() {
            Self::PriorityChange
        } else if !incident.waiting.is_empty() {
            Self::Waiting
        } else if !incident.excluded.is_empty() {
            Self::Excluded
        } else {
            Self::Parts
        }
    }
}

/// A length of time, and the opening instant of an incident for which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How much.
    pub length: Length,
    /// The opening instant.
    pub opened: Instant,
    /// The same, with the offset of OLD's calendar.
    pub written: String,
}

/// One thing held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Aspect {
    /// What.
    pub about: About,
    /// Of which priorities; none where it is of no priority.
    pub priorities: Vec<String>,
    /// What NEW says.
    pub new: String,
    /// What OLD says.
    pub old: String,
    /// Over all incidents without pauses.
    pub verdict: Verdict,
    /// Over all incidents, where waiting pauses one of the two, or something else makes a difference.
    pub waiting: Option<Verdict>,
    /// What makes the difference.
    pub through: Through,
    /// How much sooner NEW can be due, at most.
    pub sooner: Option<Difference>,
    /// How much later NEW can be due, at most.
    pub later: Option<Difference>,
    /// An incident for which NEW is worse.
    pub proof: Option<Proof>,
    /// Why nothing can be proved of it, where that is so.
    pub open: Option<String>,
    /// What makes the difference besides the statement itself.
    pub reasons: Vec<Reason>,
}

impl Aspect {
    fn new(about: About, new: impl Into<String>, old: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            about,
            priorities: Vec::new(),
            new: new.into(),
            old: old.into(),
            verdict,
            waiting: None,
            through: Through::Waiting,
            sooner: None,
            later: None,
            proof: None,
            open: None,
            reasons: Vec::new(),
        }
    }

    /// Over all incidents, with waiting and without.
    pub fn overall(&self) -> Verdict {
        self.waiting.map_or(self.verdict, |w| w.and(self.verdict))
    }

    /// Whether nothing is said otherwise, in substance or in words.
    pub fn unchanged(&self) -> bool {
        self.overall() == Verdict::Equal && self.new == self.old && self.open.is_none()
    }

    fn like(&self, other: &Self) -> bool {
        let length = |d: &Option<Difference>| d.as_ref().map(|d| d.length);
        self.about == other.about
            && !self.priorities.is_empty()
            && (&self.new, &self.old, &self.open) == (&other.new, &other.old, &other.open)
            && self.reasons == other.reasons
            && (self.verdict, self.waiting, self.through) == (other.verdict, other.waiting, other.through)
            && (length(&self.sooner), length(&self.later)) == (length(&other.sooner), length(&other.later))
    }
}

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
    let spans: Vec<Span> =
        both.shared().into_iter().map(|(mine, theirs, _)| span::opened(new, old, &[(mine, theirs)])).collect();
    let undecided = both.shared().into_iter().any(|(new, old, _)| both.span(&Way::plain(new, old)).is_empty());
    // Releases are lists that are shown: no decision depends on them.
    let unproved = |a: &&mut Aspect| !a.overall().at_least() && a.proof.is_none() && a.about != About::Releases;
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

/// The two sides.
struct Both<'p> {
    new: Side<'p>,
    old: Side<'p>,
}

impl<'p> Both<'p> {
    /// The priorities that both have: in NEW's places, in OLD's, and by name.
    fn shared(&self) -> Vec<(PriorityId, PriorityId, &'p str)> {
        let mut out = Vec::new();
        for (at, priority) in (0_u16..).zip(&self.new.model().priorities) {
            if let Some(old) = self.old.model().priority(&priority.name) {
                out.push((PriorityId(at), old, priority.name.as_str()));
            }
        }
        out
    }

    /// The opening instants of incidents of any priority.
    fn opened(&self) -> Span {
        let all: Vec<_> = self.shared().into_iter().map(|(mine, theirs, _)| (mine, theirs)).collect();
        span::opened(self.new, self.old, &all)
    }
}
