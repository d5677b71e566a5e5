//! Calendars in the canonical form.
//!
//! The name of a holiday is part of the meaning, as its date is: it is the reason that a calendar
//! gives for a closed day. Which list or line a closed day comes from is not.

use crate::time::Weekday;
use crate::time::calendar::{CalendarSpec, ClosedTime, Member, PartClosure, Window, merged};

use super::form::Form;

/// The canonical form of a calendar with all that it extends.
pub(super) fn calendar(spec: &CalendarSpec) -> Form {
    let CalendarSpec {
        name,
        title,
        zone,
        weekly: _,
        members,
        lists: _,
        own_closed: _,
        closed,
        exceptions,
        spill,
        part_closures,
        years: _,
        working_day: _,
        intake,
    } = spec;
    let years = spec.known_years();
    let mut parts = vec![
        Form::text(name),
        Form::field("title", title),
        Form::field("zone", zone.name()),
        Form::list("years", [Form::text(years.from), Form::text(years.to)]),
    ];
    for day in Weekday::ALL {
        parts.extend(hours(day.name(), None, spec.weekday(day)));
    }
    for (date, reason) in closed {
        let reason = reason.as_deref().unwrap_or("closed");
        parts.push(Form::list("closed", [Form::text(date), Form::text(reason)]));
    }
    for (date, windows) in exceptions {
        parts.extend(hours("on", Some(Form::text(date)), windows));
    }
    for (date, windows) in spill {
        parts.extend(hours("night-before", Some(Form::text(date)), windows));
    }
    for Member { spec, zone } in members {
        parts.push(Form::list("joins", [Form::field("zone", zone.name()), calendar(spec)]));
    }
    // Own ones come before inherited ones: the first one that holds gives a closed time its name.
    for PartClosure { when, why } in part_closures {
        let why = why.as_ref().map(|why| Form::field("reason", why));
        parts.push(Form::list("closed-part", std::iter::once(closed_time(*when)).chain(why)));
    }
    // Whether it is declared or follows from the weekdays.
    parts.extend(spec.working_day_length().map(|length| Form::field("working-day", length.0)));
    parts.extend(intake.map(|minute| Form::field("intake", minute)));
    Form::list("calendar", parts)
}

fn closed_time(when: ClosedTime) -> Form {
    match when {
        ClosedTime::Once { from, to } => Form::list("once", [Form::text(from.0), Form::text(to.0)]),
        ClosedTime::Monthly { week, day, open, close } => {
            let window = Form::text(format_args!("{open}-{close}"));
            Form::list("monthly", [Form::text(week.as_str()), Form::text(day.name()), window])
        }
    }
}

/// The windows of a day, in minutes of the day; `None` if a weekday has none.
fn hours(tag: &str, date: Option<Form>, windows: &[Window]) -> Option<Form> {
    let dated = date.is_some();
    let windows = merged(windows.to_vec()).into_iter().map(|w| Form::text(format_args!("{}-{}", w.open, w.close)));
    let form = Form::list(tag, date.into_iter().chain(windows));
    (dated || matches!(&form, Form::List(parts) if parts.len() > 1)).then_some(form)
}
