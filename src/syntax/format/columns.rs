//! Columns: which tokens of a block's statements are below one another.

use std::collections::HashMap;
use std::ops::Range;

use crate::syntax::outline::{Form, Group, Kind, Part};

use super::tokens::Tokens;

/// The place of a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// So far behind the statement's start.
    pub(super) at: usize,
    /// So many spaces at the least.
    pub(super) gap: usize,
}

/// What is wider than this takes no part in a column: one long name would push all others away.
const WIDEST: usize = 40;

/// `may provide` is set as wide as `will provide`, so that remedies read alike.
const PROVIDE: usize = "will provide".len();

/// A statement that takes part in columns.
struct Row<'g> {
    group: &'g Group,
    form: Form,
    tokens: Range<usize>,
    word: &'g str,
    /// Which group of statements between blank lines it is of.
    paragraph: usize,
    /// How many statements of the block precede it.
    number: usize,
}

/// Finds the columns of a block.
pub(super) fn place<'g>(tokens: &'g Tokens<'_>, groups: &[&'g Group], out: &mut HashMap<usize, Column>) {
    let mut rows: Vec<Row<'g>> = Vec::new();
    let mut paragraph = 0;
    for (number, group) in groups.iter().enumerate() {
        let Kind::Statement(form) = group.kind else { continue };
        let range = tokens.range(group);
        paragraph += usize::from(number > 0 && tokens.parted(range.start));
        if form != Form::Free && !tokens.commented(range.clone()) {
            let word = tokens.get(range.start).text;
            rows.push(Row { group, form, tokens: range, word, paragraph, number });
        }
    }
    leading_words(tokens, &rows, out);
    for rows in rows.chunk_by(|a, b| a.paragraph == b.paragraph) {
        facts(tokens, rows, out);
        names(tokens, rows, Form::Term, 2, out);
        for rows in rows.chunk_by(|a, b| a.word == b.word && a.number + 1 == b.number) {
            names(tokens, rows, Form::Declared, 1, out);
            cells(tokens, rows, out);
        }
    }
}

/// The words that lead a statement, where a value follows them.
fn lead(tokens: &Tokens<'_>, row: &Row<'_>) -> Option<Range<usize>> {
    let words = match row.form {
        Form::Words(words) => words,
        Form::Provide => 2,
        Form::Term | Form::Fact | Form::Declared | Form::Free => return None,
    };
    let range = row.tokens.start..row.tokens.start + words;
    (range.end < row.tokens.end && tokens.width(range.clone()) <= WIDEST).then_some(range)
}

/// The first column: one for the block, and one for each paragraph whose statements all have one word.
fn leading_words(tokens: &Tokens<'_>, rows: &[Row<'_>], out: &mut HashMap<usize, Column>) {
    let mut shared = Vec::new();
    for rows in rows.chunk_by(|a, b| a.paragraph == b.paragraph) {
        let led: Vec<(&Row<'_>, Range<usize>)> = rows.iter().filter_map(|r| Some((r, lead(tokens, r)?))).collect();
        let alike = led.len() > 1 && led.windows(2).all(|w| matches!(w, [a, b] if a.0.word == b.0.word));
        let led = led.into_iter().map(|(_, range)| range);
        if alike {
            below(tokens, &led.collect::<Vec<_>>(), 0, out);
        } else {
            shared.extend(led);
        }
    }
    let least = if rows.iter().any(|r| r.form == Form::Provide) { PROVIDE } else { 0 };
    below(tokens, &shared, least, out);
}

/// Sets what follows each of the ranges into one column.
fn below(tokens: &Tokens<'_>, ranges: &[Range<usize>], least: usize, out: &mut HashMap<usize, Column>) {
    let widest = ranges.iter().map(|r| tokens.width(r.clone())).fold(least, usize::max);
    for range in ranges {
        out.insert(range.end, Column { at: widest + 1, gap: 1 });
    }
}

/// The second column: behind the priorities or days of neighbours with one word.
fn cells(tokens: &Tokens<'_>, rows: &[Row<'_>], out: &mut HashMap<usize, Column>) {
    let cell = |row: &Row<'_>| {
        let lead = lead(tokens, row)?;
        let cell = row.group.parts.iter().find_map(|p| match p {
            Part::Group(g) if g.kind == Kind::Cell => Some(tokens.range(g)),
            _ => None,
        })?;
        let fits = cell.start == lead.end && cell.end < row.tokens.end && tokens.width(cell.clone()) <= WIDEST;
        fits.then_some(cell)
    };
    let cells: Vec<Range<usize>> = rows.iter().filter_map(cell).collect();
    let widest = cells.iter().map(|c| tokens.width(c.clone())).max().unwrap_or(0);
    for cell in cells {
        let before = out.get(&cell.start).map_or(0, |c| c.at);
        out.insert(cell.end, Column { at: before + widest + 1, gap: 1 });
    }
}

/// `term NAME "..."`, `channel NAME "..."`: the texts behind the names.
fn names(tokens: &Tokens<'_>, rows: &[Row<'_>], form: Form, gap: usize, out: &mut HashMap<usize, Column>) {
    let named = |row: &&Row<'_>| row.form == form && row.tokens.len() == 3;
    let rows: Vec<Range<usize>> = rows.iter().filter(named).map(|r| r.tokens.start..r.tokens.start + 2).collect();
    let widths = rows.iter().map(|r| tokens.width(r.clone())).filter(|w| *w <= WIDEST);
    let widest = widths.max().unwrap_or(0);
    for row in rows {
        out.insert(row.end, Column { at: widest + gap, gap });
    }
}

/// `NAME TYPE "..."`: types behind the names, descriptions behind the types that are one word.
fn facts(tokens: &Tokens<'_>, rows: &[Row<'_>], out: &mut HashMap<usize, Column>) {
    let facts = || rows.iter().filter(|r| r.form == Form::Fact);
    let width = |range: Range<usize>| Some(tokens.width(range)).filter(|w| *w <= WIDEST);
    let name = facts().filter_map(|r| width(r.tokens.start..r.tokens.start + 1)).max().unwrap_or(0);
    let described = |r: &&Row<'_>| r.tokens.len() == 3;
    let plain = facts().filter(described).map(|r| tokens.width(r.tokens.start + 1..r.tokens.start + 2));
    let kind = plain.max().unwrap_or(0);
    for row in facts() {
        let start = row.tokens.start;
        out.insert(start + 1, Column { at: name + 2, gap: 2 });
        let kinds = row.group.parts.iter().find_map(|p| match p {
            Part::Group(g) if g.kind == Kind::Type => Some(tokens.range(g)),
            _ => None,
        });
        if let Some(kinds) = kinds.filter(|k| k.end < row.tokens.end) {
            out.insert(kinds.end, Column { at: name + 2 + kind + 2, gap: 2 });
        }
    }
}
