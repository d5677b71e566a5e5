//! What a contract writer is told: one policy a file, with its snapshot beside it.
//!
//! A case is any `.sla` file below `tests/errors`; what cases import lies in folders called `with`.
//! Texts that nobody would want to read as a file are made here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use relief::Policy;
use relief::internals::diagnostic::render::human;
use relief::internals::diagnostic::{Code, Diagnostic};
use relief::internals::policy::{Files, Workspace, resolve};

const ROOT: &str = "tests/errors";

/// Codes that no policy file gets, each with the reason.
const WITHOUT_CASE: &[(Code, &str)] = &[
    (Code::UnknownWord, "what tests expect is held when they are checked or run: tests/checks"),
    (Code::FailedExpectation, "a policy that compiles: tests/checks"),
];

fn cases() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(ROOT)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|n| n != "with") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "sla") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What is wrong with a file, and how it is told.
fn outcome(path: &Path) -> (Vec<Diagnostic>, String) {
    match Policy::load_all(&[path.to_owned()], Some(Path::new(ROOT)), None) {
        Ok(_) => (Vec::new(), "no errors\n".to_owned()),
        Err(errors) => {
            let told = human(&errors.diagnostics, &errors.sources, false, 100);
            (errors.diagnostics, told)
        }
    }
}

#[test]
fn snapshots() {
    insta::glob!("../errors", "**/*.sla", |path| {
        let path = Path::new(ROOT).join(path.strip_prefix(Path::new(ROOT).canonicalize().unwrap()).unwrap());
        let folder = path.parent().unwrap();
        if folder.ends_with("with") {
            return;
        }
        let (_, told) = outcome(&path);
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(source.ends_with('\n') || source.is_empty(), "{} does not end with a line", path.display());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder.canonicalize().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.remove_input_file();
        settings.set_omit_expression(true);
        let name = path.file_stem().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, format!("{source}\n{}\n{told}", "-".repeat(100))));
    });
}

#[test]
fn every_code_has_a_case() {
    let mut seen: BTreeSet<Code> = cases().iter().flat_map(|path| outcome(path).0).map(|d| d.code).collect();
    let small = hostile().into_iter().filter(|(name, bytes)| bytes.len() < 50_000 || *name == "too-large");
    seen.extend(small.flat_map(|(name, bytes)| in_memory(name, &bytes).0).map(|d| d.code));
    seen.extend(
        ["priorities", "broken-lines-100000"]
            .iter()
            .flat_map(|name| {
                let bytes = hostile().into_iter().find(|(n, _)| n == name).unwrap().1;
                in_memory(name, &bytes).0
            })
            .map(|d| d.code),
    );
    seen.extend(in_files(&many_files()).0.iter().map(|d| d.code));
    for code in Code::ALL {
        let excused = WITHOUT_CASE.iter().any(|(c, _)| c == code);
        assert_ne!(seen.contains(code), excused, "{code} {}: a case, or a reason for none", code.name());
    }
}

/// Nothing of a machine, of the grammar's rules or of pest's wording reaches a person, and each
/// message keeps the form of all: lower case, no full stop, one line.
#[test]
fn messages_have_one_form() {
    for path in cases() {
        for Diagnostic { message, help, label, .. } in outcome(&path).0 {
            for text in [Some(message), help, Some(label)].into_iter().flatten() {
                let shown = format!("{}: {text}", path.display());
                let first = text.chars().next().unwrap_or('a');
                assert!(!first.is_uppercase(), "begins with a capital: {shown}");
                assert!(!text.ends_with('.') || text.ends_with("..."), "ends with a full stop: {shown}");
                assert!(!text.contains('\n'), "is longer than a line: {shown}");
                for word in ["_stmt", "_item", "kw_", "EOI", "-->", "/tmp/", "/home/", "os error", "untagged", "struct"]
                {
                    assert!(!text.contains(word), "says {word}: {shown}");
                }
            }
        }
    }
}

// ---------------------------------------------------------------- hostile texts

/// Files that are nowhere but in memory.
#[derive(Default)]
struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(bytes[..bytes.len().min(limit as usize)].to_vec())
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.contains_key(path).then(|| path.to_owned()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The first of the files, with what it imports.
fn in_files(files: &[(String, Vec<u8>)]) -> (Vec<Diagnostic>, String) {
    let memory = Memory(files.iter().map(|(name, bytes)| (PathBuf::from(name), bytes.clone())).collect());
    let workspace = Workspace::load(&memory, &[PathBuf::from(&files[0].0)], &[], Some(Path::new("")), None);
    let errors = resolve(&workspace.merged()).err().unwrap_or_default();
    let told =
        if errors.is_empty() { "no errors\n".to_owned() } else { human(&errors, &workspace.sources, false, 100) };
    (errors, told)
}

fn in_memory(name: &str, bytes: &[u8]) -> (Vec<Diagnostic>, String) {
    in_files(&[(format!("{name}.sla"), bytes.to_vec())])
}

const MIB: usize = 1 << 20;
/// What is no faster for being larger is tried with less.
const QUARTER: usize = MIB / 4;

fn fill(unit: &str, length: usize) -> Vec<u8> {
    unit.bytes().cycle().take(length).collect()
}

/// Nearly a quarter of a MiB of numbered texts.
fn numbered(one: impl Fn(usize) -> String) -> Vec<u8> {
    let mut text = String::new();
    for n in 0.. {
        text.push_str(&one(n));
        if text.len() > QUARTER - 1000 {
            break;
        }
    }
    text.into_bytes()
}

/// A policy of about 1 MiB without errors: tiers that extend one another's base.
fn large_policy() -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = String::from(
        "calendar office { timezone Europe/London open mon-fri 09:00-17:00 }\nfacts { down bool }\n\
         priority P1 { when down }\npriority P2 { otherwise }\nremedy fix { may provide when down }\n\
         base tier Standard { coverage office response < 1 working day }\n",
    );
    for number in 0.. {
        let start = text.len();
        write!(
            text,
            "/// The package number {number}.\ntier T{number} extends Standard customisable except assistance {{\n    \
             response P1 < 4 working hours, pausing while waiting on customer\n    response P2 < 1 working day\n    \
             relief 90% within 3 x response, pausing while waiting on customer // as published\n    \
             channels portal, email\n    remedy fix {{ will provide when down and not priority is P2 }}\n    \
             assistance \"As agreed with customer\"\n}}\n"
        )
        .unwrap();
        if text.len() > MIB {
            text.truncate(start);
            return text.into_bytes();
        }
    }
    unreachable!()
}

/// What bounds are for, by name.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let head = "facts { a bool }\npriority P1 { when ";
    let wrapped = |inner: &[u8]| [head.as_bytes(), inner, b" }\n"].concat();
    let parentheses = |n: usize| wrapped(&[vec![b'('; n], b"a".to_vec(), vec![b')'; n]].concat());
    let nots = |n: usize| wrapped(&[fill("not ", 4 * n), b"a".to_vec()].concat());
    let broken_lines: String = (0..100_000).map(|n| format!("tier {}\n", n % 10)).collect();
    vec![
        ("empty", Vec::new()),
        ("blank", b" \n\n// nothing yet\n".to_vec()),
        ("byte-order-mark", b"\xEF\xBB\xBFtir Gold {\n}\n".to_vec()),
        ("byte-order-mark-inside", "tier Gold {\n}\n\u{feff}tier Silver {\n}\n".as_bytes().to_vec()),
        ("not-utf-8", b"tier Gold {\n    assistance \"caf\xE9\"\n}\n".to_vec()),
        ("utf-16", "tier Gold".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("nul-bytes", vec![0; 4096]),
        ("binary", (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x7F).collect()),
        ("carriage-returns", b"tier Gold {\r\n    respons P1 < 4 working hours\r\n}\r\n".to_vec()),
        ("wide-characters", "tier Gold {\n    assistance \"\u{1F600}\u{1F600}\" wörking\n}\n".as_bytes().to_vec()),
        ("parentheses-64-deep", parentheses(63)),
        ("parentheses-10000", parentheses(10_000)),
        ("not-10000", nots(10_000)),
        ("not-1-mib", nots((MIB - 100) / 4)),
        ("unclosed-braces-200-kb", fill("{", 200_000)),
        ("unclosed-tiers-200-kb", fill("tier a {\n", 200_000)),
        ("braces-1-mib", fill("{", MIB)),
        ("closing-braces", fill("}", QUARTER)),
        ("brace-pairs", fill("{}", QUARTER)),
        ("parentheses-1-mib", fill("(", MIB)),
        ("tiers-1-mib", fill("tier a {", MIB)),
        ("quotes-1-mib", fill("\"", MIB)),
        ("slashes-1-mib", fill("/", MIB)),
        ("slashes-apart", fill("/ ", QUARTER)),
        ("word", fill("a", QUARTER)),
        ("words", fill("tier ", QUARTER)),
        ("minus", [b"tier a".to_vec(), fill("-", QUARTER - 6)].concat()),
        ("digits", [b"tier a { response P1 < ".to_vec(), fill("9", QUARTER - 40), b" hours }".to_vec()].concat()),
        ("blanks", fill(" ", QUARTER)),
        ("comments", fill("// a\n", QUARTER)),
        ("alternatives", wrapped(&[fill("a or ", QUARTER - 100), b" a".to_vec()].concat())),
        ("list", [b"tier a { channels a".to_vec(), fill(", b", QUARTER - 100), b" }".to_vec()].concat()),
        ("facts", fill("facts { a bool }\n", QUARTER)),
        ("import", fill("import isode\n", QUARTER)),
        ("broken-statements", [b"tier a {\n".to_vec(), fill("respons P1\n", QUARTER - 20), b"}\n".to_vec()].concat()),
        (
            "one-line-1-mib",
            [b"tier a { respons P1 < 4 hours ".to_vec(), fill("releases a ", QUARTER - 100), b"}".to_vec()].concat(),
        ),
        ("facts-apart", numbered(|n| format!("facts {{ f{n} bool }}\n"))),
        ("priorities", numbered(|n| format!("priority P{n} \"a\"\ntier T{n} {{ response none }}\n"))),
        ("calendars", numbered(|n| format!("calendar c{n} {{ timezone UTC open mon-fri 09:00-17:00 }}\n"))),
        ("tiers", numbered(|n| format!("tier T{n}{{}}\n"))),
        ("tiers-in-a-row", numbered(|n| format!("tier T{} extends T{n} {{ response none }}\n", n + 1))),
        ("unknown-tiers", numbered(|n| format!("contract C{n} extends D{n} {{ }}\n"))),
        ("unknown-facts", wrapped(&[numbered(|n| format!("fact{n} or ")), b"a".to_vec()].concat())),
        (
            "windows-1-mib",
            [
                b"calendar a { timezone UTC open mon-sun 09:00-10:00".to_vec(),
                numbered(|n| {
                    format!(", {:02}:{:02}-{:02}:{:02}", n / 60 % 24, n % 60, (n + 1) / 60 % 24, (n + 1) % 60)
                }),
                b" }".to_vec(),
            ]
            .concat(),
        ),
        (
            "closures-1-mib",
            [
                b"calendar a { timezone UTC ".to_vec(),
                numbered(|n| format!("closed {:04}-01-01 to {:04}-01-01\n", 1900 + n % 100, 1910 + n % 100)),
                b" }".to_vec(),
            ]
            .concat(),
        ),
        (
            "tests-1-mib",
            numbered(|n| {
                format!(
                    "test \"t{n}\" {{ incident {{ contract Gold }} as of 2026-01-31T09:00:00Z expect {{ fix yes }} }}\n"
                )
            }),
        ),
        ("semicolons", [b"tier a { ".to_vec(), fill("releases a ; ", QUARTER - 100), b" }".to_vec()].concat()),
        ("escapes", b"tier a {\x1b[31m red }\npriority \x07 \"a\"\n".to_vec()),
        ("too-large", fill("// a comment\n", MIB + 1)),
        ("broken-lines-100000", broken_lines.into_bytes()),
        ("large-policy", large_policy()),
    ]
}

/// A policy that imports 1,000 others.
fn many_files() -> Vec<(String, Vec<u8>)> {
    let imports: String = (0..1_000).map(|n| format!("import \"f{n}.sla\"\n")).collect();
    let mut files = vec![("a.sla".to_owned(), imports.into_bytes())];
    files.extend((0..1_000).map(|n| (format!("f{n}.sla"), format!("channel c{n}\n").into_bytes())));
    files
}

/// Bounded time and a message that can be read, whatever the text. The bound is for a debug build on
/// a machine that is busy; optimised, a MiB of any of these takes less than a second.
/// `RELIEF_TIMES=1` with `--nocapture` prints the times.
#[test]
fn hostile_texts_cost_little() {
    let mut told = String::new();
    let mut slow: Vec<String> = Vec::new();
    for (name, bytes) in hostile() {
        let start = Instant::now();
        let (errors, text) = in_memory(name, &bytes);
        let took = start.elapsed();
        if std::env::var_os("RELIEF_TIMES").is_some() {
            println!("{name:30} {:>8} bytes {took:>12.3?} {} errors", bytes.len(), errors.len());
        }
        if took > Duration::from_secs(60) {
            slow.push(format!("{name} took {took:?}"));
        }
        assert!(errors.len() <= 210, "{name} gives {} errors", errors.len());
        assert!(text.len() < 300_000, "{name} is told in {} bytes", text.len());
        let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
        assert!(longest <= 220, "{name} is told in a line of {longest} columns");
        let shown: String = text.lines().take(24).flat_map(|l| [l, "\n"]).collect();
        told.push_str(&format!("==== {name}: {} errors\n{shown}\n", errors.len()));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(ROOT).canonicalize().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("hostile", told));
    assert!(slow.is_empty(), "{slow:?}");
}

#[test]
fn a_thousand_files_are_the_most() {
    let (errors, _) = in_files(&many_files());
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].code, Code::TooManyFiles);
}
