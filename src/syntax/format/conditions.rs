//! Conditions: on one line where they fit, else a line for each part, the word that joins it first.

use std::ops::Range;

use crate::syntax::outline::{Form, Group, Kind, Part};

use super::writer::{STEP, WIDTH, Writer};

impl Writer<'_> {
    /// A statement with a condition: `when ...`, `favoured when ...`, `will provide when ... unless ...`,
    /// `treat ... when ...`.
    pub(super) fn with_conditions(&mut self, group: &Group, form: Form, range: Range<usize>) {
        let onward = self.onward;
        let flat = self.fits(&range, 0);
        // The clauses of a remedy are below one another; that of a treatment below its words.
        let mut clause = (form == Form::Free).then_some(onward);
        let mut rest = group.parts.as_slice();
        while let Some(at) = rest.iter().position(|p| matches!(p, Part::Group(g) if g.kind == Kind::Condition)) {
            let (before, behind) = rest.split_at(at);
            // Up to the word before the condition, then that word.
            if let Some((word, words)) = before.split_last() {
                if let Some(first) = words.first() {
                    let end = self.tokens.first(word);
                    self.fill(self.tokens.first(first)..end);
                }
                let word = self.tokens.first(word);
                match clause {
                    Some(indent) if !flat => self.break_before(word, indent),
                    _ => self.lead(word),
                }
                clause = clause.or(Some(self.column_of(word)));
                self.put(word);
            }
            if let Some((Part::Group(condition), others)) = behind.split_first() {
                self.condition(condition, 0);
                rest = others;
            } else {
                rest = &[];
            }
            self.onward = onward;
        }
        // What follows the last condition: `, pausing while waiting on customer`.
        if let Some(first) = rest.first() {
            self.fill(self.tokens.first(first)..range.end);
        }
    }

    /// Whether tokens and `tail` more columns fit on this line.
    fn fits(&self, range: &Range<usize>, tail: usize) -> bool {
        !self.tokens.commented(range.clone()) && self.reach(range.clone()) + tail <= WIDTH
    }

    fn put_all(&mut self, range: Range<usize>) {
        for index in range {
            self.put(index);
        }
    }

    /// A condition with `tail` columns behind it on its last line.
    fn condition(&mut self, group: &Group, tail: usize) {
        let range = self.tokens.range(group);
        self.lead(range.start);
        if self.fits(&range, tail) {
            return self.put_all(range);
        }
        let column = self.column_of(range.start);
        let onward = std::mem::replace(&mut self.onward, column + STEP);
        let several = group.parts.len() > 1;
        for (n, part) in group.parts.iter().enumerate() {
            let tail = if n + 1 == group.parts.len() { tail } else { 0 };
            match part {
                Part::Token(_) => {
                    let or = self.tokens.first(part);
                    self.break_before(or, column);
                    self.put(or);
                }
                // Among `or`s, what belongs to one of them is set in.
                Part::Group(part) => self.conjunction(part, tail, if several { column + STEP } else { column }),
            }
        }
        self.onward = onward;
    }

    fn conjunction(&mut self, group: &Group, tail: usize, indent: usize) {
        let range = self.tokens.range(group);
        self.lead(range.start);
        if self.fits(&range, tail) {
            return self.put_all(range);
        }
        for (n, part) in group.parts.iter().enumerate() {
            let tail = if n + 1 == group.parts.len() { tail } else { 0 };
            match part {
                Part::Token(_) => {
                    let and = self.tokens.first(part);
                    self.break_before(and, indent);
                    self.put(and);
                }
                Part::Group(part) => self.operand(part, tail),
            }
        }
    }

    fn operand(&mut self, group: &Group, tail: usize) {
        for part in &group.parts {
            match part {
                Part::Token(_) => self.put(self.tokens.first(part)),
                Part::Group(inner) if inner.kind == Kind::Condition => self.condition(inner, tail + 1),
                Part::Group(values) => self.values(values),
            }
        }
    }

    /// A list in brackets, set in behind its bracket.
    fn values(&mut self, group: &Group) {
        let range = self.tokens.range(group);
        self.put(range.start);
        let column = self.column();
        let onward = std::mem::replace(&mut self.onward, column);
        self.fill(range.start + 1..range.end);
        self.onward = onward;
    }
}
