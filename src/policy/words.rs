//! What a policy says, in the words that its writer used.

mod conditions;
pub(super) mod general;
mod hours;
pub(super) mod service;

use std::fmt;

pub(crate) use conditions::quoted;

use crate::time::calendar::{CalendarSpec, CountedDays, DateLimit, Moment};

use super::model::{Cadence, Clauses, Coverage, Limit, Model, Promise, Reply};

impl fmt::Display for DateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.moment {
            Moment::End => f.write_str("by end of ")?,
            Moment::At(minute) => write!(f, "by {:02}:{:02} on ", minute / 60, minute % 60)?,
            Moment::SameTime => f.write_str("by same time on ")?,
        }
        match (self.counted, self.day) {
            (CountedDays::Working, 1) => f.write_str("next working day"),
            (CountedDays::Working, day) => write!(f, "working day {day}"),
            (CountedDays::All, day) => write!(f, "day {day}"),
        }
    }
}

impl Model {
    /// A limit, as a policy writes it.
    pub fn limit_words(&self, limit: &Limit) -> String {
        match limit {
            Limit::None(None) => "none".to_owned(),
            Limit::None(Some(words)) => words.clone(),
            Limit::Length { inclusive, duration, .. } => format!("{} {duration}", if *inclusive { "<=" } else { "<" }),
            Limit::Multiple(times, of) => format!("within {times} x {}", self.objective_name(*of)),
            Limit::Date(limit) => limit.to_string(),
        }
    }

    /// A promise, as a policy writes it, without the circumstances in which others hold.
    pub fn promise_words(&self, promise: &Promise) -> String {
        let Clauses { share, pausing } = &promise.clauses;
        let share = share.map(|share| format!("{} ", percent(share))).unwrap_or_default();
        let on = promise.on.map(|on| format!(" on {}", self.calendar_words(on))).unwrap_or_default();
        format!("{share}{}{on}{}", self.limit_words(&promise.limit), pausing_words(pausing))
    }

    /// A promise with the circumstances in which others hold.
    pub fn all_promise_words(&self, promise: &Promise) -> String {
        let each = promise
            .circumstances
            .iter()
            .map(|(when, one)| format!("{} when {}; ", self.promise_words(one), self.condition_words(when)));
        let instead: String = each.collect();
        let otherwise = if instead.is_empty() { "" } else { "otherwise " };
        format!("{instead}{otherwise}{}", self.promise_words(promise))
    }

    /// How soon messages are answered, as a policy writes it.
    pub fn reply_words(&self, reply: &Reply) -> String {
        match reply {
            Reply::None(words) => words.clone().unwrap_or_else(|| "none".to_owned()),
            Reply::Within { inclusive, duration, on, pausing, .. } => {
                let on = on.map(|on| format!(" on {}", self.calendar_words(on))).unwrap_or_default();
                format!("{} {duration}{on}{}", if *inclusive { "<=" } else { "<" }, pausing_words(pausing))
            }
        }
    }

    /// A calendar where it is used: `desk`, `desk in Asia/Tokyo`.
    fn calendar_words(&self, Coverage { calendar, zone, .. }: Coverage) -> String {
        let spec = calendar.and_then(|id| self.calendars.get(usize::from(id.0)));
        let (name, own) = spec.map_or(("always", crate::time::Zone::UTC), |spec| (spec.name.as_str(), spec.zone));
        if own == zone { name.to_owned() } else { format!("{name} in {}", zone.name()) }
    }
}

/// A share, held as a fraction, in per cent: `99.5%`.
fn percent(share: crate::value::Decimal) -> String {
    let (numerator, denominator) = share.ratio();
    let hundredths = numerator * 100;
    let (whole, rest) = (hundredths / denominator, hundredths % denominator);
    if rest == 0 {
        return format!("{whole}%");
    }
    let width = denominator.to_string().len().saturating_sub(1);
    let digits = format!("{rest:0width$}");
    format!("{whole}.{}%", digits.trim_end_matches('0'))
}

fn pausing_words(parties: &[String]) -> String {
    if parties.is_empty() { String::new() } else { format!(", pausing while waiting on {}", parties.join(", ")) }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every { duration, words, pausing, .. } => {
                write!(f, "every {duration}")?;
                if let Some(words) = words {
                    write!(f, ", {words}")?;
                }
                f.write_str(&pausing_words(pausing))
            }
            Self::None(None) => f.write_str("none"),
            Self::None(Some(words)) => f.write_str(words),
        }
    }
}

impl Model {
    /// A coverage by its calendar's title, with its zone where that is not the calendar's own.
    pub fn coverage_words(&self, coverage: Coverage) -> String {
        match self.calendar_of(coverage) {
            Some(calendar) if calendar.zone == coverage.zone => calendar.title.clone(),
            Some(calendar) => format!("{} in {}", calendar.title, coverage.zone.name()),
            None if coverage.zone == crate::time::Zone::UTC => "always".to_owned(),
            None => format!("always in {}", coverage.zone.name()),
        }
    }

    /// The calendar of a coverage; `None` for `always`.
    pub(crate) fn calendar_of(&self, coverage: Coverage) -> Option<&CalendarSpec> {
        coverage.calendar.and_then(|c| self.calendars.get(usize::from(c.0)))
    }

    /// The title of a declared channel, else its name in plain letters.
    pub fn channel_title(&self, name: &str) -> String {
        let declared = self.channels.iter().find(|c| c.name == name).filter(|c| c.title != c.name);
        declared.map_or_else(|| plain(name), |c| c.title.clone())
    }
}

/// A text with the names in it as words: `england_and_wales` as `england and wales`.
pub fn without_underscores(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_ascii_alphanumeric());
    let written = |(at, c): (usize, &char)| {
        let within = *c == '_' && letter(at.checked_sub(1)) && letter(Some(at + 1));
        if within { ' ' } else { *c }
    };
    chars.iter().enumerate().map(written).collect()
}

/// A name as words: `data_residency` as `Data residency`.
pub fn plain(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
