//! Changes of a text that leave the rest of it as it stands.

use crate::diagnostic::Edit;
use crate::source::{Source, Sources};
use crate::span::Span;

/// The lines of a statement, with the line break behind them, where nothing else is on them.
pub(super) fn lines_of(source: &Source, span: Span) -> Option<Span> {
    let text = source.text.as_str();
    let (start, end) = (span.start as usize, span.end as usize);
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(end..)?;
    let stop = rest.find('\n').map_or(text.len(), |at| end + at + 1);
    let alone = text.get(line..start)?.trim().is_empty() && text.get(end..stop)?.trim().is_empty();
    alone.then(|| Span::new(span.file, line, stop))
}

/// The line above a place, without its line break.
fn line_above(source: &Source, at: u32) -> Option<&str> {
    source.text.get(..at as usize)?.strip_suffix('\n')?.rsplit('\n').next()
}

/// Takes a statement out with its line; `None` if something else is on the line, or a comment above
/// it that may be about it.
pub(super) fn take_out(sources: &Sources, span: Span) -> Option<Edit> {
    let source = sources.get(span.file)?;
    let mut lines = lines_of(source, span)?;
    let above = line_above(source, lines.start);
    if above.is_some_and(|l| l.trim_start().starts_with("//")) {
        return None;
    }
    // Of two blank lines around it, or one at the start of its block, one goes too.
    let blank = |line: Option<&str>| line.is_some_and(|l| l.trim().is_empty());
    let after = source.text.get(lines.end as usize..).unwrap_or("");
    let next = after.split_inclusive('\n').next();
    if blank(next) && (blank(above) || above.is_none_or(|l| l.trim_end().ends_with('{'))) {
        lines.end += u32::try_from(next.map_or(0, str::len)).unwrap_or(0);
    } else if blank(above) && next.is_some_and(|l| l.trim_start().starts_with('}')) {
        lines.start -= u32::try_from(above.map_or(0, |l| l.len() + 1)).unwrap_or(0);
    }
    Some(Edit { span: lines, text: String::new() })
}

/// Puts a text before and another behind a place.
pub(super) fn around(span: Span, before: &str, behind: &str) -> Vec<Edit> {
    let at = |at: u32| Span { start: at, end: at, ..span };
    vec![Edit { span: at(span.start), text: before.to_owned() }, Edit { span: at(span.end), text: behind.to_owned() }]
}
