//! Where a tier or contract is worse for the customer than what it extends, proved over all incidents.

use std::rc::Rc;

use crate::analysis::{About, Aspect, Side, Verdict, compare};
use crate::diagnostic::{Diagnostic, list};
use crate::policy::Compared;
use crate::policy::model::{Limit, ObjectiveId, Package, PackageId, PriorityId, Terms};
use crate::span::Span;
use crate::syntax::ast::{CreditText, ServiceStatement, Sign, Statement};

use super::root::{Root, Written, length, promise};
use super::rule::Rule;

/// What makes a package worse: a statement of its own, and what follows from it.
pub(super) struct Worse<'a> {
    written: Written<'a>,
    parent: &'a Package,
    span: Span,
    cause: Cause,
    aspects: Vec<Aspect>,
}

/// What kind of statement is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// One that promises less.
    Says,
    /// A coverage or zone that an inherited limit now runs on.
    Covers,
}

impl<'a> Root<'a> {
    /// Everything in which a package loses against what it extends, by the statements that are to blame.
    pub(super) fn worse(&self, written: &Written<'a>) -> Vec<Worse<'a>> {
        // A base is never sold, so that nothing about it can be lost.
        let Some(parent) = written.parent.filter(|p| !p.base && !written.package.base) else { return Vec::new() };
        let Some(id) = written.package.extends else { return Vec::new() };
        if !written.statements().any(|s| may_lose(&s.value)) {
            return Vec::new();
        }
        let mut found: Vec<Worse<'a>> = Vec::new();
        for aspect in self.lost(written.id, id).iter() {
            let (span, cause) = blame(self, written, aspect);
            if is_trade(self, written, aspect, cause) {
                continue;
            }
            match found.iter_mut().find(|w| w.span == span) {
                Some(worse) => worse.aspects.push(aspect.clone()),
                None => {
                    found.push(Worse { written: *written, parent, span, cause, aspects: vec![aspect.clone()] });
                }
            }
        }
        found
    }

    /// Everything in which one package loses against another.
    fn lost(&self, new: PackageId, old: PackageId) -> Rc<Vec<Aspect>> {
        if let Some(known) = self.losses.borrow().get(&new) {
            return Rc::clone(known);
        }
        let side = |id| Side { policy: self.policy, id };
        let mut aspects = compare(side(new), side(old)).aspects;
        aspects.retain(|a| !a.overall().at_least());
        let lost = Rc::new(aspects);
        self.losses.borrow_mut().insert(new, Rc::clone(&lost));
        lost
    }
}

impl Worse<'_> {
    pub(super) fn span(&self) -> Span {
        self.span
    }

    pub(super) fn cause(&self) -> Cause {
        self.cause
    }

    /// The finding: what is lost, and an incident that shows it.
    pub(super) fn tell(&self, rule: &'static Rule) -> Diagnostic {
        let (name, parent) = (&self.written.package.name, &self.parent.name);
        let Some(aspect) = self.aspects.first() else { return rule.at(self.span, String::new()) };
        let of = |a: &Aspect| match a.priorities.is_empty() {
            true => format!("the {}", a.about),
            false => format!("the {} of {}", a.about, list(a.priorities.iter().map(String::as_str))),
        };
        let others: Vec<String> = self.aspects.iter().skip(1).map(of).collect();
        let others = if others.is_empty() { String::new() } else { format!("; so too in {}", others.join(", ")) };
        // What a remedy says is at the place that is shown; the other's may be of another file.
        let said = match aspect.about {
            About::Remedy(_) => "it is provided in fewer incidents, or not for sure".to_owned(),
            _ if aspect.new == aspect.old => match aspect.reasons.as_slice() {
                [] => format!("`{}` is counted differently", aspect.new),
                reasons => reasons.iter().map(|r| r.words(name, parent)).collect::<Vec<_>>().join("; "),
            },
            _ => format!("`{}` instead of `{}`", aspect.new, aspect.old),
        };
        let message = format!("`{name}` is worse for the customer than `{parent}` in {}: {said}{others}", of(aspect));
        let shown = self.aspects.iter().find_map(|a| a.proof.as_ref()).map(|proof| {
            let incident = &proof.incident;
            let mut words = format!("an incident opened at {}", incident.opened.rfc3339(None));
            let stops =
                [("answered", incident.responded), ("relieved", incident.relieved), ("resolved", incident.resolved)];
            for (what, at) in stops {
                if let Some(at) = at {
                    words.push_str(&format!(", {what} at {}", at.rfc3339(None)));
                }
            }
            if let Some(waiting) = incident.waiting.first() {
                words.push_str(&format!(", after waiting on `{}`", waiting.on));
            }
            if !incident.excluded.is_empty() {
                words.push_str(", with time excluded");
            }
            if let Some(change) = incident.priority_changes.first() {
                words.push_str(&format!(", changed to `{}` at {}", change.to, change.at.rfc3339(None)));
            }
            if let Some(channel) = &incident.channel {
                words.push_str(&format!(", by `{channel}`"));
            }
            match proof.others.as_ref().map(|others| others.count) {
                None => {}
                Some(1) => words.push_str(", counted together with one that is in time"),
                Some(count) => words.push_str(&format!(", counted together with {count} that are in time")),
            }
            format!("{words}: {}, under `{parent}` {}; ", proof.new, proof.old)
        });
        let help = format!("tighten it; {}, with the reason why it was agreed", rule.or_allow());
        rule.at(self.span, message).help(format!("{}{help}", shown.unwrap_or_default()))
    }
}

/// Whether a statement can take anything from the customer that is reported: the same hours in another zone are
/// later here and sooner there.
fn may_lose(statement: &Statement) -> bool {
    !matches!(
        statement,
        Statement::Customer(_)
            | Statement::InForce(..)
            | Statement::Zone(_)
            | Statement::Channels(Sign::Add, _)
            | Statement::Assistance(_)
            | Statement::Term(..)
    )
}

/// Whether a limit is worse at some times for being better at others: the same hours in the customer's own
/// zone, other holidays, a shorter limit on a calendar that is closed on a day more. One that is itself
/// written longer is none.
fn is_trade(root: &Root<'_>, written: &Written<'_>, aspect: &Aspect, cause: Cause) -> bool {
    let About::Objective(name) = &aspect.about else {
        return aspect.overall() == Verdict::Incomparable && aspect.about == About::Updates;
    };
    let Some(objective) = root.model().objective(name) else { return false };
    let priority = aspect.priorities.first().and_then(|name| root.model().priority(name));
    let terms = priority.and_then(|p| Some((written.package.terms.get(usize::from(p.0))?, written.inherited(p)?)));
    let lengths = terms.and_then(|(own, before)| Some((length(own, objective)?.0, length(before, objective)?.0)));
    let longer = cause == Cause::Says && lengths.is_some_and(|(own, before)| own > before);
    // To wait for one more party is no trade: nothing comes sooner for it.
    let waits = |terms: &Terms| promise(terms, objective).map(|p| p.clauses.pausing.clone());
    let parties = terms.and_then(|(own, before)| Some((waits(own)?, waits(before).unwrap_or_default())));
    let pauses = parties.is_some_and(|(own, before)| own.iter().any(|party| !before.contains(party)));
    aspect.overall() == Verdict::Incomparable && !longer && !pauses
}

/// The statement of the package's own block that an aspect depends on, else its name.
fn blame(root: &Root<'_>, written: &Written<'_>, aspect: &Aspect) -> (Span, Cause) {
    let own = |span: Span| written.holds(span).then_some(span);
    let statement =
        |wanted: fn(&Statement) -> bool| written.statements().find(|s| wanted(&s.value)).map(|s| (s.span, Cause::Says));
    let of_word = |word: &str| written.statements().find(|s| s.value.word() == word).map(|s| (s.span, Cause::Says));
    let credit = |measure: &str| {
        let of = |credit: &CreditText| {
            measure.strip_prefix(&credit.measure()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let own = written
            .statements()
            .find(|s| matches!(&s.value, Statement::Service(ServiceStatement::Credit(credit)) if of(credit)));
        own.map(|s| (s.span, Cause::Says))
    };
    let priority = aspect.priorities.first().and_then(|name| root.model().priority(name));
    let terms = priority.and_then(|p: PriorityId| written.package.terms.get(usize::from(p.0)));
    let found = match &aspect.about {
        About::Objective(objective) | About::Share(objective) => {
            let id = root.model().objective(objective);
            let spans = terms.zip(id).map(|(terms, id)| of_limit(terms, id)).unwrap_or_default();
            spans.into_iter().find_map(own).map(|s| (s, Cause::Says))
        }
        About::Updates => statement(|s| matches!(s, Statement::Update(..))),
        About::Replies => statement(|s| matches!(s, Statement::Reply(..))),
        About::Remedy(name) => {
            let remedies = root.model().remedies.iter().position(|r| r.name == *name);
            let remedy = remedies.and_then(|at| written.package.remedies.get(at));
            remedy.and_then(|r| own(r.span)).map(|s| (s, Cause::Says))
        }
        About::Credits(measure) => credit(measure).or_else(|| of_word("availability")),
        About::Escalations => of_word("escalate"),
        About::Measured => of_word("measured"),
        About::Fee => of_word("fee"),
        About::Availability => of_word("availability"),
        About::CreditLimits => of_word("credits"),
        About::Rights => of_word("right"),
        About::Quotas => of_word("quota"),
        about => {
            let general = root.model().general_terms(&written.package.general);
            let name = about.to_string();
            let said = general.iter().find(|term| term.compared == Compared::ByRules && term.name == name);
            said.and_then(|term| term.span).and_then(own).map(|s| (s, Cause::Says))
        }
    };
    let covered = || {
        let timed = matches!(aspect.about, About::Objective(_) | About::Updates);
        let coverage = terms.filter(|_| timed).and_then(|t| t.coverage).and_then(|c| own(c.span));
        let zone = || statement(|s| matches!(s, Statement::Zone(_))).filter(|_| timed).map(|(span, _)| span);
        coverage.or_else(zone).map(|span| (span, Cause::Covers))
    };
    let treated = || statement(|s| matches!(s, Statement::Treat(_)));
    found.or_else(covered).or_else(treated).unwrap_or((written.item.name.span, Cause::Says))
}

/// The statements that a limit is made of: its own, and the response's where it is a multiple of that.
fn of_limit(terms: &Terms, objective: ObjectiveId) -> Vec<Span> {
    let own = promise(terms, objective);
    let multiple = own.is_some_and(|p| matches!(p.limit, Limit::Multiple(..)));
    let response = promise(terms, ObjectiveId::RESPONSE).filter(|_| multiple);
    own.into_iter().chain(response).map(|p| p.span).collect()
}
