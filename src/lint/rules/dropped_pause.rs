//! L0209: A promise no longer pauses, unlike the inherited one that it replaces.

use crate::diagnostic::{Diagnostic, RuleCode, Severity, list};
use crate::lint::root::{Root, Written, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Cadence, Limit, PriorityId, Reply, Terms};
use crate::span::{Span, Spanned};
use crate::syntax::ast::Statement;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0209",
        name: "dropped-pause",
        summary: "A promise no longer pauses, unlike the inherited one that it replaces.",
        page: include_str!("dropped_pause.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(parent) = written.parent else { continue };
        for statement in written.statements() {
            let mut replaced = replaced(root, &written, statement).into_iter();
            let dropped = replaced.find_map(|replaced| {
                let lost = replaced.inherited.iter().filter(|party| !replaced.own.contains(party));
                let lost: Vec<&str> = lost.map(String::as_str).collect();
                (!lost.is_empty()).then_some((replaced, lost))
            });
            let Some((Replaced { what, priority, own, place, .. }, lost)) = dropped else { continue };
            let message = format!(
                "the {what} of `{}` does not pause while waiting on {}, as it does in `{}`",
                root.model().priority_name(priority),
                list(lost.iter().copied()),
                parent.name,
            );
            let mut parties: Vec<&str> = own.iter().map(String::as_str).collect();
            parties.extend(lost);
            let parties = parties.join(", ");
            let help = format!("add `, pausing while waiting on {parties}`; {}", RULE.or_allow());
            found.push(RULE.at(statement.span, message).related(place, "inherited").help(help));
        }
    }
    found
}

/// The parties that a statement pauses for, and those that the inherited one does.
struct Replaced<'a> {
    what: &'a str,
    priority: PriorityId,
    own: &'a [String],
    inherited: &'a [String],
    /// Where the inherited one is.
    place: Span,
}

/// What a statement replaces, priority by priority, where both are timed.
fn replaced<'a>(root: &Root<'a>, written: &Written<'a>, statement: &Spanned<Statement>) -> Vec<Replaced<'a>> {
    let at = statement.span;
    match statement.value {
        Statement::Objective(_) => {
            let promised = written.promised(at).filter_map(|(priority, objective, own, _)| {
                let inherited = promise(written.inherited(priority)?, objective)?;
                let timed = [own, inherited].iter().all(|p| !matches!(p.limit, Limit::None(_)));
                let what = root.model().objective_name(objective);
                timed.then_some(Replaced {
                    what,
                    priority,
                    own: &own.clauses.pausing,
                    inherited: &inherited.clauses.pausing,
                    place: inherited.span,
                })
            });
            promised.collect()
        }
        Statement::Update(..) => {
            let every = |terms: &'a Terms| match &terms.cadence {
                Some(Cadence::Every { pausing, span, .. }) => Some((pausing.as_slice(), *span)),
                _ => None,
            };
            both(written, at, "update", every)
        }
        Statement::Reply(..) => {
            let within = |terms: &'a Terms| match &terms.reply {
                Some(Reply::Within { pausing, span, .. }) => Some((pausing.as_slice(), *span)),
                _ => None,
            };
            both(written, at, "reply", within)
        }
        _ => Vec::new(),
    }
}

/// Of each priority that a statement is about: its parties, and those of what is inherited.
fn both<'a>(
    written: &Written<'a>,
    at: Span,
    what: &'static str,
    parties: impl Fn(&'a Terms) -> Option<(&'a [String], Span)>,
) -> Vec<Replaced<'a>> {
    let replaced = written.terms().filter_map(|(priority, terms)| {
        let (own, _) = parties(terms).filter(|(_, span)| *span == at)?;
        let (inherited, place) = parties(written.inherited(priority)?)?;
        Some(Replaced { what, priority, own, inherited, place })
    });
    replaced.collect()
}
