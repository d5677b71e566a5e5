//! What a name stands for: the same symbol wherever it is named.

use std::path::Path;
use std::sync::Arc;

use super::document::Document;
use super::host::Snapshot;
use super::names::{Name, NameKind};

/// The kinds of things that have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum SymbolKind {
    Calendar,
    Holidays,
    Fact,
    Value,
    Priority,
    Package,
    Objective,
    Field,
    Channel,
    Party,
    Remedy,
    Term,
    Right,
    Recipient,
    BuiltIn,
    Zone,
    Code,
}

/// A thing with a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol {
    pub(super) kind: SymbolKind,
    pub(super) name: String,
    /// The fact that a value is of.
    pub(super) of: Option<String>,
}

/// The documents whose names may be used in a file, the file first.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) documents: Vec<Arc<Document>>,
}

/// So many roots are asked which names there are.
const MOST_ROOTS: usize = 8;

impl Scope {
    pub(super) fn of(snapshot: &Snapshot, file: &Path) -> Self {
        Self { documents: snapshot.visible(file, MOST_ROOTS) }
    }

    /// The file that it is the scope of.
    pub(super) fn file(&self) -> Option<&Arc<Document>> {
        self.documents.first()
    }

    /// Every place where something of a kind is declared.
    pub(super) fn declared(&self, kind: SymbolKind) -> impl Iterator<Item = (&Arc<Document>, Name)> {
        self.documents.iter().flat_map(move |document| {
            let names = document.names().iter().filter(move |name| name.declares && declared_as(name.kind, kind));
            names.map(move |name| (document, *name))
        })
    }

    /// The names of a kind, each once, in the order in which they are declared.
    pub(super) fn names_of(&self, kind: SymbolKind) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (document, name) in self.declared(kind) {
            let text = name.text(document.text());
            if !out.iter().any(|known| known == text) {
                out.push(text.to_owned());
            }
        }
        out
    }

    /// Where a symbol is declared.
    pub(super) fn declarations(&self, symbol: &Symbol) -> Vec<(Arc<Document>, Name)> {
        let is = |(document, name): &(&Arc<Document>, Name)| {
            name.text(document.text()) == symbol.name && of(document, *name) == symbol.of
        };
        self.declared(symbol.kind).filter(is).map(|(document, name)| (Arc::clone(document), name)).collect()
    }

    fn declares(&self, kind: SymbolKind, name: &str) -> bool {
        self.declared(kind).any(|(document, declared)| declared.text(document.text()) == name)
    }

    /// What a name of a document stands for.
    pub(super) fn symbol(&self, document: &Document, name: Name) -> Option<Symbol> {
        let text = name.text(document.text());
        let symbol = |kind| Some(Symbol { kind, name: text.to_owned(), of: None });
        match name.kind {
            NameKind::Calendar => symbol(SymbolKind::Calendar),
            NameKind::Holidays => symbol(SymbolKind::Holidays),
            NameKind::Priority => symbol(SymbolKind::Priority),
            NameKind::Package => symbol(SymbolKind::Package),
            NameKind::Objective => symbol(SymbolKind::Objective),
            NameKind::Field => symbol(SymbolKind::Field),
            NameKind::Channel => symbol(SymbolKind::Channel),
            NameKind::Party => symbol(SymbolKind::Party),
            NameKind::Remedy => symbol(SymbolKind::Remedy),
            NameKind::Term => symbol(SymbolKind::Term),
            NameKind::Right => symbol(SymbolKind::Right),
            NameKind::Recipient => symbol(SymbolKind::Recipient),
            NameKind::BuiltIn => symbol(SymbolKind::BuiltIn),
            NameKind::Zone => symbol(SymbolKind::Zone),
            NameKind::Code => symbol(SymbolKind::Code),
            NameKind::Fact => symbol(SymbolKind::Fact),
            NameKind::Statement => {
                self.declares(SymbolKind::Objective, text).then(|| symbol(SymbolKind::Objective)).flatten()
            }
            NameKind::FactOrField if self.declares(SymbolKind::Fact, text) => symbol(SymbolKind::Fact),
            NameKind::FactOrField if self.declares(SymbolKind::Field, text) => symbol(SymbolKind::Field),
            NameKind::FactOrField if self.declares(SymbolKind::Objective, text) => symbol(SymbolKind::Objective),
            NameKind::FactOrField => symbol(SymbolKind::Fact),
            NameKind::PriorityOrFact if self.declares(SymbolKind::Fact, text) => symbol(SymbolKind::Fact),
            NameKind::PriorityOrFact => symbol(SymbolKind::Priority),
            NameKind::Value(_) if name.declares => {
                Some(Symbol { kind: SymbolKind::Value, name: text.to_owned(), of: of(document, name) })
            }
            NameKind::Value(_) => {
                let fact = of(document, name)?;
                match self.fact_type(&fact) {
                    Some("priority") => symbol(SymbolKind::Priority),
                    _ => Some(Symbol { kind: SymbolKind::Value, name: text.to_owned(), of: Some(fact) }),
                }
            }
        }
    }

    /// The type of a fact as it is declared: `bool`, `production | test`.
    pub(super) fn fact_type(&self, fact: &str) -> Option<&str> {
        let (document, name) =
            self.declared(SymbolKind::Fact).find(|(document, name)| name.text(document.text()) == fact)?;
        let tree = document.tree();
        let around = tree.around(name.range.end);
        let (place, _) = around.iter().find(|(_, node)| node.rule == crate::syntax::Rule::fact)?;
        let (_, kind) = tree.children(*place).find(|(_, node)| node.rule == crate::syntax::Rule::fact_type)?;
        Some(document.text().get(kind.range())?.trim())
    }

    /// The values of a fact, if they are listed.
    pub(super) fn values(&self, fact: &str) -> Vec<String> {
        let kind = self.fact_type(fact).unwrap_or("");
        if !kind.contains('|') {
            return Vec::new();
        }
        kind.split('|').map(|value| value.split("//").next().unwrap_or("").trim().to_owned()).collect()
    }
}

/// The fact that a value is of.
fn of(document: &Document, name: Name) -> Option<String> {
    match name.kind {
        NameKind::Value(fact) => Some(document.slice(fact).to_owned()),
        _ => None,
    }
}

/// Whether a declaration of a kind of name declares a kind of symbol.
fn declared_as(name: NameKind, kind: SymbolKind) -> bool {
    matches!(
        (name, kind),
        (NameKind::Calendar, SymbolKind::Calendar)
            | (NameKind::Holidays, SymbolKind::Holidays)
            | (NameKind::Fact, SymbolKind::Fact)
            | (NameKind::Value(_), SymbolKind::Value)
            | (NameKind::Priority, SymbolKind::Priority)
            | (NameKind::Package, SymbolKind::Package)
            | (NameKind::Objective, SymbolKind::Objective)
            | (NameKind::Field, SymbolKind::Field)
            | (NameKind::Channel, SymbolKind::Channel)
            | (NameKind::Party, SymbolKind::Party)
            | (NameKind::Remedy, SymbolKind::Remedy)
            | (NameKind::Term, SymbolKind::Term)
            | (NameKind::Right, SymbolKind::Right)
    )
}
