//! The hours of calendars.

use serde_json::{Value, json};

use crate::policy::Policy;
use crate::report::calendar_day;
use crate::time::Date;
use crate::time::calendar::Clock;

use super::EmbedError;

/// The names of the policy's calendars.
pub fn calendars(policy: &Policy) -> Vec<&str> {
    policy.model().calendars.iter().map(|calendar| calendar.name.as_str()).collect()
}

/// The hours of a calendar on each day of a year: the JSON of `relief calendar --output-format json`.
///
/// # Errors
/// If there is no such calendar, or it does not know the year.
pub fn calendar_days(policy: &Policy, name: &str, year: i32) -> Result<String, EmbedError> {
    let spec = policy.model().calendars.iter().find(|calendar| calendar.name == name);
    let spec = spec.ok_or_else(|| EmbedError::new(format!("there is no calendar `{name}`")))?;
    let clock = Clock::compile(spec, spec.zone);
    let dates = (Date::from_ymd(year, 1, 1), Date::from_ymd(year, 12, 31));
    let knows = |date| clock.years().is_none_or(|years| years.contains(date));
    match dates {
        (Some(first), Some(last)) if knows(first) && knows(last) => {
            let days: Vec<Value> = (first.0..=last.0).map(|day| calendar_day(&clock, Date(day))).collect();
            Ok(json!(days).to_string())
        }
        _ => Err(EmbedError::new(format!("the calendar `{name}` does not know the year {year}"))),
    }
}
