//! A share of a sample, exactly.

use std::fmt;

use crate::value::Decimal;

/// A share greater than zero and at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(Decimal);

impl Share {
    /// Reads `95%`.
    pub fn parse(text: &str) -> Option<Self> {
        let percent = Decimal::parse(text.strip_suffix('%')?)?;
        // More decimals than this would exceed the numbers that it is computed with.
        let (_, denominator) = percent.ratio();
        let share = Self(percent.hundredth());
        let (numerator, whole) = share.ratio();
        (denominator <= 1_000_000 && 0 < numerator && numerator <= whole).then_some(share)
    }

    /// As a fraction: the numerator is at most the denominator.
    pub fn ratio(self) -> (u64, u64) {
        self.0.ratio()
    }

    /// As a number from 0 to 1.
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// The number of per cent, as it is written before the sign.
    pub fn percent(self) -> String {
        let (numerator, denominator) = self.ratio();
        let (whole, rest) = (numerator * 100 / denominator, numerator * 100 % denominator);
        if rest == 0 {
            return whole.to_string();
        }
        let width = denominator.to_string().len().saturating_sub(1);
        let digits = format!("{rest:0width$}");
        format!("{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.percent())
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let ((a, b), (c, d)) = (self.ratio(), other.ratio());
        (u128::from(a) * u128::from(d)).cmp(&(u128::from(c) * u128::from(b)))
    }
}
