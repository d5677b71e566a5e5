//! What commands print, a case a file: `--- file NAME` parts are the files that are there, `$ relief ...` lines below
//! `--- run` what is called. The snapshot beside it holds the case, what each call printed, its exit code, and the
//! files that it made, changed or removed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// The files of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap());
    let entries = entries.filter(|e| e.file_type().unwrap().is_file());
    entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap())).collect()
}

/// What became of files, a line each.
fn became(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> String {
    let mut out = String::new();
    for (name, text) in after {
        match before.get(name) {
            None => writeln!(out, "made {name}").unwrap(),
            Some(old) if old != text => writeln!(out, "changed {name}").unwrap(),
            Some(_) => {}
        }
    }
    for name in before.keys().filter(|n| !after.contains_key(*n)) {
        writeln!(out, "removed {name}").unwrap();
    }
    out
}

/// A file as the case has it: `\xE9` is a byte that no text has.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut out = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        out.push(u8::from_str_radix(&part[..2], 16).unwrap());
        out.extend(&part.as_bytes()[2..]);
    }
    out
}

fn ran(case: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_relief")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let (files_part, run) = case.split_once("--- run\n").unwrap();
    for file in files_part.split("--- file ").skip(1) {
        let (name, text) = file.split_once('\n').unwrap();
        std::fs::write(folder.path().join(name.trim()), bytes(text)).unwrap();
    }
    let mut out = format!("{}\n\n=== printed\n", case.trim_end());
    for line in run.lines().filter_map(|l| l.strip_prefix("$ ")) {
        let before = files(folder.path());
        let run = Command::new("sh")
            .args(["-c", &format!("{line} 2>&1")])
            .env("PATH", &path)
            .env("COLUMNS", "100")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let printed = String::from_utf8(run.stdout).unwrap().replace(folder.path().to_str().unwrap(), "FOLDER");
        let printed: String = printed.lines().flat_map(|l| [l.trim_end(), "\n"]).collect();
        write!(out, "$ {line}\n{printed}exit {}\n", run.status.code().unwrap()).unwrap();
        writeln!(out, "{}", became(&before, &files(folder.path()))).unwrap();
    }
    out.trim_end().to_owned()
}

#[test]
fn each_case_prints_what_its_snapshot_says() {
    insta::glob!("../commands", "*.case", |path| {
        let case = std::fs::read_to_string(path).unwrap();
        crate::decisions::beside(path, path.file_stem().unwrap().to_str().unwrap(), &ran(&case));
    });
}
