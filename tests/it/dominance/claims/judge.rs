//! Whether an incident shows a loss that a comparison says there is none of.

use relief::internals::analysis::{About, Aspect, Comparison, Side, Verdict};
use relief::internals::engine::DecisionRef;
use relief::internals::value::Truth;
use relief::{Incident, Instant, RejectCode, Rejection, Status};

use super::super::about;
use super::pair::Loaded;
use crate::twin::contract::OBJECTIVES;

/// Both sides and what is claimed of them.
#[derive(Debug)]
pub struct Bench<'p> {
    pub old: Side<'p>,
    pub new: Side<'p>,
    pub comparison: Comparison,
    pub at_least: bool,
    restarts: [bool; 2],
}

/// A loss, and what was said of it.
#[derive(Debug, Clone)]
pub struct Loss {
    /// What NEW is worse in, and for which priority.
    pub what: String,
    /// The claim.
    pub claim: String,
    pub new: String,
    pub old: String,
}

fn claims(aspect: &Aspect) -> bool {
    aspect.overall().at_least() && aspect.open.is_none()
}

impl<'p> Bench<'p> {
    pub fn new(loaded: &'p Loaded) -> Self {
        let (old, new) = (loaded.old_side(), loaded.new_side());
        let comparison = loaded.compare();
        let restarts = [old, new].map(|s| s.policy.model().package(s.id).is_some_and(|p| p.general.restart.is_some()));
        Self { old, new, at_least: comparison.at_least(), comparison, restarts }
    }

    /// How many aspects are said to be nowhere worse, each priority by itself; of them, how many are said
    /// otherwise; and how many are not proved.
    pub fn count(&self) -> [u64; 3] {
        let mut out = [0; 3];
        for aspect in self.comparison.aspects.iter().filter(|a| !matches!(a.about, About::Words(_) | About::Releases)) {
            let many = aspect.priorities.len().max(1) as u64;
            if claims(aspect) {
                out[0] += many;
                out[1] += if aspect.new != aspect.old || aspect.overall() != Verdict::Equal { many } else { 0 };
            } else if aspect.open.is_some() {
                out[2] += many;
            }
        }
        out
    }

    fn decide(&self, side: Side<'p>, incident: &Incident, as_of: Instant) -> Result<Decided, Rejection> {
        let mut incident = incident.clone();
        incident.contract = side.name().to_owned();
        side.policy.decide_as(&incident, side.id, as_of).map(|d| Decided::of(&d))
    }

    /// The instants at which something is due under either.
    pub fn dues(&self, incident: &Incident, as_of: Instant) -> [Vec<i64>; 2] {
        [self.old, self.new].map(|side| {
            let decided = self.decide(side, incident, as_of);
            decided.map_or_else(|_| Vec::new(), |d| d.objectives.iter().filter_map(|o| o.due).chain(d.next).collect())
        })
    }

    /// The priority that each has at an instant, untreated.
    fn at(&self, side: Side<'p>, incident: &Incident, as_of: Instant, at: Instant) -> Option<String> {
        let mut changes: Vec<_> = incident.priority_changes.iter().filter(|c| c.at <= as_of).collect();
        changes.sort_by_key(|c| c.at);
        if let Some(last) = changes.iter().rev().find(|c| c.at <= at) {
            return Some(last.to.clone());
        }
        let mut plain = incident.clone();
        plain.priority_changes.clear();
        match self.decide(side, &plain, as_of) {
            Ok(decided) => Some(decided.priority),
            Err(_) => changes.first().map(|c| c.to.clone()),
        }
    }

    /// Whether it is claimed that nothing is lost in this for that priority.
    fn claimed(&self, about: &About, priority: Option<&str>) -> Option<String> {
        let named = |a: &&Aspect| priority.is_none_or(|name| a.priorities.iter().any(|p| p == name));
        match self.comparison.aspects.iter().filter(|a| a.about == *about).find(named) {
            Some(aspect) => claims(aspect).then(|| {
                let waiting = aspect.waiting.map_or("", Verdict::as_str);
                format!("{} {waiting}: {} / {}", aspect.verdict.as_str(), aspect.old, aspect.new)
            }),
            None => self.at_least.then(|| "nothing is said of it, and the whole is at least as good".to_owned()),
        }
    }

    /// Every loss that an incident shows as of an instant and of which it is claimed that there is none.
    /// Nothing where one of them does not decide it.
    pub fn losses(&self, incident: &Incident, as_of: Instant) -> Result<Vec<Loss>, RejectCode> {
        let old = self.decide(self.old, incident, as_of).map_err(|r| r.code)?;
        let new = match self.decide(self.new, incident, as_of) {
            Ok(new) => new,
            Err(r) if r.code == RejectCode::CalendarHorizon || !self.at_least => return Err(r.code),
            Err(r) => {
                let loss = Loss {
                    what: "decided at all".to_owned(),
                    claim: "at least as good".to_owned(),
                    new: format!("{r:?}"),
                    old: "decided".to_owned(),
                };
                return Ok(vec![loss]);
            }
        };
        let mut out = Vec::new();
        let mut lost = |of_what: About, at: Instant, new: String, old: String| {
            let names = |at: Instant| [self.old, self.new].map(|side| self.at(side, incident, as_of, at));
            let [Some(theirs), Some(mine)] = names(at) else { return };
            let first = names(Instant(i64::MIN));
            // Limits are held against each other for incidents of the same priority under both, from the first on.
            if mine != theirs || first[0] != first[1] {
                return;
            }
            let timed = matches!(of_what, About::Objective(_) | About::Share(_));
            let restarts = timed && !incident.priority_changes.is_empty() && self.restarts[0] != self.restarts[1];
            if restarts && self.claimed(&About::PriorityChange, None).is_none() {
                return;
            }
            let of = (!matches!(of_what, About::Channels)).then_some(mine.as_str());
            if let Some(claim) = self.claimed(&of_what, of) {
                out.push(Loss { what: format!("{of_what} {mine}"), claim, new, old });
            }
        };
        for (at, name) in OBJECTIVES.into_iter().enumerate() {
            let (new, old) = (&new.objectives[at], &old.objectives[at]);
            let until = Instant(old.stopped.unwrap_or(as_of.0));
            if old.status == Some(Status::Breached) && new.status != Some(Status::Breached) {
                lost(about(at), until, format!("{new:?}"), format!("{old:?}"));
            }
            if new.target < old.target && old.status.is_some() && new.status.is_some() {
                lost(About::Share(name.to_owned()), until, format!("{new:?}"), format!("{old:?}"));
            }
        }
        if new.late < old.late {
            let relieved = relieved(incident, as_of).unwrap_or(as_of);
            lost(About::Updates, relieved, format!("{} late", new.late), format!("{} late", old.late));
        }
        if old.accepted == Some(true) && new.accepted != Some(true) {
            lost(About::Channels, as_of, format!("{:?}", new.accepted), format!("{:?}", old.accepted));
        }
        for (name, theirs, told) in &old.remedies {
            let mine = new.remedies.iter().find(|(n, ..)| n == name);
            if mine.is_none_or(|(_, worth, _)| worth < theirs) {
                let mine = mine.map_or_else(|| "none".to_owned(), |(.., told)| told.clone());
                lost(About::Remedy(name.clone()), as_of, mine, told.clone());
            }
        }
        Ok(out)
    }
}

/// When relief stopped.
fn relieved(incident: &Incident, as_of: Instant) -> Option<Instant> {
    let happened = |at: Option<Instant>| at.filter(|at| *at <= as_of);
    let standing = incident.excluded.iter().filter(|e| e.from <= as_of && e.to > as_of).map(|e| e.from).min();
    let stops = [incident.relieved, incident.resolved, incident.closed];
    stops.into_iter().find_map(happened).or(standing)
}

/// What matters of a decision.
#[derive(Debug)]
struct Decided {
    priority: String,
    objectives: [Timed; 3],
    late: u32,
    next: Option<i64>,
    accepted: Option<bool>,
    /// 2 for a commitment, 1 for a discretion, 0 for anything else.
    remedies: Vec<(String, u8, String)>,
}

#[derive(Debug, Default)]
#[expect(dead_code, reason = "some of it is only printed with what contradicts a claim")]
struct Timed {
    status: Option<Status>,
    target: f64,
    stopped: Option<i64>,
    due: Option<i64>,
    priority: String,
    elapsed: i64,
    limit: i64,
}

impl Decided {
    fn of(decision: &DecisionRef<'_>) -> Self {
        let model = decision.policy.model();
        let objectives = OBJECTIVES.map(|name| {
            model.objective(name).and_then(|id| decision.objective(id)).map_or_else(Timed::default, |t| Timed {
                status: Some(t.status),
                target: t.clauses().share.map_or(1.0, |s| s.as_f64()),
                stopped: t.stopped.map(|s| s.0),
                due: t.due.map(|d| d.0),
                priority: model.priority_name(t.priority).to_owned(),
                elapsed: t.elapsed.0,
                limit: t.limit.map_or(-1, |limit| limit.0),
            })
        });
        let remedies = model.remedies.iter().zip(&decision.remedies).map(|(remedy, r)| {
            let worth = if r.entitled == Truth::True { 1 + u8::from(r.committed) } else { 0 };
            let told = format!("{} {:?}", if r.committed { "will" } else { "may" }, r.entitled);
            (remedy.name.clone(), worth, told)
        });
        Self {
            priority: model.priority_name(decision.priority).to_owned(),
            objectives,
            late: decision.cadence.map_or(0, |c| c.late),
            next: decision.cadence.and_then(|c| c.next_due).map(|d| d.0),
            accepted: decision.channel_accepted,
            remedies: remedies.collect(),
        }
    }
}
