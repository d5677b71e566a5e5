//! The server as an editor meets it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::client::{Client, at, uri};

const COMMON: &str = "\
calendar office \"Office hours\" {
    timezone Europe/London
    open     mon-fri 09:00-17:00
}

priority P1 \"Critical\"
priority P2 \"Other\"

tier Gold customisable {
    coverage office
    response P1 < 2 working hours
    response P2 < 1 working day
}
";

const ACME: &str = "\
import \"common.sla\"

contract Acme extends Gold {
    customer \"Acme Ltd\"
    response P1 < 1 working hour
}

test \"a P1 is answered within an hour\" {
    incident {
        contract Acme
        priority P1
        opened   2026-06-05T10:00:00Z
    }
    as of 2026-06-05T10:30:00Z
    expect {
        response running
    }
}
";

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

/// The text of a file after the edits of an answer.
fn edited(text: &str, edits: &Value) -> String {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let byte = |p: &Value| starts[p["line"].as_u64().unwrap() as usize] + p["character"].as_u64().unwrap() as usize;
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (byte(&e["range"]["start"]), byte(&e["range"]["end"]), e["newText"].as_str().unwrap()))
        .collect();
    edits.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

#[test]
fn a_session() {
    let folder = Folder::new(&[("common.sla", COMMON), ("acme.sla", ACME)]);
    let (acme, common) = (folder.path("acme.sla"), folder.path("common.sla"));
    let mut client = Client::start(folder.folder.path(), "utf-8");
    let watched = client.message("client/registerCapability", |_| true);
    assert!(watched.to_string().contains("**/*.sla"), "{watched}");
    client.open(&acme, ACME);
    assert_eq!(client.diagnostics(&acme), [] as [&str; 0]);

    // A mistake, and what is done about it.
    client.change(&acme, (4, 28), (4, 32), "huor");
    let found = client.diagnostics(&acme);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("4:28-4:32 E0101 expected a unit"), "{found:?}");
    client.change(&acme, (4, 28), (4, 32), "hour");
    assert_eq!(client.diagnostics(&acme), [] as [&str; 0]);

    let hover = client.request("textDocument/hover", at(&acme, 4, 6));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("| P1 | < 1 working hour (`Gold` says < 2 working hours, line 11 of common.sla) |"),
        "{text}"
    );

    let items = client.request("textDocument/completion", at(&acme, 4, 20));
    assert!(labels(&items).contains(&"minute"), "{:?}", labels(&items));
    let items = client.request("textDocument/completion", at(&acme, 4, 13));
    assert_eq!(labels(&items)[..2], ["P1", "P2"], "{items}");

    let found = client.request("textDocument/definition", at(&acme, 2, 23));
    assert_eq!(found[0]["uri"], uri(&common));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 8, "character": 5 }));

    let range = client.request("textDocument/prepareRename", at(&acme, 4, 14));
    assert_eq!(range["start"]["character"], 13);
    let mut params = at(&acme, 4, 14);
    params["newName"] = json!("S1");
    let edit = client.request("textDocument/rename", params.clone());
    let changes = edit["changes"].as_object().unwrap();
    assert_eq!(edited(COMMON, &changes[&uri(&common)]), COMMON.replace("P1", "S1"));
    assert_eq!(edited(ACME, &changes[&uri(&acme)]), ACME.replace("P1", "S1").replace("a S1", "a P1"));
    params["newName"] = json!("within");
    let id = client.ask("textDocument/rename", params);
    let refused = client.answer(id);
    assert!(refused["error"]["message"].as_str().unwrap().contains("cannot be the name"), "{refused}");

    let symbols = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(symbols[1]["name"], "Acme");
    assert_eq!(symbols[1]["children"][1]["name"], "response P1");
    let folds = client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(folds[0]["startLine"], 2);
    let tokens = client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    let marks = client.request("textDocument/documentHighlight", at(&acme, 2, 10));
    assert_eq!(marks.as_array().unwrap().len(), 2);

    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(lenses[0]["command"]["title"], "against Gold: 1 better");
    assert_eq!(lenses[1]["command"]["title"], "\u{2713} passes, 1 expectation");
    let run = json!({ "command": "relief.test", "arguments": lenses[1]["command"]["arguments"] });
    let report = client.request("workspace/executeCommand", run);
    assert!(report.as_str().unwrap().contains("\u{2713} response running"), "{report}");
    let shown = client.message("window/showMessage", |_| true);
    assert_eq!(shown["message"], report);
    let run = json!({ "command": "relief.compare", "arguments": lenses[0]["command"]["arguments"] });
    let report = client.request("workspace/executeCommand", run);
    assert!(report.as_str().unwrap().starts_with("Acme against Gold: better for the customer"), "{report}");

    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 20, "character": 0 } });
    let hints =
        client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": uri(&acme) }, "range": whole }));
    assert_eq!(hints[0]["label"], "from Gold: coverage; response P2");
    let place = json!({ "start": { "line": 4, "character": 6 }, "end": { "line": 4, "character": 6 } });
    let params = json!({
        "textDocument": { "uri": uri(&acme) }, "range": place,
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    let actions = client.request("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "Add a test for this statement");
    let new = edited(ACME, &actions[0]["edit"]["changes"][uri(&acme)]);
    assert!(new.contains("test \"response of a P1 in Acme\" {"), "{new}");

    client.change(&acme, (3, 4), (3, 4), "    ");
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": uri(&acme) }, "options": options });
    let edits = client.request("textDocument/formatting", params);
    assert_eq!(edited(&ACME.replace("    customer", "        customer"), &edits), ACME);

    let id = client.ask("textDocument/nothing", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32_601);
    assert_eq!(client.stop(), (Some(0), String::new()));
}

#[test]
fn files_that_import_each_other() {
    let folder = Folder::new(&[("common.sla", COMMON), ("acme.sla", ACME)]);
    let (acme, common) = (folder.path("acme.sla"), folder.path("common.sla"));
    let mut client = Client::start(folder.folder.path(), "utf-8");
    client.open(&acme, ACME);
    client.diagnostics(&acme);
    let seen = |client: &mut Client, path: &Path, has: &str| {
        let uri = uri(path);
        client.message("textDocument/publishDiagnostics", |p| p["uri"] == uri.as_str() && p.to_string().contains(has))
    };
    // What another file no longer declares.
    client.open(&common, COMMON);
    client.change(&common, (8, 5), (8, 9), "Platinum");
    seen(&mut client, &acme, "E0202");
    client.change(&common, (8, 5), (8, 13), "Gold");
    seen(&mut client, &acme, "\"diagnostics\":[]");
    // Closed without saving: the file on disk counts again.
    client.change(&common, (8, 5), (8, 9), "Platinum");
    seen(&mut client, &acme, "E0202");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&common) } }));
    seen(&mut client, &acme, "\"diagnostics\":[]");
    // Changed by another program.
    std::fs::write(&common, COMMON.replace("tier Gold", "tier Brass")).unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&common), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    seen(&mut client, &acme, "E0202");
    std::fs::remove_file(&common).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&common), "type": 3 }] }));
    seen(&mut client, &acme, "E0601");
    assert_eq!(client.stop().0, Some(0));
}

#[test]
fn columns_in_utf_16() {
    let folder = Folder::new(&[]);
    let path = folder.path("a.sla");
    let mut client = Client::start(folder.folder.path(), "utf-16");
    client.open(&path, "party carrier \"\u{1f600}\u{e4}\" party other\n");
    let hover = client.request("textDocument/hover", at(&path, 0, 27));
    assert_eq!(hover["range"]["start"]["character"], 26, "{hover}");
    // The mark is gone, and the text is shorter by two units.
    client.change(&path, (0, 15), (0, 17), "");
    let hover = client.request("textDocument/hover", at(&path, 0, 24));
    assert_eq!(hover["range"]["start"]["character"], 24, "{hover}");
    assert_eq!(client.stop(), (Some(0), String::new()));
}

#[test]
fn a_text_in_no_file() {
    let folder = Folder::new(&[]);
    let mut client = Client::start(folder.folder.path(), "utf-8");
    let document = json!({ "uri": "untitled:Untitled-1", "languageId": "relief", "version": 1, "text": "import isode\n\
        contract Acme extends Gold { }\n" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    let params = client.message("textDocument/publishDiagnostics", |p| p["uri"] == "untitled:Untitled-1");
    assert_eq!(params["diagnostics"][0]["code"], "L0407", "{params}");
    let place = json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "position": { "line": 1, "character": 23 } });
    let found = client.request("textDocument/definition", place);
    // A built-in policy is opened as a copy that can only be read.
    let copy = PathBuf::from(found[0]["uri"].as_str().unwrap().strip_prefix("file://").unwrap());
    let text = std::fs::read_to_string(&copy).unwrap();
    assert!(
        text.lines().nth(found[0]["range"]["start"]["line"].as_u64().unwrap() as usize).unwrap().contains("tier Gold")
    );
    assert!(copy.metadata().unwrap().permissions().readonly());
    assert_eq!(client.stop(), (Some(0), String::new()));
    assert!(!copy.exists());
}

#[test]
fn requests_that_are_cancelled() {
    let folder = Folder::new(&[("common.sla", COMMON)]);
    let common = folder.path("common.sla");
    let mut client = Client::start(folder.folder.path(), "utf-8");
    client.open(&common, COMMON);
    let before: Vec<i64> = (0..50).map(|_| client.ask("textDocument/completion", at(&common, 9, 13))).collect();
    let ids: Vec<i64> = (0..5).map(|_| client.ask("textDocument/hover", at(&common, 10, 6))).collect();
    for id in &ids {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in before {
        assert!(client.answer(id).get("error").is_none());
    }
    let cancelled = ids.iter().filter(|id| client.answer(**id)["error"]["code"] == -32_800).count();
    assert!(cancelled > 0);
    assert_eq!(client.stop(), (Some(0), String::new()));
}

#[test]
fn nonsense_is_survived() {
    let folder = Folder::new(&[]);
    let path = folder.path("a.sla");
    let mut client = Client::start(folder.folder.path(), "utf-8");
    // About a file that is not open, without parameters, beyond the end.
    assert_eq!(client.request("textDocument/hover", at(&path, 3, 3)), Value::Null);
    let id = client.ask("textDocument/hover", json!({ "position": 1 }));
    assert_eq!(client.answer(id)["error"]["code"], -32_602);
    client.notify("textDocument/didChange", json!({ "x": 1 }));
    client.change(&path, (1, 1), (9, 9), "x");
    client.open(&path, "tier {{{ \u{1f600}");
    client.change(&path, (7, 7), (3, 3), "\"");
    client.request("textDocument/completion", at(&path, 999, 999));
    assert!(!client.diagnostics(&path).is_empty());
    assert_eq!(client.stop(), (Some(0), String::new()));
}

/// The next report about a file, and whether it is about a text of the editor.
fn report(client: &mut Client, path: &Path) -> (Vec<String>, bool) {
    let uri = uri(path);
    let params = client.message("textDocument/publishDiagnostics", |params| params["uri"] == uri.as_str());
    let codes = params["diagnostics"].as_array().unwrap().iter();
    (codes.map(|found| found["code"].as_str().unwrap().to_owned()).collect(), params["version"].is_i64())
}

#[test]
fn errors_of_files_that_are_not_open() {
    let wrong = COMMON.replace("2 working hours", "2 working hurs");
    let folder =
        Folder::new(&[("common.sla", &wrong), ("acme.sla", ACME), ("other.sla", "tier Other { relief < 1 }\n")]);
    let (acme, common, other) = (folder.path("acme.sla"), folder.path("common.sla"), folder.path("other.sla"));
    let mut client = Client::start(folder.folder.path(), "utf-8");
    let syntax = vec!["E0101".to_owned()];
    // Before anything is open.
    assert_eq!(report(&mut client, &common), (syntax.clone(), false));
    assert!(!report(&mut client, &other).0.is_empty());
    client.open(&acme, ACME);
    client.diagnostics(&acme);
    // Corrected by another program.
    std::fs::write(&common, COMMON).unwrap();
    let changed = |client: &mut Client, path: &Path, kind: u8| {
        let changes = json!({ "changes": [{ "uri": uri(path), "type": kind }] });
        client.notify("workspace/didChangeWatchedFiles", changes);
    };
    changed(&mut client, &common, 2);
    assert_eq!(report(&mut client, &common), (vec![], false));
    assert_eq!(report(&mut client, &acme), (vec![], true), "the import has no errors any more");
    std::fs::remove_file(&other).unwrap();
    changed(&mut client, &other, 3);
    assert_eq!(report(&mut client, &other), (vec![], false));
    // A change in an open file is an error in one that imports it and is not open.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(report(&mut client, &acme), (vec![], false));
    client.open(&common, COMMON);
    client.change(&common, (8, 5), (8, 9), "Platinum");
    let unknown = vec!["E0202".to_owned()];
    assert_eq!(report(&mut client, &acme), (unknown.clone(), false));
    // Once it is open, its text is what is reported; once it is closed, the file.
    client.open(&acme, "");
    assert_eq!(client.diagnostics(&acme).len(), 1);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&acme) } }));
    assert_eq!(report(&mut client, &acme), (vec![], false));
    assert_eq!(report(&mut client, &acme), (unknown, false));
    client.change(&common, (8, 5), (8, 13), "Gold");
    assert_eq!(report(&mut client, &acme), (vec![], false));
    assert_eq!(client.stop(), (Some(0), String::new()));
}
