//! Calendars that something is counted on, and lengths, in the canonical form.

use crate::time::{Clockwork, Duration, Length};

use super::super::model::{Coverage, Model};
use super::form::Form;

/// A calendar in a zone.
pub(super) fn coverage(model: &Model, tag: &str, Coverage { calendar, zone, span: _ }: Coverage) -> Form {
    let calendar = calendar.and_then(|id| model.calendars.get(usize::from(id.0)));
    let calendar = calendar.map_or_else(|| Form::list("always", []), |c| Form::field("calendar", &c.name));
    Form::list(tag, [calendar, Form::text(zone.name())])
}

/// A length of time: on which clock, and how many microseconds of it.
pub(super) fn length(duration: Duration, resolved: Length, base: bool) -> Form {
    if base && duration.in_working_days() {
        return Form::field("working-days", duration.count);
    }
    // Of a `base` tier without coverage nothing is resolved, and only working days depend on it.
    let length = if base { duration.length(Length::hours(24)).unwrap_or(resolved) } else { resolved };
    let clock = match duration.clockwork {
        Clockwork::Wall => "real",
        Clockwork::Working => "working",
    };
    Form::field(clock, length.0)
}
