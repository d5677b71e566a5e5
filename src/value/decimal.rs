//! Exact decimals, for shares (`99.5%`) and multipliers (`2.5 x response`).

use std::fmt;

/// A non-negative number `mantissa / 10^scale`, in its shortest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    mantissa: u64,
    scale: u8,
}

impl Decimal {
    /// Reads digits with at most one point; at most 15 digits in all, and no sign.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = || whole.bytes().chain(fraction.bytes());
        if whole.is_empty() || whole.len() + fraction.len() > 15 || !digits().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mantissa = digits().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
        Some(Self { mantissa, scale: u8::try_from(fraction.len()).ok()? })
    }

    /// A hundredth of it: what `90` means in `90%`.
    #[must_use]
    pub fn hundredth(self) -> Self {
        let mut shorter = Self { mantissa: self.mantissa, scale: self.scale + 2 };
        while shorter.scale > 0 && shorter.mantissa.is_multiple_of(10) {
            shorter = Self { mantissa: shorter.mantissa / 10, scale: shorter.scale - 1 };
        }
        shorter
    }

    /// Numerator and denominator.
    pub fn ratio(self) -> (u64, u64) {
        (self.mantissa, 10_u64.pow(u32::from(self.scale)))
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// This many times `length`, rounded to the nearest whole, a half up; `None` if it is too large.
    pub fn times(self, length: i64) -> Option<i64> {
        let (numerator, denominator) = self.ratio();
        let denominator = i128::from(denominator);
        let product = i128::from(length) * i128::from(numerator) * 2 + denominator;
        i64::try_from(product.div_euclid(denominator * 2)).ok()
    }

    /// This many times `length`, rounded up to a whole; `None` if it is too large.
    pub fn times_up(self, length: i64) -> Option<i64> {
        let (numerator, denominator) = self.ratio();
        let (product, denominator) = (i128::from(length) * i128::from(numerator), i128::from(denominator));
        i64::try_from((product + denominator - 1).div_euclid(denominator)).ok()
    }

    /// The nearest floating number, for output.
    #[expect(clippy::cast_precision_loss, reason = "15 digits and powers of ten up to 10^22 are exact")]
    pub fn as_f64(self) -> f64 {
        let (numerator, denominator) = self.ratio();
        numerator as f64 / denominator as f64
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.ratio();
        write!(f, "{}", numerator / denominator)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", numerator % denominator, width = usize::from(self.scale))?;
        }
        Ok(())
    }
}
