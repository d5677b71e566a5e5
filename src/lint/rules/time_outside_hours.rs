//! L0111: A time of day by which something is promised lies outside the hours of its calendar.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Limit;
use crate::time::Weekday;
use crate::time::calendar::{CalendarSpec, Moment, Window};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0111",
        name: "time-outside-hours",
        summary: "A time of day by which something is promised lies outside the hours of its calendar.",
        page: include_str!("time_outside_hours.md"),
    },
    group: Group::Clocks,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (written, span, objective) in root.promises() {
        let outside = written.promised(span).find_map(|(_, _, promise, terms)| {
            let Limit::Date(date) = &promise.limit else { return None };
            let Moment::At(minute) = date.moment else { return None };
            let coverage = promise.on.or(terms.coverage)?;
            let spec = root.model().calendars.get(usize::from(coverage.calendar?.0))?;
            Some((minute, spec, coverage.span, when(spec, minute)?))
        });
        let Some((minute, spec, coverage, outside)) = outside else { continue };
        let message =
            format!("`by {}` is outside the hours of `{}`, which {}", time(minute), spec.name, outside.words());
        let finding = RULE.at(objective.limit.span, message).related(coverage, "the coverage");
        found.push(finding.help(advice(spec, minute, outside)));
    }
    found
}

/// How a time of day lies outside the hours of every day that has any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outside {
    /// Before the earliest opening, which this is.
    Before(u16),
    /// After the latest closing, which this is.
    After(u16),
    /// In a break, or before the opening on some days and after the closing on others.
    Between,
}

impl Outside {
    fn words(self) -> String {
        match self {
            Self::Before(opens) => format!("opens at {}", time(opens)),
            Self::After(closes) => format!("closes at {}", time(closes)),
            Self::Between => "is closed then on every day".to_owned(),
        }
    }
}

/// `None` if the calendar is open at that time on some day; opening and closing time count as open.
fn when(spec: &CalendarSpec, minute: u16) -> Option<Outside> {
    let windows: Vec<&Window> = Weekday::ALL.into_iter().flat_map(|day| spec.weekday(day)).collect();
    if windows.iter().any(|w| w.open <= minute && minute <= w.close) {
        return None;
    }
    let opens = windows.iter().map(|w| w.open).min()?;
    let closes = windows.iter().map(|w| w.close).max()?;
    Some(if minute < opens {
        Outside::Before(opens)
    } else if minute > closes {
        Outside::After(closes)
    } else {
        Outside::Between
    })
}

fn advice(spec: &CalendarSpec, minute: u16, outside: Outside) -> String {
    let afternoon = minute + 12 * 60;
    if minute < 12 * 60 && when(spec, afternoon).is_none() {
        return format!(
            "times are those of the 24-hour clock: if the afternoon is meant, write `by {}`",
            time(afternoon)
        );
    }
    match outside {
        Outside::Before(_) => {
            "whoever works in these hours has to keep it by closing time of the working day before; \
             check the time and the calendar"
        }
        Outside::After(_) => "say `by end of ...` if closing time is meant; check the time and the calendar",
        Outside::Between => "check the time and the calendar",
    }
    .to_owned()
}

fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
