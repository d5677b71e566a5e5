//! What is of the language, and yet is not what anybody means: rules, one a file.
//!
//! Each root of what was given is linted with its imports. A finding of a file that several roots import
//! is reported once; one that says that something is *unused* only where every root says so. What was not
//! given, and what the program carries, is read and never told of.

mod baseline;
mod conditions;
mod edit;
mod fix;
mod root;
mod rule;
mod rules;
mod select;
mod suppress;
mod uses;
mod worse;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::policy::{Policy, Workspace};
use crate::source::Sources;
use crate::span::{FileId, Span};
use crate::time::Date;

pub use baseline::Baseline;
pub use fix::{Fixed, fix};
pub use rule::{Across, Group, Rule};
pub use rules::RULES;
pub use select::Selection;

use root::Root;

/// How to lint.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which rules.
    pub selection: Selection,
    /// The date on which a contract has run out or has not.
    pub today: Date,
    /// What else is wrong with a policy that compiles, where somebody else knows more.
    pub also: fn(&Policy) -> Vec<Diagnostic>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Errors of the policy itself: a root that has any is not linted.
    pub errors: Vec<Diagnostic>,
    /// Findings of the rules, in the order in which they stand.
    pub findings: Vec<Diagnostic>,
    /// What each root means, in order: 12 hex digits, or `None` if it does not compile.
    pub fingerprints: Vec<String>,
}

/// Lints all that a workspace was asked for.
pub fn lint(workspace: &Workspace, options: &Options) -> Findings {
    lint_files(workspace, options, &|_| true)
}

/// Lints some of the files that a workspace was asked for, each as a part of its roots. Errors are those of all files.
pub fn lint_files(workspace: &Workspace, options: &Options, wanted: &dyn Fn(FileId) -> bool) -> Findings {
    let given = workspace.given().map(|(file, _)| file).filter(|file| wanted(*file));
    let given: BTreeSet<FileId> =
        given.filter(|f| workspace.sources.get(*f).is_some_and(|s| !s.is_carried())).collect();
    let units = workspace.roots();
    let mut out = Findings::default();
    if units.is_empty() {
        out.errors.clone_from(&workspace.unreadable);
    }
    let mut told: BTreeMap<(Span, Code), (Diagnostic, usize)> = BTreeMap::new();
    let mut reached: BTreeMap<FileId, usize> = BTreeMap::new();
    for unit in &units {
        let files: BTreeSet<FileId> = unit.items.iter().map(|item| item.span.file).collect();
        for file in &files {
            *reached.entry(*file).or_default() += 1;
        }
        let policy = match Policy::of_unit(unit, Sources::default()) {
            Ok(policy) => policy,
            Err(found) => {
                out.error(found);
                out.fingerprints.push(String::new());
                continue;
            }
        };
        out.error((options.also)(&policy));
        out.fingerprints.push(policy.fingerprint().to_owned());
        let root = Root::new(unit, &policy, &workspace.sources, &given, options.today);
        for rule in RULES.iter().filter(|rule| options.selection.holds(rule)) {
            let found = (rule.check)(&root);
            let mut here: BTreeSet<Span> = BTreeSet::new();
            for finding in found {
                let Some(span) = finding.span.filter(|s| given.contains(&s.file)) else { continue };
                if here.insert(span) {
                    told.entry((span, finding.code)).or_insert((finding, 0)).1 += 1;
                }
            }
        }
    }
    let everywhere = |((span, code), (finding, times)): ((Span, Code), (Diagnostic, usize))| {
        let rule = RULES.iter().find(|r| r.code() == code)?;
        let all = rule.across == Across::Any || reached.get(&span.file) == Some(&times);
        all.then_some(finding)
    };
    out.findings = told.into_iter().filter_map(everywhere).collect();
    // A rule that was not run may find what an `allow` is for.
    let all_run = out.fingerprints.iter().all(|f| !f.is_empty());
    suppress::apply(workspace, &given, &options.selection, all_run, &mut out.findings);
    out.findings.sort_by_key(|f| (f.span, f.code));
    out
}

impl Findings {
    fn error(&mut self, found: Vec<Diagnostic>) {
        for error in found {
            if !self.errors.contains(&error) {
                self.errors.push(error);
            }
        }
    }
}
