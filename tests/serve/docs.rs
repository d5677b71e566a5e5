//! The page about the server shows what its commands print. `RELIEF_DOCS=write cargo test --features server --test serve
//! docs` writes what they print today.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::client::Server;

/// The files of the page, by name.
fn files(page: &str) -> BTreeMap<String, String> {
    let (mut files, mut open) = (BTreeMap::<String, String>::new(), None);
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(mark) => open = mark.split_once(' ').map(|(_, name)| name.to_owned()).filter(|_| open.is_none()),
            None => {
                if let Some(name) = &open {
                    let text = files.entry(name.clone()).or_default();
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    files
}

fn printed(command: &str, server: &Server) -> String {
    let command = command.replace("localhost:8080", &server.address.to_string());
    let run = Command::new("sh").args(["-c", &format!("{command} 2>&1")]).output().unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let lines: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[test]
fn what_the_page_shows_is_what_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/server.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files(&page) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let policy = folder.path().join("acme.sla");
    let tested = crate::client::printed(&["test", "--output-format", "json", policy.to_str().unwrap()], "");
    assert!(tested.contains("\"passed\": 1,\n  \"failed\": 0,\n  \"broken\": 0"), "{tested}");
    // Named as on the page, whatever the folder.
    let mut command = Command::new(crate::client::BIN);
    let server = Server::start_as(
        command.args(["serve", "--listen", "127.0.0.1:0", "--policy", "acme.sla"]).current_dir(folder.path()),
    );
    let (mut told, mut console) = (String::new(), false);
    for line in page.lines() {
        if line.starts_with("```") {
            console = line == "```console";
        } else if console {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            told.push_str(&format!("{line}\n{}\n", printed(command, &server)));
            continue;
        }
        told.push_str(line);
        told.push('\n');
    }
    if std::env::var("RELIEF_DOCS").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &told).unwrap();
        return;
    }
    assert!(page == told, "docs/server.md is not what its commands print; RELIEF_DOCS=write writes it\n{told}");
}
