//! A small client of the language server: the built program, over its standard input and output.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) struct Client {
    child: Child,
    stdin: ChildStdin,
    messages: Receiver<Value>,
    next: i64,
    /// Notifications that nobody has asked for yet.
    waiting: Vec<Value>,
    /// The version of the text of each file.
    version: i64,
}

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Client {
    /// A server that knows a folder, for an editor that counts in `encoding`.
    pub(crate) fn start(folder: &Path, encoding: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relief"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut client = Self { child, stdin, messages, next: 1, waiting: Vec::new(), version: 1 };
        let capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        });
        let folders = json!([{ "uri": uri(folder), "name": "folder" }]);
        let params =
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders });
        let result = client.request("initialize", params);
        assert_eq!(result["capabilities"]["positionEncoding"], encoding);
        assert_eq!(result["serverInfo"]["name"], "relief");
        client.notify("initialized", json!({}));
        client
    }

    fn write(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.stdin.flush().unwrap();
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and does not wait; the id of the request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request, whatever it is.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the server does not answer");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.waiting.push(message);
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut message = self.answer(id);
        assert!(message.get("error").is_none(), "{method}: {message}");
        message["result"].take()
    }

    /// The next message of a method.
    pub(crate) fn message(&mut self, method: &str, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.waiting.iter().position(|m| m["method"] == method && wanted(&m["params"])) {
                return self.waiting.remove(at)["params"].take();
            }
            let message = self.messages.recv_timeout(PATIENCE).expect("the server says nothing");
            self.waiting.push(message);
        }
    }

    /// What the server says is wrong with a file, once it has seen its last change.
    pub(crate) fn diagnostics(&mut self, path: &Path) -> Vec<String> {
        let (uri, version) = (uri(path), self.version);
        let params = self.message("textDocument/publishDiagnostics", |params| {
            params["uri"] == uri.as_str() && params["version"].as_i64() == Some(version)
        });
        // Of several reports about one version the last one counts.
        self.waiting.retain(|message| message["params"]["uri"] != uri.as_str());
        let line = |d: &Value| {
            let (start, end) = (&d["range"]["start"], &d["range"]["end"]);
            format!(
                "{}:{}-{}:{} {} {}",
                start["line"],
                start["character"],
                end["line"],
                end["character"],
                d["code"].as_str().unwrap(),
                d["message"].as_str().unwrap()
            )
        };
        params["diagnostics"].as_array().unwrap().iter().map(line).collect()
    }

    pub(crate) fn open(&mut self, path: &Path, text: &str) {
        self.version += 1;
        let document = json!({ "uri": uri(path), "languageId": "relief", "version": self.version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces what is from one line and column to another.
    pub(crate) fn change(&mut self, path: &Path, from: (u32, u32), to: (u32, u32), text: &str) {
        self.version += 1;
        let range = json!({ "start": position(from), "end": position(to) });
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri(path), "version": self.version },
                "contentChanges": [{ "range": range, "text": text }],
            }),
        );
    }

    /// Says goodbye: the exit code, and what it said on standard error.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        drop(self.stdin);
        let status = self.child.wait().unwrap();
        let mut error = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (status.code(), error)
    }
}

pub(crate) fn position((line, character): (u32, u32)) -> Value {
    json!({ "line": line, "character": character })
}

/// A file and a place in it, as most questions have them.
pub(crate) fn at(path: &Path, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri(path) }, "position": position((line, character)) })
}

fn read(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        // Nothing but messages is written to standard output.
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("no header of a message: {line:?}"));
        if name == "Content-Length" {
            length = Some(value.parse().unwrap());
        }
    }
    let mut body = vec![0; length?];
    stdout.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
