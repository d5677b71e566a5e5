//! Limits as text for a terminal.

use std::fmt::Write as _;

use crate::report::due::text::{duration, moment};
use crate::report::escape::visible;
use crate::report::incidents::words::{count, percent, target_percent, thousands};
use crate::time::{Length, MICROS_PER_SECOND, Zone};

use super::row::{PromiseQuantile, PromiseReport, PromiseRow};
use super::statistics::least_for_upper_bound;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl PromiseReport {
    /// A block of lines for each row. What has no limit and has never stopped is left out.
    pub fn text(&self, color: bool) -> String {
        let mut out = String::new();
        let rejected =
            if self.rejected == 0 { String::new() } else { format!("; {} rejected", thousands(self.rejected)) };
        let under = self.under.as_ref().map(|name| format!(" under {}", visible(name))).unwrap_or_default();
        let shares: Vec<String> = self.shares.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "As of {} (UTC)", moment(self.as_of, Zone::UTC, None));
        let decided = count(self.decided, "incident");
        let _ = writeln!(out, "{decided} decided{under}{rejected}: limits that {} would have kept", shares.join(", "));
        for row in self.rows.iter().filter(|row| row.limit_today.is_some() || row.stopped > 0) {
            out.push('\n');
            self.row(&mut out, row, color);
        }
        out
    }

    fn row(&self, out: &mut String, row: &PromiseRow, color: bool) {
        let _ = writeln!(out, "{}", styled(&title(row), "1", color));
        let _ = writeln!(out, "  {}\n  {}", seen(row), today(row));
        if row.stopped == 0 {
            let _ = writeln!(out, "  None has stopped, so no limit is known.");
            return;
        }
        let cells: Vec<[String; 4]> = row.quantiles.iter().map(|quantile| cells(quantile, row)).collect();
        let header = ["kept in", "takes", "95% confidence", "limit"].map(str::to_owned);
        let mut widths = header.each_ref().map(|cell| cell.chars().count());
        for line in &cells {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let _ = writeln!(out, "  {}", styled(&line(&header, widths), "2", color));
        for cells in &cells {
            let _ = writeln!(out, "  {}", line(cells, widths));
        }
        for note in self.notes(row) {
            let _ = writeln!(out, "  {}", styled(&note, "2", color));
        }
    }

    /// What the table of a row does not have, and why.
    fn notes(&self, row: &PromiseRow) -> Vec<String> {
        let mut out = Vec::new();
        let names = |which: &dyn Fn(&PromiseQuantile) -> bool| {
            let shares = row.quantiles.iter().filter(|quantile| which(quantile)).map(|q| q.share.to_string());
            shares.collect::<Vec<_>>().join(", ")
        };
        let unknown = names(&|quantile| quantile.limit_s.is_none());
        if !unknown.is_empty() {
            out.push(format!("No limit for {unknown}: too many have not stopped."));
        }
        let incidents = row.incidents();
        let needed = row.quantiles.iter().filter(|q| q.high_s.is_none()).filter_map(|quantile| {
            let least = least_for_upper_bound(quantile.share).filter(|least| *least > incidents)?;
            Some(format!("{} for {}", thousands(least), quantile.share))
        });
        let needed: Vec<String> = needed.collect();
        if !needed.is_empty() {
            out.push(format!("Incidents needed for an upper bound: {}.", needed.join(", ")));
        }
        out
    }
}

/// `Gold P1 response when ..., on desk (Europe/London), pausing while waiting on customer`
fn title(row: &PromiseRow) -> String {
    let version = row.version.map(|(from, to)| format!(" ({from} to {to})")).unwrap_or_default();
    let when = row.when.as_ref().map(|when| format!(" when {when}")).unwrap_or_default();
    let clock = if row.always() { "always".to_owned() } else { format!("{} ({})", row.clock, row.timezone) };
    let pausing = match row.pausing.as_slice() {
        [] => String::new(),
        parties => format!(", pausing while waiting on {}", parties.join(", ")),
    };
    visible(&format!("{}{version} {} {}{when}, on {clock}{pausing}", row.contract, row.priority, row.objective))
}

/// How many incidents there are.
fn seen(row: &PromiseRow) -> String {
    let mut out = count(row.incidents(), "incident");
    if row.open > 0 {
        let _ = write!(out, ", {} not stopped", thousands(row.open));
    }
    if row.ended > 0 {
        let _ = write!(out, ", {} ended by the resolution", thousands(row.ended));
    }
    out
}

/// What today's limit comes to.
fn today(row: &PromiseRow) -> String {
    let Some(limit) = &row.limit_today else { return "no limit today".to_owned() };
    let kept = row.kept_today.map(|kept| format!(", kept in {}", percent(kept))).unwrap_or_default();
    let target = row.target.map(|target| format!(", promised in {}", target_percent(target))).unwrap_or_default();
    format!("today {}{kept}{target}", visible(limit))
}

fn cells(quantile: &PromiseQuantile, row: &PromiseRow) -> [String; 4] {
    let time = |seconds: i64| rounded(seconds, row.always());
    let dash = || "-".to_owned();
    let range = match (quantile.low_s, quantile.high_s) {
        (None, None) => dash(),
        (Some(low), None) => format!("{} or more", time(low)),
        (None, Some(high)) => format!("up to {}", time(high)),
        (Some(low), Some(high)) => format!("{} to {}", time(low), time(high)),
    };
    [
        quantile.share.to_string(),
        quantile.limit_s.map_or_else(dash, time),
        range,
        quantile.written.map_or_else(dash, |written| format!("{} {written}", row.comparison.as_str())),
    ]
}

fn line(cells: &[String; 4], widths: [usize; 4]) -> String {
    let mut out = String::new();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        // Shares and times are numbers, which end at the same place.
        let _ = if at < 2 { write!(out, "{cell:>width$}  ") } else { write!(out, "{cell:<width$}  ") };
    }
    out.trim_end().to_owned()
}

/// A time in two units at most, rounded up: a shorter limit would not be kept.
pub(super) fn rounded(seconds: i64, in_days: bool) -> String {
    let unit = match seconds {
        DAY.. if in_days => HOUR,
        MINUTE.. => MINUTE,
        _ => 1,
    };
    let units = seconds / unit + i64::from(seconds % unit > 0);
    duration(Length(units.saturating_mul(unit).saturating_mul(MICROS_PER_SECOND)), in_days)
}

fn styled(text: &str, style: &str, color: bool) -> String {
    if color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_up() {
        assert_eq!(rounded(1, false), "1s");
        assert_eq!(rounded(60, false), "1m");
        assert_eq!(rounded(61, false), "2m");
        assert_eq!(rounded(3_541, false), "1h");
        assert_eq!(rounded(3_661, true), "1h 2m");
        assert_eq!(rounded(86_401, false), "24h 1m");
        assert_eq!(rounded(86_401, true), "1d 1h");
    }
}
