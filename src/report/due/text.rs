//! What is due as text for a terminal.

use std::fmt::Write as _;

use crate::time::{Instant, Length, Zone};

use super::super::escape::visible;
use super::super::incidents::words::count;
use super::usage::Usage;
use super::{DueItem, DueList, DueStatus, StandsStill};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The columns, by number.
const ID: usize = 0;
const CONTRACT: usize = 1;
const WALL: usize = 5;
const HEADER: [&str; 8] = ["id", "contract", "prio", "next", "left", "wall", "used", "due"];
/// Columns of numbers, which end at the same place.
const RIGHT: [bool; 8] = [false, false, false, false, true, true, true, false];
/// What comes before the columns: the sign and a blank.
const SIGN: usize = 3;
/// The characters that a cell may have before it is cut.
const LONGEST: usize = 24;
const GAP: usize = 2;

/// A row: its cells, and what is written below them.
struct Line<'i> {
    item: &'i DueItem,
    cells: [String; 8],
    below: Vec<String>,
}

impl DueList {
    /// A table that is at most `width` columns wide. What does not fit is on a second line, and so is what keeps a
    /// clock from running.
    pub fn text(&self, color: bool, width: usize) -> String {
        let shared = self.shared_zone();
        let mut out = self.head(shared);
        if self.items.is_empty() {
            return out;
        }
        let lines: Vec<Line<'_>> = self.items.iter().map(|item| self.line(item, shared)).collect();
        let mut widths = HEADER.map(str::len);
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(&line.cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        // The columns that are left out first are those that the others can do without.
        let mut shown = [true; 8];
        for column in [CONTRACT, WALL] {
            if total(&widths, &shown) > width
                && let Some(shows) = shown.get_mut(column)
            {
                *shows = false;
            }
        }
        let over = total(&widths, &shown).saturating_sub(width);
        if let Some(id) = widths.get_mut(ID) {
            *id = id.saturating_sub(over).max(8);
        }
        let mut names_contract = shown.get(CONTRACT) == Some(&false);
        if names_contract && let Some(contract) = self.shared_contract() {
            let _ = writeln!(out, "All under {}.", cut(contract, LONGEST));
            names_contract = false;
        }
        out.push('\n');
        let header = row(&HEADER.map(str::to_owned), &widths, &shown);
        let _ = writeln!(out, "{}{}", " ".repeat(SIGN), styled(&header, "1", color));
        for line in lines {
            let usage = Usage::of(line.item);
            let cells = row(&line.cells, &widths, &shown);
            let style = if line.item.stands_still == Some(StandsStill::Paused) { "90" } else { usage.color() };
            let _ = writeln!(out, "{} {}", styled(usage.sign(), usage.color(), color), styled(&cells, style, color));
            let mut below = Vec::new();
            if names_contract {
                below.extend(line.cells.get(CONTRACT).cloned());
            }
            if shown.get(WALL) == Some(&false) {
                below.extend(line.cells.get(WALL).filter(|wall| !wall.is_empty()).map(|wall| format!("wall {wall}")));
            }
            below.extend(line.below);
            for text in wrapped(&below, width.saturating_sub(SIGN + GAP)) {
                let _ = writeln!(out, "{}{}", " ".repeat(SIGN + GAP), styled(&text, "90", color));
            }
        }
        out
    }

    fn head(&self, shared: Option<Zone>) -> String {
        let zone = self.zone.or(shared);
        let mut out = format!("As of {}", moment(self.as_of, zone.unwrap_or(Zone::UTC), None));
        let _ = match zone {
            Some(zone) => writeln!(out, " ({})", zone.name()),
            None => writeln!(out, " (UTC; each due time in the zone of its contract)"),
        };
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// How many incidents are open, and how much in them is late and due, in a sentence.
    pub fn summary(&self) -> String {
        let incidents = count(self.incidents, "incident");
        let within = self.window.as_ref().map(|window| format!(" within {}", window.text())).unwrap_or_default();
        let late = self.items.iter().filter(|item| item.is_due_by(self.as_of)).count();
        let what = match (late, self.items.len() - late) {
            (0, 0) if self.window.is_some() => format!("nothing late or due{within}"),
            (0, 0) => "nothing due".to_owned(),
            (0, due) => format!("{due} due{within}"),
            (late, 0) => format!("{late} late or used up, nothing more due{within}"),
            (late, due) => format!("{late} late or used up, {due} more due{within}"),
        };
        let rejected = match self.rejected {
            0 => String::new(),
            some => format!("; {} rejected", count(some, "incident")),
        };
        format!("{} of {incidents} open: {what}{rejected}", self.open)
    }

    /// The zone in which all instants are read; `None` if there are several.
    fn shared_zone(&self) -> Option<Zone> {
        if self.zone.is_some() {
            return self.zone;
        }
        let mut zones = self.items.iter().map(|item| item.local_zone);
        let first = zones.next().unwrap_or(Zone::UTC);
        zones.all(|zone| zone == first).then_some(first)
    }

    /// The one contract of all items; `None` if there are several.
    fn shared_contract(&self) -> Option<&str> {
        let mut contracts = self.items.iter().map(|item| item.contract.as_str());
        let first = contracts.next()?;
        contracts.all(|contract| contract == first).then_some(first)
    }

    fn line<'i>(&self, item: &'i DueItem, shared: Option<Zone>) -> Line<'i> {
        let zone = shared.unwrap_or(item.local_zone);
        let due = item.due.map(|due| {
            let offset = if shared.is_none() { offset(due, zone) } else { String::new() };
            format!("{}{offset}", moment(due, zone, Some(self.as_of)))
        });
        let cells = [
            cut(&item.id, LONGEST),
            cut(&item.contract, LONGEST),
            cut(&item.priority, LONGEST),
            cut(&item.what, LONGEST),
            duration(item.left, item.always),
            item.left_wall(self.as_of).map(|left| duration(left, true)).unwrap_or_default(),
            item.used.map(|used| format!("{}%", used / 10_000_000)).unwrap_or_default(),
            due.unwrap_or_else(|| "-".to_owned()),
        ];
        let mut below = state(item, zone, self.as_of);
        for (name, value) in self.keep.iter().zip(&item.kept) {
            if let Some(value) = value {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                below.push(format!("{}: {}", cut(name, LONGEST), cut(&text, 60)));
            }
        }
        Line { item, cells, below }
    }
}

/// What keeps a clock from running, who is waited on, and how pauses moved due.
pub(super) fn state(item: &DueItem, zone: Zone, now: Instant) -> Vec<String> {
    let mut out = Vec::new();
    if let (Some(to), Some(of)) = (&item.to, &item.of) {
        out.push(format!("calls {}, of {}", cut(to, LONGEST), cut(of, LONGEST)));
    }
    let party = item.waiting_on.as_ref().map(|party| cut(&party.replace(';', ", "), 40));
    let opening = item.moves_again.map(|at| moment(at, zone, Some(now)));
    match (item.stands_still, &party) {
        (Some(StandsStill::Paused), Some(party)) => out.push(format!("paused, waiting on {party}")),
        (Some(StandsStill::Paused), None) => out.push("paused".to_owned()),
        (Some(StandsStill::Closed), _) => out.push(match &opening {
            Some(opening) if item.begins_later => format!("counts from {opening}"),
            Some(opening) => format!("closed until {opening}"),
            None => "closed".to_owned(),
        }),
        (None, _) => {}
    }
    if item.status == DueStatus::UsedUp {
        out.push("used up, late when its clock runs again".to_owned());
    }
    if let Some(party) = party.filter(|_| item.stands_still != Some(StandsStill::Paused)) {
        out.push(format!("waiting on {party}, which does not pause it"));
    }
    if let Some(first) = item.due_without_pauses.filter(|first| item.due != Some(*first)) {
        out.push(format!("without pauses due {}", moment(first, zone, Some(now))));
    }
    out
}

/// A length, rounded down to its two largest units: `2d 4h`, `-1h 30m`, `45s`. Hours are the largest unit of working
/// time, because a day of it is as long as its calendar says.
pub(in crate::report) fn duration(length: Length, in_days: bool) -> String {
    let sign = if length.0 < 0 { "-" } else { "" };
    let seconds = (length.0 / 1_000_000).abs();
    let (first, second) = match seconds {
        DAY.. if in_days => ((seconds / DAY, "d"), (seconds % DAY / HOUR, "h")),
        HOUR.. => ((seconds / HOUR, "h"), (seconds % HOUR / MINUTE, "m")),
        MINUTE.. => ((seconds / MINUTE, "m"), (seconds % MINUTE, "s")),
        _ => ((seconds, "s"), (0, "")),
    };
    match second {
        (0, _) => format!("{sign}{}{}", first.0, first.1),
        (count, unit) => format!("{sign}{}{} {count}{unit}", first.0, first.1),
    }
}

/// An instant, rounded down to the second: `Wed 3 Apr 09:45`, with the seconds if there are any, and with the year if it
/// is not that of now.
pub(in crate::report) fn moment(at: Instant, zone: Zone, now: Option<Instant>) -> String {
    let local = zone.local(at);
    let Some((year, _, day)) = local.date().civil() else { return at.rfc3339(None).to_string() };
    let this_year = now.and_then(|now| zone.local(now).date().civil()).map(|(year, ..)| year);
    let year = if this_year == Some(year) { String::new() } else { format!(" {year}") };
    let weekday: String = local.date().weekday().name().chars().take(3).collect();
    let month = local.date().short_month_name();
    let seconds = local.of_day() / 1_000_000;
    let (minute, second) = (seconds / MINUTE, seconds % MINUTE);
    let second = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{weekday} {day} {month}{year} {:02}:{:02}{second}", minute / 60, minute % 60)
}

/// The offset of a zone: ` +01:00`.
fn offset(at: Instant, zone: Zone) -> String {
    let written = at.rfc3339(zone.written_offset(at)).to_string();
    let start = written.rfind(['Z', '+', '-']).unwrap_or(written.len());
    format!(" {}", written.get(start..).unwrap_or_default())
}

/// How wide a row is.
fn total(widths: &[usize; 8], shown: &[bool; 8]) -> usize {
    let columns = widths.iter().zip(shown).filter(|(_, shows)| **shows);
    SIGN + columns.map(|(width, _)| width + GAP).sum::<usize>() - GAP
}

fn row(cells: &[String; 8], widths: &[usize; 8], shown: &[bool; 8]) -> String {
    let mut out = String::new();
    for (((cell, width), shows), right) in cells.iter().zip(widths).zip(shown).zip(RIGHT) {
        if !shows {
            continue;
        }
        let cell = cut(cell, *width);
        let _ = if right { write!(out, "{cell:>width$}  ") } else { write!(out, "{cell:<width$}  ") };
    }
    out.trim_end().to_owned()
}

/// The start of a text, on one line, without what a terminal obeys or what changes the order of its characters.
fn cut(text: &str, most: usize) -> String {
    let cut = match text.char_indices().nth(most.saturating_sub(1)) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", text.get(..end).unwrap_or_default()),
        _ => text.to_owned(),
    };
    visible(&cut).replace('\n', " ")
}

/// Parts joined by `; `, on as many lines as they need.
fn wrapped(parts: &[String], width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        let part = cut(part, width);
        match out.last_mut() {
            Some(last) if last.chars().count() + 2 + part.chars().count() <= width => {
                let _ = write!(last, "; {part}");
            }
            _ => out.push(part),
        }
    }
    out
}

fn styled(text: &str, style: &str, color: bool) -> String {
    if color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}
