//! What may be written at a place: statements, words, names.

mod expected;
mod list;
mod names;
mod place;
mod statements;

use std::path::{Path, PathBuf};

use crate::lint::RULES;

use super::host::Snapshot;
use super::symbol::Scope;

use list::List;
use place::{Place, Where};

pub use list::{Completion, CompletionKind};

/// What may be written at a byte: in a list, what fits best first. The editor filters it by the word before the place.
pub fn completions(snapshot: &Snapshot, file: &Path, byte: u32) -> Vec<Completion> {
    let Some(document) = snapshot.document(file).filter(|document| document.is_policy()) else { return Vec::new() };
    let Some(place) = Place::of(document.text(), byte) else { return Vec::new() };
    let scope = Scope::of(snapshot, file);
    let mut list = List { range: place.range, items: Vec::new() };
    match &place.at {
        Where::Comment(before) => rules(before, &mut list),
        Where::Text(before) => files(snapshot, file, before, &mut list),
        Where::Code(code) => {
            if code.fresh {
                statements::add(document, &scope, code, &mut list);
            }
            if !code.before.trim().is_empty() {
                expected::add(&scope, code, &mut list);
                names::add(snapshot, &scope, code, &mut list);
            }
        }
    }
    list.items.sort_by(|a, b| a.order.cmp(&b.order));
    let mut seen = std::collections::BTreeSet::new();
    list.items.retain(|item| seen.insert(item.label.clone()));
    list.items
}

/// The lint rules, within `// relief: allow(`.
fn rules(before: &str, list: &mut List) {
    let Some((_, inner)) = before.rsplit_once("allow(") else {
        if before.trim_start_matches('/').trim().is_empty() && !before.starts_with("///") {
            let snippet = "relief: allow(${1:rule}) ${2:why this is meant}".to_owned();
            let detail = "silences lint rules for the next statement";
            list.snippet(50, CompletionKind::Rule, "relief: allow", detail, String::new(), snippet);
        }
        return;
    };
    if !before.contains("relief:") || inner.contains(')') {
        return;
    }
    for rule in RULES {
        list.add(10, CompletionKind::Rule, rule.info.name, rule.info.id, rule.info.summary.to_owned());
    }
}

/// The files that an import may name.
fn files(snapshot: &Snapshot, file: &Path, before: &str, list: &mut List) {
    let folder = file.parent().unwrap_or(Path::new(""));
    let words: Vec<&str> = before.split_whitespace().collect();
    let holidays = match words.as_slice() {
        [.., "import"] => false,
        [.., "import", "holidays"] => true,
        _ => return,
    };
    // An import stays within the folder of the editor, or the file's own.
    let around = snapshot.folders.iter().map(PathBuf::as_path).filter(|around| file.starts_with(around));
    let limit = around.max_by_key(|around| around.components().count()).unwrap_or(folder);
    let wanted = |path: &&Path| {
        let ends = |end: &str| path.extension().is_some_and(|extension| extension == end);
        *path != file && path.starts_with(limit) && if holidays { ends("yaml") || ends("yml") } else { ends("sla") }
    };
    let mut paths: Vec<String> = snapshot.paths().filter(wanted).filter_map(|path| relative(folder, path)).collect();
    paths.sort_by_key(|path| (path.matches('/').count(), path.clone()));
    for path in paths.into_iter().take(200) {
        list.add(10, CompletionKind::File, &path, "", String::new());
    }
}

/// The path of a file as another folder names it.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let common = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let mut parts: Vec<String> = folder.components().skip(common).map(|_| "..".to_owned()).collect();
    if parts.len() > 3 {
        return None;
    }
    parts.extend(path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned()));
    Some(parts.join("/"))
}
