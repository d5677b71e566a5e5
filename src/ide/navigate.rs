//! From a name to where it is declared and used, and its change everywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::{Document, Target};
use super::edit::TextEdit;
use super::host::Snapshot;
use super::location::Location;
use super::names::Name;
use super::snapshot::built_in_policies;
use super::symbol::{Scope, Symbol, SymbolKind};
use super::text::TextRange;

/// Where the name at a byte is declared: more than one place if a file has an error, or for the versions of a contract.
/// An import leads to its file.
pub fn definition(snapshot: &Snapshot, file: &Path, byte: u32) -> Vec<Location> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    if let Some(import) = document.imports().iter().find(|import| import.range.touches(byte)) {
        return imported(&import.target).into_iter().collect();
    }
    let scope = Scope::of(snapshot, file);
    let Some((symbol, _)) = symbol_at(&scope, byte) else { return Vec::new() };
    let declared = scope.declarations(&symbol);
    declared.iter().map(|(document, name)| Location::new(document.path(), name.range)).collect()
}

fn imported(target: &Target) -> Option<Location> {
    let path = match target {
        Target::File(path) | Target::List(path) => path.clone(),
        Target::BuiltIn(name) => super::built_in::policy(name)?.path().to_owned(),
        Target::BuiltInList(name) => super::built_in::list_path(name)?,
    };
    Some(Location::new(&path, TextRange::at(0)))
}

/// The symbol that a byte of the scope's file is at, and its name there.
pub(super) fn symbol_at(scope: &Scope, byte: u32) -> Option<(Symbol, Name)> {
    let document = scope.file()?;
    let name = document.name_at(byte)?;
    Some((scope.symbol(document, name)?, name))
}

/// Every use of the name at a byte, in all files where it stands for the same. With `declarations`, the places where it
/// is declared are among them.
pub fn references(snapshot: &Snapshot, file: &Path, byte: u32, declarations: bool) -> Vec<Location> {
    let scope = Scope::of(snapshot, file);
    let Some((symbol, _)) = symbol_at(&scope, byte) else { return Vec::new() };
    let found = uses(snapshot, &scope, &symbol).into_iter();
    let found = found.filter(|(_, name)| declarations || !name.declares);
    found.map(|(document, name)| Location::new(document.path(), name.range)).collect()
}

/// Every place where a symbol is named, declarations among them, in the order of files.
pub(super) fn uses(snapshot: &Snapshot, scope: &Scope, symbol: &Symbol) -> Vec<(Arc<Document>, Name)> {
    let mut found = Vec::new();
    for document in sharing(snapshot, scope, symbol) {
        // Most files of a folder do not have the name at all.
        if !document.text().contains(&symbol.name) {
            continue;
        }
        let named = document.names().iter().filter(|name| name.text(document.text()) == symbol.name);
        let same = named.filter(|name| scope.symbol(&document, **name).as_ref() == Some(symbol));
        found.extend(same.map(|name| (Arc::clone(&document), *name)));
    }
    found.sort_by(|(a, x), (b, y)| (a.path(), x.range).cmp(&(b.path(), y.range)));
    found
}

/// The files in which a symbol stands for the same: all that are reached from a root which reaches a declaration.
fn sharing(snapshot: &Snapshot, scope: &Scope, symbol: &Symbol) -> Vec<Arc<Document>> {
    let declared = scope.declarations(symbol);
    let mut from: BTreeSet<PathBuf> = declared.iter().map(|(document, _)| document.path().to_owned()).collect();
    // A symbol of a built-in policy, or of none, is the same wherever the file's own roots are.
    if declared.iter().all(|(document, _)| document.is_built_in()) {
        from = scope.file().into_iter().map(|document| document.path().to_owned()).collect();
    }
    let roots: BTreeSet<PathBuf> = from.iter().flat_map(|path| snapshot.roots(path)).collect();
    let paths: BTreeSet<PathBuf> = roots.iter().flat_map(|root| snapshot.graph.reached(root)).collect();
    let mut documents: Vec<Arc<Document>> = paths.iter().filter_map(|path| snapshot.document(path)).cloned().collect();
    documents.extend(built_in_policies(&documents));
    documents
}

/// The name at a byte, if it can be renamed.
///
/// # Errors
/// Why it cannot.
pub fn can_rename(snapshot: &Snapshot, file: &Path, byte: u32) -> Result<TextRange, String> {
    let scope = Scope::of(snapshot, file);
    let (symbol, name) = symbol_at(&scope, byte).ok_or("there is no name here")?;
    renameable(&scope, &symbol)?;
    Ok(name.range)
}

fn renameable(scope: &Scope, symbol: &Symbol) -> Result<(), String> {
    let name = &symbol.name;
    match symbol.kind {
        SymbolKind::Zone => return Err(format!("`{name}` is a time zone")),
        SymbolKind::Code => return Err(format!("`{name}` is a code of decisions")),
        SymbolKind::BuiltIn => return Err(format!("`{name}` is built in")),
        _ => {}
    }
    match scope.declarations(symbol).iter().any(|(document, _)| document.is_built_in()) {
        true => Err(format!("`{name}` is declared in a built-in policy")),
        false => Ok(()),
    }
}

/// The edits that give the name at a byte another one, in all files where it stands for the same.
///
/// # Errors
/// Why that cannot be: the name is none, is taken, or is not the file's own.
pub fn rename(snapshot: &Snapshot, file: &Path, byte: u32, new: &str) -> Result<Vec<TextEdit>, String> {
    let scope = Scope::of(snapshot, file);
    let (symbol, _) = symbol_at(&scope, byte).ok_or("there is no name here")?;
    renameable(&scope, &symbol)?;
    let places = uses(snapshot, &scope, &symbol);
    let fits = |(document, name): &(Arc<Document>, Name)| fits(document, *name, new);
    if !places.iter().all(fits) {
        return Err(format!(
            "`{new}` cannot be the name: a name has letters, digits, `_` and `-`, begins with a letter, and is no word \
             of the language"
        ));
    }
    let taken = Symbol { name: new.to_owned(), ..symbol.clone() };
    if new != symbol.name && !scope.declarations(&taken).is_empty() {
        return Err(format!("`{new}` is declared already"));
    }
    let edit = |(document, name): (Arc<Document>, Name)| TextEdit {
        location: Location::new(document.path(), name.range),
        text: new.to_owned(),
    };
    let edits: Vec<TextEdit> = places.into_iter().map(edit).collect();
    match new_error(snapshot, file, &edits) {
        Some(message) => Err(format!("`{new}` cannot be the name: {message}")),
        None => Ok(edits),
    }
}

/// An error that a root of a file has after some edits, and has not before them.
fn new_error(snapshot: &Snapshot, file: &Path, edits: &[TextEdit]) -> Option<String> {
    let root = snapshot.roots(file).into_iter().next()?;
    let changed = snapshot.with(edits);
    let count = |snapshot: &Snapshot| snapshot.analysis(&root).errors().len();
    let (before, after) = (count(snapshot), count(&changed));
    if after <= before {
        return None;
    }
    let old: BTreeSet<String> = snapshot.analysis(&root).errors().iter().map(|error| error.message.clone()).collect();
    changed.analysis(&root).errors().iter().find(|error| !old.contains(&error.message)).map(|e| e.message.clone())
}

/// Whether the statement around a name reads the same with another one.
fn fits(document: &Document, name: Name, new: &str) -> bool {
    let tree = document.tree();
    let around = tree.around(name.range.end.saturating_sub(1).max(name.range.start));
    let Some((_, item)) = around.iter().find(|(_, node)| node.rule == crate::syntax::Rule::item) else { return false };
    let text = document.text();
    let piece = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("");
    let changed = format!("{}{new}{}", piece(item.start, name.range.start), piece(name.range.end, item.end));
    let before = piece(item.start, item.end);
    let old = super::names::names(before, &crate::syntax::tree::Tree::of_file(before));
    let tree = crate::syntax::tree::Tree::of_file(&changed);
    let new_names = super::names::names(&changed, &tree);
    let at = name.range.start - item.start;
    // Another name in this place must leave every name where it was.
    old.len() == new_names.len()
        && new_names.iter().any(|found| found.range.start == at && found.text(&changed) == new)
        && !tree.has_broken()
}
