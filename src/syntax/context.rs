//! What may be at a place of a policy file where something could not be read.

use crate::diagnostic::nearest;
use crate::span::Span;

use super::grammar::Rule;
use super::hints;
use super::statements::{self, StatementSyntax};
use super::token::{blank, token_at};

/// The block that a broken slice is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The text found there, for `begins no statement of a calendar`.
    pub(super) what: &'static str,
    /// What may be there, by the word that each begins with.
    statements: [&'static [StatementSyntax]; 2],
    /// The rule where no word leads.
    pub(super) fallback: Option<Rule>,
    /// The rule of one such thing and nothing behind it.
    pub(super) whole: Rule,
}

impl Context {
    /// The context of a broken rule; nothing for a rule that is whole.
    pub(super) fn of(rule: Rule) -> Option<Self> {
        use statements::{
            BANDS, CALENDAR, CONTRACT_ONLY, FIELDS, HOLIDAYS, ITEMS, OUTCOMES, POLICY, PRIORITY, REMEDY, TEST, TIER,
        };
        let new =
            |what, statements, fallback, whole| Some(Self { what, statements: [statements, &[]], fallback, whole });
        match rule {
            Rule::broken_item => new("item of a policy file", ITEMS, None, Rule::whole_item),
            Rule::broken_policy_field => new("field of a policy", POLICY, None, Rule::whole_policy_field),
            Rule::broken_calendar_stmt => new("statement of a calendar", CALENDAR, None, Rule::whole_calendar_stmt),
            Rule::broken_holiday => new("line of a holiday list", HOLIDAYS, Some(Rule::holiday), Rule::whole_holiday),
            Rule::broken_fact => new("fact", &[], Some(Rule::fact), Rule::whole_fact),
            Rule::broken_priority_stmt => new("statement of a priority", PRIORITY, None, Rule::whole_priority_stmt),
            Rule::broken_tier_stmt => new("statement of a tier", TIER, None, Rule::whole_contract_stmt),
            Rule::broken_contract_stmt => {
                let tier = new("statement of a contract", TIER, None, Rule::whole_contract_stmt)?;
                Some(Self { statements: [TIER, CONTRACT_ONLY], ..tier })
            }
            Rule::broken_band => new("band of a credit", BANDS, None, Rule::whole_band),
            Rule::broken_remedy_stmt => new("statement of a remedy", REMEDY, None, Rule::whole_remedy_stmt),
            Rule::broken_test_part => new("part of a test", TEST, None, Rule::whole_test_part),
            Rule::broken_field => new("field of an incident", FIELDS, Some(Rule::plain_field), Rule::whole_field),
            Rule::broken_outcome => new("expectation", OUTCOMES, Some(Rule::remedy_outcome), Rule::whole_outcome),
            _ => None,
        }
    }

    /// What may be there, by the word that each begins with.
    pub(super) fn statements(self) -> impl Iterator<Item = &'static StatementSyntax> {
        self.statements.into_iter().flatten()
    }

    /// Whether these are the items of a file.
    pub(super) fn is_item(self) -> bool {
        self.whole == Rule::whole_item
    }

    /// Whether these are the statements of a tier or contract.
    pub(super) fn is_package(self) -> bool {
        self.whole == Rule::whole_contract_stmt
    }

    /// Whether these are the fields of an incident.
    pub(super) fn is_field(self) -> bool {
        self.whole == Rule::whole_field
    }

    /// Whether a token, at the head of the line `text`, begins another thing here.
    pub(super) fn begins(self, first: &str, text: &str) -> bool {
        let word = first.starts_with(|c: char| c.is_alphanumeric());
        match self.fallback {
            Some(_) => word,
            None => self.near_lead(first).is_some() || (self.is_package() && hints::of_service(first, text).is_some()),
        }
    }

    /// The word that leads something here that a token is, or was meant to be.
    pub(super) fn near_lead(self, first: &str) -> Option<&'static str> {
        let leads = || self.statements().map(|statement| statement.word);
        let near = || nearest(first, leads().filter(|lead| lead.len() > 3)).filter(|_| first.len() > 2);
        leads().find(|word| *word == first).or_else(|| hints::lead(first, leads())).or_else(near)
    }

    /// The lead of a slice, as [`Lost`](super::ast::Lost) has it.
    pub(super) fn lead(self, slice: &str) -> String {
        self.near_lead(token_at(slice, blank(slice))).unwrap_or("").to_owned()
    }

    /// Whether a broken slice is what is left over of the thing before it.
    pub(super) fn continues(self, text: &str, before: Span, broken: Span) -> bool {
        let slice = text.get(broken.range()).unwrap_or("");
        let first = token_at(slice, 0);
        if misplaced(first, slice).is_some() || matches!(first, "{" | "}") || unclosed_text(slice).is_some() {
            return false;
        }
        let between = text.get(before.end as usize..broken.start as usize).unwrap_or("\n");
        let same_line = !between.contains('\n');
        let goes_on = matches!(first, "," | ")" | "(" | "and" | "or" | "is" | "not" | "between" | "at");
        goes_on || (same_line && self.near_lead(first).is_none())
    }
}

/// The place of a quotation mark that is not closed on its line.
pub(super) fn unclosed_text(slice: &str) -> Option<usize> {
    let mut offset = 0;
    for line in slice.split_inclusive('\n') {
        let mut open = None;
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            match (c, open) {
                ('"', None) => open = Some(at),
                ('"', Some(_)) => open = None,
                ('\\', Some(_)) => {
                    chars.next();
                }
                ('/', None) if line.get(at..).is_some_and(|r| r.starts_with("//")) => break,
                _ => {}
            }
        }
        if let Some(at) = open {
            return Some(offset + at);
        }
        offset += line.len();
    }
    None
}

/// What a first token means that leads nothing but is often put there.
pub(super) fn misplaced(first: &str, slice: &str) -> Option<&'static str> {
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| slice.starts_with(mark)) {
        return Some("this remained after a merge of two versions: keep one of them");
    }
    let next = token_at(slice, first.len() + blank(slice.get(first.len()..).unwrap_or("")));
    Some(match (first, next) {
        (",", "+" | "-") => "one sign a line: `channels + telephone`, and `channels - email` below it",
        (",", next) if nearest(next, CLAUSES.iter().copied()).is_some() || CLAUSES.contains(&next) => return None,
        (",", next) if next.starts_with(|c: char| c.is_ascii_digit()) => {
            "there is no comma here; a duration is one number and one unit: `90 minutes`"
        }
        (",", "always") => "a calendar that joins `always` is always open: say `open always`, or remove `always`",
        (",", _) => "remove the comma: a list does not end with one, and statements have none between them",
        (";", _) => "statements need no separator; remove the semicolon",
        ("pausing", _) => "put a comma before `pausing`",
        ("/", "*") => "comments begin with `//` and end with their line",
        ("#" | "--", _) => "comments begin with `//`",
        _ => return None,
    })
}

/// What follows a comma within a statement.
const CLAUSES: &[&str] =
    &["pausing", "due", "elapsed", "favoured", "needs", "at", "except", "down", "ignoring", "counted", "provisional"];
