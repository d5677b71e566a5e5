//! A day of a calendar.

use serde_json::{Value, json};

use crate::time::Date;
use crate::time::calendar::{Clock, DayHours, Window};

/// The opening hours of a date, what closes it, and its closures within the day, with reasons.
pub fn calendar_day(clock: &Clock, date: Date) -> Value {
    let DayHours { windows, closed, closures } = clock.hours(date);
    let windows: Vec<[String; 2]> = windows.iter().map(window_times).collect();
    let mut hours = json!({ "date": date, "open": windows, "closed": closed });
    if let Some(hours) = hours.as_object_mut().filter(|_| !closures.is_empty()) {
        let closures = closures.iter().map(|(window, why)| {
            let [from, to] = window_times(window);
            json!({ "from": from, "to": to, "why": why })
        });
        hours.insert("closures".to_owned(), closures.collect());
    }
    hours
}

/// When a window opens and closes.
pub fn window_times(window: &Window) -> [String; 2] {
    [window.open, window.close].map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
}
