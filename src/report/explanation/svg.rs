//! Timelines as SVG. Every kind of time has a pattern of its own besides its colour, and every shape a text.

use std::fmt::Write as _;

use super::super::escape::html_escaped;
use super::blocks::Story;
use super::drawing::{Drawing, Kind, MarkKind};

const WIDTH: f64 = 720.0;
/// The room left and right of the bar.
const SIDE: f64 = 12.0;
const BAR: f64 = 26.0;
const ROW: f64 = 17.0;
/// About the width of a character of a label.
const CHARACTER: f64 = 6.4;

/// All timelines of a story in one SVG file that needs nothing else.
#[must_use]
pub fn explanation_svg(story: &Story) -> String {
    let mut body = String::new();
    let mut top = 30.0;
    let _ = write!(
        body,
        "<text class=\"h\" x=\"{SIDE}\" y=\"20\">{}: {}</text>",
        html_escaped(&story.id),
        html_escaped(&story.summary)
    );
    for (title, drawing) in story.drawings() {
        let _ = write!(body, "<text class=\"s\" x=\"{SIDE}\" y=\"{}\">{}</text>", top + 18.0, html_escaped(title));
        let _ = write!(body, "<g transform=\"translate(0 {})\">{}</g>", top + 26.0, shapes(drawing));
        top += 26.0 + height(drawing) + 14.0;
    }
    let alternative: Vec<String> =
        story.drawings().map(|(title, drawing)| format!("{title}. {}", drawing.alternative)).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {top}\" width=\"{WIDTH}\" role=\"img\" \
         aria-labelledby=\"t d\"><title id=\"t\">{}</title><desc id=\"d\">{}</desc><style>{STYLE}{DARK}</style>{}\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>{body}</svg>\n",
        html_escaped(&story.id),
        html_escaped(&alternative.join(" ")),
        patterns(),
    )
}

/// One timeline, to be put into an HTML page that has [`STYLE`] and [`patterns`].
pub(in crate::report) fn timeline_svg(drawing: &Drawing) -> String {
    let height = height(drawing);
    let alternative = html_escaped(&drawing.alternative);
    format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{alternative}\">{}</svg>\n",
        shapes(drawing)
    )
}

/// The colours of the Okabe-Ito palette, which the colour-blind can tell apart.
pub(in crate::report) const STYLE: &str = "\
svg text{font:12px system-ui,sans-serif;fill:#222;paint-order:stroke;stroke-width:4px;stroke:#fff}svg .h{font-size:15px;font-weight:600}svg .s{font-weight:600}\
svg .page{fill:#fff}svg .k0{fill:#0072b2}svg .k1{fill:url(#waiting)}svg .k2{fill:url(#excluded)}\
svg .k3{fill:url(#holiday)}svg .k4{fill:#e3e3e3}svg .k5{fill:#fff;stroke:#999;stroke-dasharray:3 2}\
svg .to-come{opacity:.45}svg .frame{fill:none;stroke:#777}svg .tick{stroke:#999}svg .axis{fill:#666;font-size:11px}\
svg .m{stroke:#555}svg .due{stroke:#d55e00;stroke-width:2}svg .stop{stroke:#000;stroke-width:2}\
svg .now{stroke:#009e73;stroke-width:2;stroke-dasharray:4 2}svg text.due,svg text.stop,svg text.now,svg text.m{stroke:#fff;stroke-width:4px;stroke-dasharray:none}\
svg text.due{fill:#a94a00}svg text.stop{font-weight:600}svg text.now{fill:#00684c}";

/// The same on a dark page.
pub(in crate::report) const DARK: &str = "@media (prefers-color-scheme:dark){svg text,svg text.due,svg text.stop,svg text.now,svg text.m{fill:#ddd;stroke:#16181c}svg .page{fill:#16181c}\
svg .k0{fill:#56b4e9}svg .k4{fill:#3a3d42}svg .k5{fill:#16181c}svg .axis{fill:#aaa}svg .m{stroke:#aaa}\
svg .stop{stroke:#fff}svg .due{stroke:#f09050}svg text.due{fill:#f0a070}svg text.now{fill:#4fd0a8}}";

/// What fills the kinds that do not count.
pub(in crate::report) fn patterns() -> &'static str {
    "<defs><pattern id=\"waiting\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
     patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\" fill=\"#f3c14b\"/><rect width=\"3\" height=\"7\" \
     fill=\"#b87500\"/></pattern><pattern id=\"excluded\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
     <rect width=\"7\" height=\"7\" fill=\"#bfe3f7\"/><path d=\"M0 0L7 7M7 0L0 7\" stroke=\"#30789f\"/></pattern>\
     <pattern id=\"holiday\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" \
     fill=\"#ecd3e0\"/><circle cx=\"3\" cy=\"3\" r=\"1.4\" fill=\"#9c4a78\"/></pattern></defs>"
}

fn height(drawing: &Drawing) -> f64 {
    let legend = 1.0 + legend_rows(drawing);
    let marks = u32::try_from(drawing.marks.len()).map_or(0.0, f64::from);
    BAR + 24.0 + ROW * (marks + legend)
}

/// How far right an instant is.
#[expect(clippy::cast_precision_loss, reason = "a place on a page")]
fn x(drawing: &Drawing, at: i64) -> f64 {
    SIDE + (WIDTH - 2.0 * SIDE) * at as f64 / drawing.span.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "the length of a label")]
fn width(label: &str) -> f64 {
    label.chars().count() as f64 * CHARACTER
}

fn shapes(drawing: &Drawing) -> String {
    let mut out = String::new();
    for piece in &drawing.pieces {
        let (from, to) = (x(drawing, piece.from), x(drawing, piece.to));
        let kind = piece.kind as usize;
        let class = if piece.projected { " to-come" } else { "" };
        let label = html_escaped(&piece.label);
        let _ = write!(
            out,
            "<rect class=\"k{kind}{class}\" x=\"{from:.2}\" y=\"0.5\" width=\"{:.2}\" height=\"{BAR}\">\
             <title>{label}</title></rect>",
            (to - from).max(0.6)
        );
    }
    let _ =
        write!(out, "<rect class=\"frame\" x=\"{SIDE}\" y=\"0.5\" width=\"{}\" height=\"{BAR}\"/>", WIDTH - 2.0 * SIDE);
    for (at, label) in &drawing.ticks {
        let place = x(drawing, *at);
        let anchor = if place + width(label) > WIDTH { "end" } else { "start" };
        let _ = write!(
            out,
            "<path class=\"tick\" d=\"M{place:.2} {BAR}v6\"/><text class=\"axis\" text-anchor=\"{anchor}\" x=\"{:.2}\" \
             y=\"{}\">{}</text>",
            if anchor == "end" { place - 3.0 } else { place + 3.0 },
            BAR + 13.0,
            html_escaped(label)
        );
    }
    let top = BAR + 18.0;
    let rows = drawing.marks.len();
    let mut labels = String::new();
    for (at, mark) in drawing.marks.iter().enumerate() {
        let row = u32::try_from(rows - at).map_or(0.0, f64::from);
        let (place, y) = (x(drawing, mark.at), top + ROW * row - 4.0);
        let class = match mark.kind {
            MarkKind::Event | MarkKind::Escalation => "m",
            MarkKind::Due => "due",
            MarkKind::Stop => "stop",
            MarkKind::Now => "now",
        };
        let fits = place + 10.0 + width(&mark.label) <= WIDTH;
        let (text_at, anchor, turn) = if fits { (place + 8.0, "start", 5.0) } else { (place - 8.0, "end", -5.0) };
        let _ = write!(out, "<path class=\"{class}\" fill=\"none\" d=\"M{place:.2} 0V{:.1}h{turn}\"/>", y - 4.0);
        // The lines of other marks pass behind a label.
        let room = width(&mark.label) + 4.0;
        let _ = write!(
            labels,
            "<rect class=\"page\" x=\"{:.2}\" y=\"{:.1}\" width=\"{room:.1}\" height=\"14\"/><text class=\"{class}\" \
             x=\"{text_at:.2}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            if fits { text_at - 2.0 } else { text_at + 2.0 - room },
            y - 11.0,
            html_escaped(&mark.label)
        );
    }
    out.push_str(&labels);
    out.push_str(&legend(drawing, top + ROW * u32::try_from(rows).map_or(0.0, f64::from) + ROW));
    out
}

/// The parts of a legend with their places: across, and the row.
fn legend_places(drawing: &Drawing) -> Vec<(Kind, bool, f64, f64)> {
    let kinds = drawing.kinds().into_iter().map(|kind| (kind, false));
    let to_come = drawing.pieces.iter().any(|piece| piece.projected).then_some((Kind::Counted, true));
    let (mut across, mut row) = (SIDE, 0.0);
    let mut out = Vec::new();
    for (kind, projected) in kinds.chain(to_come) {
        // Letters of an axis are smaller than those of a label.
        let room = 34.0 + 0.9 * width(legend_text(kind, projected));
        if across + room > WIDTH {
            (across, row) = (SIDE, row + 1.0);
        }
        out.push((kind, projected, across, row));
        across += room;
    }
    out
}

fn legend_text(kind: Kind, projected: bool) -> &'static str {
    if projected { "to come" } else { kind.as_str() }
}

fn legend_rows(drawing: &Drawing) -> f64 {
    legend_places(drawing).last().map_or(0.0, |(.., row)| *row)
}

fn legend(drawing: &Drawing, top: f64) -> String {
    let mut out = String::new();
    for (kind, projected, across, row) in legend_places(drawing) {
        let y = top + row * ROW;
        let class = if projected { " to-come" } else { "" };
        let _ = write!(
            out,
            "<rect class=\"k{}{class}\" x=\"{across:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\"/><text class=\"axis\" \
             x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            kind as usize,
            y - 10.0,
            across + 17.0,
            legend_text(kind, projected)
        );
    }
    out
}
