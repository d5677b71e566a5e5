//! Numbers, lengths and texts as people read them.

use crate::time::MICROS_PER_SECOND;

/// `24918` as `24,918`.
pub(in crate::report) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let head = digits.len() % 3;
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == head {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A length in microseconds, rounded down to its two largest units: `52h 10m`, `25m`, `40s`. Hours are the largest
/// unit, because the length of a day depends on the clock.
pub(in crate::report) fn length(micros: i64) -> String {
    let seconds = micros / MICROS_PER_SECOND;
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    let count = |n: i64| thousands(u64::try_from(n).unwrap_or(0));
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, minutes) => format!("{minutes}m"),
        (100.., _) | (_, 0) => format!("{}h", count(hours)),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}

/// A share in per cent with two decimals, rounded down: `80.74%`.
pub(in crate::report) fn percent(share: f64) -> String {
    let hundredths = hundredths(share * 100.0);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A target, with as many decimals as it has: `90%`, `99.5%`.
pub(in crate::report) fn target_percent(target: f64) -> String {
    let text = format!("{:.6}", target * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// How much of its limit was used: `1.25x`, `231x`.
pub(super) fn times(used: f64) -> String {
    match hundredths(used) {
        few @ 0..1_000 => format!("{}.{:02}x", few / 100, few % 100),
        some @ 1_000..10_000 => format!("{}.{}x", some / 100, some % 100 / 10),
        many => format!("{}x", thousands(many / 100)),
    }
}

/// In hundredths, rounded down. A number of nine digits is first rounded at the last of them, so that 0.29, which is
/// held as a little less, stays 29 hundredths.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share, or a ratio of lengths: not below 0"
)]
fn hundredths(number: f64) -> u64 {
    ((number * 1e7).round() as u64) / 100_000
}

/// A count as a floating number.
#[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 incidents")]
pub(in crate::report) fn float(n: u64) -> f64 {
    n as f64
}

/// An instant to the minute: `2026-05-02 23:10Z`, `2026-05-03 00:10+01:00`.
pub(in crate::report) fn minute(rfc3339: &str) -> String {
    let (minute, rest) = rfc3339.split_at_checked(16).unwrap_or((rfc3339, ""));
    let offset = rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).unwrap_or("");
    format!("{}{offset}", minute.replace('T', " "))
}

/// `1 incident`, `2,000 incidents`.
pub(in crate::report) fn count(n: u64, what: &str) -> String {
    format!("{} {what}{}", thousands(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_units_at_most() {
        let seconds = |s: i64| length(s * MICROS_PER_SECOND);
        assert_eq!(seconds(0), "0s");
        assert_eq!(seconds(59), "59s");
        assert_eq!(seconds(60), "1m");
        assert_eq!(seconds(3_599), "59m");
        assert_eq!(seconds(3_600), "1h");
        assert_eq!(seconds(187_859), "52h 10m");
        assert_eq!(seconds(4_000_000), "1,111h");
    }

    #[test]
    fn numbers_are_rounded_down() {
        assert_eq!(percent(0.807_469_289), "80.74%");
        assert_eq!(percent(0.29), "29.00%");
        assert_eq!(percent(0.999_999_999), "99.99%");
        assert_eq!(percent(1.0), "100.00%");
        assert_eq!(target_percent(0.9), "90%");
        assert_eq!(target_percent(0.995), "99.5%");
        assert_eq!(times(1.25), "1.25x");
        assert_eq!(times(12.39), "12.3x");
        assert_eq!(times(2_310.7), "2,310x");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
