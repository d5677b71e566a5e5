//! The rules of the house that a compiler does not keep.

use std::path::{Path, PathBuf};

/// The floors, lowest first. A module imports its own floor's neighbours only from above in this list.
const FLOORS: &[(&str, u8)] = &[
    ("span", 0),
    ("source", 0),
    ("value", 0),
    ("yaml", 0),
    ("time", 0),
    ("diagnostic", 1),
    ("facts", 1),
    ("syntax", 2),
    ("policy", 3),
    ("engine", 4),
    ("analysis", 5),
    ("io", 5),
    ("report", 6),
    ("lint", 7),
    ("testing", 7),
    ("embed", 8),
    ("fuzzing", 8),
    ("ide", 8),
    ("cli", 9),
];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let name = |p: &Path| p.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

#[test]
fn a_module_imports_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let module = name.split(['/', '.']).next().unwrap().to_owned();
        if module == "lib" || module == "main" || name.contains("tests") {
            continue;
        }
        let own = floor(&module).unwrap_or_else(|| panic!("`{module}` stands on no floor"));
        for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let used = line[at + 7..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
                if let Some(used_floor) = floor(used).filter(|f| *f > own) {
                    wrong.push(format!("{name}: `{used}` (floor {used_floor}) is above `{module}` (floor {own})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let rooms: &[(&str, &[&str])] = &[
        ("pest", &["syntax/"]),
        ("serde_yaml", &["yaml.rs"]),
        ("miette", &["diagnostic/render/", "policy/compiled.rs"]),
        ("comfy_table", &["io/write/", "report/"]),
        ("clap", &["cli/"]),
        ("indicatif", &["cli/"]),
        ("arrow_array", &["io/", "cli/eval/decisions.rs", "cli/eval/run.rs"]),
        ("parquet", &["io/read/columnar/", "io/write/file.rs", "io/write/parquet.rs"]),
        ("calamine", &["io/read/sheet.rs"]),
        ("encoding_rs", &["io/read/encoding.rs"]),
        ("chardetng", &["io/read/encoding.rs"]),
        ("chrono_tz", &["time/zone.rs"]),
    ];
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for (library, allowed) in rooms {
                if line.contains(&format!("{library}::")) && !allowed.iter().any(|room| name.starts_with(room)) {
                    wrong.push(format!("{name}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_is_one_thought() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
