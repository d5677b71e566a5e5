//! From paths to parsed files: imports followed, each file read once, limits kept.

mod files;
mod imports;
mod yaml;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::calendar::HolidayList;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;
use crate::span::{FileId, Span};
use crate::syntax::ast::Item;
use crate::syntax::{self, Parsed};

use super::carried::{self, Carried};

pub use files::{Disk, Files, discover};

/// A policy file is at most 1 MiB.
const MAX_FILE: u64 = 1 << 20;
/// What to do about a file that is no text.
const PLAIN_TEXT: &str = "save it as plain text, in the encoding UTF-8";
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
    parsed: Parsed,
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

/// A part of a workspace that is resolved together.
#[derive(Debug, Default)]
pub struct Unit<'a> {
    /// Every item once, an import's in its place.
    pub items: Vec<&'a Item>,
    /// The holiday lists of files, with the place of each.
    pub lists: Vec<&'a (HolidayList, Span)>,
    /// What could not be read or parsed.
    pub errors: Vec<Diagnostic>,
    /// The first file that was asked for, where there is nothing in it.
    pub empty: Option<FileId>,
    /// Names that may be declared by what could not be read.
    pub lost_names: BTreeSet<&'a str>,
    /// A policy that is imported could not be read: any name may be its.
    pub lost_policy: bool,
    /// A holiday list that is imported could not be read.
    pub lost_list: bool,
}

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
        let index = workspace.policy(name, text.to_owned());
        workspace.asked.push(index);
        workspace.follow(&files::Disk, index, None);
        workspace
    }

    /// A workspace of one carried policy.
    pub fn of_carried(name: &str) -> Self {
        let mut workspace = Self::default();
        if let Some(found) = carried::find(carried::POLICIES, name)
            && let Some(Imported::Policy(index)) = workspace.carried(found, true)
        {
            workspace.asked.push(index);
        }
        workspace
    }

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

    /// The comments of every policy file.
    pub fn comments(&self) -> impl Iterator<Item = &Span> {
        self.files.iter().flat_map(|f| &f.parsed.comments)
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

    fn policy(&mut self, shown: &str, text: String) -> usize {
        let id = self.sources.add(shown, text);
        let text = self.sources.get(id).map_or("", |s| &s.text);
        let parsed = match text.find('\0') {
            Some(at) => {
                let error = Diagnostic::error(Code::NotText, Span::new(id, at, at + 1), "this is not UTF-8 text");
                Parsed { errors: vec![error.help(PLAIN_TEXT)], ..Parsed::default() }
            }
            None => syntax::parse(id, text),
        };
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
            let index = self.policy(&shown.display().to_string(), text);
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
        let text = String::from_utf8(bytes).map_err(|e| {
            let before = e.utf8_error().valid_up_to();
            let lines = e.as_bytes().get(..before).map_or(0, |b| b.iter().filter(|c| **c == b'\n').count());
            let message = format!("`{}` is not UTF-8 text (line {}, byte {before})", shown.display(), lines + 1);
            Box::new(at(Code::NotText, message).help(PLAIN_TEXT))
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

    fn carried(&mut self, found: &'static Carried, policy: bool) -> Option<Imported> {
        let key = PathBuf::from(found.shown);
        if let Some(Entry::Read(known)) = self.by_path.get(&key) {
            return Some(*known);
        }
        let imported = if policy {
            Imported::Policy(self.policy(found.shown, found.text.to_owned()))
        } else {
            Imported::List(self.list(found.shown, found.text.to_owned()).ok()?)
        };
        self.by_path.insert(key, Entry::Read(imported));
        if let Imported::Policy(index) = imported {
            self.follow(&files::Disk, index, None);
        }
        Some(imported)
    }
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
