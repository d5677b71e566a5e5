//! Random edits of the examples: whatever the text, every question has an answer.

use std::path::{Path, PathBuf};

use relief::internals::ide::{self, Depth, Host, TextRange};

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut texts = Vec::new();
    for part in ["examples", "isode"] {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder.join(part)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        let policies = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "sla"));
        texts.extend(policies.map(|path| std::fs::read_to_string(path).unwrap()));
    }
    texts
}

/// What people and programs leave in a text.
const PIECES: &[&str] = &[
    "{",
    "}",
    "\"",
    "//",
    "<",
    ",",
    " ",
    "\n",
    "\u{1f600}",
    "\u{e4}",
    "P1",
    "1 working day",
    "response",
    "extends",
    "(",
    "[",
    "import \"a.sla\"",
    "when",
    "tier X {",
    "// relief: allow(",
    "\r\n",
    "\u{feff}",
    "\0",
    "99999999999999999999",
    "/",
    "import holidays scotland",
    "2026-02-30",
    "on",
    "objective x",
];

fn edit(text: &mut String, random: &mut Random) {
    let place = |text: &str, random: &mut Random| {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (a, b) = (place(text, random), place(text, random));
    let (start, end) = (a.min(b), a.max(b));
    match random.below(10) {
        0 => text.truncate(start),
        1 => text.replace_range(start..end, ""),
        2 => {
            let copy: String = text[start..end].chars().take(2_000).collect();
            text.insert_str(start, &copy);
        }
        3 => {
            let some: usize = text[start..].chars().take(random.below(30)).map(char::len_utf8).sum();
            text.replace_range(start..start + some, "");
        }
        _ => text.insert_str(start, PIECES[random.below(PIECES.len())]),
    }
}

/// A range lies within a text, between characters.
fn fits(text: &str, range: TextRange) {
    assert!(text.get(range.start as usize..range.end as usize).is_some(), "{range:?} in {text:?}");
}

fn ask(host: &Host, path: &Path, byte: u32) {
    let snapshot = host.snapshot("2026-06-05T14:00:00Z".parse().unwrap());
    let text = snapshot.document(path).unwrap().text().to_owned();
    for problem in ide::problems(&snapshot, path, Depth::AllRoots) {
        fits(&text, problem.range);
    }
    if let Some(hover) = ide::hover(&snapshot, path, byte) {
        fits(&text, hover.range);
    }
    for item in ide::completions(&snapshot, path, byte) {
        fits(&text, item.range);
    }
    for location in ide::references(&snapshot, path, byte, true) {
        // Others are in built-in policies.
        if Path::new(&location.file) == path {
            fits(&text, location.range);
        }
    }
    ide::definition(&snapshot, path, byte);
    let _ = ide::rename(&snapshot, path, byte, "renamed");
    for entry in ide::outline(&snapshot, path) {
        fits(&text, entry.range);
        fits(&text, entry.selection);
    }
    ide::folds(&snapshot, path);
    let mut end = 0;
    for token in ide::tokens(&snapshot, path) {
        fits(&text, token.range);
        assert!(token.range.start >= end, "tokens overlap");
        end = token.range.end;
    }
    for edit in ide::format(&snapshot, path).unwrap_or_default() {
        fits(&text, edit.location.range);
    }
    ide::format_on_brace(&snapshot, path, byte);
    let problems = ide::problems(&snapshot, path, Depth::OneRoot);
    for action in ide::actions(&snapshot, path, TextRange { start: byte, end: byte }, &problems) {
        for edit in action.edits {
            fits(&text, edit.location.range);
        }
    }
    for hint in ide::hints(&snapshot, path, TextRange { start: 0, end: u32::MAX }) {
        fits(&text, TextRange { start: hint.at, end: hint.at });
    }
    for lens in ide::lenses(&snapshot, path) {
        fits(&text, lens.range);
    }
    ide::test_report(&snapshot, path, byte);
    ide::comparison(&snapshot, path, byte);
}

#[test]
fn every_text_has_answers() {
    let path = PathBuf::from("a.sla");
    let rounds: usize = std::env::var("RELIEF_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for original in examples() {
        let mut host = Host::without_files();
        let mut text = original.clone();
        for round in 0..rounds {
            if round % 8 == 0 {
                text.clone_from(&original);
            }
            edit(&mut text, &mut random);
            host.set([(path.clone(), text.clone())]);
            let length = host.snapshot("2026-06-05T14:00:00Z".parse().unwrap()).document(&path).unwrap().text().len();
            let byte = u32::try_from(random.below(length + 2)).unwrap();
            ask(&host, &path, byte);
        }
    }
}
