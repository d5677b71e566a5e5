//! The few lines of a text that a finding shows. A line of a megabyte is cut to what stands around
//! the place, and nothing that a terminal would obey gets through.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::Source;
use crate::span::Span;

/// A longer line is cut.
const LONGEST: usize = 200;
/// What is kept of a line that is cut, and how much of that precedes the place.
const KEPT: usize = 120;
const BEFORE: usize = 40;
const CUT: &str = "...";

/// The lines around some places of one text, numbered as in the text.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
}

/// A line of an excerpt.
#[derive(Debug)]
struct Line {
    /// Counted from 0, in the text.
    number: usize,
    /// Where it begins in the excerpt.
    start: usize,
    /// Where its own characters begin in the excerpt, and how many were cut before them.
    shown: usize,
    cut: usize,
}

/// A place with what is written under it.
pub(super) struct Label<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
    pub(super) primary: bool,
}

/// A line of the text that is to be shown, with the places on it.
struct Wanted {
    number: usize,
    start: usize,
    end: usize,
    focus: Option<usize>,
}

impl Excerpt {
    /// The lines that labels are on, one around each, and the labels' places in the excerpt.
    pub(super) fn new(source: &Source, labels: &[Label<'_>]) -> (Self, Vec<LabeledSpan>) {
        let text = source.text.as_str();
        let mut wanted: Vec<Wanted> = Vec::new();
        for label in labels {
            let at = floor(text, label.span.start as usize);
            let (start, end) = line_around(text, at);
            let number = source.line(u32::try_from(start).unwrap_or(u32::MAX)).saturating_sub(1);
            let line = |number, (start, end), focus| Wanted { number, start, end, focus };
            if start > 0 && number > 0 {
                wanted.push(line(number - 1, line_around(text, start - 1), None));
            }
            wanted.push(line(number, (start, end), Some(at - start)));
            if let Some(next) = text.get(end..).and_then(|rest| rest.find('\n')).map(|i| end + i + 1)
                && next < text.len()
            {
                wanted.push(line(number + 1, line_around(text, next), None));
            }
        }
        // A line with a place before the same line as a neighbour of one.
        wanted.sort_by_key(|w| (w.number, w.focus.is_none()));
        wanted.dedup_by_key(|w| w.number);
        let mut excerpt = Self { name: source.name.clone(), text: String::new(), lines: Vec::new() };
        let mut places: Vec<Option<LabeledSpan>> = labels.iter().map(|_| None).collect();
        for wanted in wanted {
            let line = text.get(wanted.start..wanted.end).unwrap_or("");
            let (from, to) = window(line, wanted.focus);
            let start = excerpt.text.len();
            let cut = line.get(..from).map_or(0, |l| l.chars().count());
            excerpt.text.push_str(if from > 0 { CUT } else { "" });
            let shown = excerpt.text.len();
            let mut offsets: Vec<(usize, usize)> = Vec::new();
            for (at, c) in line.get(from..to).unwrap_or("").char_indices() {
                offsets.push((wanted.start + from + at, excerpt.text.len()));
                excerpt.text.push(harmless(c));
            }
            offsets.push((wanted.start + to, excerpt.text.len()));
            excerpt.text.push_str(if to < line.len() { CUT } else { "" });
            excerpt.text.push('\n');
            excerpt.lines.push(Line { number: wanted.number, start, shown, cut });
            let place = |byte: usize| {
                let behind = offsets.partition_point(|(at, _)| *at < byte);
                offsets.get(behind).or(offsets.last()).map_or(shown, |(_, out)| *out)
            };
            for (label, slot) in labels.iter().zip(&mut places) {
                let at = floor(text, label.span.start as usize);
                if (wanted.start..=wanted.end).contains(&at) {
                    let (first, last) = (place(at), place((label.span.end as usize).max(at)));
                    let text = (!label.text.is_empty()).then(|| label.text.to_owned());
                    let new =
                        if label.primary { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
                    *slot = Some(new(text, (first, last - first)));
                }
            }
        }
        (excerpt, places.into_iter().flatten().collect())
    }
}

/// What is shown of a character: nothing that a terminal obeys, nothing that turns the text about.
pub(super) fn harmless(c: char) -> char {
    match c {
        '\t' => c,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line that a byte is on, without what ends it.
fn line_around(text: &str, at: usize) -> (usize, usize) {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
    let rest = text.get(start..).unwrap_or("");
    let line = rest.find('\n').and_then(|end| rest.get(..end)).unwrap_or(rest);
    (start, start + line.strip_suffix('\r').unwrap_or(line).len())
}

/// The bytes of a line that are shown.
fn window(line: &str, focus: Option<usize>) -> (usize, usize) {
    if line.char_indices().nth(LONGEST).is_none() {
        return (0, line.len());
    }
    let focus = floor(line, focus.unwrap_or(0));
    let before = line.get(..focus).unwrap_or("");
    let from = before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let rest = line.get(from..).unwrap_or("");
    (from, rest.char_indices().nth(KEPT).map_or(line.len(), |(at, _)| from + at))
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let on = |byte: usize| self.lines.partition_point(|l| l.start <= byte).checked_sub(1);
        let (Some(first), Some(last)) = (on(start), on(end)) else { return Err(MietteError::OutOfBounds) };
        let line = |at: usize| self.lines.get(at).ok_or(MietteError::OutOfBounds);
        // Lines that are no neighbours in the text are none here.
        if line(last)?.number - line(first)?.number != last - first {
            return Err(MietteError::OutOfBounds);
        }
        let neighbour =
            |a: usize, b: usize| line(a).ok().zip(line(b).ok()).is_some_and(|(a, b)| a.number + 1 == b.number);
        let mut from = first;
        while from > 0 && first - from < lines_before && neighbour(from - 1, from) {
            from -= 1;
        }
        let mut to = last;
        while to - last < lines_after && neighbour(to, to + 1) {
            to += 1;
        }
        let begins = line(first)?;
        let (offset, column) = if lines_before == 0 {
            let before = self.text.get(begins.shown..start).map_or(0, |t| t.chars().count());
            (start, begins.cut + before)
        } else {
            (line(from)?.start, 0)
        };
        let stop = self.lines.get(to + 1).map_or(self.text.len(), |next| next.start).max(offset);
        let data = self.text.get(offset..stop).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            (offset, data.len()).into(),
            line(from)?.number,
            column,
            to - from + 1,
        )))
    }
}
