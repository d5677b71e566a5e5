//! A root with its imports, compiled: as far as that is possible where there are errors.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::lint::{Findings, Options, Selection, lint_files};
use crate::policy::{Policy, Unit, Workspace};
use crate::span::Span;
use crate::syntax::ast::Item;
use crate::testing::{Gone, parts, problems, without};
use crate::time::{Date, Zone};

use super::document::Document;

/// So many times erroneous statements are left out, before nothing is compiled.
const MOST_ROUNDS: usize = 4;

/// See the module.
#[derive(Debug)]
pub(super) struct Analysis {
    pub(super) workspace: Workspace,
    /// The root and all that it imports, itself first.
    pub(super) documents: Vec<Arc<Document>>,
    /// Of the files that are no documents.
    pub(super) changes: u64,
    /// The date on which contracts have run out or have not.
    pub(super) today: Date,
    policy: OnceLock<Option<Compiled>>,
    errors: OnceLock<Vec<Diagnostic>>,
    findings: Mutex<BTreeMap<PathBuf, Arc<Findings>>>,
}

/// A compiled policy.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) policy: Policy,
    /// Whether statements with errors were left out.
    pub(super) partial: bool,
}

impl Analysis {
    pub(super) fn new(workspace: Workspace, documents: Vec<Arc<Document>>, changes: u64, today: Date) -> Self {
        let (policy, errors, findings) = Default::default();
        Self { workspace, documents, changes, today, policy, errors, findings }
    }

    /// Whether it is of these texts.
    pub(super) fn is_of(&self, documents: &[Arc<Document>], changes: u64, today: Date) -> bool {
        self.changes == changes
            && self.today == today
            && self.documents.len() == documents.len()
            && self.documents.iter().zip(documents).all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// The policy. If statements have errors, it is compiled without them; `None` if that fails too.
    pub(super) fn compiled(&self) -> Option<&Compiled> {
        let compiled = self.policy.get_or_init(|| {
            let (compiled, errors) = compile(&self.workspace);
            self.errors.get_or_init(|| errors);
            compiled
        });
        compiled.as_ref()
    }

    /// The policy, if it has no errors.
    pub(super) fn whole_policy(&self) -> Option<&Policy> {
        self.compiled().filter(|compiled| !compiled.partial).map(|compiled| &compiled.policy)
    }

    /// What keeps the policy from being compiled.
    pub(super) fn errors(&self) -> &[Diagnostic] {
        self.compiled();
        self.errors.get().map_or(&[], Vec::as_slice)
    }

    /// Errors of all files, and what all lint rules find in one of them.
    pub(super) fn findings(&self, file: &Path) -> Arc<Findings> {
        let mut known = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = known.get(file) {
            return Arc::clone(findings);
        }
        let id = self.span_file(file);
        let findings = Arc::new(lint_files(&self.workspace, &self.options(), &|file| Some(file) == id));
        known.insert(file.to_owned(), Arc::clone(&findings));
        findings
    }

    /// Errors of all files, the same as [`findings`](Self::findings) has, but no lint rule is asked.
    pub(super) fn all_errors(&self) -> Vec<Diagnostic> {
        let known = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = known.values().next() {
            return findings.errors.clone();
        }
        let Some(unit) = self.workspace.roots().into_iter().next() else { return self.workspace.unreadable.clone() };
        Policy::of_unit(&unit, self.workspace.sources.clone()).map_or_else(|errors| errors, |policy| problems(&policy))
    }

    pub(super) fn options(&self) -> Options {
        options(self.today)
    }

    /// Where a span is: the path of its file, and whether the file is built in.
    pub(super) fn path(&self, span: Span) -> Option<PathBuf> {
        self.workspace.sources.get(span.file).map(|source| PathBuf::from(&source.name))
    }

    /// The item that begins where a path and a byte are, and what is around it.
    pub(super) fn span_file(&self, path: &Path) -> Option<crate::span::FileId> {
        self.workspace.sources.iter().find(|(_, source)| Path::new(&source.name) == path).map(|(id, _)| id)
    }
}

/// How findings are looked for on a date.
pub(super) fn options(today: Date) -> Options {
    Options { selection: Selection::all(), today, also: problems }
}

/// The date of an instant, in UTC.
pub(super) fn date(now: crate::time::Instant) -> Date {
    Zone::UTC.local(now).date()
}

fn compile(workspace: &Workspace) -> (Option<Compiled>, Vec<Diagnostic>) {
    let roots = workspace.roots();
    let Some(unit) = roots.first() else { return (None, workspace.unreadable.clone()) };
    let all = match Policy::of_unit(unit, workspace.sources.clone()) {
        Ok(policy) => return (Some(Compiled { policy, partial: false }), Vec::new()),
        Err(errors) => errors,
    };
    let mut errors = all.clone();
    let mut gone = Gone::default();
    for _ in 0..MOST_ROUNDS {
        // Errors that are in no statement, such as those of an import, are left out with the unit's own.
        leave_out(unit, &errors, &mut gone);
        let items = without(unit, &gone);
        match Policy::of_unit(&rest(unit, &items), workspace.sources.clone()) {
            Ok(policy) => return (Some(Compiled { policy, partial: true }), all),
            Err(found) => errors = found,
        }
    }
    (None, all)
}

/// The unit without what was left out. Any name may be one that is left out.
fn rest<'a>(unit: &Unit<'a>, items: &'a [Cow<'a, Item>]) -> Unit<'a> {
    Unit {
        items: items.iter().map(AsRef::as_ref).collect(),
        lists: unit.lists.clone(),
        list_imports: unit.list_imports.clone(),
        errors: Vec::new(),
        empty: None,
        lost_names: unit.lost_names.clone(),
        lost_policy: true,
        lost_list: true,
    }
}

/// Adds the statements that errors are in.
fn leave_out(unit: &Unit<'_>, errors: &[Diagnostic], gone: &mut Gone) {
    for span in errors.iter().filter_map(|error| error.span) {
        let holds = |whole: &Span| whole.file == span.file && whole.start <= span.start && span.end <= whole.end;
        let Some(item) = unit.items.iter().find(|item| holds(&item.span)) else { continue };
        let within: Vec<Span> = parts(item).into_iter().map(|part| part.span).filter(holds).collect();
        // The innermost statement; if it is gone already, what it is in.
        let smallest = within.iter().filter(|span| !gone.parts.contains(*span)).min_by_key(|s| s.end - s.start);
        gone.parts.insert(smallest.copied().unwrap_or(item.span));
    }
}
