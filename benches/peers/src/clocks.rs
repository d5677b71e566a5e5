//! Business hours: one add and two betweens, by others.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Offset as _, TimeZone as _};
use chrono_tz::Europe::London;
use chrono_tz::Tz;
use compact_calendar::CompactCalendar;
use opening_hours::localization::TzLocation;
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};
use relief::Policy;

use crate::data::Case;
use crate::own::{Clocked, LIMIT};
use crate::python;
use crate::table::{Line, timed};

const WORK: &str = "clock: one add, two betweens";

/// The closed days of the standard calendar, so that all count by the same.
pub fn holidays(policy: &Policy) -> Vec<NaiveDate> {
    let spec = policy.model().calendars.iter().find(|c| c.name == "uk_office").expect("the standard calendar");
    let first = NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date");
    let weekday =
        |date: &NaiveDate| !matches!(chrono::Datelike::weekday(date), chrono::Weekday::Sat | chrono::Weekday::Sun);
    let closed = |date: &NaiveDate| {
        let text = date.to_string();
        spec.windows(relief::internals::time::Date::parse(&text).expect("a date")).is_empty()
    };
    first.iter_days().take(365 * 4).filter(|date| weekday(date) && closed(date)).collect()
}

/// Seconds of London's clock.
pub fn local(seconds: i64) -> i64 {
    seconds + i64::from(offset(seconds))
}

fn offset(seconds: i64) -> i32 {
    let at = DateTime::from_timestamp(seconds, 0).expect("a time").naive_utc();
    London.offset_from_utc_datetime(&at).fix().local_minus_utc()
}

/// numpy is given local times and holidays; it counts days, and the script the hours within them.
pub fn numpy(policy: &Policy, cases: &[Case], own: &[Clocked]) -> Result<Line, String> {
    let folder = python::Folder::new()?;
    let (input, output) = (folder.path("in.bin"), folder.path("out.bin"));
    let bytes = |column: fn(&Case) -> i64| cases.iter().flat_map(move |c| local(column(c)).to_le_bytes());
    let columns: Vec<u8> = bytes(|c| c.opened).chain(bytes(|c| c.responded)).chain(bytes(|c| c.resolved)).collect();
    std::fs::write(&input, columns).map_err(|e| e.to_string())?;
    let days: Vec<String> = holidays(policy).iter().map(ToString::to_string).collect();
    let (version, seconds) = python::run("numpy_hours.py", &input, &output, &[LIMIT.to_string(), days.join(",")])?;
    let bytes = std::fs::read(&output).map_err(|e| e.to_string())?;
    let numbers: Vec<i64> = bytes.chunks_exact(8).map(|b| i64::from_le_bytes(b.try_into().expect("eight"))).collect();
    let (due, rest) = numbers.split_at(cases.len());
    let (response, relief) = rest.split_at(cases.len());
    let same = |at: &usize| {
        let (own_due, a, b) = own[*at];
        (due[*at], response[*at], relief[*at]) == (local(own_due), a, b)
    };
    let agree = (0..cases.len()).filter(same).count();
    let cost = seconds * 1e9 / cases.len() as f64;
    Ok(Line::new(WORK, format!("numpy {version}"), cost)
        .agree(agree, cases.len())
        .note("whole columns at once, of local times"))
}

/// The crate walks the opening hours interval by interval.
pub fn opening_hours(policy: &Policy, cases: &[Case], own: &[Clocked]) -> Line {
    let mut days = CompactCalendar::default();
    for date in holidays(policy) {
        days.insert(date);
    }
    let holidays = ContextHolidays::new(Arc::new(days), Arc::default());
    let context = Context::default().with_holidays(holidays).with_locale(TzLocation::new(London));
    let hours = "Mo-Fr 09:00-17:00; PH off".parse::<OpeningHours>().expect("hours").with_context(context);
    let at =
        |seconds: i64| London.from_utc_datetime(&DateTime::from_timestamp(seconds, 0).expect("a time").naive_utc());
    let between = |from: i64, to: i64| -> i64 {
        let open = hours.iter_range(at(from), at(to)).filter(|range| range.kind == RuleKind::Open);
        open.map(|range| (range.range.end - range.range.start).num_seconds()).sum()
    };
    let add = |from: i64, length: i64| -> i64 {
        let mut left = length;
        for range in hours.iter_from(at(from)).filter(|range| range.kind == RuleKind::Open) {
            let open: DateTime<Tz> = range.range.start;
            let lasts = (range.range.end - open).num_seconds();
            if lasts >= left {
                return open.timestamp() + left;
            }
            left -= lasts;
        }
        i64::MAX
    };
    let (cost, given) = timed(cases.len(), || -> Vec<Clocked> {
        let ask = |c: &Case| (add(c.opened, LIMIT), between(c.opened, c.responded), between(c.opened, c.resolved));
        cases.iter().map(ask).collect()
    });
    let agree = given.iter().zip(own).filter(|(given, own)| given == own).count();
    Line::new(WORK, "opening-hours 2.1", cost).agree(agree, cases.len())
}

pub fn own(who: &str, cost: f64) -> Line {
    Line::new(WORK, who, cost)
}
