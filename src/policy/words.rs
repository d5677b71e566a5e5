//! What a policy says, in the words that its writer used.

mod conditions;
mod hours;

use std::fmt;

use crate::time::calendar::{CalendarSpec, DateLimit, Moment};

use super::model::{Cadence, Coverage, Limit, Model, Promise};

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None(None) => f.write_str("none"),
            Self::None(Some(words)) => f.write_str(words),
            Self::Length { inclusive, duration, .. } => write!(f, "{} {duration}", if *inclusive { "<=" } else { "<" }),
            Self::Multiple(times) => write!(f, "within {times} x response"),
            Self::Date(limit) => limit.fmt(f),
        }
    }
}

impl fmt::Display for DateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.moment {
            Moment::End => f.write_str("by end of ")?,
            Moment::At(minute) => write!(f, "by {:02}:{:02} on ", minute / 60, minute % 60)?,
            Moment::SameTime => f.write_str("by same time on ")?,
        }
        match self.day {
            1 => f.write_str("next working day"),
            day => write!(f, "working day {day}"),
        }
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(share) = self.share {
            // A share is held as a fraction and written in per cent.
            let (numerator, denominator) = share.ratio();
            let hundredths = numerator * 100;
            write!(f, "{}", hundredths / denominator)?;
            let rest = hundredths % denominator;
            if rest > 0 {
                let width = denominator.to_string().len().saturating_sub(1);
                let digits = format!("{rest:0width$}");
                write!(f, ".{}", digits.trim_end_matches('0'))?;
            }
            f.write_str("% ")?;
        }
        self.limit.fmt(f)?;
        if !self.pausing.is_empty() {
            write!(f, ", pausing while waiting on {}", self.pausing.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every { duration, words: None, .. } => write!(f, "every {duration}"),
            Self::Every { duration, words: Some(words), .. } => write!(f, "every {duration}, {words}"),
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

/// A name as words: `data_residency` as `Data residency`.
pub fn plain(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
