//! Tiers and contracts: who extends whom, and what each may replace.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, list};
use crate::span::Span;
use crate::syntax::ast::{Item, ItemKind, PackageItem, PackageKind};
use crate::syntax::tier_words;

use super::super::model::{Package, PackageId, Remedy, Treatment};
use super::draft::Draft;
use super::{Kind, Resolver};

/// More than any vendor sells under one policy.
const MAX_PACKAGES: usize = 10_000;
/// So many may descend from one another.
const MAX_LINEAGE: usize = 32;

/// What is said of those that extend one another in a circle, and what to do.
pub(super) fn circle(names: &[&str]) -> (String, String) {
    match names {
        [one] => (format!("`{one}` extends itself"), "remove the `extends`, or name another".to_owned()),
        _ => {
            let message = format!("{} extend one another in a circle", list(names.iter().copied()));
            (message, "one of them must have no `extends`, or extend something else".to_owned())
        }
    }
}

/// The packages as written, and how far each has come.
pub(super) struct Packages<'i> {
    pub(super) items: Vec<(&'i Item, &'i PackageItem)>,
    /// The parent of each, where it extends one that could be found.
    pub(super) parents: Vec<Option<usize>>,
    /// Names, with all that bear each: a tier or a contract, or the versions of one.
    names: BTreeMap<&'i str, Vec<usize>>,
}

impl Resolver<'_> {
    pub(super) fn packages(&mut self, remedies: &[Remedy], treatments: &[Treatment]) {
        let unit = self.unit;
        let items: Vec<(&Item, &PackageItem)> = unit
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Package(package) => Some((*item, package)),
                _ => None,
            })
            .take(MAX_PACKAGES + 1)
            .collect();
        if let Some((_, one)) = items.get(MAX_PACKAGES) {
            return self.too_many(one.name.span, MAX_PACKAGES, "tiers and contracts");
        }
        let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (_, package)) in items.iter().enumerate() {
            names.entry(&package.name.value).or_default().push(at);
        }
        let mut packages = Packages { items, parents: Vec::new(), names };
        self.one_kind_a_name(&packages);
        packages.parents = self.parents(&packages);
        let order = self.order(&mut packages);
        self.too_deep(&mut packages);
        let mut drafts: Vec<Option<Draft>> = vec![None; packages.items.len()];
        for at in order {
            let Some((_, item)) = packages.items.get(at) else { continue };
            let parent = packages.parents.get(at).copied().flatten();
            self.may_extend(&packages, at, parent);
            let mut draft = parent
                .and_then(|p| drafts.get(p).cloned().flatten())
                .unwrap_or_else(|| Draft::new(self.model.objectives.len(), self.model.priorities.len(), remedies));
            if parent.is_none() && item.extends.is_some() {
                draft.lost.0.insert(String::new());
            }
            draft.lost.0.extend(item.lost.0.iter().cloned());
            self.apply(&mut draft, &item.statements);
            if let Some(slot) = drafts.get_mut(at) {
                *slot = Some(draft);
            }
        }
        let silent: Vec<BTreeSet<String>> = drafts.iter().map(|draft| self.silent(draft.as_ref())).collect();
        for (at, draft) in drafts.into_iter().enumerate() {
            if let (Some(draft), Some(written)) = (draft, packages.items.get(at).copied()) {
                // What a tier that is sold lacks is told of that tier, and not of its contracts too.
                let sold = packages.lineage(at).into_iter().skip(1).filter(|p| packages.is_sold(*p));
                let told_before = sold.filter_map(|p| silent.get(p)).flatten().cloned().collect();
                let finished = self.finish(&packages, at, written, draft, &told_before, treatments);
                self.model.packages.push(finished);
            }
        }
        self.versions(&packages);
    }

    /// The priorities that a draft says nothing about the response to.
    fn silent(&self, draft: Option<&Draft>) -> BTreeSet<String> {
        let promises = draft.and_then(|d| d.promises.first()).map_or(&[][..], Vec::as_slice);
        let silent = self.model.priorities.iter().zip(promises).filter(|(_, promise)| promise.is_none());
        silent.map(|(priority, _)| priority.name.clone()).collect()
    }

    /// Who descends from whom is followed for every package: a long line would cost too much.
    fn too_deep(&mut self, packages: &mut Packages<'_>) {
        for at in 0..packages.items.len() {
            if packages.lineage(at).len() > MAX_LINEAGE {
                let span = packages.items.get(at).and_then(|(_, p)| p.extends.as_ref()).map(|e| e.span);
                if let Some(span) = span {
                    let message = format!("more than {MAX_LINEAGE} tiers and contracts extend one another in a row");
                    self.error(Code::TooDeep, span, message).help =
                        Some("extend one that is nearer to the first".into());
                }
                if let Some(slot) = packages.parents.get_mut(at) {
                    *slot = None;
                }
            }
        }
    }

    /// Reports a name that no tier or contract bears.
    pub(super) fn package_name(&mut self, name: &str, span: Span) -> Option<()> {
        let unit = self.unit;
        let names = || {
            unit.items.iter().filter_map(|item| match &item.kind {
                ItemKind::Package(package) => Some(package.name.value.as_str()),
                _ => None,
            })
        };
        if names().any(|n| n == name) {
            return Some(());
        }
        self.unknown(Code::UnknownTier, Kind::Package.as_str(), name, span, names());
        None
    }

    /// A tier shares its name with no contract.
    fn one_kind_a_name(&mut self, packages: &Packages<'_>) {
        for (name, bearers) in &packages.names {
            let kinds = bearers.iter().filter_map(|at| packages.items.get(*at));
            let (tiers, contracts): (Vec<_>, Vec<_>) =
                kinds.partition(|(_, p)| matches!(p.kind, PackageKind::Tier { .. }));
            if let (Some((_, tier)), Some((_, contract))) = (tiers.first(), contracts.first()) {
                let message = format!("there is a tier `{name}` already");
                let error = Diagnostic::error(Code::DuplicateName, contract.name.span, message);
                self.errors.push(error.related(tier.name.span, "the tier").help("give the contract another name"));
            }
        }
    }

    fn parents(&mut self, packages: &Packages<'_>) -> Vec<Option<usize>> {
        let mut parents = Vec::new();
        for (_, item) in &packages.items {
            let Some(extends) = &item.extends else {
                parents.push(None);
                continue;
            };
            let bearers = packages.names.get(extends.value.as_str()).map_or(&[][..], Vec::as_slice);
            match bearers {
                [one] => parents.push(Some(*one)),
                [] => {
                    let names = packages.names.keys().copied().filter(|name| *name != item.name.value);
                    let names = names.filter(|name| packages.extendable(name, item));
                    self.unknown(Code::UnknownTier, Kind::Package.as_str(), &extends.value, extends.span, names);
                    parents.push(None);
                }
                // A tier and a contract of one name was told already.
                _ if bearers.iter().any(|at| packages.items.get(*at).is_some_and(|(_, p)| p.kind.is_tier())) => {
                    parents.push(
                        bearers
                            .iter()
                            .copied()
                            .find(|at| packages.items.get(*at).is_some_and(|(_, p)| p.kind.is_tier())),
                    );
                }
                _ => {
                    let message = format!("`{}` has several versions, and cannot be extended", extends.value);
                    self.error(Code::ExtendsVersions, extends.span, message).help =
                        Some("extend the tier that they extend, and say what differs".into());
                    parents.push(None);
                }
            }
        }
        parents
    }

    /// Parents before children; a circle is reported and cut.
    fn order(&mut self, packages: &mut Packages<'_>) -> Vec<usize> {
        let count = packages.items.len();
        let mut order: Vec<usize> = Vec::with_capacity(count);
        let mut placed = vec![false; count];
        for start in 0..count {
            let mut chain = Vec::new();
            let mut next = Some(start);
            while let Some(at) = next {
                if placed.get(at) == Some(&true) {
                    break;
                }
                if chain.contains(&at) {
                    let circle: Vec<&str> = chain
                        .iter()
                        .skip_while(|c| **c != at)
                        .filter_map(|c| packages.items.get(*c).map(|(_, p)| p.name.value.as_str()))
                        .collect();
                    let span = packages.items.get(at).map(|(_, p)| p.extends.as_ref().map_or(p.name.span, |e| e.span));
                    if let Some(span) = span {
                        let (message, help) = self::circle(&circle);
                        self.error(Code::CircularExtends, span, message).help = Some(help);
                    }
                    if let Some(slot) = packages.parents.get_mut(at) {
                        *slot = None;
                    }
                    break;
                }
                chain.push(at);
                next = packages.parents.get(at).copied().flatten();
            }
            for at in chain.into_iter().rev() {
                if let Some(slot) = placed.get_mut(at) {
                    *slot = true;
                }
                order.push(at);
            }
        }
        order
    }

    /// A contract extends what is customisable, and replaces nothing that is excepted.
    fn may_extend(&mut self, packages: &Packages<'_>, at: usize, parent: Option<usize>) {
        let Some((_, item)) = packages.items.get(at) else { return };
        if let PackageKind::Tier { customisable: Some(names), .. } = &item.kind {
            for name in names {
                let declared: Vec<String> = self.declared_objectives().map(str::to_owned).collect();
                let mut known: Vec<&str> = tier_words().collect();
                known.extend(declared.iter().map(String::as_str));
                if !known.contains(&name.value.as_str()) {
                    self.unknown(Code::UnknownStatement, "statement", &name.value, name.span, known);
                }
            }
        }
        let (PackageKind::Contract, Some(parent)) = (&item.kind, parent) else {
            if let (PackageKind::Tier { .. }, Some((_, contract))) =
                (&item.kind, parent.and_then(|p| packages.items.get(p)))
                && matches!(contract.kind, PackageKind::Contract)
            {
                let span = item.extends.as_ref().map_or(item.name.span, |e| e.span);
                let message = format!("the tier `{}` extends a contract", item.name.value);
                self.error(Code::NotCustomisable, span, message).help = Some("a tier extends a tier".into());
            }
            return;
        };
        let direct = packages.items.get(parent).is_some_and(|(_, p)| p.kind.is_tier());
        let tier = packages.tier(parent);
        let Some((_, tier)) = packages.items.get(tier) else { return };
        match &tier.kind {
            // That a contract in between may not was told there.
            PackageKind::Tier { customisable: None, .. } if !direct => {}
            PackageKind::Tier { customisable: None, .. } => {
                let tiers = packages
                    .items
                    .iter()
                    .filter(|(_, p)| matches!(&p.kind, PackageKind::Tier { customisable: Some(_), base: false }));
                let names: Vec<&str> = tiers.map(|(_, p)| p.name.value.as_str()).collect();
                let span = item.extends.as_ref().map_or(item.name.span, |e| e.span);
                let message = format!("`{}` is not customisable: no contract may extend it", tier.name.value);
                let help = match names.is_empty() {
                    true => format!("write `tier {} customisable` if contracts may extend it", tier.name.value),
                    false => format!("{} may be extended", list(names)),
                };
                let error = Diagnostic::error(Code::NotCustomisable, span, message);
                self.errors.push(error.related(tier.name.span, "declared here").help(help));
            }
            PackageKind::Tier { customisable: Some(except), .. } => {
                for statement in &item.statements {
                    let word = statement.value.word();
                    let declared = self.declared_objectives().any(|name| name == word);
                    let names = |e: &str| e == word || declared && e == "objective";
                    if let Some(excepted) = except.iter().find(|e| names(&e.value)) {
                        let message = format!("a contract on `{}` may not replace its `{word}`", tier.name.value);
                        let error = Diagnostic::error(Code::NotReplaceable, statement.span, message);
                        let note = "customisable except for this";
                        self.errors.push(
                            error.related(excepted.span, note).help("remove the statement, or extend another tier"),
                        );
                    }
                }
            }
            PackageKind::Contract => {}
        }
    }
}

impl Packages<'_> {
    /// Whether a package may extend what bears this name: a tier a tier, a contract what is customisable.
    fn extendable(&self, name: &str, by: &PackageItem) -> bool {
        let bearers = self.names.get(name).map_or(&[][..], Vec::as_slice);
        bearers.iter().filter_map(|at| self.items.get(*at)).any(|(_, p)| match (&p.kind, &by.kind) {
            (PackageKind::Tier { .. }, PackageKind::Tier { .. }) => true,
            (PackageKind::Tier { customisable, .. }, PackageKind::Contract) => customisable.is_some(),
            (PackageKind::Contract, kind) => matches!(kind, PackageKind::Contract),
        })
    }

    fn is_sold(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|(_, p)| !matches!(p.kind, PackageKind::Tier { base: true, .. }))
    }

    /// The nearest tier of a package: itself, or the one that it descends from.
    pub(super) fn tier(&self, at: usize) -> usize {
        self.lineage(at)
            .into_iter()
            .find(|p| self.items.get(*p).is_some_and(|(_, p)| matches!(p.kind, PackageKind::Tier { .. })))
            .unwrap_or(at)
    }

    /// A package and all that it descends from.
    pub(super) fn lineage(&self, at: usize) -> Vec<usize> {
        let mut out = vec![at];
        let mut next = self.parents.get(at).copied().flatten();
        // Circles are cut before this is asked; the bound is for a line that is too long.
        while let Some(parent) = next.filter(|_| out.len() <= MAX_LINEAGE) {
            out.push(parent);
            next = self.parents.get(parent).copied().flatten();
        }
        out
    }
}

/// The number of a package.
pub(super) fn id(at: usize) -> PackageId {
    PackageId(u16::try_from(at).unwrap_or(u16::MAX))
}

impl Resolver<'_> {
    /// Versions of one contract are never in force on the same day.
    fn versions(&mut self, packages: &Packages<'_>) {
        for (name, bearers) in packages.names.iter().filter(|(_, b)| b.len() > 1) {
            let mut versions: Vec<&Package> = bearers.iter().filter_map(|at| self.model.packages.get(*at)).collect();
            versions.retain(|p| p.contract);
            versions.sort_by_key(|p| p.in_force.map(|f| f.start));
            let mut errors = Vec::new();
            for (first, second) in versions.iter().zip(versions.iter().skip(1)) {
                let overlap = match (first.in_force, second.in_force) {
                    (Some(a), Some(b)) => b.start < a.end,
                    _ => true,
                };
                if overlap {
                    let message = format!("two versions of `{name}` are in force at the same time");
                    let place = |p: &Package| p.in_force.map_or(p.span, |f| f.span);
                    let error = Diagnostic::error(Code::OverlappingVersions, place(second), message);
                    let help = "give each `in force` dates of its own; both ends are included";
                    errors.push(error.related(place(first), "the other one").help(help));
                }
            }
            self.errors.extend(errors);
        }
    }
}
