//! Charts as SVG, to be put into an HTML page.
//!
//! They are written here because chart libraries draw to canvases, or bring fonts, scripts and styles of their own. These
//! are a few shapes with classes, which the page colours for light, dark and print (`.met`, `.breached`, `.scale-N`,
//! `.target`, ...). Each chart has a title and a description as its text alternative. What is breached or missed has a
//! pattern or a shape of its own besides its colour.

use std::fmt::Write as _;

use super::escape::html_escaped;
use super::incidents::words::{float, thousands};

/// All charts are this wide; the page scales them.
const WIDTH: f64 = 480.0;
/// The room for the labels at the left, and at the right.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 12.0;

/// A picture that is being drawn.
struct Picture(String);

impl Picture {
    /// An empty one; `id` is unique on the page.
    fn new(id: &str, height: f64, title: &str, description: &str) -> Self {
        let (title, description) = (html_escaped(title), html_escaped(description));
        Self(format!(
            "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>"
        ))
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(self.0, "<path class=\"{class}\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>");
    }

    /// A text; `anchor` is `start`, `middle` or `end`.
    fn text(&mut self, anchor: &str, (x, y): (f64, f64), text: &str) {
        let _ =
            write!(self.0, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", html_escaped(text));
    }

    /// A rectangle with what a pointer shows of it.
    fn rectangle(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), hint: &str) {
        let _ = write!(
            self.0,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\
             <title>{}</title></rect>",
            html_escaped(hint)
        );
    }

    fn finish(mut self) -> String {
        self.0.push_str("</svg>");
        self.0
    }
}

/// A share at a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// The place of its period among all.
    pub(super) at: usize,
    pub(super) share: f64,
    /// The confidence interval.
    pub(super) range: (f64, f64),
    /// Whether the target is missed.
    pub(super) is_missed: bool,
    /// What a pointer shows.
    pub(super) hint: String,
}

/// Shares over time against a target, with their confidence intervals. `periods` are the names of all periods, also of
/// those without data.
pub(super) fn shares_over_time(
    id: &str,
    title: &str,
    periods: &[String],
    points: &[Point],
    target: Option<f64>,
) -> String {
    const HEIGHT: f64 = 200.0;
    const TOP: f64 = 10.0;
    const BOTTOM: f64 = 170.0;
    let lowest = points.iter().map(|point| point.range.0).chain(target).fold(1.0_f64, f64::min);
    // The scale begins below all that is shown.
    let floor = (((lowest * 10.0).floor() - 1.0) / 10.0).clamp(0.0, 0.8);
    let y = |share: f64| BOTTOM - (share - floor) / (1.0 - floor) * (BOTTOM - TOP);
    let step = (WIDTH - LEFT - RIGHT) / count(periods.len().max(1));
    let x = |at: usize| LEFT + (count(at) + 0.5) * step;
    let mut picture = Picture::new(id, HEIGHT, title, &described(points, target));
    let tick = if floor < 0.45 { 0.2 } else { 0.1 };
    let mut share = 1.0;
    while share > floor - 1e-9 {
        picture.line("grid", (LEFT, y(share)), (WIDTH - RIGHT, y(share)));
        picture.text("end", (LEFT - 6.0, y(share) + 4.0), &format!("{:.0}%", share * 100.0));
        share -= tick;
    }
    // Only periods that follow each other are joined.
    for (from, to) in points.iter().zip(points.iter().skip(1)).filter(|(from, to)| from.at + 1 == to.at) {
        picture.line("trend", (x(from.at), y(from.share)), (x(to.at), y(to.share)));
    }
    if let Some(target) = target {
        picture.line("target", (LEFT, y(target)), (WIDTH - RIGHT, y(target)));
    }
    // Labels need about 60 units each.
    let every = periods.len().div_ceil(7).max(1);
    for (at, period) in periods.iter().enumerate().step_by(every) {
        picture.text("middle", (x(at), BOTTOM + 20.0), period);
    }
    for point in points {
        let (x, y_share) = (x(point.at), y(point.share));
        picture.line("range", (x, y(point.range.0)), (x, y(point.range.1)));
        let hint = html_escaped(&point.hint);
        // A diamond is missed, a dot is not.
        let _ = if point.is_missed {
            write!(
                picture.0,
                "<path class=\"breached\" d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\"><title>{hint}</title></path>",
                y_share - 6.0
            )
        } else {
            write!(
                picture.0,
                "<circle class=\"met\" cx=\"{x:.1}\" cy=\"{y_share:.1}\" r=\"4\"><title>{hint}</title></circle>"
            )
        };
    }
    picture.finish()
}

fn described(points: &[Point], target: Option<f64>) -> String {
    let target = target.map(|target| format!("The target is {:.1}%. ", target * 100.0)).unwrap_or_default();
    let each: Vec<String> = points.iter().map(|point| point.hint.clone()).collect();
    format!("{target}{}", each.join("; "))
}

/// A bar of a histogram.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) met: u64,
    pub(super) breached: u64,
    /// What a pointer shows.
    pub(super) hint: String,
    /// What is written below its left edge.
    pub(super) label: Option<String>,
    /// Whether its left edge is the limit.
    pub(super) is_limit: bool,
}

/// Bars next to each other, with a mark at the limit.
pub(super) fn histogram(id: &str, title: &str, description: &str, bars: &[Bar]) -> String {
    const HEIGHT: f64 = 210.0;
    const TOP: f64 = 22.0;
    const BOTTOM: f64 = 180.0;
    let most = bars.iter().map(|bar| bar.met + bar.breached).max().unwrap_or(0).max(1);
    let width = (WIDTH - LEFT - RIGHT) / count(bars.len().max(1));
    let height = |n: u64| float(n) / float(most) * (BOTTOM - TOP);
    let mut picture = Picture::new(id, HEIGHT, title, description);
    for part in [most, most / 2] {
        picture.line("grid", (LEFT, BOTTOM - height(part)), (WIDTH - RIGHT, BOTTOM - height(part)));
        picture.text("end", (LEFT - 6.0, BOTTOM - height(part) + 4.0), &short(part));
    }
    for (at, bar) in bars.iter().enumerate() {
        let x = LEFT + count(at) * width;
        let (met, breached) = (height(bar.met), height(bar.breached));
        if bar.met > 0 {
            picture.rectangle("met", (x + 1.0, BOTTOM - met), (width - 2.0, met), &bar.hint);
        }
        if bar.breached > 0 {
            let top = BOTTOM - met - breached;
            picture.rectangle("breached", (x + 1.0, top), (width - 2.0, breached), &bar.hint);
            picture.rectangle("hatch", (x + 1.0, top), (width - 2.0, breached), &bar.hint);
        }
        if let Some(label) = &bar.label {
            picture.text("middle", (x, BOTTOM + 18.0), label);
        }
        if bar.is_limit {
            picture.line("limit", (x, TOP - 8.0), (x, BOTTOM + 4.0));
            picture.text("middle", (x, TOP - 11.0), "limit");
        }
    }
    picture.line("base", (LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM));
    picture.finish()
}

/// An hour of the week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hour {
    pub(super) incidents: u64,
    /// Which share of it is covered.
    pub(super) covered: f64,
    /// What a pointer shows.
    pub(super) hint: String,
}

/// The number of shades of a heat map, the empty one not counted.
const SHADES: u64 = 6;

/// Days by hours; covered hours have a bar below them.
pub(super) fn hours_of_the_week(id: &str, title: &str, description: &str, days: &[(&str, Vec<Hour>)]) -> String {
    const ROW: f64 = 24.0;
    const TOP: f64 = 20.0;
    let most = days.iter().flat_map(|(_, hours)| hours).map(|hour| hour.incidents).max().unwrap_or(0).max(1);
    let width = (WIDTH - LEFT - RIGHT) / 24.0;
    let mut picture = Picture::new(id, TOP + ROW * count(days.len()) + 6.0, title, description);
    for hour in [0_u32, 3, 6, 9, 12, 15, 18, 21] {
        picture.text("start", (LEFT + f64::from(hour) * width, TOP - 6.0), &format!("{hour:02}"));
    }
    for (row, (day, hours)) in days.iter().enumerate() {
        let y = TOP + count(row) * ROW;
        picture.text("end", (LEFT - 6.0, y + 15.0), day);
        for (at, hour) in hours.iter().enumerate() {
            let x = LEFT + count(at) * width;
            let shade = if hour.incidents == 0 { 0 } else { 1 + hour.incidents * (SHADES - 1) / most };
            picture.rectangle(&format!("scale-{shade}"), (x, y), (width - 1.0, ROW - 5.0), &hour.hint);
            if hour.covered > 0.0 {
                picture.rectangle("covered", (x, y + ROW - 5.0), (hour.covered * (width - 1.0), 3.0), &hour.hint);
            }
        }
    }
    picture.finish()
}

/// Bars below each other, each with its name above it.
pub(super) fn bars(id: &str, title: &str, description: &str, rows: &[(String, u64)]) -> String {
    const ROW: f64 = 38.0;
    let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let mut picture = Picture::new(id, ROW * count(rows.len()) + 4.0, title, description);
    // The number is behind the longest bar.
    let room = WIDTH - 70.0;
    for (row, (name, n)) in rows.iter().enumerate() {
        let y = count(row) * ROW;
        let length = float(*n) / float(most) * room;
        picture.text("start", (0.0, y + 13.0), name);
        picture.rectangle("breached", (0.0, y + 18.0), (length.max(1.0), 14.0), &format!("{name}: {n}"));
        picture.rectangle("hatch", (0.0, y + 18.0), (length.max(1.0), 14.0), &format!("{name}: {n}"));
        picture.text("start", (length.max(1.0) + 6.0, y + 30.0), &thousands(*n));
    }
    picture.finish()
}

/// A number with at most three digits: `950`, `1.2k`, `24k`.
fn short(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..10_000 if n % 1_000 >= 100 => format!("{}.{}k", n / 1_000, n % 1_000 / 100),
        1_000..1_000_000 => format!("{}k", n / 1_000),
        _ => format!("{}M", n / 1_000_000),
    }
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let hostile = "<script>alert('1')</script>";
        let chart = bars("c", hostile, hostile, &[(hostile.to_owned(), 3)]);
        assert!(!chart.contains("<script"), "{chart}");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0, 999, 1_000, 1_250, 9_999, 24_910, 3_000_000].map(short).join(" "), "0 999 1k 1.2k 9.9k 24k 3M");
    }
}
