//! Clocks: what the index answers is what asking instant after instant finds.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relief::internals::time::calendar::{Clock, CountedDays, DateLimit, Moment as Named};
use relief::internals::time::{Length, Zone};
use relief::{Instant, Policy};

use super::calendar::Calendar;
use super::places::{Place, place};
use super::strategy::{calendar, joining, near};
use super::timing::{Moment, Reading};
use super::{DAY, HOUR, MINUTE, fixed_cases};

fn clock(calendar: &Calendar, zone: &str) -> Clock {
    let policy = Policy::from_text("twin.sla", &calendar.text());
    let policy = policy.unwrap_or_else(|e| panic!("{e}: {:?}\n{}", e.diagnostics, calendar.text()));
    let calendars = &policy.model().calendars;
    let spec = calendars.iter().find(|c| c.name == calendar.name).unwrap();
    Clock::compile(spec, Zone::parse(zone).unwrap())
}

/// A calendar near a place, instants near it, lengths.
fn clock_case(place: impl Strategy<Value = Place>) -> impl Strategy<Value = (Place, Calendar, Vec<i64>, Vec<i64>)> {
    let length = prop_oneof![2 => (1..60_i64).prop_map(|n| n * HOUR / 2), 1 => 1..DAY, 1 => (1..900_i64).prop_map(|n| n * MINUTE)];
    place.prop_flat_map(move |place| {
        let instants = proptest::collection::vec(near(place, 4), 3);
        let calendar = prop_oneof![2 => calendar("office", place, false), 1 => joining("office", place, false)];
        (Just(place), calendar, instants, proptest::collection::vec(length.clone(), 2))
    })
}

#[test]
fn clocks_agree_with_the_predicate() {
    TestRunner::new(fixed_cases(160))
        .run(&clock_case(place()), |(place, calendar, mut instants, lengths)| {
            let clock = clock(&calendar, place.zone.name());
            let twin = Reading { calendar: Some(&calendar), zone: place.zone };
            instants.sort_unstable();
            for at in &instants {
                prop_assert_eq!(clock.covers(Instant(*at)), twin.runs(*at), "covers {:?}", Instant(*at));
            }
            let [a, b, c] = [instants[0], instants[1], instants[2]];
            let covered = |a: i64, b: i64| clock.covered(Instant(a), Instant(b)).0;
            prop_assert_eq!(covered(a, b), twin.counted(a, b, &[]), "covered");
            prop_assert_eq!(covered(b, c), twin.counted(b, c, &[]), "covered");
            prop_assert_eq!(covered(a, b) + covered(b, c), covered(a, c), "additive");
            prop_assert_eq!(covered(c, a), 0, "never negative");
            let stretches: i64 = clock.stretches(Instant(a), Instant(c)).iter().map(|(x, y)| y.0 - x.0).sum();
            prop_assert_eq!(stretches, covered(a, c), "stretches");
            for length in lengths {
                let reached = clock.add(Instant(a), Length(length)).map(|t| t.0);
                let twins = twin.reach(a, length, &[]).map(Option::unwrap);
                prop_assert_eq!(reached.ok(), twins.ok(), "add {}", length);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn dates_and_intake_agree_with_the_predicate() {
    TestRunner::new(fixed_cases(120))
        .run(&clock_case(place()), |(place, calendar, instants, lengths)| {
            let clock = clock(&calendar, place.zone.name());
            let twin = Reading { calendar: Some(&calendar), zone: place.zone };
            let minute = u16::try_from(lengths[0] / MINUTE % 1440).unwrap();
            for at in instants {
                let counts = clock.counts_as_opened(Instant(at)).map(|t| t.0);
                prop_assert_eq!(counts.ok(), twin.counts_as_opened(at).ok(), "intake");
                for (day, named, moment) in [
                    (0, Named::End, Moment::End),
                    (1, Named::End, Moment::End),
                    (1, Named::SameTime, Moment::SameTime),
                    (2, Named::At(minute), Moment::At(minute)),
                ] {
                    let date = clock
                        .date_limit(DateLimit { counted: CountedDays::Working, day, moment: named }, Instant(at))
                        .map(|t| t.0);
                    prop_assert_eq!(date.ok(), twin.date(day, moment, at).ok(), "{:?} {}", moment, day);
                }
            }
            Ok(())
        })
        .unwrap();
}
