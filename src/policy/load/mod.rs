//! From paths to parsed files: imports followed, each file read once, limits kept.

mod files;
mod unit;
mod yaml;

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Sources;
use crate::span::{FileId, Span};
use crate::syntax::Parsed;
use crate::syntax::ast::{Import, Item, ItemKind, Text};
use crate::time::calendar::HolidayList;

use super::carried::{self, Carried};

pub use files::Files;
#[cfg(feature = "files")]
pub use files::{Disk, discover};
pub use unit::Unit;

/// A policy file is at most 1 MiB.
const MAX_FILE: u64 = 1 << 20;
/// A policy has at most so many files, holiday lists among them.
const MAX_FILES: usize = 1_000;

/// All files that were asked for and all that they import, parsed.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Their texts.
    pub sources: Sources,
    /// The policy files.
    files: Vec<PolicyFile>,
    /// The files that were asked for, by their places in `files`.
    asked: Vec<usize>,
    lists: Vec<(HolidayList, Span)>,
    by_path: HashMap<PathBuf, Entry>,
    /// What is wrong with files that were asked for and could not be read at all.
    pub unreadable: Vec<Diagnostic>,
}

#[derive(Debug)]
struct PolicyFile {
    id: FileId,
    parsed: Arc<Parsed>,
    /// The imports, item by item: what stands in the place of each.
    imports: HashMap<usize, Imported>,
    errors: Vec<Diagnostic>,
    /// An import of a policy, of a holiday list, that came to nothing.
    lost_policy: bool,
    lost_list: bool,
}

#[derive(Debug, Clone, Copy)]
enum Imported {
    Policy(usize),
    List(usize),
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    Read(Imported),
    /// Read before, and refused: told once.
    Bad,
}

/// The folder that imports may not leave, and what it is called.
#[derive(Debug, Clone, Default)]
struct Root {
    path: PathBuf,
    shown: String,
}

/// What an import comes to: nothing where the same file was refused before.
type Found = Result<Option<Imported>, Box<Diagnostic>>;

impl Workspace {
    /// Reads policy files and what they import. `root` is the folder that imports may not leave;
    /// without one it is `current` where that holds the file, else the folder of the file, or the
    /// folder among `folders` that holds it.
    pub fn load(
        fs: &dyn Files,
        paths: &[PathBuf],
        folders: &[PathBuf],
        root: Option<&Path>,
        current: Option<&Path>,
    ) -> Self {
        let mut workspace = Self::default();
        let canonical = |p: &Path| fs.canonical(p).ok();
        for path in paths {
            let file = match fs.canonical(path) {
                Ok(file) => file,
                Err(e) => {
                    let message = format!("`{}` cannot be read: {}", path.display(), plain(&e));
                    workspace.unreadable.push(Diagnostic::global(Code::MissingFile, message));
                    continue;
                }
            };
            let holds = |folder: &Path| canonical(folder).filter(|f| *f != file && file.starts_with(f));
            let named = |folder: &Path| format!("`{}`", folder.display());
            let root = match root {
                Some(root) => Root { shown: named(root), path: canonical(root).unwrap_or_else(|| root.to_owned()) },
                None => current
                    .and_then(holds)
                    .map(|path| Root { path, shown: "the current folder".to_owned() })
                    .or_else(|| folders.iter().find_map(|f| Some(Root { path: holds(f)?, shown: named(f) })))
                    .or_else(|| {
                        let shown = path
                            .parent()
                            .filter(|p| !p.as_os_str().is_empty())
                            .map_or("its own folder".to_owned(), named);
                        Some(Root { path: file.parent()?.to_owned(), shown })
                    })
                    .unwrap_or_default(),
            };
            match workspace.file(fs, path, &file, &root, None) {
                Ok(Some(Imported::Policy(index))) if !workspace.asked.contains(&index) => workspace.asked.push(index),
                Ok(_) => {}
                Err(error) => workspace.unreadable.push(*error),
            }
        }
        workspace
    }

    /// A workspace of one text that is in no file; it may import what the program carries.
    pub fn of_text(name: &str, text: &str) -> Self {
        let mut workspace = Self::default();
        let index = workspace.policy(&files::NoFiles, name, text.to_owned());
        workspace.asked.push(index);
        workspace.follow(&files::NoFiles, index, None);
        workspace
    }

    /// A workspace of one carried policy.
    pub fn of_carried(name: &str) -> Self {
        let mut workspace = Self::default();
        if let Some(found) = carried::find(carried::POLICIES, name)
            && let Some(Imported::Policy(index)) = workspace.carried(&files::NoFiles, found, true)
        {
            workspace.asked.push(index);
        }
        workspace
    }

    /// The comments of every policy file.
    pub fn comments(&self) -> impl Iterator<Item = &Span> {
        self.files.iter().flat_map(|f| &f.parsed.comments)
    }

    /// The policy files that were asked for, with the comments of each.
    pub fn given(&self) -> impl Iterator<Item = (FileId, &[Span])> {
        let files = self.asked.iter().filter_map(|at| self.files.get(*at));
        files.map(|f| (f.id, f.parsed.comments.as_slice()))
    }

    /// The item of a policy file in which something stands.
    pub fn item_at(&self, span: Span) -> Option<&Item> {
        let file = self.files.iter().find(|f| f.id == span.file)?;
        file.parsed.file.items.iter().find(|item| item.span.start <= span.start && span.start < item.span.end)
    }

    fn policy(&mut self, fs: &dyn Files, shown: &str, text: String) -> usize {
        let id = self.sources.add(shown, text);
        let parsed = fs.parse(id, self.sources.get(id).map_or("", |s| &s.text));
        let (imports, errors) = (HashMap::new(), Vec::new());
        self.files.push(PolicyFile { id, parsed, imports, errors, lost_policy: false, lost_list: false });
        self.files.len() - 1
    }

    /// Reads a file once; `import` is where it was imported, nothing where it was asked for.
    fn file(&mut self, fs: &dyn Files, shown: &Path, file: &Path, root: &Root, import: Option<Span>) -> Found {
        match self.by_path.get(file) {
            Some(Entry::Read(found)) => return Ok(Some(*found)),
            Some(Entry::Bad) => return Ok(None),
            None => {}
        }
        let list = import.is_some() && file.extension().is_none_or(|e| e != "sla");
        let read = self.read(fs, shown, file, import).and_then(|text| {
            if list {
                return self.list(&shown.display().to_string(), text).map(Imported::List);
            }
            let index = self.policy(fs, &shown.display().to_string(), text);
            self.by_path.insert(file.to_owned(), Entry::Read(Imported::Policy(index)));
            self.follow(fs, index, Some((file, shown, root)));
            Ok(Imported::Policy(index))
        });
        let entry = read.as_ref().map_or(Entry::Bad, |found| Entry::Read(*found));
        self.by_path.insert(file.to_owned(), entry);
        read.map(Some)
    }

    fn read(
        &mut self,
        fs: &dyn Files,
        shown: &Path,
        file: &Path,
        import: Option<Span>,
    ) -> Result<String, Box<Diagnostic>> {
        let at = |code, message: String| {
            Box::new(match import {
                Some(span) => Diagnostic::error(code, span, message).label("imported here"),
                None => Diagnostic::global(code, message),
            })
        };
        if self.by_path.len() >= MAX_FILES {
            return Err(at(Code::TooManyFiles, format!("the policy has more than {MAX_FILES} files")));
        }
        let bytes = fs
            .read(file, MAX_FILE + 1)
            .map_err(|e| at(Code::MissingFile, format!("`{}` cannot be read: {}", shown.display(), plain(&e))))?;
        if bytes.len() as u64 > MAX_FILE {
            let message = format!("`{}` is larger than 1 MiB", shown.display());
            return Err(at(Code::TooLarge, message)).map_err(|e| Box::new(e.help("split it, and import the parts")));
        }
        let line_of = |bytes: &[u8], at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        if let Some(zero) = bytes.iter().position(|byte| *byte == 0) {
            // Many of them are UTF-16, or no text at all.
            let few = bytes.iter().filter(|byte| **byte == 0).count() < bytes.len() / 8;
            let line = line_of(&bytes, zero);
            let name = shown.display();
            let (message, help) = if few {
                (format!("`{name}` is not plain text: line {line} has a NUL character"), "remove the character")
            } else {
                (format!("`{name}` is not UTF-8 text"), "save it as plain text, in the encoding UTF-8")
            };
            return Err(at(Code::NotText, message)).map_err(|e| Box::new(e.help(help)));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            let before = e.utf8_error().valid_up_to();
            let line = line_of(e.as_bytes(), before);
            let message = format!("`{}` is not UTF-8 text (line {line}, byte {before})", shown.display());
            Box::new(at(Code::NotText, message).help("save it as plain text, in the encoding UTF-8"))
        })?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    fn list(&mut self, shown: &str, text: String) -> Result<usize, Box<Diagnostic>> {
        let parsed = HolidayList::parse_yaml(&text);
        let name = text.find("name:").unwrap_or(0);
        let named = text.get(name..).and_then(|t| t.lines().next()).map_or(0, |l| l.trim_end().len());
        let tabs = text.lines().any(|line| line.trim_start_matches(' ').starts_with('\t'));
        let empty = text.trim().is_empty();
        let id = self.sources.add(shown, text);
        match parsed {
            Ok(list) => {
                self.lists.push((list, Span::new(id, name, name + named)));
                Ok(self.lists.len() - 1)
            }
            Err(e) => {
                let message = yaml::told(&e.message, empty);
                let help = if tabs { "lines are indented by blanks, not by tabs" } else { yaml::help(&message) };
                let place = self.place(id, e.line, e.column, yaml::subject(&message));
                Err(Box::new(Diagnostic::error(Code::BadHolidays, place, message).help(help)))
            }
        }
    }

    /// What an error speaks of, or the rest of the line from a line and column.
    fn place(&self, id: FileId, line: usize, column: usize, subject: &str) -> Span {
        let text = self.sources.get(id).map_or("", |s| &s.text);
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text.get(start..).and_then(|t| t.lines().next()).unwrap_or("");
        if let Some(at) = rest.find(subject).filter(|_| !subject.is_empty()) {
            return Span::new(id, start + at, start + at + subject.len());
        }
        let skip: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        Span::new(id, start + skip.min(rest.len()), start + rest.trim_end().len().max(skip.min(rest.len())))
    }

    fn carried(&mut self, fs: &dyn Files, found: &'static Carried, policy: bool) -> Option<Imported> {
        let key = PathBuf::from(found.shown);
        if let Some(Entry::Read(known)) = self.by_path.get(&key) {
            return Some(*known);
        }
        let imported = if policy {
            Imported::Policy(self.policy(fs, found.shown, found.text.to_owned()))
        } else {
            Imported::List(self.list(found.shown, found.text.to_owned()).ok()?)
        };
        self.by_path.insert(key, Entry::Read(imported));
        if let Imported::Policy(index) = imported {
            self.follow(fs, index, None);
        }
        Some(imported)
    }

    /// Follows the imports of one file. `home` is its path, its shown path and the root; nothing
    /// for a text in no file, which may import only what is carried.
    fn follow(&mut self, fs: &dyn Files, index: usize, home: Option<(&Path, &Path, &Root)>) {
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
                Import::Carried(name) => self.named(fs, carried::POLICIES, &name.value, name.span, "policy"),
                Import::CarriedHolidays(name) => {
                    self.named(fs, carried::HOLIDAYS, &name.value, name.span, "holiday list")
                }
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

    fn named(&mut self, fs: &dyn Files, all: &'static [Carried], name: &str, span: Span, what: &str) -> Found {
        let Some(found) = carried::find(all, name) else {
            let names = || all.iter().map(|c| c.name);
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`? A file's path is in quotation marks"),
                None => {
                    format!(
                        "the built-in ones are {}; a file's path is in quotation marks",
                        crate::diagnostic::list(names())
                    )
                }
            };
            let message = format!("there is no built-in {what} `{name}`");
            return Err(Box::new(Diagnostic::error(Code::UnknownCarried, span, message).help(help)));
        };
        Ok(self.carried(fs, found, all.as_ptr() == carried::POLICIES.as_ptr()))
    }

    fn imported(&mut self, fs: &dyn Files, path: &Text, home: Option<(&Path, &Path, &Root)>, policy: bool) -> Found {
        let error =
            |code, message: String, help: &str| Err(Box::new(Diagnostic::error(code, path.span, message).help(help)));
        let written = Path::new(&path.value);
        let all = if policy { carried::POLICIES } else { carried::HOLIDAYS };
        if let Some(found) = carried::find(all, &path.value) {
            let words = if policy { "import" } else { "import holidays" };
            let help = format!("without quotation marks, it is the built-in one: `{words} {}`", found.name);
            return error(Code::MissingFile, format!("`{}` is not a file", path.value), &help);
        }
        let Some((file, shown, root)) = home else {
            let message = format!("`{}` cannot be imported into a text that is in no file", path.value);
            return error(Code::MissingFile, message, "only a built-in policy or list can be, such as `import isode`");
        };
        if policy && written.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            let help = format!("a holiday list is imported by `import holidays \"{}\"`", path.value);
            return error(Code::MissingFile, format!("`{}` is not a policy file", path.value), &help);
        }
        if !policy && written.extension().is_some_and(|e| e == "sla") {
            let help = format!("a policy is imported by `import \"{}\"`", path.value);
            return error(Code::BadHolidays, format!("`{}` is not a holiday list", path.value), &help);
        }
        if policy && written.extension().is_none_or(|e| e != "sla") {
            let help = "policy files end in `.sla`";
            return error(Code::MissingFile, format!("`{}` is not a policy file", path.value), help);
        }
        if !policy && written.extension().is_none_or(|e| e != "yaml" && e != "yml") {
            let message = format!("`{}` is not a holiday list", path.value);
            return error(Code::BadHolidays, message, "holiday lists are YAML files and end in `.yaml`");
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let outside = || {
            let message = format!("`{}` is outside {}, to which imports are limited", path.value, root.shown);
            error(Code::OutsideRoot, message, "move the file below that folder, or name a wider one with `--root`")
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
                    true => "folders are separated by `/`".to_owned(),
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

/// What the system says, without its number.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}
