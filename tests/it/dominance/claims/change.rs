//! Changes of a world, so that two are nearly alike.

use super::grow;
use super::rng::Rng;
use super::world::{Cond, Length, Limit, PARTIES, Promise, REMEDIES, World};

/// One thing said otherwise.
pub fn change(rng: &mut Rng, world: &mut World) {
    let priorities = world.terms.len();
    let at = rng.below(priorities);
    let objective = rng.below(3);
    match rng.below(24) {
        0..=3 => nudge(rng, &mut world.terms[at].promises[objective].limit),
        4 => world.terms[at].promises[objective] = grow::promise(rng, objective),
        5 | 6 => pausing(rng, world, at, objective),
        7 => {
            let promise = &mut world.terms[at].promises[objective];
            promise.share = promise.share.map_or(Some(90), |s| rng.pick(&[None, Some(s - 5), Some(s + 4)]));
        }
        8 => world.terms[at].coverage = grow::coverage(rng, world.calendars.len()),
        9 => {
            let coverage = grow::coverage(rng, world.calendars.len());
            world.terms.iter_mut().for_each(|t| t.coverage = coverage);
        }
        10..=13 => calendar(rng, world),
        14 => {
            let update = &mut world.terms[at].update;
            *update = match update {
                Some(length) if rng.chance(70) => Some(longer(rng, *length)),
                Some(_) => None,
                None => Some(grow::length(rng)),
            };
        }
        15 => world.restart = !world.restart,
        16 => match rng.below(4) {
            0 => world.vendor_sets = !world.vendor_sets,
            1 => world.in_force = grow::in_force(rng),
            2 => world.zone = rng.chance(50).then(|| rng.pick(&grow::ZONES)),
            _ => {
                world.channels.pop();
            }
        },
        17 | 18 => treats(rng, world),
        19 | 20 => {
            let (at, same) = (rng.below(world.treats.len().max(1)), rng.chance(70));
            if let Some(treat) = world.treats.get_mut(at) {
                treat.when = otherwise(rng, &treat.when, same);
            }
        }
        21 | 22 => remedies(rng, world),
        _ => {
            let at = rng.below(world.definitions.len());
            let same = rng.chance(80);
            world.definitions[at] = world.definitions[at].as_ref().map(|c| otherwise(rng, c, same));
        }
    }
}

fn longer(rng: &mut Rng, length: Length) -> Length {
    let tenths = rng.pick(&[length.tenths + 10, length.tenths.max(20) - 10, length.tenths * 2, length.tenths]);
    let working = length.working != rng.chance(20);
    Length { tenths, working, ..length }
}

fn nudge(rng: &mut Rng, limit: &mut Limit) {
    *limit = match *limit {
        Limit::None => Limit::Length { inclusive: rng.chance(50), length: grow::length(rng) },
        Limit::Length { inclusive, length } => match rng.below(5) {
            0 => Limit::Length { inclusive: !inclusive, length },
            1 => Limit::Length {
                inclusive: rng.chance(50),
                length: Length { tenths: rng.pick(&[10, 20, 80, 240, 480]), working: !length.working, unit: "hours" },
            },
            2 => Limit::Date { day: 1, moment: rng.pick(&[super::world::Moment::End, super::world::Moment::Same]) },
            _ => Limit::Length { inclusive, length: longer(rng, length) },
        },
        Limit::Multiple(n) => Limit::Multiple(rng.pick(&[n + 50, n.max(100) - 50, n])),
        Limit::Date { day, moment } => match rng.below(3) {
            0 => Limit::Date { day: day + 1, moment },
            1 => Limit::Length { inclusive: rng.chance(50), length: grow::length(rng) },
            _ => Limit::Date { day: day.max(2) - 1, moment },
        },
    };
}

fn pausing(rng: &mut Rng, world: &mut World, at: usize, objective: usize) {
    let promise = &mut world.terms[at].promises[objective];
    if promise.limit == Limit::None {
        return;
    }
    let party = rng.pick(&PARTIES);
    if promise.pausing.contains(&party) {
        promise.pausing.retain(|p| *p != party);
    } else {
        promise.pausing.push(party);
    }
}

fn calendar(rng: &mut Rng, world: &mut World) {
    // One that some priority is on, if any is.
    let used: Vec<usize> = world.terms.iter().filter_map(|t| t.coverage.0).collect();
    let at = if used.is_empty() { 0 } else { rng.pick(&used) };
    let anew = grow::calendar(rng);
    let calendar = &mut world.calendars[at];
    match rng.below(11) {
        0 => calendar.zone = anew.zone,
        1 => {
            calendar.closed.pop();
        }
        2 | 3 => calendar.closed.extend(anew.closed),
        4 if !calendar.always => calendar.open = grow::open(rng),
        5 | 6 => {
            let (line, by) = (rng.below(calendar.open.len().max(1)), rng.pick(&[30, 60, 1]));
            if let Some((from, to)) = calendar.open.get_mut(line).and_then(|l| l.1.first_mut()) {
                match rng.below(3) {
                    0 if *from >= by => *from -= by,
                    1 if *to + by <= 1440 => *to += by,
                    _ if *from + by < 1440 => *from += by,
                    _ => {}
                }
            }
        }
        7 => calendar.exceptions = anew.exceptions,
        8 => calendar.list = if calendar.list.is_some() { None } else { Some(rng.below(2)) },
        9 => calendar.intake = if calendar.intake.is_some() { None } else { Some(rng.pick(&[600, 720, 960])) },
        _ => calendar.working_day = anew.working_day.or(Some(480)),
    }
}

fn treats(rng: &mut Rng, world: &mut World) {
    let at = rng.below(world.treats.len().max(1));
    match rng.below(4) {
        0 => world.treats.push(grow::treat(rng, world.terms.len())),
        1 if !world.treats.is_empty() => {
            world.treats.remove(at);
        }
        2 if world.treats.len() > 1 => world.treats.rotate_left(1),
        _ => {
            if let Some(treat) = world.treats.get_mut(at) {
                let other = grow::treat(rng, world.terms.len());
                match rng.below(3) {
                    0 => treat.to = other.to,
                    1 => treat.purposes = other.purposes,
                    _ => treat.own = !treat.own,
                }
            }
        }
    }
}

fn remedies(rng: &mut Rng, world: &mut World) {
    let (at, same) = (rng.below(world.remedies.len()), rng.chance(60));
    let remedy = &mut world.remedies[at];
    match rng.below(6) {
        0 | 1 => remedy.when = remedy.when.as_ref().map(|c| otherwise(rng, c, same)),
        2 => remedy.unless = remedy.unless.as_ref().map(|c| otherwise(rng, c, same)),
        3 => {
            remedy.will = !remedy.will;
            remedy.favoured = None;
        }
        4 => remedy.unless = if remedy.unless.is_some() { None } else { Some(grow::cond(rng, 1, true)) },
        _ => {
            let name = rng.pick(&REMEDIES);
            if !world.remedies.iter().any(|r| r.own && r.name == name) {
                world.remedies.push(grow::remedy(rng, name, true));
            }
        }
    }
}

/// A condition in other words: of the same meaning where all facts are known, or of nearly the same.
fn otherwise(rng: &mut Rng, cond: &Cond, same: bool) -> Cond {
    let other = grow::ask(rng, false);
    let not = |c: &Cond| Cond::Not(Box::new(c.clone()));
    if !same {
        return match rng.below(4) {
            0 => Cond::All(vec![cond.clone(), other]),
            1 => Cond::Any(vec![cond.clone(), other]),
            2 => grow::cond(rng, 2, false),
            _ => not(cond),
        };
    }
    match (rng.below(5), cond) {
        (0, _) => Cond::All(vec![cond.clone(), Cond::Any(vec![other.clone(), not(&other)])]),
        (1, _) => Cond::Any(vec![cond.clone(), Cond::All(vec![other.clone(), not(&other)])]),
        (2, _) => Cond::Not(Box::new(not(cond))),
        (3, Cond::All(all)) => Cond::Not(Box::new(Cond::Any(all.iter().map(not).collect()))),
        (3, Cond::Any(any)) => Cond::Not(Box::new(Cond::All(any.iter().map(not).collect()))),
        (4, Cond::All(all)) => Cond::All(all.iter().rev().cloned().collect()),
        (4, Cond::Any(any)) => Cond::Any(any.iter().rev().cloned().collect()),
        (_, _) => {
            // By cases: where the other is missing, neither is known to hold.
            let both = |c: Cond| Cond::All(vec![cond.clone(), c]);
            Cond::Any(vec![both(other.clone()), both(not(&other))])
        }
    }
}

/// A world beside another: mostly nearly alike, else with a contract anew, else nothing but the priorities.
pub fn beside(rng: &mut Rng, world: &World) -> World {
    let mut other = world.clone();
    match rng.below(20) {
        0..=15 => (0..1 + rng.below(3)).for_each(|_| change(rng, &mut other)),
        16..=18 => {
            grow::deal(rng, &mut other);
            if rng.chance(30) {
                other.in_force = grow::in_force(rng);
            }
        }
        _ => {
            let anew = grow::world(rng);
            if anew.definitions.len() == world.definitions.len() {
                other = World { definitions: world.definitions.clone(), otherwise: world.otherwise, ..anew };
            }
        }
    }
    // A promise of nothing pauses for nobody.
    for promise in other.terms.iter_mut().flat_map(|t| &mut t.promises) {
        if promise.limit == Limit::None {
            *promise = Promise::none();
        }
    }
    other
}
