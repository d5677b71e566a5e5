//! The shares of incidents in which limits are to be kept.
//!
//! A share is counted over all incidents that its statement times. Whatever keeps NEW's share keeps OLD's too only if
//! NEW asks for every incident, or if NEW's statement asks for no smaller share and times nothing but what OLD's
//! statement times. Otherwise an incident in time can make up for a late one under NEW and not under OLD.

use crate::policy::Timing;
use crate::policy::model::{ObjectiveId, PriorityId};

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::loss::Trial;
use super::open;
use super::proof::Proof;
use super::proof::{Shows, give, percent, prove, prove_share};
use super::way::{Way, up_to_minute};
use crate::analysis::side::Side;

/// The ways in which incidents of a priority that both have can be timed, or why they are not known.
pub(super) struct OfPriority<'p> {
    pub(super) name: &'p str,
    pub(super) new: PriorityId,
    pub(super) old: PriorityId,
    pub(super) ways: Result<Vec<Way<'p>>, String>,
}

/// The shares of one objective, and all incidents that they count.
pub(super) struct Shares<'s, 'p> {
    both: &'s Both<'p>,
    objective: ObjectiveId,
    priorities: &'s [OfPriority<'p>],
    counted: Vec<Counted<'s, 'p>>,
}

/// The incidents of a priority that are timed in one way.
struct Counted<'s, 'p> {
    of: &'s OfPriority<'p>,
    way: &'s Way<'p>,
    new: Option<&'p Timing>,
    old: Option<&'p Timing>,
}

impl Counted<'_, '_> {
    /// Whether no treatment makes another priority of them.
    fn is_plain(&self) -> bool {
        (self.way.new, self.way.old) == (self.of.new, self.of.old)
    }
}

impl<'s, 'p> Shares<'s, 'p> {
    pub(super) fn new(both: &'s Both<'p>, objective: ObjectiveId, priorities: &'s [OfPriority<'p>]) -> Self {
        let ways = priorities.iter().flat_map(|of| of.ways.iter().flatten().map(move |way| (of, way)));
        let counted = ways.map(|(of, way)| Counted { of, way, new: way.timings.new, old: way.timings.old });
        Self { both, objective, priorities, counted: counted.collect() }
    }

    /// The share of a priority, over every way in which an incident of it can be timed: its own first.
    pub(super) fn aspect(&self, name: &str) -> Option<Aspect> {
        let mut all: Vec<&Counted<'_, 'p>> = self.counted.iter().filter(|c| c.of.name == name).collect();
        all.sort_by_key(|c| !c.is_plain());
        let mut found = all.into_iter().filter_map(|counted| self.share_of(counted));
        let mut aspect = found.next()?;
        for treated in found {
            aspect.verdict = aspect.verdict.and(treated.verdict);
            aspect.open = aspect.open.take().or(treated.open);
            aspect.proof = aspect.proof.take().or(treated.proof);
        }
        // What is shown to be worse needs no further proof.
        if aspect.proof.is_some() {
            aspect.open = None;
        }
        Some(aspect)
    }

    /// The shares of incidents that are timed in one way; without a share it is every incident.
    fn share_of(&self, counted: &Counted<'_, 'p>) -> Option<Aspect> {
        let (new, old) = (counted.new?, counted.old?);
        let of = |timing: &Timing| timing.clauses.share.map_or((1, 1), |s| s.ratio());
        let ((a, b), (c, d)) = (of(new), of(old));
        let (ours, others) = (u128::from(a) * u128::from(d), u128::from(c) * u128::from(b));
        // Every incident is every incident, whatever it is counted with.
        let partial = a != b && c != d;
        let with_new = |c: &Counted<'_, 'p>| is_same(c.new, new);
        let with_old = |c: &Counted<'_, 'p>| is_same(c.old, old);
        let beside: Vec<_> = self.counted.iter().filter(|c| partial && with_new(c) && !with_old(c)).collect();
        let wider = !beside.is_empty();
        let narrower = partial && self.counted.iter().any(|c| with_old(c) && !with_new(c));
        let described = |timing: &Timing, names: Vec<String>| match timing.clauses.share {
            None => "every incident".to_owned(),
            Some(share) if wider || narrower => {
                format!("{}% of incidents of {}", percent(share.as_f64()), names.join(", "))
            }
            Some(share) => format!("{}% of incidents", percent(share.as_f64())),
        };
        let mine_of = self.names(self.both.new, new, |c| (with_new(c), c.of.new, c.way.new));
        let theirs_of = self.names(self.both.old, old, |c| (with_old(c), c.of.old, c.way.old));
        let mut aspect = Aspect::new(
            About::Share(self.both.new.model().objective_name(self.objective).to_owned()),
            described(new, mine_of),
            described(old, theirs_of),
            Verdict::of(ours < others || wider, ours > others || narrower),
        );
        aspect.priorities.push(counted.of.name.to_owned());
        if ours < others {
            let opened = self.both.span(counted.way).start();
            let mut incident = self.both.new.incident(Some(counted.of.name), opened);
            give(&mut incident, &counted.way.facts);
            let shows = Shows::Target(self.objective);
            aspect.proof = prove(self.both.new, self.both.old, incident, opened, shows);
        } else if wider {
            aspect.proof = beside.into_iter().find_map(|met| self.made_up(counted, met));
        } else if partial {
            aspect.open = self.doubt(new, old);
        }
        Some(aspect)
    }

    /// Why more may be counted into NEW's share than the known ways say.
    fn doubt(&self, new: &Timing, old: &Timing) -> Option<String> {
        let unknown =
            self.priorities.iter().find_map(|of| Some(format!("of {}, {}", of.name, of.ways.as_ref().err()?)));
        let side = self.both.old;
        let counts_all = priorities(side).all(|(p, _)| is_same(Both::timing(side, p, self.objective), old));
        let unshared = self.unshared(self.both.new, new).next().map(|_| open::COUNTED_TOGETHER.to_owned());
        unknown.filter(|_| !counts_all).or(unshared)
    }

    /// An incident that is late for both, and incidents in time that make up for it under NEW but not under OLD.
    fn made_up(&self, late: &Counted<'_, 'p>, met: &Counted<'_, 'p>) -> Option<Proof> {
        let Both { new, old } = *self.both;
        let span = self.both.span(late.way);
        let opened = span.start().0;
        let (mine, theirs) = self.both.both_promised(late.way);
        let first = mine?.end(opened, span.last)?.max(theirs?.end(opened, span.last)?);
        let at_once = self.both.span(met.way).start().0;
        let met = Trial::plain(met.of.name, &met.way.facts, self.objective, at_once, at_once);
        let met: Vec<_> = self.both.incidents(new, &met).collect();
        [up_to_minute(first), first].into_iter().find_map(|stop| {
            let late = Trial::plain(late.of.name, &late.way.facts, self.objective, opened, stop);
            self.both.incidents(new, &late).find_map(|(late, seen)| {
                met.iter().find_map(|(met, at)| prove_share(new, old, [&late, met], seen.max(*at), self.objective))
            })
        })
    }

    /// The priorities whose incidents a statement of a side counts. What is asked of each way: whether the statement
    /// times it, the side's own priority, and the one that a treatment makes of it.
    fn names(
        &self,
        side: Side<'p>,
        timing: &Timing,
        of: impl Fn(&Counted<'_, 'p>) -> (bool, PriorityId, PriorityId),
    ) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let counted = self.counted.iter().filter_map(|c| match of(c) {
            (false, ..) => None,
            (true, own, treated) if own == treated => Some(c.of.name.to_owned()),
            (true, _, treated) => Some(format!("{} as {}", c.of.name, side.model().priority_name(treated))),
        });
        for name in counted.chain(self.unshared(side, timing).map(str::to_owned)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The priorities that only one side has and that a statement of it times.
    fn unshared(&self, side: Side<'p>, timing: &Timing) -> impl Iterator<Item = &'p str> {
        let alone = priorities(side).filter(|(_, name)| self.priorities.iter().all(|of| of.name != *name));
        alone.filter(move |(p, _)| is_same(Both::timing(side, *p, self.objective), timing)).map(|(_, name)| name)
    }
}

fn priorities<'p>(side: Side<'p>) -> impl Iterator<Item = (PriorityId, &'p str)> {
    (0_u16..).zip(&side.model().priorities).map(|(at, priority)| (PriorityId(at), priority.name.as_str()))
}

/// Whether this is timed, and by the statement of the other.
fn is_same(timing: Option<&Timing>, other: &Timing) -> bool {
    timing.is_some_and(|timing| timing.counting.statement == other.counting.statement)
}
