//! Calendars with all that they take over, and holiday lists written in a policy.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, zone_help};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{CalendarItem, CalendarStatement, HolidaysItem, Item, ItemKind, MemberText, WindowText};
use crate::time::calendar::{CalendarSpec, ClosedTime, HolidayList, Member, PartClosure, Window, Years};
use crate::time::{Date, Length, Weekday, Zone};

use super::super::carried;
use super::super::model::CalendarId;
use super::{Kind, Resolver};

/// More than any policy has: each is compiled to an index over its years.
const MAX_CALENDARS: usize = 500;
/// Days that one calendar's closures name, counted as often as they are named.
const MAX_CLOSED: usize = 50_000;
/// Closures of part of a day of one calendar, inherited ones among them.
const MAX_PART_CLOSURES: usize = 500;
/// Windows of one day, after those that touch were joined.
const MAX_WINDOWS: usize = 48;

fn calendar_of<'a>(item: &&'a Item) -> Option<&'a CalendarItem> {
    match &item.kind {
        ItemKind::Calendar(calendar) => Some(calendar),
        _ => None,
    }
}

/// A calendar's own words, before what it extends is put beneath them.
#[derive(Default, Clone)]
pub(super) struct Own {
    pub(super) zone: Option<Zone>,
    weekly: Option<[Vec<Window>; 7]>,
    /// The calendars that it joins.
    pub(super) joins: Option<Vec<MemberText>>,
    lists: Vec<String>,
    /// The dates of closures, and why where a closure says so.
    closures: BTreeMap<Date, Option<String>>,
    holidays: BTreeMap<Date, String>,
    exceptions: BTreeMap<Date, (Vec<Window>, Vec<Window>)>,
    part_closures: Vec<PartClosure>,
    years: Vec<Years>,
    working_day: Option<Length>,
    intake: Option<u16>,
}

impl Resolver<'_> {
    pub(super) fn calendars(&mut self) {
        let unit = self.unit;
        let mut lists: BTreeMap<String, HolidayList> =
            unit.lists.iter().map(|(list, _)| (list.name.clone(), list.clone())).collect();
        for item in &unit.items {
            if let ItemKind::Holidays(list) = &item.kind
                && let Some(list) = self.holiday_list(list)
            {
                lists.entry(list.name.clone()).or_insert(list);
            }
        }
        if let Some(one) = unit.items.iter().filter_map(calendar_of).nth(MAX_CALENDARS) {
            self.too_many(one.name.span, MAX_CALENDARS, "calendars");
            return;
        }
        let mut items: BTreeMap<&str, &CalendarItem> = BTreeMap::new();
        for item in &unit.items {
            if let ItemKind::Calendar(calendar) = &item.kind {
                items.entry(&calendar.name.value).or_insert(calendar);
            }
        }
        let mut done: BTreeMap<&str, Own> = BTreeMap::new();
        for name in items.keys() {
            self.calendar(name, &items, &lists, &mut done);
        }
        let mut specs = BTreeMap::new();
        for name in done.keys() {
            self.with_members(name, &items, &done, &mut specs);
        }
        // In order of declaration, so that what is shown follows the file.
        for item in &unit.items {
            let ItemKind::Calendar(calendar) = &item.kind else { continue };
            let Some(spec) = specs.remove(calendar.name.value.as_str()) else { continue };
            self.model.calendars.push(spec.as_ref().clone());
            self.model.calendar_spans.push(calendar.name.span);
        }
    }

    /// The calendar of a name.
    pub(super) fn calendar_id(&self, name: &str) -> Option<CalendarId> {
        let at = self.model.calendars.iter().position(|c| c.name == name)?;
        u16::try_from(at).ok().map(CalendarId)
    }

    fn calendar<'i>(
        &mut self,
        name: &'i str,
        items: &BTreeMap<&'i str, &'i CalendarItem>,
        lists: &BTreeMap<String, HolidayList>,
        done: &mut BTreeMap<&'i str, Own>,
    ) {
        // The chain from this calendar up to one that is done or extends nothing.
        let mut chain: Vec<&CalendarItem> = Vec::new();
        let mut next = items.get(name).copied();
        let mut base = Own::default();
        while let Some(item) = next {
            if let Some(own) = done.get(item.name.value.as_str()) {
                base = own.clone();
                break;
            }
            if let Some(start) = chain.iter().position(|c| c.name.value == item.name.value) {
                let circle: Vec<&str> = chain.iter().skip(start).map(|c| c.name.value.as_str()).collect();
                let span = item.extends.as_ref().map_or(item.name.span, |e| e.span);
                let (message, help) = super::packages::circle(&circle);
                self.error(Code::CircularExtends, span, message).help = Some(help);
                self.unclear.extend(circle.iter().map(|name| (*name).to_owned()));
                break;
            }
            chain.push(item);
            next = match &item.extends {
                None => None,
                Some(parent) => {
                    let found = items.get(parent.value.as_str()).copied();
                    if found.is_none() {
                        let others = items.keys().copied().filter(|name| *name != item.name.value);
                        self.unknown(Code::UnknownCalendar, "calendar", &parent.value, parent.span, others);
                        self.unclear.insert(item.name.value.clone());
                    }
                    found
                }
            };
        }
        for item in chain.into_iter().rev() {
            let lost = ["open", "joins", "working", "timezone"].iter().any(|word| item.lost.may_hold(word));
            if lost || item.extends.as_ref().is_some_and(|parent| self.unclear.contains(&parent.value)) {
                self.unclear.insert(item.name.value.clone());
            }
            let own = self.own(item, lists);
            base = over(own, base);
            done.insert(&item.name.value, base.clone());
        }
    }

    /// What a calendar itself says.
    fn own(&mut self, item: &CalendarItem, lists: &BTreeMap<String, HolidayList>) -> Own {
        let mut own = Own::default();
        let mut closed = 0_usize;
        let mut once: BTreeMap<&str, Span> = BTreeMap::new();
        let mut exceptions: BTreeMap<Date, Span> = BTreeMap::new();
        for Spanned { value, span } in &item.statements {
            let single = match value {
                CalendarStatement::Timezone(_) => Some("timezone"),
                CalendarStatement::WorkingDay(_) => Some("working day"),
                CalendarStatement::Intake(_) => Some("intake"),
                _ => None,
            };
            if let Some(first) = single.and_then(|word| once.insert(word, *span)) {
                let message = format!("a calendar says `{}` once", single.unwrap_or_default());
                let error = Diagnostic::error(Code::DuplicateStatement, *span, message);
                self.errors.push(error.related(first, "the first time").help("remove one of them"));
                continue;
            }
            match value {
                CalendarStatement::Timezone(name) => own.zone = self.zone(&name.value, name.span),
                CalendarStatement::OpenAlways => {
                    let weekly = own.weekly.get_or_insert_with(Default::default);
                    weekly.iter_mut().for_each(|day| day.push(Window { open: 0, close: 24 * 60 }));
                }
                CalendarStatement::Open(days, windows) => {
                    let weekly = own.weekly.get_or_insert_with(Default::default);
                    days.iter().for_each(|day| open(weekly, *day, windows));
                }
                CalendarStatement::Joins(members) => own.joins.get_or_insert_default().extend(members.iter().cloned()),
                CalendarStatement::ClosedHolidays(name) => match lists.get(&name.value) {
                    Some(list) => {
                        own.years.push(list.years);
                        own.lists.push(list.name.clone());
                        for (date, name) in &list.days {
                            own.holidays.entry(*date).or_insert_with(|| name.clone());
                        }
                    }
                    // It is declared, and what is wrong with it was told.
                    None if self.places.contains_key(&(Kind::Holidays, name.value.clone())) => {}
                    None if carried::find(carried::HOLIDAYS, &name.value).is_some() && !self.excused(&name.value) => {
                        let message = format!("the holiday list `{}` is not imported", name.value);
                        self.error(Code::UnknownHolidays, name.span, message).help =
                            Some(format!("add `import holidays {}` to the file", name.value));
                    }
                    None => self.unknown_holidays(name, lists.keys().map(String::as_str)),
                },
                CalendarStatement::Closed(from, to, why) => {
                    let last = to.as_ref().map_or(from.value, |t| t.value);
                    if !self.closes(*span, (from.value, last), &mut closed) {
                        continue;
                    }
                    for date in (from.value.0..=last.0).map(Date) {
                        let known = own.closures.entry(date).or_default();
                        *known = known.take().or_else(|| why.as_ref().map(|w| w.value.clone()));
                    }
                }
                CalendarStatement::ClosedPart(from, to, why) => {
                    if to <= from {
                        let message = "the closure does not end after it begins";
                        self.error(Code::Backwards, *span, message).help =
                            Some("put the earlier time first; the end of a day is `24:00`".into());
                    } else if self.closes(*span, (from.date(), to.date()), &mut closed) {
                        let when = ClosedTime::Once { from: *from, to: *to };
                        own.part_closures.push(PartClosure { when, why: why.as_ref().map(|w| w.value.clone()) });
                    }
                }
                CalendarStatement::ClosedMonthly(week, day, WindowText { open, close }, why) => {
                    let when = ClosedTime::Monthly { week: *week, day: *day, open: *open, close: *close };
                    own.part_closures.push(PartClosure { when, why: why.as_ref().map(|w| w.value.clone()) });
                }
                CalendarStatement::Exception(date, windows) => {
                    if let Some(first) = exceptions.insert(date.value, *span) {
                        let message = format!("{} has two exceptions", date.value);
                        let error = Diagnostic::error(Code::DuplicateException, *span, message);
                        let help = "one line can name several windows: `open 09:00-12:00, 13:00-15:00`";
                        self.errors.push(error.related(first, "the first one").help(help));
                        continue;
                    }
                    let halves = windows.iter().map(|w| w.value.halves());
                    let (own_day, next_day): (Vec<_>, Vec<_>) = halves.unzip();
                    own.exceptions.insert(date.value, (own_day, next_day.into_iter().flatten().collect()));
                }
                CalendarStatement::WorkingDay(duration) => match duration.value.length(Length::hours(24)) {
                    Ok(length) if !duration.value.in_working_days() && length <= Length::hours(24) => {
                        own.working_day = Some(length);
                    }
                    Ok(length) if length > Length::hours(24) => {
                        self.error(Code::TooLong, duration.span, "a working day has at most 24 hours").help =
                            Some("say how many hours: `working day 8 hours`".into());
                    }
                    Ok(_) => {
                        self.error(
                            Code::NoWorkingDay,
                            duration.span,
                            "a working day cannot be counted in working days",
                        )
                        .help = Some("say how many hours: `working day 8 hours`".into());
                    }
                    Err(_) => {
                        self.error(Code::TooLong, duration.span, "this is not a length of a working day");
                    }
                },
                CalendarStatement::Intake(minute) => own.intake = Some(*minute),
            }
        }
        self.open_or_joins(item);
        // Their order in the block has no meaning.
        own.part_closures.sort_by(|a, b| (a.when, &a.why).cmp(&(b.when, &b.why)));
        own.part_closures.dedup();
        own
    }

    /// Whether a closure from one date to another can be counted; otherwise the error is reported.
    fn closes(&mut self, span: Span, (from, last): (Date, Date), closed: &mut usize) -> bool {
        if last < from {
            let message = format!("the closure ends on {last}, before it begins");
            self.error(Code::Backwards, span, message).help = Some("put the earlier date first".into());
            return false;
        }
        if last.0 - from.0 > 3660 {
            self.error(Code::TooLong, span, "a closure lasts at most ten years").help =
                Some("if the calendar is never open, remove its hours".into());
            return false;
        }
        *closed += usize::try_from(last.0 - from.0).unwrap_or(0) + 1;
        if *closed > MAX_CLOSED {
            self.too_many(span, MAX_CLOSED, "closed days in a calendar");
        }
        *closed <= MAX_CLOSED
    }

    /// The calendar of an item, with the calendars that it joins.
    pub(super) fn finish_calendar(&mut self, item: &CalendarItem, own: Own, members: Vec<Member>) -> CalendarSpec {
        let name = item.name.value.clone();
        let title = item.title.as_ref().map_or_else(|| name.clone(), |t| t.value.clone());
        let zone = own.zone.unwrap_or_else(|| {
            // An unknown zone was told already, and so was a statement that could not be read.
            let lost = item.lost.may_hold("timezone") || self.unclear.contains(&name);
            if !lost
                && item.extends.is_none()
                && !item.statements.iter().any(|s| matches!(s.value, CalendarStatement::Timezone(_)))
            {
                let message = format!("the calendar `{name}` does not say in which zone its times are");
                self.error(Code::MissingTimezone, item.name.span, message).help =
                    Some("add `timezone Europe/London`, or whichever zone it is".into());
            }
            Zone::UTC
        });
        let years = own.years.iter().copied().reduce(|a, b| Years { from: a.from.max(b.from), to: a.to.min(b.to) });
        if years.is_some_and(|y| y.from > y.to) {
            let message = format!("the holiday lists of `{name}` are complete for no year in common");
            self.error(Code::NoCommonYears, item.name.span, message).help =
                Some("use lists that cover the same years".into());
        }
        let mut exceptions = BTreeMap::new();
        let mut spill: BTreeMap<Date, Vec<Window>> = BTreeMap::new();
        for (date, (windows, next)) in own.exceptions {
            if !next.is_empty() {
                spill.insert(date.plus(1), next);
            }
            exceptions.insert(date, windows);
        }
        let mut weekly = own.weekly.unwrap_or_default();
        for day in weekly.iter_mut().chain(exceptions.values_mut()) {
            join(day);
            if day.len() > MAX_WINDOWS {
                day.truncate(MAX_WINDOWS);
                self.too_many(item.name.span, MAX_WINDOWS, "windows on a day");
            }
        }
        let mut part_closures = own.part_closures;
        if part_closures.len() > MAX_PART_CLOSURES {
            part_closures.truncate(MAX_PART_CLOSURES);
            self.too_many(item.name.span, MAX_PART_CLOSURES, "closures of part of a day in a calendar");
        }
        let own_closed = own.closures.len();
        // A closure's words come before a holiday's name, and a closure without words takes that.
        let mut closed = own.closures;
        for (date, holiday) in own.holidays {
            let known = closed.entry(date).or_default();
            *known = known.take().or(Some(holiday));
        }
        let spec = CalendarSpec {
            name,
            title,
            zone,
            weekly,
            members,
            lists: own.lists,
            own_closed,
            closed,
            exceptions,
            spill,
            part_closures,
            years: years.filter(|y| y.from <= y.to),
            working_day: own.working_day,
            intake: own.intake,
        };
        if !spec.members.is_empty() && spec.listed_years().is_some_and(|y| y.from > y.to) {
            let message =
                format!("the holiday lists of the calendars that `{}` joins have no year in common", spec.name);
            self.error(Code::NoCommonYears, item.name.span, message).help =
                Some("use lists that cover the same years".into());
        }
        spec
    }

    pub(super) fn zone(&mut self, name: &str, span: Span) -> Option<Zone> {
        let zone = Zone::parse(name);
        if zone.is_none() {
            self.error(Code::UnknownZone, span, format!("there is no time zone `{name}`")).help = Some(zone_help(name));
        }
        zone
    }

    fn holiday_list(&mut self, item: &HolidaysItem) -> Option<HolidayList> {
        let Some(complete) = item.complete.first() else {
            if item.lost.may_hold("complete") {
                return None;
            }
            let message = format!("the holiday list `{}` does not say for which years it is complete", item.name.value);
            let years = || item.days.iter().map(|(date, _)| date.value.year());
            let help = match (years().min(), years().max()) {
                (Some(from), Some(to)) => {
                    format!("add `complete {from} to {to}` when the list contains every holiday of these years")
                }
                _ => "add its days, and `complete` with their first and last year: `complete 2026 to 2027`".to_owned(),
            };
            self.error(Code::BadHolidays, item.name.span, message).help = Some(help);
            return None;
        };
        if let Some(second) = item.complete.get(1) {
            let error = Diagnostic::error(Code::DuplicateStatement, second.span, "a holiday list says `complete` once");
            self.errors.push(error.related(complete.span, "the first time").help("remove one of them"));
        }
        let years = match Years::new(complete.value.0, complete.value.1) {
            Ok(years) => years,
            Err(message) => {
                self.error(Code::BadHolidays, complete.span, message);
                return None;
            }
        };
        let mut days = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (date, name) in &item.days {
            if !years.contains(date.value) {
                let message = format!("{} is outside the complete years {} to {}", date.value, years.from, years.to);
                self.error(Code::BadHolidays, date.span, message).help =
                    Some("widen `complete`, or remove the date".into());
            } else if !seen.insert(date.value) {
                self.error(Code::BadHolidays, date.span, format!("{} occurs twice", date.value)).help =
                    Some("remove one of them".into());
            }
            days.insert(date.value, name.value.clone());
        }
        Some(HolidayList { name: item.name.value.clone(), years, days })
    }
}

/// `own` on top of what it extends.
fn over(own: Own, base: Own) -> Own {
    let mut out = base;
    out.zone = own.zone.or(out.zone);
    // Own hours of either kind replace inherited hours of both.
    if own.weekly.is_some() || own.joins.is_some() {
        (out.weekly, out.joins) = (own.weekly, own.joins);
    }
    let new = own.lists.into_iter().filter(|name| !out.lists.contains(name)).collect::<Vec<_>>();
    out.lists.extend(new);
    for (date, why) in own.closures {
        let known = out.closures.entry(date).or_default();
        *known = why.or_else(|| known.take());
    }
    out.holidays.extend(own.holidays);
    out.exceptions.extend(own.exceptions);
    let inherited = std::mem::replace(&mut out.part_closures, own.part_closures);
    let new = inherited.into_iter().filter(|closure| !out.part_closures.contains(closure)).collect::<Vec<_>>();
    out.part_closures.extend(new);
    out.years.extend(own.years);
    out.working_day = own.working_day.or(out.working_day);
    out.intake = own.intake.or(out.intake);
    out
}

/// Joins windows that overlap or touch: a window says what is open, however often it is said.
fn join(day: &mut Vec<Window>) {
    day.sort_by_key(|w| (w.open, w.close));
    let mut joined: Vec<Window> = Vec::with_capacity(day.len());
    for window in day.drain(..) {
        match joined.last_mut() {
            Some(last) if window.open <= last.close => last.close = last.close.max(window.close),
            _ => joined.push(window),
        }
    }
    *day = joined;
}

/// Adds windows to a weekday; what lies behind midnight belongs to the next.
fn open(weekly: &mut [Vec<Window>; 7], day: Weekday, windows: &[Spanned<WindowText>]) {
    for window in windows {
        let (own, next) = window.value.halves();
        if let Some(slot) = weekly.get_mut(day.index()) {
            slot.push(own);
        }
        if let (Some(next), Some(slot)) = (next, weekly.get_mut((day.index() + 1) % 7)) {
            slot.push(next);
        }
    }
}
