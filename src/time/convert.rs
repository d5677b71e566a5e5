//! Instants from and to text, JSON and the types of `chrono`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone, Utc};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{Instant, InstantError, OffsetInstant};

/// As RFC 3339 in UTC: `2024-04-02T11:00:00Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rfc3339(None).fmt(f)
    }
}

impl From<OffsetInstant> for Instant {
    fn from(at: OffsetInstant) -> Self {
        at.instant()
    }
}

impl PartialEq<Instant> for OffsetInstant {
    fn eq(&self, other: &Instant) -> bool {
        self.instant() == *other
    }
}

impl PartialEq<OffsetInstant> for Instant {
    fn eq(&self, other: &OffsetInstant) -> bool {
        *self == other.instant()
    }
}

/// Digits beyond the microsecond are dropped.
impl<Z: TimeZone> From<DateTime<Z>> for Instant {
    fn from(at: DateTime<Z>) -> Self {
        Self(at.timestamp_micros())
    }
}

/// Digits beyond the microsecond are dropped, and so are seconds of the offset.
impl<Z: TimeZone> From<DateTime<Z>> for OffsetInstant {
    fn from(at: DateTime<Z>) -> Self {
        let offset = at.offset().fix().local_minus_utc();
        Instant::from(at).rfc3339(Some(offset))
    }
}

/// An instant of a year that the types of `chrono` cannot hold: after 262142, or before -262143.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange(Instant);

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an instant {} microseconds from 1970 is of a year that `chrono` cannot hold", self.0.0)
    }
}

impl std::error::Error for OutOfRange {}

/// # Errors
/// [`OutOfRange`].
impl TryFrom<Instant> for DateTime<Utc> {
    type Error = OutOfRange;

    fn try_from(at: Instant) -> Result<Self, OutOfRange> {
        Self::from_timestamp_micros(at.0).ok_or(OutOfRange(at))
    }
}

/// # Errors
/// [`OutOfRange`].
impl TryFrom<OffsetInstant> for DateTime<FixedOffset> {
    type Error = OutOfRange;

    fn try_from(at: OffsetInstant) -> Result<Self, OutOfRange> {
        let offset = FixedOffset::east_opt(at.offset().unwrap_or(0)).ok_or(OutOfRange(at.instant()))?;
        Ok(DateTime::<Utc>::try_from(at.instant())?.with_timezone(&offset))
    }
}

/// Text and JSON of a type that `parse` reads and `Display` writes.
macro_rules! as_text {
    ($($type:ident),*) => {
        $(
            impl FromStr for $type {
                type Err = InstantError;

                fn from_str(text: &str) -> Result<Self, InstantError> {
                    Self::parse(text)
                }
            }

            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    struct Text;

                    impl Visitor<'_> for Text {
                        type Value = $type;

                        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                            f.write_str("an RFC 3339 instant, such as 2026-01-31T09:00:00Z")
                        }

                        fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                            text.parse().map_err(|e| E::custom(format_args!("`{text}` is not an instant: {e}")))
                        }
                    }

                    deserializer.deserialize_str(Text)
                }
            }
        )*
    };
}

as_text!(Instant, OffsetInstant);
