//! `relief calendar NAME`: open hours and closed days, working time added or measured.

use std::fmt::Write as _;

use serde_json::json;

use crate::diagnostic::{list, nearest};
use crate::policy::Policy;
use crate::report::{calendar_day, window_times};
use crate::time::calendar::{Clock, DayHours};
use crate::time::{Ambiguous, Clockwork, Date, Instant, InstantError, Zone};

use super::args::{CalendarArgs, TextOrJson};
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &CalendarArgs, terminal: &Terminal) -> Outcome {
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let clock = clock(&policy, args)?;
    let json = args.output_format == TextOrJson::Json;
    if let Some(duration) = &args.add {
        let from = args.from.as_deref().unwrap_or("");
        return add(&clock, duration, from, json, terminal);
    }
    if let [a, b] = args.between.as_slice() {
        return between(&clock, a, b, json, terminal);
    }
    days(&clock, args, json, terminal)
}

fn clock(policy: &Policy, args: &CalendarArgs) -> Result<Clock, Failure> {
    let zone = match &args.zone {
        None => None,
        Some(name) => Some(super::values::zone(name)?),
    };
    if args.name == "always" {
        return Ok(Clock::always(zone.unwrap_or(Zone::UTC)));
    }
    let calendars = &policy.model().calendars;
    match calendars.iter().find(|c| c.name == args.name) {
        Some(spec) => Ok(Clock::compile(spec, zone.unwrap_or(spec.zone))),
        None => {
            let names = || calendars.iter().map(|c| c.name.as_str()).chain(["always"]);
            let help = match nearest(&args.name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", list(names())),
            };
            Err(Failure::new(format!("there is no calendar `{}`; {help}", args.name)))
        }
    }
}

/// An instant given on the command line; a local time is read in the calendar's zone.
fn instant(text: &str, clock: &Clock) -> Result<Instant, Failure> {
    match Instant::parse(text) {
        Ok(at) => Ok(at),
        Err(InstantError::NoOffset(local)) => clock.zone().instant(local, Ambiguous::Error).map_err(|_| {
            let zone = clock.zone().name();
            Failure::new(format!(
                "`{text}` is skipped or repeated by a clock change in {zone}; give its offset, such as `+01:00`"
            ))
        }),
        Err(e) => Err(Failure::new(format!("`{text}`: {e}"))),
    }
}

fn beyond(clock: &Clock) -> Failure {
    let years = clock.years().map(|y| format!("{} to {}", y.from, y.to)).unwrap_or_default();
    Failure::new(format!("the calendar `{}` knows only the years {years}", clock.name()))
}

fn add(clock: &Clock, text: &str, from: &str, json: bool, terminal: &Terminal) -> Outcome {
    let (duration, from) = (super::values::duration(text)?, instant(from, clock)?);
    let working_day = match clock.working_day() {
        Some(length) => length,
        None if !duration.in_working_days() => crate::time::Length::hours(24),
        None => {
            let message = format!("the days of `{}` differ in length, and it declares no `working day`", clock.name());
            return Err(Failure::new(message));
        }
    };
    let length = duration
        .length(working_day)
        .map_err(|_| Failure::new(format!("`{text}` is not a length that can be counted")))?;
    let wall = Clock::always(Zone::UTC);
    let runs_on = if duration.clockwork == Clockwork::Working { clock } else { &wall };
    let at = runs_on.add(from, length).map_err(|_| beyond(clock))?;
    runs_on.ask(from, at).map_err(|_| beyond(clock))?;
    let written = at.rfc3339(clock.zone().written_offset(at)).to_string();
    terminal.print(&if json { format!("{}\n", json!({ "at": written })) } else { format!("{written}\n") })?;
    Ok(Exit::Fine)
}

fn between(clock: &Clock, a: &str, b: &str, json: bool, terminal: &Terminal) -> Outcome {
    let (a, b) = (instant(a, clock)?, instant(b, clock)?);
    clock.ask(a, b).map_err(|_| beyond(clock))?;
    let covered = clock.covered(a, b);
    let text = if json {
        format!("{}\n", json!({ "covered_s": covered.seconds() }))
    } else {
        format!("{}\n", covered.words())
    };
    terminal.print(&text)?;
    Ok(Exit::Fine)
}

fn date(text: &str, clock: &Clock) -> Result<Date, Failure> {
    if let Some(date) = Date::parse(text) {
        return Ok(date);
    }
    instant(text, clock)
        .map(|at| clock.zone().local(at).date())
        .map_err(|_| Failure::new(format!("`{text}` is not a date such as 2026-01-31")))
}

fn days(clock: &Clock, args: &CalendarArgs, json: bool, terminal: &Terminal) -> Outcome {
    let from = match &args.from {
        Some(text) => date(text, clock)?,
        None => clock.zone().local(super::read::now()).date(),
    };
    let to = match &args.to {
        Some(text) => date(text, clock)?,
        None => from.plus(13),
    };
    if to < from {
        return Err(Failure::new(format!("--to {to} is before --from {from}")));
    }
    if to.0 - from.0 > 50_000 {
        return Err(Failure::new("at most 50,000 days are shown"));
    }
    if let Some(years) = clock.years().filter(|y| !y.contains(from) || !y.contains(to)) {
        let message = format!("the calendar `{}` knows the years {} to {}", clock.name(), years.from, years.to);
        return Err(Failure::new(message));
    }
    let mut text = String::new();
    let mut listed = Vec::new();
    for day in from.0..=to.0 {
        let date = Date(day);
        if json {
            listed.push(calendar_day(clock, date));
            continue;
        }
        let DayHours { windows, closed, closures } = clock.hours(date);
        let windows: Vec<[String; 2]> = windows.iter().map(window_times).collect();
        let mut shown: Vec<String> = windows.iter().map(|[open, close]| format!("{open}-{close}")).collect();
        for (window, why) in closures {
            let [from, to] = window_times(&window);
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            shown.push(format!("closed {from}-{to}{why}"));
        }
        let shown = closed.map_or_else(|| shown.join(", "), |why| format!("closed: {why}"));
        let _ = writeln!(text, "{date}  {}  {shown}", date.weekday().short());
    }
    if json {
        text = format!("{}\n", serde_json::to_string_pretty(&listed).unwrap_or_default());
    }
    terminal.print(&text)?;
    Ok(Exit::Fine)
}
