//! A policy: loaded, resolved, compiled, immutable.

use std::fmt;
#[cfg(feature = "files")]
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{Diagnostic, render};
use crate::source::Sources;
use crate::span::Span;
use crate::time::calendar::Clock;

use super::compile::{ClockId, Tables};
use super::fingerprint::fingerprint;
#[cfg(feature = "files")]
use super::load::{Disk, discover};
use super::load::{Unit, Workspace};
use super::model::{BUILTIN_PARTIES, Model, Package};
use super::parties::PartyId;
use super::quotation::quotation_above;
use super::resolve::resolve;
use super::statement::{PromiseSource, Statement, Statements};

/// A compiled policy: cheap to share, and the same for every incident.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) model: Model,
    pub(crate) tables: Tables,
    sources: Sources,
    fingerprint: String,
    /// Made by the first decision that asks for it.
    statements: OnceLock<Statements>,
}

/// Everything that is wrong with a policy.
#[derive(Debug)]
#[non_exhaustive]
pub struct PolicyErrors {
    /// The errors, in the order in which they stand.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they speak of.
    pub sources: Sources,
    reports: Vec<render::Report>,
}

impl Policy {
    /// Loads a policy file, or every policy file in a folder, with all that they import.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    #[cfg(feature = "files")]
    pub fn load(path: impl AsRef<Path>) -> Result<Self, PolicyErrors> {
        Self::load_all(&[path.as_ref().to_owned()], None, None)
    }

    /// Loads several files and folders, merged. Imports may not leave `root`; without one they may
    /// not leave the `current` folder where it holds the file, else the file's own or the one named.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    #[cfg(feature = "files")]
    #[doc(hidden)]
    pub fn load_all(paths: &[PathBuf], root: Option<&Path>, current: Option<&Path>) -> Result<Self, PolicyErrors> {
        let files = discover(paths).map_err(|(path, message)| {
            let message = format!("`{}`: {message}", path.display());
            let diagnostic = Diagnostic::global(crate::diagnostic::Code::MissingFile, message);
            PolicyErrors::new(vec![diagnostic], Sources::default())
        })?;
        Self::compile(Workspace::load(&Disk, &files, paths, root, current))
    }

    /// The standard Isode packages, which the program carries.
    ///
    /// # Errors
    /// None, unless the program was built with a carried policy that does not compile.
    pub fn standard() -> Result<Self, PolicyErrors> {
        Self::compile(Workspace::of_carried("isode"))
    }

    /// A policy from a text. It may import what the program carries.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_text(name: &str, text: &str) -> Result<Self, PolicyErrors> {
        Self::compile(Workspace::of_text(name, text))
    }

    /// Compiles all that a workspace was asked for, merged.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    #[doc(hidden)]
    pub fn compile(workspace: Workspace) -> Result<Self, PolicyErrors> {
        let resolved = resolve(&workspace.merged());
        match resolved {
            Ok(model) => Ok(Self::of_model(model, workspace.sources)),
            Err(diagnostics) => Err(PolicyErrors::new(diagnostics, workspace.sources)),
        }
    }

    /// Compiles one unit of a workspace, whose texts are `sources`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    #[doc(hidden)]
    pub fn of_unit(unit: &Unit<'_>, sources: Sources) -> Result<Self, Vec<Diagnostic>> {
        resolve(unit).map(|model| Self::of_model(model, sources))
    }

    fn of_model(model: Model, sources: Sources) -> Self {
        let tables = Tables::compile(&model);
        let fingerprint = fingerprint(&model);
        Self { model, tables, sources, fingerprint, statements: OnceLock::new() }
    }

    /// The resolved model.
    #[doc(hidden)]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The texts that it was read from.
    #[doc(hidden)]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The statement at a span: one that can determine a decision.
    pub(crate) fn statement(&self, span: Span) -> Option<Arc<Statement>> {
        self.statements.get_or_init(|| Statements::of(&self.model, &self.sources)).at(span)
    }

    /// As [`statement`](Self::statement), to be kept.
    pub(crate) fn owned_statement(&self, span: Span) -> Option<Statement> {
        self.statement(span).map(|statement| Statement::clone(&statement))
    }

    /// The promise at a span.
    pub(crate) fn promise_source(&self, span: Span) -> Option<PromiseSource> {
        let statement = self.owned_statement(span)?;
        let says = |p: &&Package| p.item.file == span.file && p.item.start <= span.start && span.end <= p.item.end;
        let from = self.model.packages.iter().find(says).map_or_else(String::new, |p| p.name.clone());
        let source = self.sources.get(span.file).and_then(|source| quotation_above(source, statement.line));
        Some(PromiseSource { statement, from, source })
    }

    /// Whether it is one that the program carries, and nobody wrote a file for it.
    #[doc(hidden)]
    pub fn is_carried(&self) -> bool {
        self.sources.iter().next().is_some_and(|(_, source)| source.is_carried())
    }

    /// 12 hex digits of a SHA-256 over what the policy means.
    ///
    /// Layout, comments, tests and the order of declarations are no part of it, and neither is how a
    /// length is written (`60 minutes`, `1 hour`). A changed limit, condition, holiday, title or
    /// word of a term is.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The clock that a decision's objective ran on.
    #[doc(hidden)]
    pub fn clock(&self, id: ClockId) -> Option<&Clock> {
        self.tables.clock(id)
    }

    /// Whether nothing names a party that an incident waits on: neither a statement nor the language.
    pub(crate) fn is_unreferenced(&self, party: &str) -> bool {
        !BUILTIN_PARTIES.contains(&party)
            && self.tables.parties.number(party) == PartyId::NONE
            && !self.model.parties.iter().any(|p| p.name == party)
    }

    /// The names of all that is sold, in alphabetical order.
    pub fn sold(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.tables.sold.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

impl PolicyErrors {
    fn new(diagnostics: Vec<Diagnostic>, sources: Sources) -> Self {
        let reports = diagnostics.iter().map(|d| render::Report::new(d, &sources)).collect();
        Self { diagnostics, sources, reports }
    }
}

impl PolicyErrors {
    /// All of them with their places: the JSON of `relief check --output-format json`.
    pub fn json(&self) -> String {
        render::json(&self.diagnostics, &self.sources)
    }
}

impl fmt::Display for PolicyErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.diagnostics.first().map_or("", |d| &d.message);
        match self.diagnostics.len() {
            1 => f.write_str(first),
            n => write!(f, "{n} errors, the first: {first}"),
        }
    }
}

impl std::error::Error for PolicyErrors {}

impl miette::Diagnostic for PolicyErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.reports.iter().map(|r| r as &dyn miette::Diagnostic)))
    }
}
