//! Offsets: the engine asks every third day, and misses no change of any zone.

use chrono_tz::{TZ_VARIANTS, Tz};
use relief::Instant;
use relief::internals::time::Zone;

use super::timing::offset;
use super::{DAY, HOUR, MINUTE, SECOND};

/// Every change between two instants, by stepping, and by ever smaller steps where the offsets of
/// two steps differ: the second, and the offset from it on.
fn stepped(zone: Tz, from: i64, to: i64, step: i64, out: &mut Vec<(i64, i64)>) {
    let (mut at, mut before) = (from, offset(zone, from));
    while at < to {
        let next = (at + step).min(to);
        let after = offset(zone, next);
        if after != before && step == SECOND {
            out.push((next, after));
        } else if after != before {
            let smaller = [HOUR, MINUTE, SECOND].into_iter().find(|s| *s < step).unwrap();
            stepped(zone, at, next, smaller, out);
        }
        (at, before) = (next, after);
    }
}

/// Zones change by decree until today, and by rules of whole years after: there half a day is fine.
#[test]
fn no_zone_changes_there_and_back_unseen() {
    let instant = |text: &str| Instant::parse(text).unwrap();
    let (from, decreed, to) =
        (instant("1969-12-28T00:00:00Z"), instant("2040-01-01T00:00:00Z"), instant("2100-01-04T00:00:00Z"));
    for zone in TZ_VARIANTS {
        let mut twin = Vec::new();
        stepped(zone, from.0, decreed.0, 6 * HOUR, &mut twin);
        stepped(zone, decreed.0, to.0, 12 * HOUR, &mut twin);
        let engine = Zone::parse(zone.name()).unwrap();
        for phase in 0..3 {
            let start = Instant(from.0 + phase * DAY);
            let found = engine.offsets(start, to);
            let found: Vec<(i64, i64)> = found.iter().skip(1).map(|(at, offset)| (at.0, i64::from(*offset))).collect();
            let twin: Vec<(i64, i64)> = twin.iter().copied().filter(|(at, _)| *at > start.0).collect();
            assert_eq!(found, twin, "{}", zone.name());
        }
    }
}
