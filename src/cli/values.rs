//! Values of arguments, and how numbers are printed.

use crate::diagnostic::zone_help;
use crate::io::read::{Encoding, is_delimiter};
use crate::time::{Clockwork, Duration, Unit, Zone};
use crate::value::Decimal;

use super::exit::Failure;

/// The zone of a name given on the command line.
pub(super) fn zone(name: &str) -> Result<Zone, Failure> {
    Zone::parse(name).ok_or_else(|| Failure::new(format!("there is no time zone `{name}`; {}", zone_help(name))))
}

/// A duration as contracts write it: `30 minutes`, `4 working hours`.
pub(super) fn duration(text: &str) -> Result<Duration, Failure> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let parsed = match words.as_slice() {
        [count, unit] => Some((count, Clockwork::Wall, unit)),
        [count, "working" | "business" | "covered", unit] => Some((count, Clockwork::Working, unit)),
        _ => None,
    };
    let parsed = parsed.and_then(|(count, clockwork, unit)| {
        Some(Duration { count: Decimal::parse(count)?, unit: Unit::parse(unit)?, clockwork })
    });
    parsed.ok_or_else(|| Failure::new(format!("`{text}` is not a duration such as `4 working hours` or `30 minutes`")))
}

/// The encoding of a label.
pub(super) fn encoding(label: &str) -> Result<Encoding, String> {
    Encoding::parse(label).ok_or_else(|| {
        let help = match crate::diagnostic::nearest(label, Encoding::NAMES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("the names that browsers use are known, such as {}", crate::diagnostic::list(Encoding::NAMES))
            }
        };
        format!("no encoding has this name; {help}")
    })
}

/// One character that can separate cells, or the word for a tab.
pub(super) fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if is_delimiter(*byte) => Ok(*byte),
        _ => {
            Err("expected one character such as `;` or `|`, or `tab`; not a letter, a digit or a quotation mark"
                .to_owned())
        }
    }
}

/// `24918` as `24,918`.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let head = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == head {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// As many threads as there are processors.
pub(super) fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
