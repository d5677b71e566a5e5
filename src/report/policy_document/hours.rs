//! The calendars that the promises are counted on: their hours, holidays and other closures.

use crate::policy::model::{CalendarId, Coverage, Model, Reply};
use crate::time::calendar::{CalendarSpec, ClosedTime, Member, Window};
use crate::time::{Date, Weekday, Zone};

use super::super::explanation::and;
use super::dates::{day_and_month, local, minute, windows};
use super::subject::Subject;
use super::writer::{Cell, Writer};

/// The calendars of the packages, in the order of the policy, each with the zones that it is read in.
fn used(subject: &Subject<'_>) -> (Vec<(CalendarId, Vec<Zone>)>, Vec<Zone>) {
    let model = subject.policy.model();
    let mut calendars: Vec<(CalendarId, Vec<Zone>)> = Vec::new();
    let mut always: Vec<Zone> = Vec::new();
    let mut add = |calendar: Option<CalendarId>, zone: Zone| match calendar {
        None if always.contains(&zone) => {}
        None => always.push(zone),
        Some(id) => match calendars.iter_mut().find(|(known, _)| *known == id) {
            Some((_, zones)) if zones.contains(&zone) => {}
            Some((_, zones)) => zones.push(zone),
            None => calendars.push((id, vec![zone])),
        },
    };
    for package in &subject.packages {
        for terms in &package.terms {
            let limits = terms.promises.iter().flatten().flat_map(|promise| promise.each()).filter_map(|(_, p)| p.on);
            let reply = terms.reply.as_ref().and_then(|reply| match reply {
                Reply::Within { on, .. } => *on,
                Reply::None(_) => None,
            });
            let all = terms.coverage.into_iter().chain(limits).chain(reply);
            all.for_each(|Coverage { calendar, zone, .. }| add(calendar, zone));
        }
        let definitions = model.priorities.iter().filter_map(|priority| priority.definition.as_ref());
        for condition in package.conditions().chain(definitions) {
            condition.each_opening(&mut |opened| add(Some(opened.calendar), opened.read_in(package.zone)));
        }
    }
    calendars.sort_by_key(|(id, _)| id.0);
    (calendars, always)
}

/// The years in which all shown packages together are in force; `None` if one of them says nothing of it.
fn years_in_force(subject: &Subject<'_>) -> Option<(i32, i32)> {
    let mut years: Option<(i32, i32)> = None;
    for package in &subject.packages {
        let force = package.in_force?;
        let (from, to) = (force.from.year(), force.to.year());
        years = Some(years.map_or((from, to), |(a, b)| (a.min(from), b.max(to))));
    }
    years
}

pub(super) fn calendars(writer: &mut Writer, subject: &Subject<'_>) {
    let model: &Model = subject.policy.model();
    let (calendars, always) = used(subject);
    if calendars.is_empty() && always.is_empty() {
        return;
    }
    let years = years_in_force(subject);
    writer.section("Hours and holidays");
    let mut shown: Vec<(&CalendarSpec, Vec<Zone>)> = Vec::new();
    for (id, zones) in calendars {
        shown.extend(model.calendars.get(usize::from(id.0)).map(|spec| (spec, zones)));
    }
    // What a calendar joins is shown once, also if several join it.
    let mut at = 0;
    while let Some((spec, _)) = shown.get(at).cloned() {
        for Member { spec, zone } in &spec.members {
            match shown.iter_mut().find(|(known, _)| known.name == spec.name) {
                Some((_, zones)) if zones.contains(zone) => {}
                Some((_, zones)) => zones.push(*zone),
                None => shown.push((spec, vec![*zone])),
            }
        }
        at += 1;
    }
    for (spec, zones) in &shown {
        writer.heading(&spec.title);
        for zone in zones {
            writer.paragraph(&read_in(spec, *zone));
        }
        calendar(writer, spec, years);
    }
    if !always.is_empty() {
        writer.heading("Always");
        writer.paragraph("Every hour counts: day and night, at weekends and on holidays.");
    }
}

fn read_in(spec: &CalendarSpec, zone: Zone) -> String {
    if zone == spec.zone {
        format!("Times are those of {}.", zone.name())
    } else {
        format!("Its hours are read on the clocks of {}.", zone.name())
    }
}

fn calendar(writer: &mut Writer, spec: &CalendarSpec, years: Option<(i32, i32)>) {
    if spec.members.is_empty() {
        week(writer, spec);
    } else {
        let members: Vec<String> = spec.members.iter().map(|member| member.spec.title.clone()).collect();
        writer.paragraph(&format!("It is open when at least one of these is open: {}.", and(&members)));
    }
    let mut lines = Vec::new();
    lines.extend(spec.intake.map(|until| {
        format!(
            "What comes in after {}, or on a day without hours, counts as opened when the next day with hours begins.",
            minute(until)
        )
    }));
    let working_day = spec.working_day_length();
    lines.extend(working_day.map(|length| format!("A working day is {} of these hours.", length.words())));
    lines.extend(spec.part_closures.iter().filter_map(|closure| closed_monthly(closure.when, closure.why.as_deref())));
    writer.list(&lines);
    days(writer, spec, years);
}

/// The hours of a week, neighbouring days of the same hours in one row.
fn week(writer: &mut Writer, spec: &CalendarSpec) {
    let mut rows: Vec<(Weekday, Weekday, &[Window])> = Vec::new();
    for day in Weekday::ALL {
        let hours = spec.weekday(day);
        match rows.last_mut() {
            Some((_, last, same)) if *same == hours => *last = day,
            _ => rows.push((day, day, hours)),
        }
    }
    let row = |(first, last, hours): &(Weekday, Weekday, &[Window])| {
        let days = match last.index() - first.index() {
            0 => first.name().to_owned(),
            1 => format!("{} and {}", first.name(), last.name()),
            _ => format!("{} to {}", first.name(), last.name()),
        };
        let hours = if hours.is_empty() { "closed".to_owned() } else { windows(hours) };
        (days, vec![Cell::from(hours)])
    };
    writer.table(&["Days".to_owned(), "Hours".to_owned()], &rows.iter().map(row).collect::<Vec<_>>());
}

fn closed_monthly(when: ClosedTime, why: Option<&str>) -> Option<String> {
    let ClosedTime::Monthly { week, day, open, close } = when else { return None };
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    Some(format!(
        "Closed on the {} {} of each month, {} to {}{why}.",
        week.as_str(),
        day.name(),
        minute(open),
        minute(close)
    ))
}

/// Holidays, closures and other hours of single dates, by year. Those of the years in force are open to be read; without
/// such years all that the calendar knows are folded.
fn days(writer: &mut Writer, spec: &CalendarSpec, in_force: Option<(i32, i32)>) {
    let mut dates: Vec<(Date, String)> = Vec::new();
    for (date, why) in spec.closed.iter().filter(|(date, _)| !spec.exceptions.contains_key(date)) {
        dates.push((*date, why.clone().unwrap_or_else(|| "closed".to_owned())));
    }
    for (date, hours) in &spec.exceptions {
        let hours = if hours.is_empty() { "closed".to_owned() } else { format!("open {}", windows(hours)) };
        dates.push((*date, hours));
    }
    for closure in &spec.part_closures {
        if let ClosedTime::Once { from, to } = closure.when {
            let why = closure.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            dates.push((from.date(), format!("closed from {} to {}{why}", local(from), local(to))));
        }
    }
    dates.retain(|(date, _)| in_force.is_none_or(|(from, to)| (from..=to).contains(&date.year())));
    dates.sort();
    if dates.is_empty() {
        return;
    }
    let mut by_year: Vec<(i32, Vec<String>)> = Vec::new();
    for (date, what) in &dates {
        let item = format!("{}: {what}", day_and_month(*date));
        match by_year.last_mut() {
            Some((year, items)) if *year == date.year() => items.push(item),
            _ => by_year.push((date.year(), vec![item])),
        }
    }
    let rows: Vec<(String, String)> =
        by_year.into_iter().map(|(year, items)| (year.to_string(), items.join("; "))).collect();
    let first = dates.first().map_or(0, |(date, _)| date.year());
    let last = dates.last().map_or(0, |(date, _)| date.year());
    let title = format!("Holidays and other days, {}", year_range(first, last));
    if in_force.is_some() {
        writer.paragraph(&format!("{title}:"));
        writer.definitions(&rows);
    } else {
        writer.folded(&title, |writer| writer.definitions(&rows));
    }
    if let Some(known) = spec.years {
        let years = year_range(known.from, known.to);
        writer.note(&format!(
            "The holiday lists are complete for {years}. Incidents outside these years are not decided."
        ));
    }
}

fn year_range(from: i32, to: i32) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}
