//! The charts of a report.

use super::super::chart::{Bar, Hour, Point, bars, histogram, hours_of_the_week, shares_over_time};
use super::super::escape::html_escaped;
use super::data::{Distribution, IncidentReport, Row};
use super::words::{count, percent, target_percent, thousands};
use crate::time::Period;
use crate::time::Weekday;

/// A chart with its title.
fn figure(title: &str, chart: &str, legend: &str) -> String {
    format!("<figure><figcaption>{}</figcaption>{chart}{legend}</figure>\n", html_escaped(title))
}

/// A square of a class, and what it means.
fn key(class: &str, words: &str) -> String {
    let hatch = if class == "breached" { "<rect class=\"hatch\" width=\"10\" height=\"10\"/>" } else { "" };
    shape(&format!("<rect class=\"{class}\" width=\"10\" height=\"10\"/>{hatch}"), words)
}

/// The share of a promise in each period of a report; `None` if fewer than two have data.
pub(super) fn over_time(id: &str, report: &IncidentReport, rows: &[&Row]) -> Option<String> {
    let by = report.by?;
    let (first, last) = report.opened?;
    let (first, last) = (Period::of(by, first), Period::of(by, last));
    let periods: Vec<String> = (0..=last.after(first)).map(|number| first.plus(number).to_string()).collect();
    let point = |row: &&Row| {
        let label = row.period.as_ref()?;
        let of = thousands(row.met + row.breached);
        Some(Point {
            at: periods.iter().position(|period| period == label)?,
            share: row.share?,
            range: (row.low?, row.high?),
            is_missed: row.attained == Some(false),
            hint: format!("{label}: {} of {of}", percent(row.share?)),
        })
    };
    let points: Vec<Point> = rows.iter().filter_map(point).collect();
    if points.len() < 2 {
        return None;
    }
    let target = rows.iter().find_map(|row| row.target);
    let (title, legend) = match target {
        Some(target) => (
            format!("Share met by {}, target {}", by.noun(), target_percent(target)),
            format!(
                "<div class=\"legend\">{}{}<span>dashed: the target; lines: 95% ranges</span></div>",
                shape("<circle class=\"met\" cx=\"5\" cy=\"5\" r=\"4\"/>", "attained"),
                shape("<path class=\"breached\" d=\"M5 0l5 5l-5 5l-5 -5z\"/>", "missed")
            ),
        ),
        None => (
            format!("Share met by {}", by.noun()),
            "<div class=\"legend\"><span>lines: 95% ranges</span></div>".to_owned(),
        ),
    };
    Some(figure(&title, &shares_over_time(id, &title, &periods, &points, target), &legend))
}

/// A sign of a chart, and what it means.
fn shape(drawn: &str, words: &str) -> String {
    format!("<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">{drawn}</svg>{words}</span>")
}

/// How much of their limits the incidents used, by objective.
pub(super) fn distributions(report: &IncidentReport) -> String {
    let mut out = String::new();
    for (number, distribution) in report.distribution.iter().enumerate() {
        if let Some(figure) = self::distribution(&format!("distribution-{number}"), distribution) {
            out.push_str(&figure);
        }
    }
    out
}

fn distribution(id: &str, distribution: &Distribution) -> Option<String> {
    let bins = &distribution.bins;
    let has = |at: usize| bins.get(at).is_some_and(|bin| bin.met + bin.breached > 0);
    let limit = bins.iter().position(|bin| is_one(bin.from))?;
    let (first, last) = ((0..bins.len()).find(|at| has(*at))?, (0..bins.len()).rev().find(|at| has(*at))?);
    let (first, last) = (first.min(limit.saturating_sub(2)), last.max(limit + 1));
    let bar = |(at, bin): (usize, &super::data::Bin)| {
        let range = match bin.to {
            Some(to) => format!("{} to {} of the limit", share(bin.from), share(to)),
            None => format!("{} of the limit or more", share(bin.from)),
        };
        // Two bins double the share. Each quadrupling has a label; the first bin takes the place of the one beside it.
        let is_labelled = at == 0 || at.abs_diff(limit) % 4 == 0 && !(at == 1 && first == 0);
        Bar {
            met: bin.met,
            breached: bin.breached,
            hint: format!("{range}: {} met, {} breached", thousands(bin.met), thousands(bin.breached)),
            label: is_labelled.then(|| share(bin.from)),
            is_limit: at == limit,
        }
    };
    let bars: Vec<Bar> = bins.iter().enumerate().take(last + 1).skip(first).map(bar).collect();
    let title = format!("{}: incidents by the share of the limit that they used", distribution.objective);
    let described = bars.iter().filter(|bar| bar.met + bar.breached > 0).map(|bar| bar.hint.as_str());
    let described = described.collect::<Vec<_>>().join("; ");
    let legend = format!(
        "<div class=\"legend\">{}{}<span>The scale is logarithmic.</span></div>",
        key("met", "met"),
        key("breached", "breached")
    );
    Some(figure(&title, &histogram(id, &title, &described, &bars), &legend))
}

fn is_one(share: f64) -> bool {
    (share - 1.0).abs() < 1e-9
}

/// A share of the limit: `25%`, `4x`.
fn share(share: f64) -> String {
    if share <= 1.0 + 1e-9 { format!("{:.0}%", share * 100.0) } else { format!("{share:.0}x") }
}

/// When incidents were opened.
pub(super) fn openings(report: &IncidentReport) -> Option<String> {
    let openings = &report.openings;
    if report.decided == 0 {
        return None;
    }
    let hour = |day: usize, hour: usize| {
        let incidents = openings.incidents.get(day).and_then(|hours| hours.get(hour)).copied().unwrap_or(0);
        let covered = openings.covered.get(day).and_then(|hours| hours.get(hour)).copied().unwrap_or(0.0);
        let name = Weekday::ALL.get(day).map_or("", |day| day.name());
        let hint = format!("{name} {hour:02}:00 to {:02}:00: {} opened", hour + 1, thousands(incidents));
        Hour { incidents, covered, hint }
    };
    let days: Vec<(&str, Vec<Hour>)> = Weekday::ALL
        .into_iter()
        .enumerate()
        .map(|(at, day)| (day.name().get(..3).unwrap_or_default(), (0..24).map(|h| hour(at, h)).collect()))
        .collect();
    let outside: f64 = days
        .iter()
        .flat_map(|(_, hours)| hours)
        .map(|hour| super::words::float(hour.incidents) * (1.0 - hour.covered))
        .sum();
    let calendar = openings.calendar.as_deref().unwrap_or("always");
    let zone = openings.timezone.as_deref().unwrap_or("UTC");
    let title = format!("Openings by day and hour, {zone}");
    let share = percent((outside / super::words::float(report.decided)).clamp(0.0, 1.0));
    let described = format!("About {share} of {} were opened outside {calendar}.", count(report.decided, "incident"));
    let legend = format!(
        "<div class=\"legend\">{}{}<span>{}</span></div>",
        key("scale-6", "more openings"),
        key("covered", &format!("covered by {}", html_escaped(calendar))),
        html_escaped(&described)
    );
    Some(figure(&title, &hours_of_the_week("openings-chart", &title, &described, &days), &legend))
}

/// The breaches by cause, for each objective.
pub(super) fn causes(report: &IncidentReport) -> String {
    let mut objectives: Vec<&str> = report.causes.iter().map(|row| row.objective.as_str()).collect();
    objectives.dedup();
    let mut out = String::new();
    for (number, objective) in objectives.into_iter().enumerate() {
        let of = report.causes.iter().filter(|row| row.objective == objective);
        let mut rows: Vec<(String, u64)> = of.map(|row| (row.words.to_owned(), row.breaches)).collect();
        rows.sort_by_key(|(_, breaches)| std::cmp::Reverse(*breaches));
        let all: u64 = rows.iter().map(|(_, breaches)| breaches).sum();
        let breaches = if all == 1 { "1 breach".to_owned() } else { format!("{} breaches", thousands(all)) };
        let title = format!("{objective}: {breaches} by cause");
        let described = rows.iter().map(|(words, n)| format!("{words}: {n}")).collect::<Vec<_>>().join("; ");
        out.push_str(&figure(&title, &bars(&format!("causes-{number}"), &title, &described, &rows), ""));
    }
    out
}
