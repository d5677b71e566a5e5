//! L0408: Statements are not in the usual order.

use crate::diagnostic::{Diagnostic, Edit, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::source::Source;
use crate::span::Spanned;
use crate::syntax::ast::Statement;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0408",
        name: "statement-order",
        summary: "Statements are not in the usual order.",
        page: include_str!("statement_order.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

/// The place of a statement in the customary order, and what leads it; nothing for those that may stand
/// anywhere.
fn rank(statement: &Statement) -> Option<(u8, &'static str)> {
    Some(match statement {
        Statement::Customer(_) => (0, "customer"),
        Statement::InForce(..) => (1, "in force"),
        Statement::Zone(_) => (2, "zone"),
        Statement::Coverage(..) => (3, "coverage"),
        Statement::Objective(o) => match o.objective.value.as_str() {
            "response" => (4, "response"),
            "relief" => (5, "relief"),
            "resolution" => (6, "resolution"),
            _ => (7, "objective"),
        },
        Statement::Update(..) => (8, "update"),
        Statement::Reply(..) => (9, "reply"),
        _ => return None,
    })
}

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(source) = root.sources.get(written.item.name.span.file) else { continue };
        let ranked = |s: &&Spanned<Statement>| rank(&s.value).is_some();
        let statements: Vec<&Spanned<Statement>> = written.statements().filter(ranked).collect();
        // What a blank line parts is ordered by the writer.
        for paragraph in statements.chunk_by(|a, b| !parted(source, a, b)) {
            found.extend(out_of_order(source, paragraph));
        }
    }
    found
}

fn between<'s>(source: &'s Source, first: &Spanned<Statement>, second: &Spanned<Statement>) -> &'s str {
    source.text.get(first.span.end as usize..second.span.start as usize).unwrap_or("")
}

fn parted(source: &Source, first: &Spanned<Statement>, second: &Spanned<Statement>) -> bool {
    let lines: Vec<&str> = between(source, first, second).split('\n').collect();
    // The first follows the one, the last before the other.
    let own = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    own.iter().any(|line| line.trim().is_empty())
}

fn out_of_order(source: &Source, paragraph: &[&Spanned<Statement>]) -> Option<Diagnostic> {
    let order = |s: &Spanned<Statement>| rank(&s.value).map_or(0, |(rank, _)| rank);
    let (before, late) = paragraph.iter().zip(paragraph.iter().skip(1)).find(|(a, b)| order(a) > order(b))?;
    let [before, word] = [before, late].map(|s| rank(&s.value).map_or("", |(_, word)| word));
    let message = format!("`{word}` comes after `{before}`");
    let help = "the customary order: customer, in force, zone, coverage, response, relief, resolution, objective, update, reply; \
                the others may be anywhere";
    let finding = RULE.at(late.span, message).help(help);
    let mut sorted = paragraph.to_vec();
    sorted.sort_by_key(|s| order(s));
    let text = |s: &Spanned<Statement>| source.text.get(s.span.range()).unwrap_or("").to_owned();
    let moved = paragraph.iter().zip(&sorted).filter(|(old, new)| old.span != new.span);
    let edits: Vec<Edit> = moved.map(|(old, new)| Edit { span: old.span, text: text(new) }).collect();
    // A comment belongs to a statement, and only its writer knows to which.
    let commented = paragraph.iter().zip(paragraph.iter().skip(1)).any(|(a, b)| between(source, a, b).contains("//"))
        || edits.iter().any(|edit| edit.text.contains("//"))
        || surrounded(source, paragraph);
    Some(if commented { finding } else { finding.fix("put the statements in order", edits) })
}

/// Whether a comment is directly above a paragraph, or behind its last statement.
fn surrounded(source: &Source, paragraph: &[&Spanned<Statement>]) -> bool {
    let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) else { return false };
    let behind = source.text.get(last.span.end as usize..).and_then(|t| t.lines().next()).unwrap_or("");
    let before = source.text.get(..first.span.start as usize).unwrap_or("");
    let above = before.rsplit('\n').nth(1).unwrap_or("");
    behind.contains("//") || above.trim_start().starts_with("//")
}
