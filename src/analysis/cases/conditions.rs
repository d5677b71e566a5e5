//! Conditions: for each fact that one asks about, two incidents that differ in that fact alone, one for
//! which the condition holds and one for which it does not.

use crate::analysis::classes::Value;
use crate::analysis::openings::Openings;
use crate::analysis::witness::Witness;
use crate::analysis::{Analysis, Ask, Found, Side};
use crate::engine::Incident;
use crate::facts::{FactValue, Test, examples};
use crate::policy::Branch;
use crate::policy::model::{Condition, FactId, Package, PackageId, PriorityId, TreatAs};
use crate::time::Instant;
use crate::value::{Truth, Truths};

use super::{Boundary, Case, Turns, Year, incident};

/// A condition where it stands, and what must be so besides for it to decide.
struct Place<'c> {
    about: String,
    turns: Turns,
    condition: &'c Condition,
    /// The priority that it is asked for; `None` if it decides the priority.
    priority: Option<PriorityId>,
    package: PackageId,
    besides: Vec<(&'c Condition, Truths)>,
    /// The fact that says which priority a treatment leads to.
    target: Option<FactId>,
}

impl<'p> Year<'p> {
    pub(super) fn conditions(&self) -> Vec<Boundary> {
        let mut out = Vec::new();
        for place in self.places() {
            let Some(package) = self.policy.model.package(place.package) else { continue };
            let Some((opened, end)) = self.span(package) else { continue };
            let analysis = Analysis::opened_in(&self.policy.model, Some((opened, end)), opened);
            let mut facts = Vec::new();
            place.condition.asked(&mut facts);
            facts.sort_unstable();
            facts.dedup();
            for fact in facts {
                out.extend(self.turn(&analysis, &place, package, fact, opened));
            }
            out.extend(self.turn_of_channel(&analysis, &place, package, opened));
            out.extend(self.turn_of_priority(&analysis, &place, package, opened));
            out.extend(self.turn_of_opening(&analysis, &place, package));
        }
        out
    }

    /// Every definition, treatment, circumstance and remedy, each once for all packages that say the same.
    fn places(&self) -> Vec<Place<'p>> {
        let model = &self.policy.model;
        let mut out: Vec<Place<'p>> = Vec::new();
        for (first, (id, package)) in self.packages().enumerate() {
            let mut earlier: Vec<(&Condition, Truths)> = Vec::new();
            for priority in model.priorities.iter().filter(|_| first == 0) {
                let Some(condition) = &priority.definition else { continue };
                let (about, turns) = (format!("the definition of {}", priority.name), Turns::Priority);
                let besides = earlier.clone();
                out.push(Place { about, turns, condition, priority: None, package: id, besides, target: None });
                earlier.push((condition, Truths::FALSE));
            }
            for (at, treatment) in package.treatments.iter().enumerate() {
                let about = format!("{}: the treatment of {}", package.name, model.priority_name(treatment.from));
                let (turns, priority) = (Turns::Treatment, Some(treatment.from));
                let condition = &treatment.condition;
                // The first treatment that applies decides: those before it must not.
                let earlier = package.treatments.iter().take(at).filter(|t| t.from == treatment.from);
                let besides: Vec<_> = earlier.map(|t| (&t.condition, Truths::FALSE)).collect();
                let nth = match besides.len() {
                    0 => String::new(),
                    n => format!(", number {}", n + 1),
                };
                let target = match treatment.to {
                    TreatAs::Fact(fact) => Some(fact),
                    TreatAs::Priority(_) => None,
                };
                let about = format!("{about}{nth}");
                out.push(Place { about, turns, condition, priority, package: id, besides, target });
            }
            for (priority, name) in self.priorities() {
                for objective in model.objective_ids() {
                    let timings = Side { policy: self.policy, id }.timings(priority);
                    let choice = timings.and_then(|timings| timings.objectives.get(objective.index()));
                    let Some(choice) = choice else { continue };
                    // A treated incident has the limit of another priority.
                    let treatments = package.treatments.iter().filter(|treatment| treatment.from == priority);
                    let mut besides: Vec<_> = treatments.map(|t| (&t.condition, Truths::FALSE)).collect();
                    circumstances(&choice.branch, &mut besides, &mut |condition, besides| {
                        let about = format!("{} {name} {}", package.name, model.objective_name(objective));
                        let (turns, priority) = (Turns::Objective(objective), Some(priority));
                        let besides = besides.to_vec();
                        out.push(Place { about, turns, condition, priority, package: id, besides, target: None });
                    });
                }
            }
            for (remedy, titled) in package.remedies.iter().zip(&model.remedies) {
                for (priority, name) in self.priorities() {
                    let about = format!("{} {name}: {}", package.name, titled.name);
                    let (turns, condition) = (Turns::Remedy(titled.name.clone()), &remedy.entitled);
                    let besides = Vec::new();
                    let priority = Some(priority);
                    out.push(Place { about, turns, condition, priority, package: id, besides, target: None });
                }
            }
        }
        let mut once: Vec<Place<'p>> = Vec::new();
        for place in out {
            let same = |o: &Place<'_>| {
                let priority = |of: &Place<'_>| of.priority.filter(|_| !matches!(of.turns, Turns::Remedy(_)));
                (&o.turns, o.condition, priority(o), &o.besides, o.target)
                    == (&place.turns, place.condition, priority(&place), &place.besides, place.target)
            };
            // A remedy is asked for the first priority that its condition lets through.
            let refused = matches!(place.turns, Turns::Remedy(_))
                && Analysis::new(model).find(&[ask(place.condition, &place, Truths::TRUE)]).never();
            if !refused && !once.iter().any(same) {
                once.push(place);
            }
        }
        once
    }

    /// An incident that a place is asked for, with what a search has found.
    fn asked(&self, place: &Place<'p>, package: &Package, opened: Instant, found: &Witness) -> Incident {
        let priority = place.priority.map(|p| self.policy.model.priority_name(p));
        let mut incident = incident(package, priority, opened);
        found.apply(&mut incident);
        if let Turns::Objective(objective) = place.turns {
            self.policy.start(&mut incident, objective, opened);
        }
        incident
    }

    /// Says where a treatment leads, where nothing else does: to another priority than its own.
    fn aim(&self, place: &Place<'p>, incident: &mut Incident) {
        let Some(target) = place.target.and_then(|id| self.policy.model.fact_of(id)) else { return };
        let other = self.priorities().find(|(id, _)| Some(*id) != place.priority);
        if let Some((_, name)) = other.filter(|_| incident.facts.iter().all(|(known, _)| *known != target.name)) {
            incident.set_fact(&target.name, FactValue::Text(name.to_owned()));
        }
    }

    /// Two channels between which a condition turns, all else alike.
    fn turn_of_channel(
        &self,
        analysis: &Analysis<'_>,
        place: &Place<'p>,
        package: &Package,
        opened: Instant,
    ) -> Option<Boundary> {
        let mut named: Vec<String> = Vec::new();
        channels_of(place.condition, &mut named);
        if named.is_empty() {
            return None;
        }
        let all: Vec<&str> = named.iter().map(String::as_str).chain(self.channel_besides(&named)).collect();
        let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
        for (inside, outside) in pairs {
            let (yes, no) = (of_channel(place.condition, inside), of_channel(place.condition, outside));
            let mut asks = vec![ask(&yes, place, Truths::TRUE), ask(&no, place, Truths::FALSE)];
            let besides: Vec<(Condition, Truths)> =
                place.besides.iter().flat_map(|(c, w)| [inside, outside].map(|v| (of_channel(c, v), *w))).collect();
            asks.extend(besides.iter().map(|(c, wanted)| ask(c, place, *wanted)));
            let Found::Witness(found) = analysis.find(&asks) else { continue };
            let opened = found.opened.unwrap_or(opened);
            let case = |channel: &str| {
                let mut incident = self.asked(place, package, opened, &found);
                self.aim(place, &mut incident);
                incident.channel = Some(channel.to_owned());
                Case::new(incident, opened)
            };
            let about = format!("{}, channel", place.about);
            return Some(Boundary { about, turns: place.turns.clone(), cases: [case(inside), case(outside)] });
        }
        None
    }

    /// Two priorities between which a remedy turns, all else alike: neighbours first.
    fn turn_of_priority(
        &self,
        analysis: &Analysis<'_>,
        place: &Place<'p>,
        package: &Package,
        opened: Instant,
    ) -> Option<Boundary> {
        let Turns::Remedy(name) = &place.turns else { return None };
        let all: Vec<(PriorityId, &str)> = self.priorities().collect();
        let mut pairs: Vec<_> =
            all.iter().flat_map(|a| all.iter().map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
        pairs.sort_by_key(|(a, b)| a.0.0.abs_diff(b.0.0));
        for ((inside, one), (outside, other)) in pairs {
            let of =
                |priority: PriorityId, wanted| Ask { priority: Some(priority), ..ask(place.condition, place, wanted) };
            let Found::Witness(found) = analysis.find(&[of(*inside, Truths::TRUE), of(*outside, Truths::FALSE)]) else {
                continue;
            };
            let opened = found.opened.unwrap_or(opened);
            let case = |priority: &str| {
                let mut incident = incident(package, Some(priority), opened);
                found.apply(&mut incident);
                Case::new(incident, opened)
            };
            let about = format!("{}: {name}, priority", package.name);
            return Some(Boundary { about, turns: place.turns.clone(), cases: [case(one), case(other)] });
        }
        None
    }

    /// The instant at which a calendar opens or closes, and the microsecond before it, between which the condition turns.
    fn turn_of_opening(&self, analysis: &Analysis<'_>, place: &Place<'p>, package: &Package) -> Option<Boundary> {
        let openings = analysis.openings();
        let mut asked = Vec::new();
        place.condition.each_opening(&mut |opened| asked.push((opened.calendar, opened.read_in(package.zone))));
        let edges = asked.iter().flat_map(|asked| openings.edges(*asked).into_iter().take(EDGES));
        for at in edges {
            let before = Instant(at.0 - 1);
            let of = |condition: &Condition, at| opened_at(condition, package, openings, at);
            for (inside, outside) in [(at, before), (before, at)] {
                let (yes, no) = (of(place.condition, inside), of(place.condition, outside));
                let mut asks = vec![ask(&yes, place, Truths::TRUE), ask(&no, place, Truths::FALSE)];
                let besides: Vec<(Condition, Truths)> = place
                    .besides
                    .iter()
                    .flat_map(|(c, wanted)| [inside, outside].map(|at| (of(c, at), *wanted)))
                    .collect();
                asks.extend(besides.iter().map(|(c, wanted)| ask(c, place, *wanted)));
                let Found::Witness(found) = analysis.find(&asks) else { continue };
                let case = |opened: Instant| {
                    let mut incident = self.asked(place, package, opened, &found);
                    self.aim(place, &mut incident);
                    Case::new(incident, opened)
                };
                let about = format!("{}, opened", place.about);
                return Some(Boundary { about, turns: place.turns.clone(), cases: [case(inside), case(outside)] });
            }
        }
        None
    }

    /// Two values of a fact between which the condition turns, all else alike.
    fn turn(
        &self,
        analysis: &Analysis<'_>,
        place: &Place<'p>,
        package: &Package,
        fact: FactId,
        opened: Instant,
    ) -> Option<Boundary> {
        let model = &self.policy.model;
        let declared = model.fact_of(fact)?;
        let mut tests = Vec::new();
        of_fact(place.condition, fact, &mut tests);
        let values = examples(&declared.kind, &tests, model.priorities.len());
        // Neighbours first: a threshold is shown by the values beside it.
        let mut pairs: Vec<(usize, usize)> =
            (0..values.len()).flat_map(|a| (0..values.len()).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
        pairs.sort_by_key(|(a, b)| a.abs_diff(*b));
        for (a, b) in pairs {
            let (Some(inside), Some(outside)) = (values.get(a), values.get(b)) else { continue };
            let settled = |condition: &Condition, value: &Value| settle(condition, fact, value);
            let (Some(yes), Some(no)) = (settled(place.condition, inside), settled(place.condition, outside)) else {
                continue;
            };
            let mut asks = vec![ask(&yes, place, Truths::TRUE), ask(&no, place, Truths::FALSE)];
            let both = [inside, outside];
            let besides = place.besides.iter().flat_map(|(c, wanted)| both.map(|v| Some((settled(c, v)?, *wanted))));
            let Some(besides) = besides.collect::<Option<Vec<_>>>() else { continue };
            asks.extend(besides.iter().map(|(c, wanted)| ask(c, place, *wanted)));
            let Found::Witness(found) = analysis.find(&asks) else { continue };
            let opened = found.opened.unwrap_or(opened);
            let case = |value: &Value| {
                let mut incident = self.asked(place, package, opened, &found);
                if place.target != Some(fact) {
                    self.aim(place, &mut incident);
                }
                if let Some(value) = declared.kind.value(value, model.priority_names()) {
                    incident.set_fact(&declared.name, value);
                }
                Case::new(incident, opened)
            };
            let about = format!("{}, {}", place.about, declared.name);
            return Some(Boundary { about, turns: place.turns.clone(), cases: [case(inside), case(outside)] });
        }
        None
    }
}

/// Every condition that chooses between limits, with what must be so besides for it to be asked.
fn circumstances<'c>(
    branch: &'c Branch,
    besides: &mut Vec<(&'c Condition, Truths)>,
    each: &mut impl FnMut(&'c Condition, &[(&'c Condition, Truths)]),
) {
    let Branch::When { conditions, otherwise } = branch else { return };
    let outside = besides.len();
    for (condition, branch) in conditions {
        each(condition, besides);
        besides.push((condition, Truths::TRUE));
        circumstances(branch, besides, each);
        besides.pop();
        besides.push((condition, Truths::FALSE));
    }
    circumstances(otherwise, besides, each);
    besides.truncate(outside);
}

fn ask<'c>(condition: &'c Condition, place: &Place<'_>, wanted: Truths) -> Ask<'c> {
    Ask { condition, package: Some(place.package), priority: place.priority, wanted }
}

/// So many openings and closings of a calendar are tried.
const EDGES: usize = 40;

/// A condition for an incident that was opened at an instant.
fn opened_at(condition: &Condition, package: &Package, openings: &Openings<'_>, at: Instant) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|p| opened_at(p, package, openings, at)).collect();
    match condition {
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(opened_at(inner, package, openings, at))),
        Condition::OpenedWithin(opened) => match openings.covers((opened.calendar, opened.read_in(package.zone)), at) {
            true => Condition::All(Vec::new()),
            false => Condition::Any(Vec::new()),
        },
        other => other.clone(),
    }
}

/// The channels that a condition names.
fn channels_of(condition: &Condition, out: &mut Vec<String>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| channels_of(p, out)),
        Condition::Not(inner) => channels_of(inner, out),
        Condition::ChannelIn(names) => out.extend(names.iter().cloned()),
        _ => {}
    }
}

/// A condition for an incident that came in by a channel.
fn of_channel(condition: &Condition, channel: &str) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|p| of_channel(p, channel)).collect();
    match condition {
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(of_channel(inner, channel))),
        Condition::ChannelIn(names) if names.iter().any(|name| name == channel) => Condition::All(Vec::new()),
        Condition::ChannelIn(_) => Condition::Any(Vec::new()),
        Condition::ChannelKnown => Condition::All(Vec::new()),
        other => other.clone(),
    }
}

/// What a condition asks about one fact.
fn of_fact<'c>(condition: &'c Condition, fact: FactId, out: &mut Vec<&'c Test>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| of_fact(p, fact, out)),
        Condition::Not(inner) => of_fact(inner, fact, out),
        Condition::Fact(id, test) if *id == fact => out.push(test),
        _ => {}
    }
}

/// A condition for one value of a fact; `None` if it would still depend on the fact.
fn settle(condition: &Condition, fact: FactId, value: &Value) -> Option<Condition> {
    let all = |parts: &[Condition]| parts.iter().map(|p| settle(p, fact, value)).collect::<Option<Vec<_>>>();
    Some(match condition {
        Condition::All(parts) => Condition::All(all(parts)?),
        Condition::Any(parts) => Condition::Any(all(parts)?),
        Condition::Not(inner) => Condition::Not(Box::new(settle(inner, fact, value)?)),
        Condition::Fact(id, test) if *id == fact => match test.answer(value.borrowed()) {
            Truth::True => Condition::All(Vec::new()),
            Truth::False => Condition::Any(Vec::new()),
            Truth::Unknown => return None,
        },
        other => other.clone(),
    })
}
