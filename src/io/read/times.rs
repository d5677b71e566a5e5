//! Instants as a file writes them.

use std::borrow::Cow;

use chrono::format::{Item, StrftimeItems};
use serde_json::Value;

use crate::time::{Ambiguous, Instant, InstantError, LocalError, LocalTime, MICROS_PER_SECOND, Zone};

use super::cell::Cell;
use super::messages::{any_of, shorten};

mod letters;
mod numbers;
mod patterns;
mod time_form;

#[cfg(test)]
pub(super) use letters::LETTERS;
pub(super) use letters::{check_date, check_pattern};
pub(super) use time_form::NAMES;
pub use time_form::{TimeForm, TimeFormat};

use patterns::{by_date, by_pattern};

/// How the instants of a run are read.
#[derive(Debug)]
pub(super) struct Times<'a> {
    forms: Vec<(&'a TimeForm, Vec<Item<'a>>)>,
    zone: Option<Zone>,
    ambiguous: Ambiguous,
}

/// An instant, or the local time of one that has no offset.
type Found = Result<Instant, LocalTime>;

impl<'a> Times<'a> {
    pub(super) fn new(format: &'a TimeFormat, zone: Option<Zone>, ambiguous: Ambiguous) -> Self {
        let forms = match format {
            TimeFormat::Rfc3339 => &[][..],
            TimeFormat::Forms(forms) => forms.as_slice(),
        };
        let items = |form: &'a TimeForm| match form {
            TimeForm::Pattern(pattern) | TimeForm::Date(pattern, _) => StrftimeItems::new(pattern).collect(),
            _ => Vec::new(),
        };
        Self { forms: forms.iter().map(|form| (form, items(form))).collect(), zone, ambiguous }
    }

    /// Whether JSON numbers are instants.
    pub(super) fn numbers(&self) -> bool {
        self.forms.iter().any(|(form, _)| form.is_number())
    }

    /// The text of a cell that may be an instant: a JSON number is one where a form of time is a number.
    pub(super) fn text<'c>(&self, cell: Cell<'c>) -> Option<Cow<'c, str>> {
        match cell {
            Cell::Json(Value::Number(number)) if self.numbers() => Some(number.to_string().into()),
            _ => cell.text().map(Cow::Borrowed),
        }
    }

    /// The instant that a text means; RFC 3339 is understood whatever the forms.
    pub(super) fn read(&self, text: &str) -> Result<Instant, String> {
        let mut found: Option<(&str, Found)> = None;
        for (form, items) in &self.forms {
            match (by_form(text, form, items), found) {
                (Some(read), None) => found = Some((form.as_str(), read)),
                (Some(read), Some((first, other))) if read != other => {
                    let (text, form) = (shorten(text), form.as_str());
                    return Err(format!("`{text}` is one time by `{first}` and another by `{form}`"));
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
            Err(error @ InstantError::NoSuchTime) => Err(format!("{error}: `{}`", shorten(text))),
            Err(InstantError::Form) if self.forms.is_empty() => {
                let way = "a mapping can say how times are written: `relief rule bad-instant`";
                Err(format!("expected an instant such as `2026-01-31T09:00:00Z`, found `{}`; {way}", shorten(text)))
            }
            Err(InstantError::Form) => {
                let forms = any_of(self.forms.iter().map(|(form, _)| form.as_str()));
                Err(format!("expected a time of the form {forms}, found `{}`", shorten(text)))
            }
        }
    }

    fn local(&self, text: &str, local: LocalTime, error: InstantError) -> Result<Instant, String> {
        let Some(zone) = self.zone else {
            return Err(format!("found `{}`, {error}: `--timezone Europe/London`", shorten(text)));
        };
        zone.instant(local, self.ambiguous).map_err(|e| {
            let what = match e {
                LocalError::Gap => "there is no such time",
                LocalError::Overlap => "that time occurs twice",
            };
            format!("`{}`: {what} in `{}`, where the clocks change", shorten(text), zone.name())
        })
    }
}

/// What a text means in a form; `None` if it is not of that form.
fn by_form(text: &str, form: &TimeForm, items: &[Item<'_>]) -> Option<Found> {
    match form {
        TimeForm::Pattern(_) => by_pattern(text, items),
        TimeForm::Date(_, minute) => {
            let midnight = by_date(text, items)?;
            Some(Err(LocalTime(midnight + i64::from(*minute) * 60 * MICROS_PER_SECOND)))
        }
        TimeForm::EpochSeconds => numbers::epoch(text, MICROS_PER_SECOND).map(Ok),
        TimeForm::EpochMilliseconds => numbers::epoch(text, 1_000).map(Ok),
        TimeForm::Excel => numbers::excel(text).map(Err),
    }
}

/// A date and a time of day of two columns as one text: of a sheet's cells one local time, of others both with a blank
/// between.
pub(super) fn joined(date: &str, time: &str) -> String {
    let clock = time.split_once('T').filter(|(day, _)| matches!(*day, "1899-12-30" | "1899-12-31" | "1900-01-00"));
    match (date.strip_suffix("T00:00:00"), clock) {
        (Some(day), Some((_, clock))) => format!("{day}T{clock}"),
        _ => format!("{date} {time}"),
    }
}
