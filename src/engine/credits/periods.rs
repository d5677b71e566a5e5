//! The periods over which a version of a contract is measured.

use crate::policy::model::Package;
use crate::policy::service_terms::{Fee, Period as MeasuredPeriod};
use crate::time::{By, Date, Instant, LocalTime, Period, Zone};
use crate::value::Fraction;

/// Calendar periods in the zone of a package's dates, cut at its `in force`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Periods {
    pub(super) zone: Zone,
    by: By,
    /// The first date in force and the last one.
    in_force: Option<(Date, Date)>,
}

impl From<MeasuredPeriod> for By {
    fn from(period: MeasuredPeriod) -> Self {
        match period {
            MeasuredPeriod::Month => Self::Month,
            MeasuredPeriod::Quarter => Self::Quarter,
            MeasuredPeriod::Year => Self::Year,
        }
    }
}

/// How many months a measured period has.
fn months(period: MeasuredPeriod) -> u8 {
    match period {
        MeasuredPeriod::Month => 1,
        MeasuredPeriod::Quarter => 3,
        MeasuredPeriod::Year => 12,
    }
}

/// The first instant of a date.
pub(super) fn first_instant(zone: Zone, date: Date) -> Instant {
    zone.wall(LocalTime::on(date, 0))
}

/// The calendar period in which an instant lies: each goes up to the first instant of the next.
pub(super) fn period_of(zone: Zone, by: By, at: Instant) -> Period {
    let period = Period::of(by, zone.local(at).date());
    // Clocks that go back over midnight repeat the end of a date after the next one has begun.
    if at >= first_instant(zone, period.plus(1).first()) { period.plus(1) } else { period }
}

impl Periods {
    /// Of a package; `whole` ignores its `in force`.
    pub(super) fn of(package: &Package, whole: bool) -> Self {
        let in_force = package.in_force.filter(|_| !whole).map(|force| (force.from, force.to));
        Self { zone: package.date_zone(), by: package.service.period().into(), in_force }
    }

    /// The period in which an instant lies, uncut, and the instants `[from, to)` of it.
    pub(super) fn at(&self, at: Instant) -> (Period, Instant, Instant) {
        let period = period_of(self.zone, self.by, at);
        (period, self.uncut_start(period), self.uncut_start(period.plus(1)))
    }

    /// The first instant of a period, in force or not.
    pub(super) fn uncut_start(&self, period: Period) -> Instant {
        first_instant(self.zone, period.first())
    }

    /// A period, or the last one if the version ends before it.
    pub(super) fn up_to_last(&self, period: Period) -> Period {
        self.in_force.map_or(period, |(_, last)| period.min(Period::of(self.by, last)))
    }

    /// The dates of a period that are in force, both included.
    pub(super) fn dates(&self, period: Period) -> (Date, Date) {
        let (first, last) = (period.first(), period.last());
        self.in_force.map_or((first, last), |(from, to)| (first.max(from), last.min(to)))
    }

    /// The instants `[from, to)` of a period that are in force.
    pub(super) fn instants(&self, period: Period) -> (Instant, Instant) {
        let (first, last) = self.dates(period);
        (first_instant(self.zone, first), first_instant(self.zone, last.plus(1)))
    }

    /// The share of the dates of a period that are in force.
    pub(super) fn share_in_force(&self, period: Period) -> Fraction {
        let days = |(first, last): (Date, Date)| u32::try_from(last.0 - first.0 + 1).unwrap_or(0);
        Fraction::of(days(self.dates(period)), days((period.first(), period.last())))
    }

    /// The periods of a calendar year in which the version is in force.
    pub(super) fn in_year(&self, year: i32) -> impl Iterator<Item = Period> {
        let first = Date::from_ymd(year, 1, 1).map(|date| Period::of(self.by, date));
        let all = first.into_iter().flat_map(|first| (0..12).map(move |number| first.plus(number)));
        all.filter(move |period| period.year() == year && self.dates(*period).0 <= self.dates(*period).1)
    }

    /// A fee brought to a period, in minor units of its currency, not rounded.
    pub(super) fn fee(&self, fee: Fee, period: Period) -> Fraction {
        let months_here = match self.by {
            By::Year => 12_u8,
            By::Quarter => 3,
            By::Month | By::Week => 1,
        };
        let twelfths = Fraction::of(months_here, months(fee.per));
        Fraction::minor_units(fee.amount).times(&twelfths).times(&self.share_in_force(period))
    }
}
