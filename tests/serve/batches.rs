//! Any number of incidents, as they come.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{AS_OF, Server, printed, unchunked, wait_for};

fn incident(id: u32) -> String {
    let contract = if id.is_multiple_of(7) { "Golden" } else { "Gold" };
    format!(
        r#"{{"id": "I{id}", "contract": "{contract}", "opened": "2024-03-28T16:00:00Z", "customer_priority": "P1"}}"#
    )
}

fn begun(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    let head = format!(
        "POST /v1/decide/batch?as_of={AS_OF} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn send(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
    stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes())
}

/// The memory that a server has now, in KiB.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn decisions_and_rejections_come_in_order_as_eval_makes_them() {
    let server = Server::standard();
    let mut lines: Vec<String> = (1..=2_000).map(incident).collect();
    lines[99] = String::new();
    lines[199] = "{".to_owned();
    lines[299] = incident(1);
    let body = lines.join("\n");
    let answer = server.lines(&format!("/v1/decide/batch?as_of={AS_OF}"), &body);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/x-ndjson")));
    let seen = answer.json_lines();
    assert_eq!(seen.len(), 1_999);
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.jsonl");
    let args = ["eval", "--as-of", AS_OF, "--input-format", "jsonl", "--rejects", rejects.to_str().unwrap(), "-"];
    let decisions = printed(&args, &body);
    let decided: Vec<&str> = answer.body.lines().filter(|line| !line.starts_with("{\"rejected\"")).collect();
    assert_eq!(decided.join("\n"), decisions.trim_end());
    let rejected: Vec<Value> = seen.iter().filter_map(|line| line.get("rejected").cloned()).collect();
    let expected = std::fs::read_to_string(&rejects).unwrap();
    let expected: Vec<Value> = expected
        .lines()
        .map(|line| {
            let mut reject: Value = serde_json::from_str(line).unwrap();
            let reject = reject.as_object_mut().unwrap();
            reject.retain(|key, _| ["line", "id", "code", "message"].contains(&key.as_str()));
            Value::Object(reject.clone())
        })
        .collect();
    assert_eq!(rejected, expected);
    // The line of each is that of the request, and they stand between the decisions.
    assert_eq!((&seen[6]["rejected"]["line"], &seen[6]["rejected"]["code"]), (&json!(7), &json!("unknown-contract")));
    assert_eq!((&seen[5]["id"], &seen[7]["id"]), (&json!("I6"), &json!("I8")));
    assert_eq!((&seen[198]["rejected"]["line"], &seen[198]["rejected"]["code"]), (&json!(200), &json!("bad-record")));
    assert_eq!((&seen[298]["rejected"]["id"], &seen[298]["rejected"]["code"]), (&json!("I1"), &json!("duplicate-id")));
    assert_eq!(server.metric("relief_incidents_decided_total"), decided.len() as u64);
    assert!(server.lines("/v1/decide/batch", "").body.is_empty());
}

#[test]
fn an_answer_comes_before_the_next_line_is_sent() {
    let server = Server::standard();
    let mut stream = begun(&server);
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        answers.read_line(&mut line).unwrap();
    }
    for id in 1..=20 {
        // In two parts: a line is decided when it is whole.
        let text = incident(id) + "\n";
        send(&mut stream, &text[..30]).unwrap();
        send(&mut stream, &text[30..]).unwrap();
        let (mut size, mut answer) = (String::new(), String::new());
        answers.read_line(&mut size).unwrap();
        answers.read_line(&mut answer).unwrap();
        answers.read_line(&mut String::new()).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let found = answer.get("rejected").unwrap_or(&answer)["id"].clone();
        assert_eq!(found, json!(format!("I{id}")));
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut rest = String::new();
    answers.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "0\r\n\r\n");
}

#[test]
fn a_line_that_is_too_long_costs_itself_alone() {
    let server = Server::standard();
    let padded = |id: u32, size: usize| {
        let line = incident(id);
        let room = size - line.len() - r#", "x": """#.len();
        line.replace('}', &format!(r#", "x": "{}"}}"#, "x".repeat(room)))
    };
    let most = 1 << 20;
    let lines = [incident(1), padded(2, most), padded(3, most + 1), padded(4, 5 * most), incident(5)];
    let answer = server.lines(&format!("/v1/decide/batch?as_of={AS_OF}"), &lines.join("\r\n")).json_lines();
    let seen: Vec<(&Value, &Value)> = answer.iter().map(|line| (&line["id"], &line["rejected"]["line"])).collect();
    let null = &Value::Null;
    assert_eq!(
        seen,
        [(&json!("I1"), null), (null, &json!(2)), (null, &json!(3)), (null, &json!(4)), (&json!("I5"), null)]
    );
    let answer = server.lines(&format!("/v1/decide/batch?as_of={AS_OF}"), &lines.join("\n")).json_lines();
    assert_eq!(answer[1]["id"], json!("I2"));
    assert_eq!(answer[2]["rejected"]["code"], json!("bad-record"));
    assert!(answer[2]["rejected"]["message"].as_str().unwrap().contains("1 MiB"));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_if_the_answers_are_not_taken() {
    let server = Server::start(&["--idle", "3"]);
    server.lines("/v1/decide/batch", &incident(1));
    let before = memory(&server);
    let mut stream = begun(&server);
    stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut text = String::new();
    (0..1_000).for_each(|id| text.push_str(&format!("{}\n", incident(id))));
    // Nothing is read: soon nothing can be sent either.
    let mut sent = 0_u64;
    while sent < 256 << 20 && send(&mut stream, &text).is_ok() {
        sent += text.len() as u64;
    }
    assert!(sent < 64 << 20, "{sent} bytes were taken though no answer was read");
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 32 << 10, "memory grew by {grown} KiB");
    // The connection is closed in the end, and the slot is free.
    let free = || (server.metric("relief_http_connections") == 1).then_some(());
    assert!(wait_for(free).is_some(), "the connection stays open");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_lines() {
    let server = Server::standard();
    server.lines("/v1/decide/batch", &incident(1));
    let before = memory(&server);
    let mut stream = begun(&server);
    let reader = stream.try_clone().unwrap();
    let counted = std::thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let (mut count, mut line) = (0, Vec::new());
        while reader.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
            count += usize::from(line.starts_with(b"{"));
            line.clear();
        }
        count
    });
    let mut grown = 0;
    for first in 0..40 {
        let mut text = String::new();
        (0..1_000).for_each(|id| text.push_str(&format!("{}\n", incident(first * 1_000 + id))));
        send(&mut stream, &text).unwrap();
        grown = grown.max(memory(&server).saturating_sub(before));
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(counted.join().unwrap(), 40_000);
    assert!(grown < 32 << 10, "memory grew by {grown} KiB");
}

#[test]
fn a_client_that_sends_nothing_is_told_so() {
    let server = Server::start(&["--idle", "1"]);
    let mut stream = begun(&server);
    send(&mut stream, &format!("{}\n{}", incident(1), &incident(2)[..10])).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let (body, whole) = unchunked(body.as_bytes());
    let lines: Vec<Value> =
        String::from_utf8(body).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((&lines[0]["id"], &lines[1]["error"]["code"]), (&json!("I1"), &json!("idle")));
    // Nobody takes that for the whole.
    assert!(!whole);
}
