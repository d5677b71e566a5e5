//! Instants as a file writes them.

use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::value::{Ambiguous, Instant, InstantError, LocalError, LocalTime, Zone};

use super::mapping::{TimeFormat, any_of};

/// How the instants of a run are read.
#[derive(Debug)]
pub(super) struct Times<'a> {
    patterns: Vec<(&'a str, Vec<Item<'a>>)>,
    zone: Option<Zone>,
    ambiguous: Ambiguous,
}

impl<'a> Times<'a> {
    pub(super) fn new(format: &'a TimeFormat, zone: Option<Zone>, ambiguous: Ambiguous) -> Self {
        let patterns = match format {
            TimeFormat::Rfc3339 => Vec::new(),
            TimeFormat::Patterns(all) => all.iter().map(|p| (p.as_str(), StrftimeItems::new(p).collect())).collect(),
        };
        Self { patterns, zone, ambiguous }
    }

    /// The instant that a text means; RFC 3339 is understood whatever the patterns.
    pub(super) fn read(&self, text: &str) -> Result<Instant, String> {
        let mut found: Option<(&str, Result<Instant, LocalTime>)> = None;
        for (pattern, items) in &self.patterns {
            match (by_pattern(text, items), found) {
                (Some(read), None) => found = Some((pattern, read)),
                (Some(read), Some((first, other))) if read != other => {
                    let text = cut(text);
                    return Err(format!("`{text}` is one time by `{first}` and another by `{pattern}`"));
                }
                _ => {}
            }
        }
        match found {
            Some((_, Ok(at))) => return Ok(at),
            Some((_, Err(local))) => return self.local(text, local, InstantError::NoOffset(local)),
            None => {}
        }
        match Instant::parse(text) {
            Ok(at) => Ok(at),
            Err(error @ InstantError::NoOffset(local)) => self.local(text, local, error),
            Err(error @ InstantError::NoSuchTime) => Err(format!("{error}: `{}`", cut(text))),
            Err(InstantError::Form) if self.patterns.is_empty() => {
                let way = "a mapping can say how times are written: `relief rule bad-instant`";
                Err(format!("expected an instant such as `2026-01-31T09:00:00Z`, found `{}`; {way}", cut(text)))
            }
            Err(InstantError::Form) => {
                let forms = any_of(self.patterns.iter().map(|(pattern, _)| *pattern));
                Err(format!("expected a time of the form {forms}, found `{}`", cut(text)))
            }
        }
    }

    fn local(&self, text: &str, local: LocalTime, error: InstantError) -> Result<Instant, String> {
        let Some(zone) = self.zone else {
            return Err(format!("found `{}`, {error}: `--timezone Europe/London`", cut(text)));
        };
        zone.instant(local, self.ambiguous).map_err(|e| {
            let what = match e {
                LocalError::Gap => "there is no such time",
                LocalError::Overlap => "that time comes twice",
            };
            format!("`{}`: {what} in `{}`, where the clocks change", cut(text), zone.name())
        })
    }
}

/// The instant of a text with an offset, or the local time of one without.
fn by_pattern(text: &str, items: &[Item<'_>]) -> Option<Result<Instant, LocalTime>> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    if parsed.year().is_some_and(|year| year < 1000) {
        // `%Y` reads `26` as the year 26, which nobody means.
        return None;
    }
    if parsed.offset().is_some() || parsed.timestamp().is_some() {
        let at: DateTime<Utc> = parsed
            .to_datetime_with_timezone(&Utc)
            .ok()
            .or_else(|| parsed.to_datetime().ok().map(|at| at.with_timezone(&Utc)))?;
        return Some(Ok(Instant(at.timestamp_micros())));
    }
    let local = parsed.to_naive_datetime_with_offset(0).ok()?;
    Some(Err(LocalTime(micros(local))))
}

fn micros(local: NaiveDateTime) -> i64 {
    local.and_utc().timestamp_micros()
}

/// Whether a pattern can be read, and tells a date and a time of day.
pub(super) fn check_pattern(pattern: &str) -> Result<(), String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(pattern).collect();
    if items.iter().any(|item| matches!(item, Item::Error)) {
        return Err(format!("`{pattern}` holds a `%` that begins nothing known"));
    }
    let sample = DateTime::from_timestamp(1_330_518_600, 0).unwrap_or_default();
    let written = sample.format_with_items(items.iter()).to_string();
    match by_pattern(&written, &items) {
        Some(_) => Ok(()),
        None => Err(format!("`{pattern}` does not tell a date and a time of day")),
    }
}

/// At most so much of a text as a message can bear.
pub(crate) fn cut(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    text.chars().take(77).chain("...".chars()).collect()
}
