//! `relief due --watch`, driven through the command.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a list may take to be shown.
const PATIENCE: Duration = Duration::from_secs(30);

struct Watch {
    process: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_relief"))
            .args(["due", "--watch", "--as-of", "2026-03-09T12:00:00Z"])
            .args(args)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        let errors = BufReader::new(process.stderr.take().unwrap());
        let also = send.clone();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| also.send(line)));
        Self { process, lines }
    }

    /// Waits for a line that contains a text.
    fn wait_for(&mut self, text: &str) {
        let start = Instant::now();
        let mut seen = Vec::new();
        while let Some(rest) = PATIENCE.checked_sub(start.elapsed()) {
            match self.lines.recv_timeout(rest) {
                Ok(line) if line.contains(text) => return,
                Ok(line) => seen.push(line),
                Err(_) => break,
            }
        }
        self.process.kill().unwrap();
        panic!("`{text}` was not shown: {seen:#?}");
    }

    /// Sends a signal, and returns the exit code.
    fn stop(mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args([&format!("-{signal}"), &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.process.kill().unwrap();
        panic!("the command does not end");
    }
}

fn write(folder: &Path, ids: &[&str]) {
    let mut text = "id,contract,priority,opened\n".to_owned();
    ids.iter().for_each(|id| text.push_str(&format!("{id},Gold,P1,2026-03-09T10:00:00Z\n")));
    // As a program replaces a file that others read.
    std::fs::write(folder.join("new"), text).unwrap();
    std::fs::rename(folder.join("new"), folder.join("in.csv")).unwrap();
}

#[test]
fn shows_the_list_again_when_the_file_changes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &["first"]);
    let mut watch = Watch::start(folder.path(), &["in.csv"]);
    watch.wait_for("first");
    write(folder.path(), &["first", "second"]);
    watch.wait_for("second");
    // A file that is away for a moment is waited for.
    std::fs::remove_file(folder.path().join("in.csv")).unwrap();
    std::thread::sleep(Duration::from_millis(700));
    write(folder.path(), &["third"]);
    watch.wait_for("third");
    // A file that cannot be read is an error, and does not end it.
    std::fs::write(folder.path().join("in.csv"), "id,id\n").unwrap();
    watch.wait_for("error: ");
    write(folder.path(), &["fourth"]);
    watch.wait_for("fourth");
    assert_eq!(watch.stop("INT"), Some(130));
}

#[test]
fn writes_a_file_again_and_leaves_no_other() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &["first"]);
    let watch = Watch::start(folder.path(), &["in.csv", "-o", "due.ics"]);
    let written = |id: &str| {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if std::fs::read_to_string(folder.path().join("due.ics")).is_ok_and(|text| text.contains(id)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    };
    assert!(written("first"));
    write(folder.path(), &["second"]);
    assert!(written("second"));
    assert_eq!(watch.stop("TERM"), Some(130));
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["due.ics", "in.csv"]);
}
