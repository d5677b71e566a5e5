//! The plain values of the trade: instants, lengths, dates, shares, three-valued truth.

mod date;
mod decimal;
mod instant;
mod length;
mod truth;
mod zone;

pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use instant::{Instant, InstantError, LocalTime, MICROS_PER_SECOND, local_date};
pub use length::{Clockwork, Duration, Length, LengthError, Unit};
pub use truth::Truth;
pub use zone::{Ambiguous, LocalError, Offsets, Zone};
