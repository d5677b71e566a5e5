//! An import that is not there: told once, instead of each name that it would have brought.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::span::FileId;
use crate::syntax::{self, ast::ItemKind};

use super::super::carried;
use super::{Kind, Resolver};

impl Resolver<'_> {
    /// Where a contract extends a package that the program carries, and nothing here declares it or
    /// any priority, the import is what is missing.
    pub(super) fn forgotten_import(&mut self) {
        let unit = self.unit;
        if self.lost_policy || unit.items.iter().any(|item| matches!(item.kind, ItemKind::Priority(_))) {
            return;
        }
        let packages = || unit.items.iter().filter_map(|item| package(&item.kind));
        let declared: BTreeSet<&str> = packages().map(|p| p.name.value.as_str()).collect();
        let missing = packages().filter_map(|p| p.extends.as_ref());
        let missing: Vec<_> =
            missing.filter(|name| !declared.contains(name.value.as_str()) && !self.excused(&name.value)).collect();
        if missing.is_empty() {
            return;
        }
        for policy in carried::POLICIES {
            let items = syntax::parse(FileId(u32::MAX), policy.text).file.items;
            let has = |name: &str| items.iter().filter_map(|item| package(&item.kind)).any(|p| p.name.value == name);
            if let Some(name) = missing.iter().find(|name| has(&name.value)) {
                let message = format!("there is no {} `{}`", Kind::Package.as_str(), name.value);
                let help = format!(
                    "add `import {}` at the start of the file: this built-in policy has a `{}`",
                    policy.name, name.value
                );
                self.error(Code::UnknownTier, name.span, message).help = Some(help);
                self.lost_policy = true;
                return;
            }
        }
    }
}

fn package(kind: &ItemKind) -> Option<&syntax::ast::PackageItem> {
    match kind {
        ItemKind::Package(package) => Some(package),
        _ => None,
    }
}
