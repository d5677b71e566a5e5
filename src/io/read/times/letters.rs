//! The letters of patterns: what each represents is in `docs/mappings.md`, and no other is read.

use chrono::DateTime;
use chrono::format::{Item, StrftimeItems};

use super::patterns::{by_date, by_pattern, parsed};
use super::time_form::form_names;

/// The letters that a pattern may have behind `%`, each as it is written there.
pub(crate) const LETTERS: [&str; 23] = [
    "d", "e", "m", "Y", "y", "b", "h", "B", "a", "A", "H", "k", "I", "l", "p", "M", "S", ".f", "z", ":z", "F", "T", "%",
];

/// The letters of a date, and those of a time of day.
const OF_TIME: [&str; 11] = ["H", "k", "I", "l", "p", "M", "S", ".f", "T", "z", ":z"];

/// Letters that `strftime` has and that mean nothing good here, and what to write for them.
const INSTEAD: [(&str, &str); 6] = [
    (
        "Z",
        "an abbreviation does not say which zone is meant: write `%z` for an offset such as `+0100`, or the abbreviation itself, and give the zone with `zone` or `--timezone`",
    ),
    ("s", "write `epoch seconds` as the form of time"),
    ("f", "write `%.f`, directly after `%S`, for a fraction of a second and its point"),
    ("+", "RFC 3339 is always read, in addition to any pattern"),
    ("P", "write `%p`"),
    ("c", "write out its parts, such as `%d/%m/%Y %H:%M`"),
];

/// The letters of a pattern, each with what is between `%` and it (`%-d` is `%d`).
fn letters(pattern: &str) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some((_, behind)) = rest.split_once('%') {
        let plain = behind.strip_prefix(['-', '_', '0']).unwrap_or(behind);
        let letter = LETTERS.into_iter().find(|letter| plain.starts_with(letter));
        let Some(letter) = letter else { return Err(unknown(pattern, plain)) };
        found.push(letter);
        rest = plain.get(letter.len()..).unwrap_or("");
    }
    Ok(found)
}

fn unknown(pattern: &str, behind: &str) -> String {
    let Some(letter) = behind.chars().next() else {
        return format!("`{pattern}` ends in a `%` without a letter after it");
    };
    let known = INSTEAD.iter().find(|(other, _)| behind.starts_with(other));
    let way = known.map_or("the letters that are read are in `docs/mappings.md`, and `%%` is a `%`", |(_, way)| way);
    format!("`{pattern}`: `%{letter}` is not read: {way}")
}

/// Whether a pattern can be read, and has a date and a time of day.
pub(in super::super) fn check_pattern(pattern: &str) -> Result<(), String> {
    let letters = letters(pattern)?;
    let items = items(pattern)?;
    match by_pattern(&sample(&items), &items) {
        Some(_) => Ok(()),
        None if check_date(pattern).is_ok() => {
            let way = format!("say which it is: `{{date: \"{pattern}\", at: \"09:00\"}}`");
            Err(format!("`{pattern}` has a date and no time of day: {way}"))
        }
        None if letters.is_empty() => {
            let names: Vec<&str> = form_names().collect();
            let near = crate::diagnostic::nearest(pattern, names.iter().copied());
            let hint = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            Err(format!("`{pattern}` is not a form of time{hint}"))
        }
        None => Err(format!("`{pattern}` has no date or no time of day")),
    }
}

/// Whether a pattern can be read, and has a date and nothing of a time of day.
pub(in super::super) fn check_date(pattern: &str) -> Result<(), String> {
    let letters = letters(pattern)?;
    if let Some(letter) = letters.iter().find(|letter| OF_TIME.contains(letter)) {
        return Err(format!("`{pattern}`: `%{letter}` belongs to a time of day, and a date was expected"));
    }
    let items = items(pattern)?;
    let known = parsed(&sample(&items), &items).is_some() && by_date(&sample(&items), &items).is_some();
    if known { Ok(()) } else { Err(format!("`{pattern}` has no date")) }
}

fn items(pattern: &str) -> Result<Vec<Item<'_>>, String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(pattern).collect();
    match items.contains(&Item::Error) {
        true => Err(format!("`{pattern}` has a sign between a `%` and a letter that takes none")),
        false => Ok(items),
    }
}

/// A date and a time, written by a pattern.
fn sample(items: &[Item<'_>]) -> String {
    let sample = DateTime::from_timestamp(1_330_518_600, 0).unwrap_or_default();
    sample.format_with_items(items.iter()).to_string()
}
