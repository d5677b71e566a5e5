//! Time zones of the IANA database: offsets, and which instants a wall clock's time can mean.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::date::Date;
use super::instant::{Instant, LocalTime, MICROS_PER_SECOND};

/// A time zone by its IANA name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// What to make of a local time that a clock change skipped or repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguous {
    /// Refuse it.
    Error,
    /// The earlier of the two instants that it could mean.
    Earliest,
    /// The later one.
    Latest,
}

/// A local time that means no instant, or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalError {
    /// The clocks went forward over it.
    Gap,
    /// The clocks went back, and it came twice.
    Overlap,
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gap => "there is no such local time: the clocks went forward over it",
            Self::Overlap => "the local time occurs twice: the clocks went back",
        })
    }
}

impl std::error::Error for LocalError {}

/// The instants that a local time can mean.
enum Meaning {
    One(Instant),
    /// Skipped: read with the offset after the change, and with the one before; the change itself.
    Gap {
        earlier: Instant,
        later: Instant,
        change: Instant,
    },
    Two(Instant, Instant),
}

const DAY: i64 = 86_400 * MICROS_PER_SECOND;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of an IANA name, in its exact spelling.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name())
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Seconds that local time is ahead of UTC at an instant.
    pub fn offset(self, at: Instant) -> i32 {
        self.0.offset_from_utc_datetime(&naive(at.0)).fix().local_minus_utc()
    }

    /// The offset to write an instant with; `None`, which is written `Z`, for UTC itself.
    pub fn written_offset(self, at: Instant) -> Option<i32> {
        (self != Self::UTC).then(|| self.offset(at))
    }

    /// The end of 2099 in this zone: what is known of its offsets ends there.
    pub fn known_until(self) -> Instant {
        let end = Date::from_ymd(2100, 1, 1).map_or(LAID_OUT.1, |date| self.latest(LocalTime::on(date, 0)));
        end.max(Instant(LAID_OUT.1.0 - DAY))
    }

    /// Whether an instant lies after the end of 2099 in this zone.
    pub fn is_unknown(self, at: Instant) -> bool {
        // No zone is a day away from UTC.
        at.0 > LAID_OUT.1.0 - DAY && at > self.known_until()
    }

    fn latest(self, local: LocalTime) -> Instant {
        self.instant(local, Ambiguous::Latest).unwrap_or(LAID_OUT.1)
    }

    /// What a wall in this zone shows at an instant.
    pub fn local(self, at: Instant) -> LocalTime {
        at.local(self.offset(at))
    }

    /// The stretches of constant offset that meet `[from, to)`: each one's first instant (the
    /// first is cut at `from`) and its offset in seconds.
    ///
    /// Changes are found by asking every third day and halving between two answers that
    /// differ; a test holds that no zone changes there and back within that.
    pub fn offsets(self, from: Instant, to: Instant) -> Vec<(Instant, i32)> {
        let mut found = vec![(from, self.offset(from))];
        let mut at = from;
        let mut offset = self.offset(from);
        while at < to {
            let next = Instant(at.0.saturating_add(3 * DAY)).min(to);
            let then = self.offset(next);
            if then != offset {
                let (mut low, mut high) = (at.0, next.0);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if self.offset(Instant(middle)) == offset { low = middle } else { high = middle }
                }
                if high < to.0 {
                    found.push((Instant(high), self.offset(Instant(high))));
                }
                // From the change itself: another one may precede `next`.
                at = Instant(high);
                offset = self.offset(at);
            } else {
                at = next;
            }
        }
        found
    }

    fn meaning(self, local: LocalTime) -> Meaning {
        if let chrono::MappedLocalTime::Single(offset) = self.0.offset_from_local_datetime(&naive(local.0)) {
            return Meaning::One(Instant(local.0 - i64::from(offset.fix().local_minus_utc()) * MICROS_PER_SECOND));
        }
        let stretches = self.offsets(Instant(local.0 - 2 * DAY), Instant(local.0 + 2 * DAY));
        let ends = stretches.iter().skip(1).map(|s| s.0.0).chain(std::iter::once(i64::MAX));
        let at = |offset: i32| local.0 - i64::from(offset) * MICROS_PER_SECOND;
        let hits: Vec<i64> = stretches
            .iter()
            .zip(ends)
            .map(|((start, offset), end)| (at(*offset), start.0, end))
            .filter(|(t, start, end)| start <= t && t < end)
            .map(|(t, ..)| t)
            .collect();
        if let (Some(first), Some(last)) = (hits.first(), hits.last()) {
            return if first == last {
                Meaning::One(Instant(*first))
            } else {
                Meaning::Two(Instant(*first), Instant(*last))
            };
        }
        let gap = stretches
            .iter()
            .zip(stretches.iter().skip(1))
            .find(|((_, before), (change, after))| change.local(*before) <= local && local < change.local(*after));
        match gap {
            Some(((_, before), (change, after))) => {
                Meaning::Gap { earlier: Instant(at(*after)), later: Instant(at(*before)), change: *change }
            }
            None => Meaning::One(Instant(local.0)),
        }
    }

    /// The instant that a local time means.
    ///
    /// # Errors
    /// Where a clock change skipped or repeated it and `ambiguous` does not say which to take.
    /// In a gap the earlier instant is had with the offset after the change, the later with the one before.
    pub fn instant(self, local: LocalTime, ambiguous: Ambiguous) -> Result<Instant, LocalError> {
        match (self.meaning(local), ambiguous) {
            (Meaning::One(at), _)
            | (Meaning::Two(at, _) | Meaning::Gap { earlier: at, .. }, Ambiguous::Earliest)
            | (Meaning::Two(_, at) | Meaning::Gap { later: at, .. }, Ambiguous::Latest) => Ok(at),
            (Meaning::Two(..), Ambiguous::Error) => Err(LocalError::Overlap),
            (Meaning::Gap { .. }, Ambiguous::Error) => Err(LocalError::Gap),
        }
    }

    /// The instant of a wall time that a contract names (`semantics` 3): in a gap the gap's end, in
    /// an overlap the earlier one.
    pub fn wall(self, local: LocalTime) -> Instant {
        match self.meaning(local) {
            Meaning::One(at) | Meaning::Two(at, _) | Meaning::Gap { change: at, .. } => at,
        }
    }
}

/// The offset at an instant, of those that begin in order ([`Zone::offsets`]).
pub(crate) fn offset_of(offsets: &[(Instant, i32)], at: Instant) -> Option<i32> {
    let next = offsets.partition_point(|(start, _)| *start <= at);
    offsets.get(next.checked_sub(1)?).map(|(_, offset)| *offset)
}

/// The offsets of one zone, remembered: for many instants one after another.
#[derive(Debug, Clone)]
pub struct Offsets {
    zone: Zone,
    asked: u32,
    /// When each offset begins, of the years that are laid out.
    changes: Vec<(Instant, i32)>,
}

/// So many questions are asked of the zone itself before its changes are laid out.
const FEW: u32 = 256;
/// The years that are laid out: 1970 to 2099.
const LAID_OUT: (Instant, Instant) = (Instant(0), Instant(4_102_444_800 * MICROS_PER_SECOND));

impl Offsets {
    /// Of a zone.
    pub fn new(zone: Zone) -> Self {
        Self { zone, asked: 0, changes: Vec::new() }
    }

    /// As [`Zone::written_offset`].
    pub fn written(&mut self, at: Instant) -> Option<i32> {
        if self.zone == Zone::UTC {
            return None;
        }
        if self.asked < FEW || at < LAID_OUT.0 || at >= LAID_OUT.1 {
            self.asked = self.asked.saturating_add(1);
            return Some(self.zone.offset(at));
        }
        if self.changes.is_empty() {
            self.changes = self.zone.offsets(LAID_OUT.0, LAID_OUT.1);
        }
        Some(offset_of(&self.changes, at).unwrap_or_else(|| self.zone.offset(at)))
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn naive(micros: i64) -> NaiveDateTime {
    DateTime::from_timestamp_micros(micros).map_or(NaiveDateTime::MAX, |t| t.naive_utc())
}
