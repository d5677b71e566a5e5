//! When a clock runs: coverage as a predicate ([`CalendarSpec`]), compiled once into an index
//! ([`Clock`]) that answers in a few tens of nanoseconds.

mod clock;
mod closed_names;
mod closure;
mod days;
mod holidays;
mod index;
mod joined;
mod spec;
mod special;
mod window;

pub use clock::{Clock, CountedDays, DateLimit, Horizon, Moment};
pub use closure::{ClosedTime, MonthWeek, PartClosure};
pub use holidays::{HolidayError, HolidayList};
pub(crate) use spec::merged;
pub use spec::{CalendarSpec, DayHours, Member, Years};
pub use window::Window;
