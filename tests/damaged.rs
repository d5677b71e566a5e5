//! Binary files with changed bytes: decisions, or an error that names the file; no panic, bounded memory, nothing
//! half-written. A binary of its own, so that its memory can be watched.
//!
//! `RELIEF_DAMAGED_FILES` is how many files are tried (8,000 without it, for at most 15 seconds), `RELIEF_DAMAGED_SEED`
//! the first seed.
#![cfg(all(feature = "columnar", feature = "xlsx", target_os = "linux"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that fails should stop at once"
)]

#[path = "damaged/files.rs"]
mod files;
#[path = "damaged/random.rs"]
mod random;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant as Now};

use relief::internals::io::read::{Options, Reader, Shape};
use relief::{Instant, Policy};

use random::Random;

/// Facts of the types that columns have.
const POLICY: &str = "
priority P1
priority P2
priority P3 { otherwise }
facts {
    cost number
    flag bool
    size number
    none text
}
channel email
tier Gold { response < 4 hours  relief <= 8 hours, pausing while waiting on customer }
tier Silver extends Gold { response P1 < 1 hour }
treat P3 as P2 for relief when flag and cost > 10
";

/// What one file may add to the address space, in KiB.
const ROOM: u64 = 300 << 10;

/// The most address space that this process ever had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmPeak:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Reads a file row by row: whether it can be read to its end. The library catches panics of others; one of its own
/// fails the test.
fn read(policy: &Policy, name: &str, bytes: Vec<u8>) -> Result<usize, String> {
    let options = Options::new(Instant::parse("2024-06-20T12:00:00Z").unwrap());
    let shape = Shape::of(policy.model());
    let mut reader = Reader::new(shape, &options).unwrap();
    let rows = reader.open(name, Box::new(Cursor::new(bytes))).map_err(|e| e.to_string())?;
    let mut count = 0;
    for row in rows {
        row.map_err(|e| e.to_string())?;
        count += 1;
        assert!(count < 10_000_000, "{name} has no end");
    }
    Ok(count)
}

/// Decides a file with the command: it ends as it should, within the memory that it should have.
fn command(folder: &Path, name: &str, bytes: &[u8]) -> i32 {
    fs::write(folder.join(name), bytes).unwrap();
    let bin = env!("CARGO_BIN_EXE_relief");
    let run = |output: &str| {
        let line = format!(
            "ulimit -v 600000; exec timeout 30 {bin} eval --policy p.sla --threads 2 --as-of 2024-06-20T12:00:00Z {output} {name}"
        );
        Command::new("bash").args(["-c", &line]).current_dir(folder).output().unwrap()
    };
    let output = run("-o out.csv");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code().unwrap_or(-1);
    assert!((0..3).contains(&code), "exit {code}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    let out = folder.join("out.csv");
    assert_eq!(out.exists(), code != 2, "an output is there if the run failed, or none if it did not");
    if code == 2 {
        assert!(said.contains(name), "the file is not named: {said}");
        // To standard output, what is before the damage may have been written: the exit code is the same.
        assert_eq!(run("--output-format jsonl").status.code(), Some(2));
    } else {
        fs::remove_file(out).unwrap();
    }
    let left = fs::read_dir(folder).unwrap().count();
    assert_eq!(left, 2, "something is left behind besides the policy and the file");
    fs::remove_file(folder.join(name)).unwrap();
    code
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn changed_bytes_make_an_error_and_nothing_else() {
    // A backtrace of what the library catches would take the memory that is measured.
    std::panic::set_hook(Box::new(|info| eprintln!("{info}")));
    let policy = Policy::from_text("p.sla", POLICY).unwrap_or_else(|e| panic!("{e}"));
    let files = files::all();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.sla"), POLICY).unwrap();
    for (name, bytes) in &files {
        assert_eq!(read(&policy, name, bytes.clone()), Ok(files::ROWS), "{name}");
        assert_eq!(command(folder.path(), name, bytes), 0, "{name}");
    }
    let (wanted, first) = (number("RELIEF_DAMAGED_FILES"), number("RELIEF_DAMAGED_SEED").unwrap_or(0));
    let (start, mut counts) = (Now::now(), vec![[0_u64; 3]; files.len()]);
    for seed in first..first + wanted.unwrap_or(8000) {
        if wanted.is_none() && start.elapsed() > Duration::from_secs(15) {
            break;
        }
        let mut random = Random(seed);
        let which = random.below(files.len());
        let (name, whole) = &files[which];
        let bytes = random.damage(whole);
        let before = peak();
        let tried = || {
            let result = read(&policy, name, bytes.clone());
            let used = peak() - before;
            assert!(used < ROOM, "{used} KiB more are used");
            // A process takes longer than a file.
            let code = (seed % 10 == 0).then(|| command(folder.path(), name, &bytes));
            (result, code)
        };
        let Ok((result, code)) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(tried)) else {
            panic!("{name}, RELIEF_DAMAGED_SEED={seed} RELIEF_DAMAGED_FILES=1 ({} bytes)", bytes.len());
        };
        if let Err(error) = &result {
            assert!(error.starts_with(name.as_str()), "seed {seed}: {error}");
            counts[which][2] += 1;
        }
        // Both ways to read see the same damage.
        assert!(code.is_none_or(|code| (code == 2) == result.is_err()), "{name}, seed {seed}: {code:?}, {result:?}");
        counts[which][usize::from(result.is_err())] += 1;
    }
    for ((name, _), [fine, bad, _]) in files.iter().zip(&counts) {
        println!("{name}: {fine} read, {bad} refused");
    }
    let bad: u64 = counts.iter().map(|count| count[1]).sum();
    assert!(bad > 0, "nothing was refused");
}

/// Decides a file, and what is said of it.
fn decided(name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.sla"), POLICY).unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let bin = env!("CARGO_BIN_EXE_relief");
    let line =
        format!("ulimit -v 600000; exec timeout 60 {bin} eval --policy p.sla --as-of 2024-06-20T12:00:00Z {name}");
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn an_excel_file_is_bounded_by_what_it_unpacks_to() {
    let bomb = vec![b' '; 300 << 20];
    for part in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
        let bytes = files::workbook(&[(part, &bomb)]);
        assert!(bytes.len() < 1 << 20);
        let (code, said) = decided("bomb.xlsx", &bytes);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("bomb.xlsx: the file unpacks to more than 256 MiB"), "{said}");
    }
}

#[test]
fn a_cell_far_away_takes_no_room() {
    let cell = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let head = ["id", "contract", "opened", "priority"].into_iter().zip(["A1", "B1", "C1", "D1"]);
    let row = ["X", "Gold", "2024-05-01T09:00:00Z", "P2"].into_iter().zip(["A3", "B3", "C3", "D3"]);
    let cells =
        |row: &mut dyn Iterator<Item = (&str, &str)>| row.map(|(text, place)| cell(place, text)).collect::<String>();
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row><row r=\"3\">{}</row><row r=\"1048576\">{}</row></sheetData></worksheet>",
        cells(&mut head.into_iter()),
        cells(&mut row.into_iter()),
        cell("XFD1048576", "far"),
    );
    let (code, said) = decided("far.xlsx", &files::workbook(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 decided"), "{said}");
}
