//! Some hundred incidents for one pair, stopped and decided where one side is due.

use relief::{Incident, Instant};

use super::incidents::{Edges, incident};
use super::judge::{Bench, Loss};
use super::rng::Rng;

/// An incident that contradicts what is claimed.
#[derive(Debug, Clone)]
pub struct Contradiction {
    pub incident: Incident,
    pub as_of: Instant,
    pub losses: Vec<Loss>,
}

/// What came of trying.
#[derive(Debug, Default)]
pub struct Tried {
    pub decided: u64,
    pub refused: u64,
    pub found: Option<Contradiction>,
}

/// Instants that may break OLD and keep NEW.
fn targets(rng: &mut Rng, edges: &Edges, incident: &Incident, [old, new]: &[Vec<i64>; 2]) -> Vec<i64> {
    let mut out = Vec::new();
    for due in old {
        let next = edges.next(*due);
        out.extend([*due, due + 1, next + 1, edges.next(next) + 1]);
    }
    for due in new {
        out.extend([due - 1, *due]);
    }
    out.push(edges.time(rng, incident.opened.0, &old.clone()));
    while out.len() > 7 {
        out.swap_remove(rng.below(out.len()));
    }
    out
}

fn stopped(rng: &mut Rng, edges: &Edges, incident: &Incident, at: i64, pool: &[i64]) -> (Incident, i64) {
    let mut incident = incident.clone();
    let opened = incident.opened.0;
    let other = |rng: &mut Rng| Some(Instant(edges.time(rng, opened, pool)));
    let same = Some(Instant(at));
    let mut as_of = at;
    match rng.below(8) {
        0 => {}
        1 => incident.responded = same,
        2 => incident.relieved = same,
        3 => incident.resolved = same,
        4 => incident.closed = same,
        5 => (incident.responded, incident.relieved) = (other(rng), same),
        6 => (incident.relieved, incident.resolved) = (same, other(rng)),
        _ => (incident.responded, incident.relieved, incident.resolved) = (other(rng), other(rng), same),
    }
    match rng.below(4) {
        0 => as_of = edges.time(rng, at, pool),
        1 => as_of = edges.time(rng, opened, pool),
        _ => {}
    }
    (incident, as_of.max(opened))
}

pub fn tries(rng: &mut Rng, edges: &Edges, bench: &Bench<'_>, skeletons: usize) -> Tried {
    let mut tried = Tried::default();
    for _ in 0..skeletons {
        let (bare, dues) = incident(rng, edges, bench);
        let pool = dues.concat();
        for at in targets(rng, edges, &bare, &dues) {
            for _ in 0..4 {
                let (incident, as_of) = stopped(rng, edges, &bare, at.max(bare.opened.0), &pool);
                match bench.losses(&incident, Instant(as_of)) {
                    Err(_) => tried.refused += 1,
                    Ok(losses) if losses.is_empty() => tried.decided += 1,
                    Ok(losses) => {
                        tried.decided += 1;
                        tried.found = Some(Contradiction { incident, as_of: Instant(as_of), losses });
                        return tried;
                    }
                }
            }
        }
    }
    tried
}
