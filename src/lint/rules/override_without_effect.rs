//! L0401: A statement repeats what is inherited.

use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::edit::take_out;
use crate::lint::root::{Root, Written, promise};
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::{Cadence, Coverage, ObjectiveId, Package, PriorityId, Reply, Terms};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Sign, Statement};

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0401",
        name: "override-without-effect",
        summary: "A statement repeats what is inherited.",
        page: include_str!("override_without_effect.md"),
    },
    group: Group::Upkeep,
    severity: Severity::Note,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for written in root.packages() {
        let Some(parent) = written.parent else { continue };
        for statement in written.statements().filter(|s| repeats(root, &written, parent, s)) {
            let message = format!("`{}` says this already", parent.name);
            let finding = RULE.at(statement.span, message).help("remove it");
            found.push(match take_out(root.sources, statement.span) {
                Some(edit) => finding.fix("remove the statement", vec![edit]),
                None => finding,
            });
        }
    }
    found
}

/// Whether a contract without the statement would be the same contract.
fn repeats(root: &Root<'_>, written: &Written<'_>, parent: &Package, statement: &Spanned<Statement>) -> bool {
    let Spanned { value, span } = statement;
    let inherits = |same: fn(&Terms, &Terms) -> bool, of: fn(&Terms, Span) -> bool| {
        let mut own = written.terms().filter(|(_, terms)| of(terms, *span)).peekable();
        own.peek().is_some()
            && own.all(|(priority, terms)| written.inherited(priority).is_some_and(|before| same(terms, before)))
    };
    match value {
        // Without it another zone, or a bare statement of the block, would be read.
        Statement::Coverage(names, _) => {
            let zone = written.statements().any(|s| matches!(s.value, Statement::Zone(_)));
            let bare = written.statements().any(|s| matches!(&s.value, Statement::Coverage(n, _) if n.is_empty()));
            let same = |a: Option<Coverage>, b: Option<Coverage>| {
                a.map(|c| (c.calendar, c.zone)) == b.map(|c| (c.calendar, c.zone))
            };
            let usual = !names.is_empty() || same(written.package.bare_coverage, parent.bare_coverage);
            !zone
                && usual
                && (names.is_empty() || !bare)
                && inherits(
                    |a, b| a.coverage.map(|c| (c.calendar, c.zone)) == b.coverage.map(|c| (c.calendar, c.zone)),
                    |terms, span| terms.coverage.is_some_and(|c| c.span == span),
                )
        }
        Statement::Objective(objective) => {
            let bare = written.statements().any(|s| {
                matches!(&s.value, Statement::Objective(o) if o.objective.value == objective.objective.value && o.priorities.is_empty())
            });
            let id = root.model().objective(&objective.objective.value);
            let again = id.is_some_and(|id| promises_again(written, parent, id, *span));
            (objective.priorities.is_empty() || !bare) && again
        }
        Statement::Update(names, _) => {
            let bare = written.statements().any(|s| matches!(&s.value, Statement::Update(n, _) if n.is_empty()));
            let said = |terms: &Terms| match &terms.cadence {
                Some(Cadence::Every { duration, words, pausing, .. }) => {
                    Some((*duration, words.clone(), pausing.clone()))
                }
                _ => None,
            };
            let own = |terms: &Terms| matches!(&terms.cadence, Some(Cadence::Every { span: s, .. }) if s == span);
            let mut own = written.terms().filter(|(_, terms)| own(terms)).peekable();
            (names.is_empty() || !bare)
                && own.peek().is_some()
                && own.all(|(priority, terms)| written.inherited(priority).is_some_and(|b| said(b) == said(terms)))
        }
        Statement::Reply(names, _) => {
            let bare = written.statements().any(|s| matches!(&s.value, Statement::Reply(n, _) if n.is_empty()));
            let said = |terms: &Terms| match &terms.reply {
                Some(Reply::Within { inclusive, duration, on, pausing, .. }) => {
                    Some((*inclusive, *duration, on.map(|on| (on.calendar, on.zone)), pausing.clone()))
                }
                _ => None,
            };
            let own = |terms: &Terms| matches!(&terms.reply, Some(Reply::Within { span: s, .. }) if s == span);
            let mut own = written.terms().filter(|(_, terms)| own(terms)).peekable();
            (names.is_empty() || !bare)
                && own.peek().is_some()
                && own.all(|(priority, terms)| written.inherited(priority).is_some_and(|b| said(b) == said(terms)))
        }
        Statement::Channels(Sign::Set, names) => {
            let own: Vec<&String> = names.iter().map(|n| &n.value).collect();
            parent.general.channels().is_some_and(|channels| channels.iter().collect::<Vec<_>>() == own)
        }
        Statement::Remedy(remedy) => {
            let mut pairs = written.package.remedies.iter().zip(&parent.remedies);
            pairs.any(|(own, before)| {
                own.span == remedy.span
                    && (own.committed, &own.entitled, &own.favoured)
                        == (before.committed, &before.entitled, &before.favoured)
            })
        }
        Statement::Channels(..) => false,
        _ => says_again(root, written, parent, *span),
    }
}

/// Whether a statement about all priorities alike says what the parent says. What nobody has said before may be said,
/// even if it is the default.
fn says_again(root: &Root<'_>, written: &Written<'_>, parent: &Package, span: Span) -> bool {
    let (own, before) =
        (root.model().general_terms(&written.package.general), root.model().general_terms(&parent.general));
    own.iter().filter(|term| term.span == Some(span)).any(|term| {
        let said = before.iter().filter(|other| other.statement == term.statement && other.span.is_some());
        said.into_iter().any(|other| other.lines == term.lines)
    })
}

/// Whether all that a statement promises is promised already, and is judged over the same incidents.
fn promises_again(written: &Written<'_>, parent: &Package, objective: ObjectiveId, span: Span) -> bool {
    let of = |package: &Package, span: Span| -> Vec<PriorityId> {
        let terms = (0_u16..).map(PriorityId).zip(&package.terms);
        terms.filter(|(_, t)| promise(t, objective).is_some_and(|p| p.span == span)).map(|(p, _)| p).collect()
    };
    let own = of(written.package, span);
    !own.is_empty()
        && own.iter().all(|priority| {
            let terms = written.package.terms.get(usize::from(priority.0));
            let now = terms.and_then(|t| promise(t, objective));
            let before = written.inherited(*priority).and_then(|t| promise(t, objective));
            let (Some(now), Some(before)) = (now, before) else { return false };
            // A share is of all incidents that one statement is about.
            let together = now.clauses.share.is_none() || of(parent, before.span) == own;
            // Several limits by circumstance are replaced as a whole: that they say the same is not looked into.
            together && now.circumstances.is_empty() && now.says_same(before)
        })
}
