//! What could not be read, cut into what a person would call one mistake each.

use crate::diagnostic::Diagnostic;
use crate::span::Span;

use super::context::Context;
use super::token::{blank, token_at};

/// More errors than this in one file help nobody, and each costs a second parse.
pub(super) const MAX_ERRORS: usize = 50;

/// So many mistakes in a row are enough to tell.
const MOST: usize = 100;

/// Whether enough errors were placed: further ones are counted, not explained.
pub(super) fn enough(errors: &[Diagnostic]) -> bool {
    errors.len() > MAX_ERRORS
}

/// A broken slice ends where the grammar finds something good, so that several broken things in a
/// row are one slice. Each line that looks like the beginning of another thing begins one.
pub(super) fn split(text: &str, span: Span, context: Context) -> Vec<Span> {
    let slice = text.get(span.range()).unwrap_or("");
    let mut starts = vec![0_usize];
    let mut depth = 0_i64;
    let mut offset = 0;
    let mut before = "";
    for line in slice.split_inclusive('\n') {
        if line.trim().is_empty() {
            offset += line.len();
            continue;
        }
        let at = offset + (line.len() - line.trim_start().len());
        let first = token_at(slice, at);
        let goes_on = before.ends_with([',', '|', '(', '[']) || first.starts_with([',', '|', ')', ']']);
        // An item begins at the margin, whatever is open.
        let item = at == offset && context.is_item();
        if offset > 0 && !goes_on && (depth <= 0 || item) && context.begins(first, slice.get(at..).unwrap_or("")) {
            starts.push(at);
            depth = 0;
            if starts.len() > MOST {
                break;
            }
        }
        depth += depth_of(line);
        offset += line.len();
        before = line.split("//").next().unwrap_or("").trim_end();
    }
    let ends = starts.iter().skip(1).copied().chain([slice.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| {
        let part = slice.get(*start..end).unwrap_or("");
        let start = start + blank(part).min(part.len());
        let start = span.start as usize + start;
        Span::new(span.file, start, (span.start as usize + end).max(start))
    });
    parts.map(|part| trimmed(text, part)).collect()
}

fn trimmed(text: &str, span: Span) -> Span {
    let part = text.get(span.range()).unwrap_or("").trim_end();
    Span::new(span.file, span.start as usize, span.start as usize + part.len())
}

/// How many more brackets a line opens than it closes, outside of texts and comments.
fn depth_of(line: &str) -> i64 {
    let mut depth = 0;
    for (at, outside) in line.split('"').enumerate() {
        if at % 2 == 1 {
            continue;
        }
        let code = outside.split("//").next().unwrap_or("");
        depth += code
            .chars()
            .map(|c| i64::from(matches!(c, '{' | '(' | '[')) - i64::from(matches!(c, '}' | ')' | ']')))
            .sum::<i64>();
        if code.len() < outside.len() {
            break;
        }
    }
    depth
}
