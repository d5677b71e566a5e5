//! Amounts of money, exact to the last decimal.

use std::fmt;

/// A currency of ISO 4217 that has a minor unit, or needs none. Funds and metals are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency of a code of three capital letters: `GBP`.
    pub fn parse(code: &str) -> Option<Self> {
        let currency = iso_currency::Currency::from_code(code)?;
        (!currency.is_special() && !currency.is_fund() && currency.exponent().is_some()).then_some(Self(currency))
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its amounts have: 2 for `GBP`, 0 for `JPY`.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money: not negative, and in whole minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    value: rust_decimal::Decimal,
    currency: Currency,
}

/// Why a number is no amount of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountError {
    /// Not digits with at most one point, or more than 15 digits.
    NotANumber,
    /// More decimals than the currency has.
    TooManyDecimals,
}

impl Amount {
    /// Reads digits with at most one point; at most 15 digits in all, and no sign.
    ///
    /// # Errors
    /// If that is not what it is, or it has more decimals than the currency has. `250.000` has three.
    pub fn parse(digits: &str, currency: Currency) -> Result<Self, AmountError> {
        super::Decimal::parse(digits).ok_or(AmountError::NotANumber)?;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if u32::try_from(decimals).map_or(true, |decimals| decimals > currency.decimals()) {
            return Err(AmountError::TooManyDecimals);
        }
        let value = digits.parse().map_err(|_| AmountError::NotANumber)?;
        Ok(Self { value, currency })
    }

    /// How much, in units of the currency.
    pub fn value(self) -> rust_decimal::Decimal {
        self.value
    }

    /// Of which currency.
    pub fn currency(self) -> Currency {
        self.currency
    }
}

impl fmt::Display for Amount {
    /// With the decimals of its currency: `250.00 GBP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::try_from(self.currency.decimals()).unwrap_or(0);
        write!(f, "{:.decimals$} {}", self.value, self.currency)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::{Amount, AmountError, Currency};

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let pounds = Currency::parse("GBP").unwrap();
        let dinars = Currency::parse("KWD").unwrap();
        let yen = Currency::parse("JPY").unwrap();
        let written = |digits: &str, currency| Amount::parse(digits, currency).map(|amount| amount.to_string());
        assert_eq!(written("250", pounds), Ok("250.00 GBP".to_owned()));
        assert_eq!(written("0.5", pounds), Ok("0.50 GBP".to_owned()));
        assert_eq!(written("250.125", pounds), Err(AmountError::TooManyDecimals));
        assert_eq!(written("250.000", pounds), Err(AmountError::TooManyDecimals));
        assert_eq!(written("250.125", dinars), Ok("250.125 KWD".to_owned()));
        assert_eq!(written("1000", yen), Ok("1000 JPY".to_owned()));
        assert_eq!(written("-1", yen), Err(AmountError::NotANumber));
        assert_eq!(written("1234567890123456", yen), Err(AmountError::NotANumber));
    }

    #[test]
    fn money_is_of_a_currency_that_people_pay_in() {
        for code in ["gbp", "XAU", "XXX", "ABC", "GB", ""] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }
}
