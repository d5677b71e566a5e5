//! Money and shares as people read them.

use crate::policy::service_terms::{CreditValue, Currency};
use crate::value::{Decimal, Fraction};

/// `12000.00` as `12,000.00`.
pub(in crate::report) fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let head = whole.len() % 3;
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && at % 3 == head {
            out.push(',');
        }
        out.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{out}.{fraction}"),
        None => out,
    }
}

/// Minor units as `12,000.00 GBP`.
pub(in crate::report) fn money(minor: &Fraction, currency: Currency) -> String {
    format!("{} {currency}", grouped(&minor.money_text(currency)))
}

/// An exact number with as many decimals as it has, at most this many; further ones are dropped.
fn trimmed(number: &Fraction, most: u32) -> String {
    let text = number.decimal_text(most);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share as written: `99.5%`.
pub(in crate::report) fn percent(share: Decimal) -> String {
    // A share has at most 15 digits and two more.
    exact_percent(&share.into(), 17)
}

/// A share with as many decimals as it has, at most this many, rounded down.
pub(super) fn exact_percent(share: &Fraction, most: u32) -> String {
    format!("{}%", trimmed(&share.times(&Fraction::whole(100_u8)), most))
}

/// A measured share with this many decimals, rounded down: `99.81%`.
pub(super) fn measured(share: &Fraction, decimals: u32) -> String {
    format!("{}%", share.times(&Fraction::whole(100_u8)).decimal_text(decimals))
}

/// A number of steps: `3`, `2.625`.
pub(super) fn steps(number: &Fraction) -> String {
    grouped(&trimmed(number, 4))
}

/// A credit or a cap as written: `5%`, `250.00 GBP`.
pub(in crate::report) fn credit(value: CreditValue) -> String {
    match value {
        CreditValue::Share(share) => percent(share),
        CreditValue::Amount(amount) => amount.to_string(),
    }
}

/// The same for a sentence: `5%`, `1,250.00 GBP`.
pub(super) fn grouped_credit(value: CreditValue) -> String {
    match value {
        CreditValue::Share(share) => percent(share),
        CreditValue::Amount(amount) => money(&Fraction::minor_units(amount), amount.currency()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    #[test]
    fn money_and_shares_are_written_as_people_read_them() {
        let (pounds, yen) = (Currency::parse("GBP").unwrap(), Currency::parse("JPY").unwrap());
        assert_eq!(money(&Fraction::whole(123_456_789_u32), pounds), "1,234,567.89 GBP");
        assert_eq!(money(&Fraction::whole(5_u8), pounds), "0.05 GBP");
        assert_eq!(money(&Fraction::whole(1_000_u32), yen), "1,000 JPY");
        let share = |text: &str| percent(Decimal::parse(text).unwrap().hundredth());
        assert_eq!([share("99.5"), share("0.001"), share("100"), share("0")], ["99.5%", "0.001%", "100%", "0%"]);
        assert_eq!(measured(&Fraction::of(2_u8, 3_u8), 2), "66.66%");
        assert_eq!(steps(&Fraction::of(21_u8, 8_u8)), "2.625");
        assert_eq!(steps(&Fraction::whole(1_000_u32)), "1,000");
    }
}
