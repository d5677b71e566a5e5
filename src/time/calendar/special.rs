//! The dates on which a calendar has other hours than those of their weekday.

use crate::time::Date;

use super::closure::ClosedTime;
use super::spec::CalendarSpec;

/// The special dates of a calendar, for many dates one after another.
pub(crate) struct SpecialDates<'s> {
    spec: &'s CalendarSpec,
    /// The dates of closures that hold once: first and last, in order and disjoint.
    once: Vec<(Date, Date)>,
    monthly: Vec<ClosedTime>,
    /// The weekdays, Monday first, that some monthly closure can touch.
    weekdays: [bool; 7],
}

impl<'s> SpecialDates<'s> {
    pub(crate) fn of(spec: &'s CalendarSpec) -> Self {
        let mut once: Vec<(Date, Date)> = spec.part_closures.iter().filter_map(|c| c.when.dates()).collect();
        once.sort_unstable();
        once.dedup_by(|next, last| {
            let joined = next.0 <= last.1;
            if joined {
                last.1 = last.1.max(next.1);
            }
            joined
        });
        let mut weekdays = [false; 7];
        let mut monthly = Vec::new();
        for closure in &spec.part_closures {
            if let ClosedTime::Monthly { day, open, close, .. } = closure.when {
                monthly.push(closure.when);
                // What crosses midnight touches the next weekday too.
                let touched = [Some(day.index()), (close <= open).then_some((day.index() + 1) % 7)];
                touched
                    .into_iter()
                    .flatten()
                    .for_each(|at| weekdays.iter_mut().skip(at).take(1).for_each(|w| *w = true));
            }
        }
        Self { spec, once, monthly, weekdays }
    }

    /// Whether the calendar says something of this date besides the hours of its weekday.
    pub(crate) fn contains(&self, date: Date) -> bool {
        let Self { spec, once, monthly, weekdays } = self;
        let before = once.partition_point(|(from, _)| *from <= date);
        spec.exceptions.contains_key(&date)
            || spec.closed.contains_key(&date)
            || spec.spill.contains_key(&date)
            || before.checked_sub(1).and_then(|at| once.get(at)).is_some_and(|(_, to)| date <= *to)
            || weekdays.get(date.weekday().index()) == Some(&true) && monthly.iter().any(|c| !c.on(date).is_empty())
    }

    /// Whether there is no such date at all.
    pub(crate) fn is_empty(&self) -> bool {
        let spec = self.spec;
        spec.exceptions.is_empty() && spec.closed.is_empty() && spec.spill.is_empty() && spec.part_closures.is_empty()
    }
}
