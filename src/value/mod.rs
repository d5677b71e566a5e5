//! The plain values of the trade: instants, lengths, dates, shares, three-valued truth.

mod date;
mod decimal;
mod instant;
mod length;
mod order;
mod truth;
mod zone;

pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use instant::{Instant, InstantError, LocalTime, MICROS_PER_SECOND, local_date};
pub(crate) use length::MAX_LENGTH;
pub use length::{Clockwork, Duration, Length, LengthError, Unit};
pub use order::Order;
pub use truth::{Kleene, Truth, Truths};
pub use zone::{Ambiguous, LocalError, Offsets, Zone};
