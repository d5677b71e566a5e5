//! Holiday lists: the dates of public holidays, and the years that the list is complete for.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::Error as _;

use crate::time::Date;
use crate::yaml;

use super::spec::Years;

/// A holiday list. Outside its years it knows nothing, and says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayList {
    /// The name that a calendar uses it by.
    pub name: String,
    /// The years that it is complete for.
    pub years: Years,
    /// The holidays.
    pub days: BTreeMap<Date, String>,
}

/// What is wrong with a holiday file, and where, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayError {
    /// What.
    pub message: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A holiday list of more than 1 MiB is none.
const MAX_BYTES: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: ListName,
    complete: Complete,
    days: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Complete {
    from: i32,
    to: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    date: DayDate,
    name: String,
}

struct DayDate(Date);

impl<'de> Deserialize<'de> for DayDate {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let problem = || D::Error::custom(format!("`{text}` is not a date such as 2026-12-25"));
        Date::parse(&text).map(Self).ok_or_else(problem)
    }
}

struct ListName(String);

impl<'de> Deserialize<'de> for ListName {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(word) && !text.ends_with('-') {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("`{text}` is not a name: letters, digits, `_` and `-`, beginning with a letter")))
    }
}

impl Years {
    /// The earliest and the latest year that a list may speak of: time zones are known to 2099.
    pub const LIMITS: Self = Self { from: 1900, to: 2099 };

    /// The years from one to another.
    ///
    /// # Errors
    /// A sentence, where they run backwards or leave [`Years::LIMITS`].
    pub fn new(from: i32, to: i32) -> Result<Self, String> {
        if from > to {
            return Err(format!("`complete` runs backwards, from {from} to {to}"));
        }
        let Self { from: first, to: last } = Self::LIMITS;
        if from < first || to > last {
            return Err(format!("`complete` may name years from {first} to {last}, not {from} to {to}"));
        }
        Ok(Self { from, to })
    }

    /// Whether a date's year is among them.
    pub fn contains(self, date: Date) -> bool {
        (self.from..=self.to).contains(&date.year())
    }
}

impl HolidayList {
    /// Reads the YAML form: `name`, `complete: {from, to}`, `days: [{date, name}]`.
    ///
    /// # Errors
    /// Where it is not of that form, a date occurs twice or is outside the complete years.
    pub fn parse_yaml(text: &str) -> Result<Self, HolidayError> {
        let file: File = yaml::parse(text, MAX_BYTES).map_err(HolidayError::from)?;
        let at = |needle: &str, which: usize, message: String| {
            let byte = text.match_indices(needle).nth(which).map_or(0, |(i, _)| i);
            let before = text.get(..byte).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            HolidayError { message, line, column }
        };
        let years = Years::new(file.complete.from, file.complete.to).map_err(|m| at("complete", 0, m))?;
        let mut days = BTreeMap::new();
        for Day { date: DayDate(date), name } in file.days {
            let written = date.to_string();
            if !years.contains(date) {
                let Years { from, to } = years;
                return Err(at(&written, 0, format!("{written} is outside the complete years {from} to {to}")));
            }
            if days.insert(date, name).is_some() {
                return Err(at(&written, 1, format!("{written} occurs twice")));
            }
        }
        Ok(Self { name: file.name.0, years, days })
    }
}

impl From<yaml::YamlError> for HolidayError {
    fn from(e: yaml::YamlError) -> Self {
        Self { message: e.message, line: e.line, column: e.column }
    }
}

impl fmt::Display for HolidayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for HolidayError {}
