//! Zones, and the instants of them where something is odd.

use std::sync::OnceLock;

use chrono::NaiveDate;
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::select;

use super::timing::{Reading, offset};
use super::{HOUR, SECOND};

pub const ZONES: [Tz; 14] = [
    Tz::Europe__London,
    Tz::America__New_York,
    Tz::Asia__Kolkata,
    Tz::Australia__Lord_Howe,
    Tz::America__Sao_Paulo,
    Tz::Africa__Casablanca,
    Tz::Pacific__Apia,
    Tz::Asia__Gaza,
    Tz::America__St_Johns,
    Tz::America__Havana,
    Tz::Africa__Monrovia,
    Tz::Asia__Tokyo,
    Tz::Pacific__Chatham,
    Tz::UTC,
];

/// A zone, and an instant of it: a clock change, a new year, or neither.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub zone: Tz,
    pub at: i64,
}

impl Place {
    pub fn date(self) -> NaiveDate {
        Reading { calendar: None, zone: self.zone }.local(self.at).date()
    }
}

fn changes(zone: Tz, from: i64, to: i64) -> Vec<i64> {
    let (mut at, mut found) = (from, Vec::new());
    while at < to {
        if offset(zone, at) != offset(zone, at + HOUR) {
            let second = (1..=3600).map(|s| at + s * SECOND).find(|t| offset(zone, *t) != offset(zone, at));
            found.extend(second);
        }
        at += HOUR;
    }
    found
}

fn instant(text: &str) -> i64 {
    relief::Instant::parse(text).unwrap().0
}

fn places() -> &'static Vec<Place> {
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let mut all = Vec::new();
        for zone in ZONES {
            let mut instants = vec![instant(NEW_YEAR), instant("2025-06-11T09:00:00Z"), instant(LAST_DAYS)];
            instants.extend(changes(zone, instant("2010-12-01T00:00:00Z"), instant("2012-12-31T00:00:00Z")));
            instants.extend(changes(zone, instant("2017-06-01T00:00:00Z"), instant("2018-12-31T00:00:00Z")));
            instants.extend(changes(zone, instant("2026-01-01T00:00:00Z"), instant("2026-12-31T00:00:00Z")));
            instants.extend(match zone {
                Tz::Africa__Monrovia => Some(instant("1972-01-07T00:44:30Z")),
                Tz::America__St_Johns => Some(instant(BEGUN_TWICE)),
                _ => None,
            });
            all.extend(instants.into_iter().map(|at| Place { zone, at }));
        }
        all
    })
}

/// A place; more often a new year, where lists end, and the last days of 2099.
pub fn place() -> impl Strategy<Value = Place> {
    let at = |text| select(places().iter().copied().filter(|p| p.at == instant(text)).collect::<Vec<_>>());
    prop_oneof![8 => select(places().clone()), 2 => at(NEW_YEAR), 1 => at(LAST_DAYS)]
}

/// Where what is known of zones comes to its end.
const LAST_DAYS: &str = "2099-12-29T12:00:00Z";
const NEW_YEAR: &str = "2024-12-31T23:00:00Z";
/// Where a local day of St John's began twice; the day that Apia never had is among its changes.
const BEGUN_TWICE: &str = "2010-11-07T02:31:00Z";
