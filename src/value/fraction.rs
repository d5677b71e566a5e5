//! Exact fractions of any size, for money and shares: nothing is rounded before somebody asks for it.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::{Amount, Currency, Decimal};

/// A number that is not negative: numerator over denominator, reduced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: BigUint,
    /// Not 0.
    denominator: BigUint,
}

impl Default for Fraction {
    fn default() -> Self {
        Self::whole(0_u8)
    }
}

impl Fraction {
    /// A whole number.
    pub fn whole(number: impl Into<BigUint>) -> Self {
        Self { numerator: number.into(), denominator: BigUint::from(1_u8) }
    }

    /// One number over another; 0 over anything if the other is 0, so callers exclude that.
    pub fn of(numerator: impl Into<BigUint>, denominator: impl Into<BigUint>) -> Self {
        Self::reduced(numerator.into(), denominator.into())
    }

    fn reduced(numerator: BigUint, denominator: BigUint) -> Self {
        let zero = BigUint::ZERO;
        if numerator == zero || denominator == zero {
            return Self::whole(0_u8);
        }
        let (mut a, mut b) = (numerator.clone(), denominator.clone());
        while b != zero {
            (a, b) = (b.clone(), a % b);
        }
        Self { numerator: numerator / &a, denominator: denominator / a }
    }

    /// An amount in minor units of its currency: 250.00 GBP are 25,000.
    pub fn minor_units(amount: Amount) -> Self {
        let value = amount.value();
        // Amounts are not negative.
        let mantissa = BigUint::from(value.mantissa().unsigned_abs());
        let ten = BigUint::from(10_u8);
        Self::reduced(mantissa * ten.pow(amount.currency().decimals()), ten.pow(value.scale()))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.numerator == BigUint::ZERO
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let numerator = &self.numerator * &other.denominator + &other.numerator * &self.denominator;
        Self::reduced(numerator, &self.denominator * &other.denominator)
    }

    /// What is left without another; 0 if the other is greater.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let (a, b) = (&self.numerator * &other.denominator, &other.numerator * &self.denominator);
        if a <= b { Self::default() } else { Self::reduced(a - b, &self.denominator * &other.denominator) }
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::reduced(&self.numerator * &other.numerator, &self.denominator * &other.denominator)
    }

    /// The quotient; 0 if the other is 0, so callers exclude that.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        Self::reduced(&self.numerator * &other.denominator, &self.denominator * &other.numerator)
    }

    /// The greatest whole number that is not greater.
    pub fn floor(&self) -> BigUint {
        &self.numerator / &self.denominator
    }

    /// The least whole number that is not less.
    pub fn ceil(&self) -> BigUint {
        (&self.numerator + &self.denominator - BigUint::from(1_u8)) / &self.denominator
    }

    /// The nearest whole number; of two that are as near, the even one.
    #[must_use]
    pub fn half_even(&self) -> Self {
        let floor = self.floor();
        let twice = (&self.numerator - &floor * &self.denominator) * BigUint::from(2_u8);
        let up = match twice.cmp(&self.denominator) {
            Ordering::Less => false,
            Ordering::Equal => floor.bit(0),
            Ordering::Greater => true,
        };
        Self::whole(if up { floor + BigUint::from(1_u8) } else { floor })
    }

    /// The whole number that it is; `None` if it is none, or too large.
    pub fn as_u64(&self) -> Option<u64> {
        (self.denominator == BigUint::from(1_u8)).then(|| u64::try_from(&self.numerator).ok()).flatten()
    }

    /// As a floating number, rounded down at so many digits, for output.
    #[expect(clippy::cast_precision_loss, reason = "digits that are shown, and nothing is computed with")]
    pub fn rounded_down(&self, digits: u32) -> f64 {
        let units = 10_u64.pow(digits.min(15));
        let parts = self.times(&Self::whole(units)).floor();
        u128::try_from(parts).map_or(f64::MAX, |parts| parts as f64 / units as f64)
    }

    /// With so many decimals, rounded down: `99.814`.
    pub fn decimal_text(&self, decimals: u32) -> String {
        let units = BigUint::from(10_u8).pow(decimals);
        with_point(&self.times(&Self::whole(units)).floor().to_string(), decimals)
    }

    /// A whole number of minor units, with the decimals of its currency: `250.00`.
    pub fn money_text(&self, currency: Currency) -> String {
        with_point(&self.floor().to_string(), currency.decimals())
    }
}

/// Digits with a point before the last of them.
fn with_point(digits: &str, decimals: u32) -> String {
    let decimals = usize::try_from(decimals).unwrap_or(0);
    if decimals == 0 {
        return digits.to_owned();
    }
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at_checked(padded.len() - decimals).unwrap_or((&padded, ""));
    format!("{whole}.{fraction}")
}

impl From<Decimal> for Fraction {
    fn from(decimal: Decimal) -> Self {
        let (numerator, denominator) = decimal.ratio();
        Self::of(numerator, denominator)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    fn half_even(n: u32, d: u32) -> u64 {
        Fraction::of(n, d).half_even().as_u64().unwrap()
    }

    #[test]
    fn halves_become_even() {
        assert_eq!([half_even(1, 2), half_even(3, 2), half_even(5, 2)], [0, 2, 2]);
        assert_eq!([half_even(149, 100), half_even(151, 100), half_even(7, 1)], [1, 2, 7]);
    }

    #[test]
    fn fractions_are_exact() {
        let third = Fraction::of(1_u8, 3_u8);
        assert_eq!(third.plus(&third).plus(&third), Fraction::whole(1_u8));
        assert_eq!(third.minus(&Fraction::of(1_u8, 4_u8)), Fraction::of(1_u8, 12_u8));
        assert_eq!(Fraction::of(1_u8, 4_u8).minus(&third), Fraction::default());
        assert_eq!(third.over(&Fraction::of(2_u8, 3_u8)), Fraction::of(1_u8, 2_u8));
        assert!(third > Fraction::of(33_u8, 100_u8) && third < Fraction::of(34_u8, 100_u8));
        assert_eq!((third.floor(), third.ceil()), (0_u8.into(), 1_u8.into()));
        assert_eq!((Fraction::whole(2_u8).floor(), Fraction::whole(2_u8).ceil()), (2_u8.into(), 2_u8.into()));
    }

    #[test]
    fn numbers_are_written_with_their_decimals() {
        let third = Fraction::of(1_u8, 3_u8);
        assert_eq!(third.rounded_down(9).to_string(), "0.333333333");
        assert_eq!(third.times(&Fraction::whole(100_u8)).decimal_text(2), "33.33");
        let (pounds, yen) = (Currency::parse("GBP").unwrap(), Currency::parse("JPY").unwrap());
        assert_eq!(Fraction::whole(5_u8).money_text(pounds), "0.05");
        assert_eq!(Fraction::whole(120_000_u32).money_text(pounds), "1200.00");
        assert_eq!(Fraction::whole(1_200_u32).money_text(yen), "1200");
        let amount = Amount::parse("0.5", pounds).unwrap();
        assert_eq!(Fraction::minor_units(amount), Fraction::whole(50_u8));
    }
}
