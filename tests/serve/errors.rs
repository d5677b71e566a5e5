//! Requests that cannot be answered: each has its status and its code.

use crate::client::{INCIDENT, Server};

/// Method, path, headers and body of a request; status and code of its answer.
type Case<'c> = (&'c str, &'c str, &'c [(&'c str, &'c str)], &'c [u8], u16, &'c str);

#[test]
fn each_error_has_its_status_and_its_code() {
    let server = Server::standard();
    let json = ("Content-Type", "application/json");
    let lines = ("Content-Type", "application/x-ndjson");
    let large = format!("{INCIDENT}{}", " ".repeat(1 << 20));
    let larger = " ".repeat(12 << 20);
    let cases: &[Case] = &[
        ("GET", "/nothing", &[], b"", 404, "not-found"),
        ("POST", "/v1/nothing", &[json], b"{}", 404, "not-found"),
        ("GET", "/v1/decide", &[], b"", 405, "method-not-allowed"),
        ("DELETE", "/v1/policy", &[], b"", 405, "method-not-allowed"),
        ("POST", "/health", &[], b"", 405, "method-not-allowed"),
        ("POST", "/v1/decide", &[], INCIDENT.as_bytes(), 415, "unsupported-type"),
        ("POST", "/v1/decide", &[("Content-Type", "text/csv")], b"id", 415, "unsupported-type"),
        ("POST", "/v1/decide/batch", &[json], b"{}", 415, "unsupported-type"),
        ("POST", "/v1/decide", &[json, ("Content-Encoding", "gzip")], b"{}", 415, "unsupported-type"),
        ("POST", "/v1/decide", &[json], b"", 400, "bad-json"),
        ("POST", "/v1/decide", &[json], b"{", 400, "bad-json"),
        ("POST", "/v1/decide", &[json], b"\"\xff\"", 400, "bad-json"),
        ("POST", "/v1/decide", &[json], b"[]", 422, "bad-record"),
        ("POST", "/v1/decide", &[json], b"{}", 422, "missing-field"),
        ("POST", "/v1/decide", &[json], br#"{"id": "1", "id": "2"}"#, 422, "bad-record"),
        ("POST", "/v1/decide?as_of=yesterday", &[json], INCIDENT.as_bytes(), 400, "bad-instant"),
        ("POST", "/v1/decide?as_of=2024-04-02T09:30:00", &[json], INCIDENT.as_bytes(), 400, "bad-instant"),
        ("POST", "/v1/decide?timezone=Europe/Lodnon", &[json], INCIDENT.as_bytes(), 400, "bad-timezone"),
        ("POST", "/v1/explain?timezone=", &[json], INCIDENT.as_bytes(), 400, "bad-timezone"),
        ("POST", "/v1/decide/batch?timezone=GMT%2B1", &[lines], b"", 400, "bad-timezone"),
        ("POST", "/v1/decide?as_off=2024-01-01T00:00:00Z", &[json], INCIDENT.as_bytes(), 400, "bad-query"),
        ("POST", "/v1/explain?format=pdf", &[json], INCIDENT.as_bytes(), 400, "bad-query"),
        ("POST", "/v1/compare?format=svg", &[json], b"{}", 400, "bad-query"),
        ("POST", "/v1/lint", &[json], b"{}", 422, "unexpected-json"),
        ("POST", "/v1/decide", &[json], large.as_bytes(), 413, "too-large"),
        ("POST", "/v1/decide", &[json], larger.as_bytes(), 413, "too-large"),
        ("GET", "/health", &[("Host", "attacker.example")], b"", 200, ""),
        ("GET", "/v1/policy", &[("Host", "attacker.example")], b"", 403, "foreign-host"),
    ];
    for (method, path, headers, body, status, code) in cases {
        let answer = server.request(method, path, headers, body);
        assert_eq!(answer.status, *status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        if !code.is_empty() {
            assert_eq!((answer.code().as_str(), answer.header("content-type")), (*code, Some("application/json")));
        }
        match status {
            405 => assert!(answer.header("allow").is_some(), "{method} {path}"),
            _ => assert!(answer.header("allow").is_none(), "{method} {path}"),
        }
    }
    // Chunks have no length to go by.
    let chunks = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    let mut stream = server.connect();
    use std::io::Write as _;
    let head = "POST /v1/lint HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.write_all(chunks.as_bytes());
    assert_eq!(crate::client::Answer::read(&mut stream).code(), "too-large");
    assert_eq!(server.get("/health").status, 200);
}
