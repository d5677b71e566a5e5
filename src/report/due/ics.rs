//! What is due as an iCalendar file (RFC 5545): an event for each due instant.
//!
//! They are events and not to-dos, because every calendar shows events.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::time::{Instant, Length, Zone};

use super::text::{duration, state};
use super::{DueItem, DueList};

/// The octets that a line may have without its end.
const LINE: usize = 75;

/// A calendar must have a component: this one is there if nothing is due.
const NO_EVENT: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

impl DueList {
    /// A calendar with an event at each due instant. Items without one are left out.
    pub fn ics(&self) -> String {
        let mut out = String::new();
        for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//relief//relief due//EN", "METHOD:PUBLISH"] {
            line(&mut out, text);
        }
        let mut events = self.items.iter().filter_map(|item| Some((item, item.due?))).peekable();
        if events.peek().is_none() {
            NO_EVENT.iter().for_each(|text| line(&mut out, text));
        }
        for (item, due) in events {
            self.event(&mut out, item, due);
        }
        line(&mut out, "END:VCALENDAR");
        out
    }

    fn event(&self, out: &mut String, item: &DueItem, due: Instant) {
        let what = match &item.to {
            Some(to) => format!("{} to {to}", item.what),
            None => item.what.clone(),
        };
        let summary = format!("{}: {what} due ({}, {})", item.id, item.priority, item.contract);
        let left = duration(Length(item.left.0.abs()), item.always);
        let which = if item.left.0 < 0 { "over the limit" } else { "left" };
        let mut description = format!("{}; {left} {which} on its clock", item.status.as_str());
        for part in state(item, self.zone.unwrap_or(item.local_zone), self.as_of) {
            let _ = write!(description, "; {part}");
        }
        for (name, value) in self.keep.iter().zip(&item.kept) {
            if let Some(value) = value {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let _ = write!(description, "\n{name}: {text}");
            }
        }
        line(out, "BEGIN:VEVENT");
        line(out, &format!("UID:{}", uid(item)));
        line(out, &format!("DTSTAMP:{}", utc(self.as_of)));
        line(out, &format!("DTSTART:{}", utc(due)));
        line(out, &format!("SUMMARY:{}", escaped(&summary)));
        line(out, &format!("DESCRIPTION:{}", escaped(&description)));
        line(out, &format!("CATEGORIES:{}", escaped(&item.what)));
        // It does not make its reader busy.
        line(out, "TRANSP:TRANSPARENT");
        line(out, "END:VEVENT");
    }
}

/// The same for one promise of one incident whenever it is due, so that a calendar moves the event.
fn uid(item: &DueItem) -> String {
    let mut hash = Sha256::new();
    let parts = [item.id.as_str(), &item.contract, &item.what].into_iter();
    for part in parts.chain(item.to.as_deref()).chain(item.of.as_deref()) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut uid = String::new();
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(uid, "{byte:02x}");
    }
    uid + "@relief"
}

/// An instant in UTC, to the second: `20240402T110000Z`.
fn utc(at: Instant) -> String {
    let local = Zone::UTC.local(at);
    let (year, month, day) = local.date().civil().unwrap_or((9999, 12, 31));
    let second = local.of_day() / 1_000_000;
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

/// A text as the value of a property. Control characters, which it may not contain, are blanks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded where it is longer than allowed, never within a character.
fn line(out: &mut String, text: &str) {
    let mut octets = 0;
    for c in text.chars() {
        if octets + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}
