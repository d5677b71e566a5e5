//! Conditions as they are written, beside what they were resolved to.

use std::borrow::Cow;

use crate::analysis::Ask;
use crate::policy::model::{Condition, Package, PackageId, PriorityId, Terms};
use crate::span::Span;
use crate::syntax::ast::{self, ConditionKind, ItemKind, ObjectiveStatement, Provide, Remedy, Statement, Treat};
use crate::value::Truths;

use super::root::{Root, Written};

/// What a condition is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The definition of a priority.
    Definition,
    /// `when`, `unless` of a remedy.
    When,
    Unless,
    /// `favoured when`
    Favoured,
    /// Of a treatment.
    Treat,
    /// Of a limit.
    Limit,
    /// Of a measure.
    Measured,
}

/// A condition of a file that was given.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    pub(super) role: Role,
    pub(super) written: &'a ast::Condition,
    pub(super) resolved: &'a Condition,
    /// The only priority that it is asked for.
    pub(super) priority: Option<PriorityId>,
    /// The packages that it is asked under; of none, any that is sold.
    pub(super) packages: Vec<PackageId>,
}

/// What a remedy is provided for: its `when` and `unless` together.
#[derive(Debug, Clone)]
pub(super) struct Provided<'a> {
    pub(super) provide: &'a Provide,
    /// The `when`, and not the `unless`.
    pub(super) whole: &'a Condition,
    /// The packages that it is asked under; of none, any that is sold.
    pub(super) packages: Vec<PackageId>,
}

impl<'a> Provided<'a> {
    /// The `when` and the `unless`, resolved; `None` without an `unless`.
    pub(super) fn halves(&self) -> Option<(&'a Condition, &'a Condition)> {
        let (when, unless) = halves(self.whole, self.provide.unless.is_some());
        when.zip(unless)
    }
}

impl<'a> Root<'a> {
    /// Every condition of the files that were given.
    pub(super) fn conditions(&self) -> Vec<Asked<'a>> {
        let mut out = Vec::new();
        for item in self.items() {
            match &item.kind {
                ItemKind::Priority(priority) => {
                    let id = self.model().priority(&priority.name.value);
                    let resolved = id.and_then(|id| self.model().priorities.get(usize::from(id.0)));
                    let written = priority.definitions.first().and_then(|d| d.value.as_ref());
                    if let (Some(written), Some(resolved)) = (written, resolved.and_then(|r| r.definition.as_ref())) {
                        let packages = Vec::new();
                        out.push(Asked { role: Role::Definition, written, resolved, priority: None, packages });
                    }
                }
                ItemKind::Treat(treat) => self.treat(treat, &[], &mut out),
                ItemKind::Remedy(remedy) => self.remedy(remedy, &[], &mut out),
                _ => {}
            }
        }
        for package in self.packages() {
            for statement in package.statements() {
                match &statement.value {
                    Statement::Treat(treat) => self.treat(treat, self.holders(treat.span), &mut out),
                    Statement::Remedy(remedy) => self.remedy(remedy, self.holders(remedy.span), &mut out),
                    Statement::Service(asking) => out.extend(self.measured(statement.span, asking)),
                    Statement::Objective(ObjectiveStatement { circumstance: Some(written), .. }) => {
                        out.extend(self.circumstance(&package, statement.span, written));
                    }
                    _ => {}
                }
            }
        }
        out
    }

    /// The condition under which a limit of a package holds.
    fn circumstance(&self, package: &Written<'a>, limit: Span, written: &'a ast::Condition) -> Option<Asked<'a>> {
        let promises = |terms: &'a Terms| terms.promises.iter().flatten().flat_map(|promise| promise.each());
        let holds = |terms| promises(terms).find(|(_, promise)| promise.span == limit);
        let mut found = package.terms().filter_map(|(priority, terms)| Some((priority, holds(terms)?.0?)));
        let (priority, resolved) = found.next()?;
        // One statement may be about several priorities.
        let priority = found.next().is_none().then_some(priority);
        let all = self.all_packages().iter();
        let packages = all.filter(|p| p.terms().any(|(_, terms)| holds(terms).is_some())).map(|p| p.id).collect();
        Some(Asked { role: Role::Limit, written, resolved, priority, packages })
    }

    /// The condition that a measure asks: which incidents are left out, or are downtime.
    fn measured(&self, span: Span, statement: &'a ast::ServiceStatement) -> Option<Asked<'a>> {
        let written = statement.condition()?;
        let resolved = |package: &'a Package| {
            let measured = package.service.measured.as_ref().filter(|m| m.span == span).and_then(|m| m.except.as_ref());
            let availability = package.service.availability.as_ref().filter(|a| a.span == span).map(|a| &a.down);
            measured.or(availability)
        };
        let holders = self.all_packages().iter().filter(|p| resolved(p.package).is_some());
        let packages: Vec<PackageId> = holders.map(|p| p.id).collect();
        let resolved = packages.first().and_then(|id| self.model().package(*id)).and_then(resolved)?;
        Some(Asked { role: Role::Measured, written, resolved, priority: None, packages })
    }

    fn treat(&self, treat: &'a Treat, packages: &[PackageId], out: &mut Vec<Asked<'a>>) {
        let holder = self.holders(treat.span).first().and_then(|p| self.model().package(*p));
        if let Some(found) = holder.and_then(|p| p.treatments.iter().find(|t| t.span == treat.span)) {
            out.push(Asked {
                role: Role::Treat,
                written: &treat.condition,
                resolved: &found.condition,
                priority: Some(found.from),
                packages: packages.to_vec(),
            });
        }
    }

    fn remedy(&self, remedy: &'a Remedy, packages: &[PackageId], out: &mut Vec<Asked<'a>>) {
        let holder = self.holders(remedy.span).first().and_then(|p| self.model().package(*p));
        let Some(found) = holder.and_then(|p| p.remedies.iter().find(|r| r.span == remedy.span)) else { return };
        let mut add = |role, written: Option<&'a ast::Condition>, resolved: Option<&'a Condition>| {
            if let (Some(written), Some(resolved)) = (written, resolved) {
                out.push(Asked { role, written, resolved, priority: None, packages: packages.to_vec() });
            }
        };
        if let Some(provide) = remedy.provide.first() {
            let (when, unless) = halves(&found.entitled, provide.value.unless.is_some());
            add(Role::When, provide.value.when.as_ref(), when);
            add(Role::Unless, provide.value.unless.as_ref(), unless);
        }
        add(Role::Favoured, remedy.favoured.first().map(|f| &f.value), found.favoured.as_ref());
    }

    /// What each remedy of the files that were given is provided for.
    pub(super) fn provided(&self) -> Vec<Provided<'a>> {
        let mut out = Vec::new();
        for item in self.items() {
            if let ItemKind::Remedy(remedy) = &item.kind {
                out.extend(self.provided_by(remedy, &[]));
            }
        }
        for package in self.packages() {
            for statement in package.statements() {
                if let Statement::Remedy(remedy) = &statement.value {
                    out.extend(self.provided_by(remedy, self.holders(remedy.span)));
                }
            }
        }
        out
    }

    fn provided_by(&self, remedy: &'a Remedy, packages: &[PackageId]) -> Option<Provided<'a>> {
        let holder = self.holders(remedy.span).first().and_then(|p| self.model().package(*p));
        let found = holder?.remedies.iter().find(|r| r.span == remedy.span)?;
        let provide = &remedy.provide.first()?.value;
        Some(Provided { provide, whole: &found.entitled, packages: packages.to_vec() })
    }

    /// Whether no incident makes a condition come to any of these, wherever it is asked.
    pub(super) fn never(&self, asked: &Asked<'_>, condition: &Condition, wanted: Truths) -> bool {
        self.never_in(&asked.packages, asked.priority, condition, wanted)
    }

    /// The same of a condition that is asked in these packages, for one priority or for any.
    pub(super) fn never_in(
        &self,
        packages: &[PackageId],
        priority: Option<PriorityId>,
        condition: &Condition,
        wanted: Truths,
    ) -> bool {
        let ask = |package| self.analysis.find(&[Ask { priority, package, ..Ask::of(condition, wanted) }]).never();
        if packages.is_empty() || !names_contracts(condition) {
            return ask(None);
        }
        packages.iter().all(|package| ask(Some(*package)))
    }
}

/// `when` and `unless` of what a remedy was resolved to.
fn halves(entitled: &Condition, unless: bool) -> (Option<&Condition>, Option<&Condition>) {
    match entitled {
        Condition::All(parts) if unless => match parts.as_slice() {
            [when, Condition::Not(unless)] => (Some(when), Some(unless)),
            _ => (None, None),
        },
        when => (Some(when), None),
    }
}

fn names_contracts(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(names_contracts),
        Condition::Not(inner) => names_contracts(inner),
        Condition::ContractIn(_) | Condition::ContractExtends(_) => true,
        // `zone` of a contract moves the calendar.
        Condition::OpenedWithin(opened) => opened.zone.is_none(),
        _ => false,
    }
}

/// A part of a condition: where it stands and what it was resolved to.
pub(super) struct Part<'c> {
    pub(super) span: Span,
    pub(super) written: &'c ast::Condition,
    pub(super) resolved: Cow<'c, Condition>,
}

/// The parts that a condition is put together of; none where it is a comparison.
pub(super) fn parts<'c>(written: &'c ast::Condition, resolved: &Cow<'c, Condition>) -> Vec<Part<'c>> {
    let part = |written: &'c ast::Condition, resolved| Part { span: written.span, written, resolved };
    match (&written.value, resolved) {
        (ConditionKind::All(parts) | ConditionKind::Any(parts), resolved) => match resolved {
            Cow::Borrowed(Condition::All(own) | Condition::Any(own)) if own.len() == parts.len() => {
                parts.iter().zip(own).map(|(w, r)| part(w, Cow::Borrowed(r))).collect()
            }
            Cow::Owned(Condition::All(own) | Condition::Any(own)) if own.len() == parts.len() => {
                parts.iter().zip(own).map(|(w, r)| part(w, Cow::Owned(r.clone()))).collect()
            }
            _ => Vec::new(),
        },
        // Resolving took two negations out.
        (ConditionKind::Not(inner), Cow::Borrowed(Condition::Not(own))) => vec![part(inner, Cow::Borrowed(own))],
        (ConditionKind::Not(inner), other) => {
            let negated = match other.as_ref() {
                Condition::Not(own) => own.as_ref().clone(),
                own => Condition::Not(Box::new(own.clone())),
            };
            vec![part(inner, Cow::Owned(negated))]
        }
        (ConditionKind::Comparison(..) | ConditionKind::OpenedWithin(_), _) => Vec::new(),
    }
}
