//! What the imports of a file lead to: carried policies and lists, and files below the root.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::span::Span;
use crate::syntax::ast::{Import, ItemKind, Text};

use super::super::carried::{self, Carried};
use super::files::Files;
use super::{Found, Root, Workspace, plain};

impl Workspace {
    /// Follows the imports of one file. `home` is its path, its shown path and the root; nothing
    /// for a text in no file, which may import only what is carried.
    pub(super) fn follow(&mut self, fs: &dyn Files, index: usize, home: Option<(&Path, &Path, &Root)>) {
        let items = self.files.get(index).map(|f| &f.parsed.file.items);
        let imports: Vec<(usize, Import)> = items
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(at, item)| match &item.kind {
                ItemKind::Import(import) => Some((at, import.clone())),
                _ => None,
            })
            .collect();
        for (at, import) in imports {
            let policy = matches!(import, Import::Carried(_) | Import::File(_));
            let found = match import {
                Import::Carried(name) => self.named(carried::POLICIES, &name.value, name.span, "policy"),
                Import::CarriedHolidays(name) => self.named(carried::HOLIDAYS, &name.value, name.span, "holiday list"),
                Import::File(path) => self.imported(fs, &path, home, true),
                Import::HolidayFile(path) => self.imported(fs, &path, home, false),
            };
            let Some(file) = self.files.get_mut(index) else { return };
            if !matches!(found, Ok(Some(_))) {
                file.lost_policy |= policy;
                file.lost_list |= !policy;
            }
            match found {
                Ok(Some(found)) => {
                    file.imports.insert(at, found);
                }
                Ok(None) => {}
                Err(error) => file.errors.push(*error),
            }
        }
    }

    fn named(&mut self, all: &'static [Carried], name: &str, span: Span, what: &str) -> Found {
        let Some(found) = carried::find(all, name) else {
            let names = || all.iter().map(|c| c.name);
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`? A file's path stands in quotation marks"),
                None => {
                    format!("it carries {}; a file's path stands in quotation marks", crate::diagnostic::list(names()))
                }
            };
            let message = format!("the program carries no {what} `{name}`");
            return Err(Box::new(Diagnostic::error(Code::UnknownCarried, span, message).help(help)));
        };
        Ok(self.carried(found, all.as_ptr() == carried::POLICIES.as_ptr()))
    }

    fn imported(&mut self, fs: &dyn Files, path: &Text, home: Option<(&Path, &Path, &Root)>, policy: bool) -> Found {
        let error =
            |code, message: String, help: &str| Err(Box::new(Diagnostic::error(code, path.span, message).help(help)));
        let written = Path::new(&path.value);
        let Some((file, shown, root)) = home else {
            let message = format!("`{}` cannot be imported into a text that is in no file", path.value);
            return error(Code::MissingFile, message, "only what the program carries can be, such as `import isode`");
        };
        if policy && written.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            let help = format!("a holiday list is imported by `import holidays \"{}\"`", path.value);
            return error(Code::MissingFile, format!("`{}` is no policy file", path.value), &help);
        }
        if !policy && written.extension().is_some_and(|e| e == "sla") {
            let help = format!("a policy is imported by `import \"{}\"`", path.value);
            return error(Code::BadHolidays, format!("`{}` is no holiday list", path.value), &help);
        }
        if policy && written.extension().is_none_or(|e| e != "sla") {
            let help = "policy files end in `.sla`";
            return error(Code::MissingFile, format!("`{}` is no policy file", path.value), help);
        }
        if !policy && written.extension().is_none_or(|e| e != "yaml" && e != "yml") {
            let message = format!("`{}` is no holiday list", path.value);
            return error(Code::BadHolidays, message, "holiday lists are YAML files and end in `.yaml`");
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let outside = || {
            let message = format!("`{}` lies outside {}, which imports may not leave", path.value, root.shown);
            error(Code::OutsideRoot, message, "move the file below that folder, or name a wider one by `--root`")
        };
        // By its words first, so that nothing outside is even looked for; then by where links lead.
        let target = lexical(&folder.join(written));
        if !target.starts_with(&root.path) {
            return outside();
        }
        let canonical = match fs.canonical(&target) {
            Ok(canonical) => canonical,
            Err(e) => {
                let message = format!("`{}` cannot be read: {}", path.value, plain(&e));
                let help = match path.value.contains('\\') {
                    true => "folders are parted by `/`".to_owned(),
                    false => format!("the path is relative to `{}`", shown.display()),
                };
                return error(Code::MissingFile, message, &help);
            }
        };
        if !canonical.starts_with(&root.path) {
            return outside();
        }
        let shown = shown.parent().unwrap_or(Path::new("")).join(written);
        self.file(fs, &lexical(&shown), &canonical, root, Some(path.span))
    }
}

/// A path without `.` and with each `..` taken back, without asking the file system.
fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
