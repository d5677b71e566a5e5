//! What is resolved together: one root with its imports, or all that was asked for.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};
use crate::syntax::ast::Item;
use crate::time::calendar::HolidayList;

use super::{Imported, Workspace};

/// A part of a workspace that is resolved together.
#[derive(Debug, Default)]
pub struct Unit<'a> {
    /// Every item once, an import's in its place.
    pub items: Vec<&'a Item>,
    /// The holiday lists of files, with the place of each.
    pub lists: Vec<&'a (HolidayList, Span)>,
    /// The imports of holiday lists: where each stands, and what its list is called.
    pub list_imports: Vec<(Span, &'a str)>,
    /// What could not be read or parsed.
    pub errors: Vec<Diagnostic>,
    /// The first file that was asked for, where nothing stands in it.
    pub empty: Option<FileId>,
    /// Names that may be declared by what could not be read.
    pub lost_names: BTreeSet<&'a str>,
    /// A policy that is imported could not be read: any name may be its.
    pub lost_policy: bool,
    /// A holiday list that is imported could not be read.
    pub lost_list: bool,
}

impl Workspace {
    /// All that was asked for, merged.
    pub fn merged(&self) -> Unit<'_> {
        self.unit(&self.asked)
    }

    /// Each file that was asked for and that no other one imports, with its own imports.
    pub fn roots(&self) -> Vec<Unit<'_>> {
        let mut reached = vec![false; self.files.len()];
        // From each file asked for, all others that it reaches are no roots, unless they reach it
        // back: of a circle the first asked for is the root.
        for (order, start) in self.asked.iter().enumerate() {
            let mut seen = vec![false; self.files.len()];
            self.reach(*start, &mut seen);
            for (index, hit) in seen.iter().enumerate() {
                let earlier = self.asked.iter().take(order).any(|a| *a == index);
                let back = index != *start && {
                    let mut from_it = vec![false; self.files.len()];
                    self.reach(index, &mut from_it);
                    from_it.get(*start) == Some(&true)
                };
                if *hit
                    && index != *start
                    && !(back && earlier)
                    && let Some(slot) = reached.get_mut(index)
                {
                    *slot = true;
                }
            }
        }
        let roots: Vec<usize> = self.asked.iter().copied().filter(|i| reached.get(*i) == Some(&false)).collect();
        roots.iter().map(|root| self.unit(&[*root])).collect()
    }

    fn reach(&self, index: usize, seen: &mut [bool]) {
        let mut stack = vec![index];
        while let Some(index) = stack.pop() {
            if seen.get(index) != Some(&false) {
                continue;
            }
            if let Some(slot) = seen.get_mut(index) {
                *slot = true;
            }
            for import in self.files.get(index).into_iter().flat_map(|f| f.imports.values()) {
                if let Imported::Policy(next) = import {
                    stack.push(*next);
                }
            }
        }
    }

    fn unit(&self, roots: &[usize]) -> Unit<'_> {
        let mut unit = Unit { errors: self.unreadable.clone(), ..Unit::default() };
        let mut seen = vec![false; self.files.len()];
        let mut lists = vec![false; self.lists.len()];
        // A stack of files and the item to go on with, so that an import's items stand in its place.
        for root in roots {
            let mut stack = vec![(*root, 0_usize)];
            while let Some((index, from)) = stack.pop() {
                let Some(file) = self.files.get(index) else { continue };
                if index == *root && file.parsed.file.items.is_empty() {
                    unit.empty = unit.empty.or(Some(file.id));
                }
                if from == 0 {
                    if seen.get(index) == Some(&true) {
                        continue;
                    }
                    if let Some(slot) = seen.get_mut(index) {
                        *slot = true;
                    }
                    unit.errors.extend(file.parsed.errors.iter().chain(&file.errors).cloned());
                    unit.lost_names.extend(file.parsed.file.lost_names.iter().map(String::as_str));
                    unit.lost_policy |= file.lost_policy || file.parsed.file.lost_import;
                    unit.lost_list |= file.lost_list || file.parsed.file.lost_import;
                }
                for (at, item) in file.parsed.file.items.iter().enumerate().skip(from) {
                    match file.imports.get(&at) {
                        None => unit.items.push(item),
                        Some(Imported::List(list)) => {
                            let name = self.lists.get(*list).map(|(list, _)| list.name.as_str());
                            unit.list_imports.extend(name.map(|name| (item.span, name)));
                            if lists.get(*list) == Some(&false) {
                                unit.lists.extend(self.lists.get(*list));
                                if let Some(slot) = lists.get_mut(*list) {
                                    *slot = true;
                                }
                            }
                        }
                        Some(Imported::Policy(next)) => {
                            stack.push((index, at + 1));
                            stack.push((*next, 0));
                            break;
                        }
                    }
                }
            }
        }
        unit
    }
}
