//! No two files import each other: paths of the source are resolved to the files that define what they name.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::sources;

/// The parts of the source whose circles are still to be broken.
const OPEN: &[&str] = &[];

/// A path of modules from the root of the crate.
type Path = Vec<String>;

/// The names that files take from files.
type Imports = BTreeMap<(usize, usize), BTreeSet<String>>;

/// A file, as far as paths concern it.
struct File {
    name: String,
    module: Path,
    /// Each name that a `use` brings in, with its path as written; `*` for all of a module.
    uses: Vec<(String, Path)>,
    /// Each path in the code that is not in a `use`.
    paths: Vec<Path>,
}

/// The tokens of a source text: words, `::`, and single signs; without comments, texts and modules of tests.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let rest = |n: usize| chars.get(at + n).copied().unwrap_or('\0');
        match chars[at] {
            '/' if rest(1) == '/' => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            'r' if rest(1) == '#' && rest(2) == '"' => {
                let end = (at + 3..chars.len()).find(|i| chars[*i] == '"' && chars.get(i + 1) == Some(&'#'));
                at = end.unwrap_or(chars.len()) + 2;
            }
            '"' => {
                at += 1;
                while at < chars.len() && chars[at] != '"' {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
            }
            '\'' if rest(1) == '\\' => at += 4 + chars[at + 3..].iter().take_while(|c| **c != '\'').count(),
            '\'' if rest(2) == '\'' => at += 3,
            ':' if rest(1) == ':' => {
                out.push("::".to_owned());
                at += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                let word: String = chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += word.chars().count();
                out.push(word);
            }
            c if c.is_whitespace() => at += 1,
            c => {
                out.push(c.to_string());
                at += 1;
            }
        }
    }
    without_tests(&out)
}

/// Leaves out `mod tests { ... }`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if tokens[at..].starts_with(&["mod", "tests", "{"].map(str::to_owned)) {
            let mut depth = 0;
            loop {
                match tokens[at].as_str() {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 && tokens[at - 1] == "}" {
                    break;
                }
            }
        } else {
            out.push(tokens[at].clone());
            at += 1;
        }
    }
    out
}

/// Reads the tree of a `use` from its first token on; gives where it ends.
fn tree(tokens: &[String], mut at: usize, base: &Path, out: &mut Vec<(String, Path)>) -> usize {
    let mut path = base.clone();
    loop {
        match tokens[at].as_str() {
            "{" => {
                at += 1;
                while tokens[at] != "}" {
                    at = tree(tokens, at, &path, out);
                    if tokens[at] == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "::" => at += 1,
            "*" => {
                out.push(("*".to_owned(), path));
                return at + 1;
            }
            "as" => {
                out.push((tokens[at + 1].clone(), path));
                return at + 2;
            }
            "," | "}" | ";" => {
                let name = path.last().cloned().unwrap_or_default();
                out.push((name, path));
                return at;
            }
            "self" if !path.is_empty() => at += 1,
            word => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn read(name: &str, text: &str) -> File {
    let stem = name.trim_end_matches(".rs");
    let module: Path = stem.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect();
    let tokens = tokens(text);
    let (mut uses, mut paths, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        // `impl Trait + use<'a>` imports nothing.
        let captures = tokens.get(at + 1).is_some_and(|t| t == "<");
        if tokens[at] == "use" && !captures {
            at = tree(&tokens, at + 1, &Vec::new(), &mut uses);
        } else if at > 1 && tokens[at - 1] == "in" && tokens[at - 2] == "(" {
            // `pub(in crate::lint)` imports nothing.
            at += 1;
            while tokens[at] != ")" {
                at += 1;
            }
        } else if is_word(&tokens[at]) && tokens.get(at + 1).is_some_and(|t| t == "::") {
            let mut path = vec![tokens[at].clone()];
            while tokens.get(at + 1).is_some_and(|t| t == "::") && tokens.get(at + 2).is_some_and(|t| is_word(t)) {
                path.push(tokens[at + 2].clone());
                at += 2;
            }
            paths.push(path);
            at += 1;
        } else {
            at += 1;
        }
    }
    File { name: name.to_owned(), module, uses, paths }
}

struct Crate {
    files: Vec<File>,
    modules: BTreeMap<Path, usize>,
}

impl Crate {
    fn read() -> Self {
        let of_tests = |name: &str| name.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "main.rs"));
        let files: Vec<File> =
            sources().iter().filter(|(name, _)| !of_tests(name)).map(|(name, text)| read(name, text)).collect();
        let modules = files.iter().enumerate().map(|(number, file)| (file.module.clone(), number)).collect();
        Self { files, modules }
    }

    /// The file that defines what a path of a module names; `None` if it is of another crate.
    fn file_of(&self, module: &Path, path: &[String], seen: &mut BTreeSet<(Path, Path)>) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        if !seen.insert((module.clone(), path.to_vec())) {
            return None;
        }
        match first.as_str() {
            "crate" => self.within(&Vec::new(), rest, seen),
            "self" => self.within(module, rest, seen),
            "super" => self.within(&module[..module.len().checked_sub(1)?].to_vec(), rest, seen),
            _ if self.modules.contains_key(&[module.as_slice(), &path[..1]].concat()) => {
                self.within(module, path, seen)
            }
            _ => self.imported(module, path, seen),
        }
    }

    /// The file that defines what is at a path below a module.
    fn within(&self, module: &Path, path: &[String], seen: &mut BTreeSet<(Path, Path)>) -> Option<usize> {
        let own = self.modules.get(module).copied();
        let Some(first) = path.first() else { return own };
        if first == "super" || first == "self" {
            return self.file_of(module, path, seen);
        }
        let child = [module.as_slice(), &path[..1]].concat();
        if self.modules.contains_key(&child) {
            return self.within(&child, &path[1..], seen);
        }
        self.imported(module, path, seen).or(own)
    }

    /// The file that defines what a module names by a `use`.
    fn imported(&self, module: &Path, path: &[String], seen: &mut BTreeSet<(Path, Path)>) -> Option<usize> {
        let file = &self.files[*self.modules.get(module)?];
        let (first, rest) = path.split_first()?;
        if let Some((_, target)) = file.uses.iter().find(|(name, _)| name == first) {
            let whole = [target.as_slice(), rest].concat();
            // `use arrow::arrow` names a library, as no module has that name.
            return if target.first() == Some(first) { None } else { self.file_of(module, &whole, seen) };
        }
        None
    }

    /// Whether a path is that of a module, so that what is used of it is named elsewhere.
    fn is_module(&self, module: &Path, path: &Path) -> bool {
        let mut at: Path = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super" | "self") => module.clone(),
            _ => return false,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => {}
                "super" => {
                    at.pop();
                }
                part => at.push(part.to_owned()),
            }
        }
        self.modules.contains_key(&at)
    }

    fn imports(&self) -> Imports {
        let mut found = Imports::new();
        for (number, file) in self.files.iter().enumerate() {
            // A file re-exports what it does not use itself: those who use it from there import it.
            let used = file.uses.iter().map(|(_, path)| path).filter(|path| !self.is_module(&file.module, path));
            for path in used.chain(&file.paths) {
                let reexported = file.module.is_empty() || file.name.ends_with("mod.rs");
                let is_use = file.uses.iter().any(|(_, used)| std::ptr::eq(used, path));
                let Some(target) = self.file_of(&file.module, path, &mut BTreeSet::new()) else { continue };
                let below = self.files[target].module.starts_with(&file.module);
                if target != number && !(is_use && reexported && below) {
                    found.entry((number, target)).or_default().insert(shown(path));
                }
            }
        }
        found
    }
}

/// The name of a path that a reader looks for: its first type, else its last name.
fn shown(path: &Path) -> String {
    let name = path.iter().find(|part| part.starts_with(char::is_uppercase)).or(path.last());
    name.cloned().unwrap_or_default()
}

/// The files that each file reaches by imports.
fn reached(count: usize, imports: &Imports) -> Vec<BTreeSet<usize>> {
    let mut next = vec![Vec::new(); count];
    for (from, to) in imports.keys() {
        next[*from].push(*to);
    }
    let from = |start: usize| {
        let (mut seen, mut open) = (BTreeSet::new(), next[start].clone());
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                open.extend(&next[at]);
            }
        }
        seen
    };
    (0..count).map(from).collect()
}

#[test]
fn no_two_files_import_each_other() {
    let source = Crate::read();
    let imports = source.imports();
    let reached = reached(source.files.len(), &imports);
    let mut lines = BTreeSet::new();
    for ((from, to), names) in &imports {
        let open = OPEN.iter().any(|part| source.files[*from].name.starts_with(part));
        if reached[*to].contains(from) && !open {
            let circle = reached[*from].iter().filter(|other| reached[**other].contains(from)).min();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (from, to) = (&source.files[*from].name, &source.files[*to].name);
            lines.insert((circle, format!("{from} -> {to}: {}", names.join(", "))));
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    assert!(lines.is_empty(), "files that import each other, and what each takes:\n{}", lines.join("\n"));
}

#[test]
fn a_path_is_followed_to_the_file_that_defines_it() {
    let source = Crate::read();
    let file = |from: &str, path: &str| {
        let module: Path = from.split("::").map(str::to_owned).collect();
        let path: Path = path.split("::").map(str::to_owned).collect();
        source.file_of(&module, &path, &mut BTreeSet::new()).map(|number| source.files[number].name.as_str())
    };
    assert_eq!(file("engine", "crate::diagnostic::Diagnostic"), Some("diagnostic/mod.rs"));
    assert_eq!(file("engine::decide", "crate::time::Instant"), Some("time/instant.rs"));
    assert_eq!(file("engine::decide", "super::timeline::Timeline"), Some("engine/timeline.rs"));
    assert_eq!(file("lint::fix", "std::fmt::Write"), None);
}
