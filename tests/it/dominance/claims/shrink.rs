//! A contradiction made small: whatever can be left out of both policies and of the incident is.

use relief::{Incident, Instant};

use super::judge::{Bench, Loss};
use super::pair::Pair;
use super::tries::Contradiction;
use super::world::{Cond, Promise, World};

type Step = fn(&mut World, usize);

/// Ways to say less, by a number that picks what.
const STEPS: [Step; 23] = [
    |w, n| {
        if n < w.treats.len() {
            w.treats.remove(n);
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n / 3) {
            t.promises[n % 3] = Promise::none();
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n) {
            t.update = None;
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n / 3) {
            t.promises[n % 3].share = None;
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n / 3) {
            t.promises[n % 3].pausing.pop();
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n) {
            t.coverage.1 = None;
        }
    },
    |w, n| {
        if let Some(t) = w.terms.get_mut(n) {
            t.coverage = (None, None);
        }
    },
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.closed.clear()),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.exceptions.clear()),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.list = None),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.intake = None),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.working_day = None),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.extends = false),
    |w, n| w.calendars.get_mut(n).map_or((), |c| c.zone = "UTC"),
    |w, _| w.zone = None,
    |w, _| w.restart = false,
    |w, n| {
        if let Some(d) = w.definitions.get_mut(n) {
            *d = None;
        }
        w.otherwise = false;
    },
    |w, n| {
        if n < w.remedies.len() {
            w.remedies.remove(n);
        }
    },
    |w, n| {
        if let Some(r) = w.remedies.get_mut(n) {
            (r.unless, r.favoured) = (None, None);
        }
    },
    |w, _| {
        w.channels.clear();
        w.releases.clear();
        (w.assistance, w.vendor_sets) = (None, false);
    },
    |w, n| {
        if let Some(t) = w.treats.get_mut(n / 2) {
            t.when = part(&t.when, n % 2);
        }
    },
    |w, n| {
        if let Some(when) = w.remedies.get_mut(n / 2).and_then(|r| r.when.as_mut()) {
            *when = part(when, n % 2);
        }
    },
    |w, n| {
        if let Some(r) = w.remedies.get_mut(n) {
            r.when = None;
        }
    },
];

fn part(cond: &Cond, at: usize) -> Cond {
    match cond {
        Cond::All(all) | Cond::Any(all) => all.get(at).unwrap_or(cond).clone(),
        Cond::Not(inner) => (**inner).clone(),
        Cond::Ask(_) => cond.clone(),
    }
}

fn shows(pair: &Pair, found: &Contradiction, what: &str) -> Option<Vec<Loss>> {
    let loaded = pair.load().ok()?;
    let bench = Bench::new(&loaded);
    let (from, to) = bench.comparison.opened;
    if found.incident.opened < from || found.incident.opened >= to {
        return None;
    }
    let losses = bench.losses(&found.incident, found.as_of).ok()?;
    losses.iter().any(|l| l.what.split(' ').next() == Some(what)).then_some(losses)
}

fn smaller(incident: &Incident) -> Vec<Incident> {
    let mut out = Vec::new();
    let mut with = |change: &dyn Fn(&mut Incident)| {
        let mut other = incident.clone();
        change(&mut other);
        if other != *incident {
            out.push(other);
        }
    };
    let lists = [incident.waiting.len(), incident.excluded.len(), incident.updates.len(), incident.facts.len()];
    for n in 0..lists[0] {
        with(&|i| {
            i.waiting.remove(n);
        });
    }
    for n in 0..lists[1] {
        with(&|i| {
            i.excluded.remove(n);
        });
    }
    for n in 0..lists[2] {
        with(&|i| {
            i.updates.remove(n);
        });
    }
    for n in 0..lists[3] {
        with(&|i| {
            i.facts.remove(n);
        });
    }
    for n in 0..incident.priority_changes.len() {
        with(&|i| {
            i.priority_changes.remove(n);
        });
    }
    with(&|i| i.channel = None);
    with(&|i| i.responded = None);
    with(&|i| i.relieved = None);
    with(&|i| i.resolved = None);
    with(&|i| i.closed = None);
    out
}

/// The smallest that was found of a pair and an incident that contradicts its comparison.
pub fn shrink(pair: &Pair, found: &Contradiction) -> (Pair, Contradiction) {
    let (mut pair, mut found) = (pair.clone(), found.clone());
    let Some(what) = found.losses.first().and_then(|l| l.what.split(' ').next()).map(str::to_owned) else {
        return (pair, found);
    };
    // Each step says less, so that rounds come to an end; a round without a change is the last.
    for _ in 0..20 {
        let mut changed = false;
        for step in STEPS {
            for n in 0..9 {
                for sides in [[true, true], [true, false], [false, true]] {
                    let mut other = pair.clone();
                    if sides[0] {
                        step(&mut other.old, n);
                    }
                    if sides[1] {
                        step(&mut other.new, n);
                    }
                    if other != pair
                        && let Some(losses) = shows(&other, &found, &what)
                    {
                        (pair, found.losses, changed) = (other, losses, true);
                    }
                }
            }
        }
        for apart in [false, true] {
            let other = Pair { apart, ..pair.clone() };
            if other != pair && !apart && shows(&other, &found, &what).is_some() {
                (pair, changed) = (other, true);
            }
        }
        for incident in smaller(&found.incident) {
            let other = Contradiction { incident, ..found.clone() };
            if let Some(losses) = shows(&pair, &other, &what) {
                (found, changed) = (Contradiction { losses, ..other }, true);
                break;
            }
        }
        if !changed {
            break;
        }
    }
    (pair, found)
}

/// As of when, and the incident as a line of a file.
pub fn line(found: &Contradiction) -> String {
    format!("as of {}\n{}", written(found.as_of), serde_json::to_value(&found.incident).unwrap())
}

fn written(at: Instant) -> String {
    at.rfc3339(None).to_string()
}
