//! A story for a terminal, or to be pasted into a mail.

use super::blocks::{Block, Section, Sign, Story};
use super::drawing::{Drawing, Kind, MarkKind};

/// A story as text, at most `width` columns wide; statements of the policy are not broken.
#[must_use]
pub fn explanation_text(story: &Story, color: bool, width: u16) -> String {
    let mut writer = TextWriter { out: String::new(), color, width: usize::from(width).clamp(40, 100) };
    writer.story(story);
    writer.out
}

struct TextWriter {
    out: String,
    color: bool,
    width: usize,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";
const MAGENTA: &str = "35";
const CYAN: &str = "36";

fn color_of(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => GREEN,
        Sign::Bad => RED,
        Sign::Open => YELLOW,
        Sign::Neutral => DIM,
    }
}

impl TextWriter {
    fn paint(&self, text: &str, code: &str) -> String {
        if self.color && !text.trim().is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn story(&mut self, story: &Story) {
        let title = self.paint(&format!("{}: {}", story.id, story.summary), BOLD);
        self.line(&title);
        self.line("");
        let widest = story.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in &story.facts {
            let name = self.paint(&format!("{name:<widest$}"), DIM);
            self.line(&format!("  {name}  {value}"));
        }
        for section in &story.sections {
            self.section(section);
        }
    }

    fn section(&mut self, section: &Section) {
        self.line("");
        let sign = section.sign.map(|sign| format!("{} ", sign.as_str())).unwrap_or_default();
        let title = format!("{sign}{}", section.title);
        let title = self.paint(&title, BOLD);
        let title = match section.sign {
            Some(sign) => self.paint(&title, color_of(sign)),
            None => title,
        };
        self.line(&title);
        let mut before = None;
        for block in &section.blocks {
            let is_table = matches!(block, Block::Table { .. });
            if is_table && before.is_some() {
                self.line("");
            }
            self.block(block);
            before = Some(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.wrapped(text, 2, 2),
            Block::Statement { text, place } => {
                let space = self.width.saturating_sub(4);
                let (length, place_length) = (text.chars().count(), place.chars().count());
                if place.is_empty() && length <= space {
                    let text = self.paint(text, CYAN);
                    self.line(&format!("    {text}"));
                } else if length + 2 + place_length <= space {
                    let gap = " ".repeat(space - length - place_length);
                    let (text, place) = (self.paint(text, CYAN), self.paint(place, DIM));
                    self.line(&format!("    {text}{gap}{place}"));
                } else {
                    for part in broken(text, space) {
                        let part = self.paint(&part, CYAN);
                        self.line(&format!("    {part}"));
                    }
                    if !place.is_empty() {
                        let place = self.paint(&format!("{place:>space$}"), DIM);
                        self.line(&format!("    {place}"));
                    }
                }
            }
            Block::Quotation(text) => {
                for line in text.lines() {
                    self.wrapped(&format!("\"{line}\""), 6, 7);
                }
            }
            Block::List(items) => self.list(items, 4),
            Block::Verdict { sign, text, place, conditions } => {
                let room = self.width.saturating_sub(text.chars().count() + place.chars().count() + 4);
                let (mark, place) = (self.paint(sign.as_str(), color_of(*sign)), self.paint(place, DIM));
                if place.is_empty() {
                    self.line(&format!("  {mark} {text}"));
                } else if room > 1 {
                    self.line(&format!("  {mark} {text}{}{place}", " ".repeat(room)));
                } else {
                    self.line(&format!("  {mark} {text}"));
                    self.line(&format!("    {place}"));
                }
                self.list(conditions, 6);
            }
            Block::Timeline(drawing) => self.timeline(drawing),
            Block::Table { head, rows } => self.table(head, rows),
        }
    }

    fn list(&mut self, items: &[(Sign, String)], indent: usize) {
        for (sign, text) in items {
            let lines = broken(text, self.width.saturating_sub(indent + 2));
            for (at, line) in lines.iter().enumerate() {
                let mark = if at == 0 { sign.as_str() } else { " " };
                let mark = self.paint(mark, color_of(*sign));
                self.line(&format!("{}{mark} {line}", " ".repeat(indent)));
            }
        }
    }

    fn wrapped(&mut self, text: &str, first: usize, rest: usize) {
        let lines = broken(text, self.width.saturating_sub(rest));
        for (at, line) in lines.iter().enumerate() {
            let indent = " ".repeat(if at == 0 { first } else { rest });
            self.line(&format!("{indent}{line}"));
        }
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let width = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
            cells.chain(head.get(at).map(|title| title.chars().count())).max().unwrap_or(0)
        };
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let padded = cells.enumerate().map(|(at, cell)| format!("{cell:<width$}", width = width(at)));
            format!("    {}", padded.collect::<Vec<_>>().join("  "))
        };
        let head = self.paint(line(&mut head.iter().copied()).trim_end(), DIM);
        self.line(&head);
        for row in rows {
            self.line(&line(&mut row.iter().map(String::as_str)));
        }
    }

    fn timeline(&mut self, drawing: &Drawing) {
        let columns = self.width.saturating_sub(4);
        let mut bar = String::new();
        let cells: Vec<(Kind, bool)> = (0..columns).map(|at| cell(drawing, at, columns)).collect();
        for (kind, projected) in &cells {
            let (glyph, code) = glyph(*kind, *projected);
            bar.push_str(&self.paint(glyph, code));
        }
        self.line(&format!("  {bar}"));
        self.marks(drawing, columns);
        let legend = drawing.kinds().into_iter().map(|kind| {
            let (sign, code) = glyph(kind, false);
            format!("{} {}", self.paint(sign, code), kind.as_str())
        });
        let mut legend: Vec<String> = legend.collect();
        if drawing.pieces.iter().any(|piece| piece.projected) {
            legend.push(format!("{} to come", self.paint(glyph(Kind::Counted, true).0, GREEN)));
        }
        self.line(&format!("  {}", legend.join("  ")));
        self.line("");
    }

    /// The labels of marks under the bar, each on a line of its own, joined to its column.
    fn marks(&mut self, drawing: &Drawing, columns: usize) {
        let column = |at: i64| column(at, drawing.span, columns);
        let mut open: Vec<usize> = drawing.marks.iter().map(|mark| column(mark.at)).collect();
        // The last mark is labelled first, so that the lines of those before it can pass.
        for mark in drawing.marks.iter().rev() {
            let at = column(mark.at);
            open.pop();
            let mut line: Vec<char> = vec![' '; columns];
            for other in &open {
                line.iter_mut().skip(*other).take(1).for_each(|c| *c = '│');
            }
            let length = mark.label.chars().count();
            let (start, text) = if at + 2 + length <= columns {
                (at, format!("└ {}", mark.label))
            } else {
                ((at + 1).saturating_sub(length + 2), format!("{} ┘", mark.label))
            };
            for (slot, c) in line.iter_mut().skip(start).zip(text.chars()) {
                *slot = c;
            }
            let line: String = line.into_iter().collect();
            let code = match mark.kind {
                MarkKind::Due => MAGENTA,
                MarkKind::Stop => BLUE,
                MarkKind::Now => YELLOW,
                MarkKind::Event | MarkKind::Escalation => DIM,
            };
            let line = self.paint(line.trim_end(), code);
            self.line(&format!("  {line}"));
        }
    }
}

/// The column of an instant.
fn column(at: i64, span: i64, columns: usize) -> usize {
    let columns = i128::try_from(columns).unwrap_or(1).max(1);
    let at = i128::from(at) * columns / i128::from(span.max(1));
    usize::try_from(at.min(columns - 1)).unwrap_or(0)
}

/// What a column shows: the kind that has most of it. Closed time is seldom what somebody looks for, and has the weight
/// of a quarter.
fn cell(drawing: &Drawing, at: usize, columns: usize) -> (Kind, bool) {
    let edge = |at: usize| {
        let at = i128::try_from(at).unwrap_or(0) * i128::from(drawing.span);
        i64::try_from(at / i128::try_from(columns).unwrap_or(1).max(1)).unwrap_or(0)
    };
    let (from, to) = (edge(at), edge(at + 1).max(edge(at) + 1));
    let mut weights: Vec<((Kind, bool), i64)> = Vec::new();
    let first = drawing.pieces.partition_point(|piece| piece.to <= from);
    for piece in drawing.pieces.iter().skip(first).take_while(|piece| piece.from < to) {
        let weight = match piece.kind {
            Kind::Closed | Kind::Holiday | Kind::BeforeStart => 1,
            Kind::Counted | Kind::Waiting | Kind::Excluded => 4,
        };
        let length = (piece.to.min(to) - piece.from.max(from)) * weight;
        match weights.iter_mut().find(|(kind, _)| *kind == (piece.kind, piece.projected)) {
            Some((_, sum)) => *sum += length,
            None => weights.push(((piece.kind, piece.projected), length)),
        }
    }
    weights.into_iter().max_by_key(|(_, weight)| *weight).map_or((Kind::Closed, true), |(kind, _)| kind)
}

fn glyph(kind: Kind, projected: bool) -> (&'static str, &'static str) {
    match (kind, projected) {
        (Kind::Counted, false) => ("█", GREEN),
        (Kind::Counted, true) => ("▒", GREEN),
        (Kind::Waiting, _) => ("░", YELLOW),
        (Kind::Excluded, _) => ("╱", CYAN),
        (Kind::Holiday, _) => ("×", MAGENTA),
        (Kind::Closed, _) => ("·", DIM),
        (Kind::BeforeStart, _) => ("-", DIM),
    }
}

/// Text in lines of at most `width` characters where its words allow.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
