//! Runs that cannot come to their end: nothing is left under the name of an output, and what stood there stays.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const BIN: &str = env!("CARGO_BIN_EXE_relief");

/// So many incidents as CSV.
fn incidents(count: u32) -> String {
    let mut text = "id,contract,priority,opened\n".to_owned();
    (0..count).for_each(|n| text.push_str(&format!("I{n},Gold,P1,2026-03-02T09:00:00Z\n")));
    text
}

/// A run that has read much, and waits for more.
fn begun(folder: &Path) -> Child {
    let args = ["eval", "--as-of", "2026-03-31T12:00:00Z", "--input-format", "csv", "-o", "out.csv", "-"];
    let mut command = Command::new(BIN);
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut run = command.spawn().unwrap();
    let mut stdin = run.stdin.take().unwrap();
    stdin.write_all(incidents(50_000).as_bytes()).unwrap();
    run.stdin = Some(stdin);
    let partial = || {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        files
            .filter(|file| file.file_name().to_string_lossy().ends_with(".partial"))
            .map(|f| f.metadata().unwrap().len())
    };
    // Decisions have been written, under no name yet.
    let written = (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        partial().sum::<u64>() > 0
    });
    if !written {
        run.kill().unwrap();
        run.wait().unwrap();
        panic!("nothing was written in ten seconds");
    }
    run
}

fn signal(name: &str) -> (Option<i32>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("out.csv"), "of yesterday").unwrap();
    let mut run = begun(folder.path());
    let sent = Command::new("kill").args([&format!("-{name}"), &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let code = run.wait().unwrap().code();
    assert_eq!(fs::read_to_string(folder.path().join("out.csv")).unwrap(), "of yesterday");
    let files = fs::read_dir(folder.path()).unwrap();
    (code, files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect())
}

#[test]
fn a_run_that_is_interrupted_leaves_nothing() {
    for name in ["INT", "TERM"] {
        assert_eq!(signal(name), (Some(130), vec!["out.csv".to_owned()]), "{name}");
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_under_its_name() {
    assert_eq!(signal("KILL").0, None);
}

#[test]
fn a_full_disk_is_told_with_the_row_that_was_reached() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.csv"), incidents(20_000)).unwrap();
    for (format, out) in [("csv", "out.csv"), ("jsonl", "out.jsonl"), ("parquet", "out.parquet")] {
        if format == "parquet" && !cfg!(feature = "columnar") {
            continue;
        }
        // No file may grow beyond some kilobytes.
        let line = format!("trap '' XFSZ; ulimit -f 16; exec {BIN} eval --as-of 2026-03-31T12:00:00Z -o {out} in.csv");
        let run = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(told.contains(&format!("cannot write `{out}`: File too large")), "{told}");
        if format != "parquet" {
            assert!(told.contains("incidents had been read, the last at in.csv:"), "{told}");
        }
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
        assert_eq!(files, ["in.csv"]);
    }
}
