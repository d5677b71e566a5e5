//! What a request may take.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::client::{Answer, INCIDENT, Server};

const BATCH: &str = "POST /v1/decide/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
                     Transfer-Encoding: chunked\r\n\r\n";

#[test]
fn no_more_requests_run_than_may() {
    let server = Server::start(&["--max-requests", "2"]);
    let mut running: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(BATCH.as_bytes()).unwrap();
            // The head of the answer comes at once: it runs.
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            assert_eq!(&head, b"HTTP/1.1 200");
            stream
        })
        .collect();
    let answer = server.post("/v1/decide", INCIDENT);
    assert_eq!((answer.status, answer.code().as_str()), (503, "busy"));
    assert_eq!(answer.header("retry-after"), Some("1"));
    // Whether it works can be asked for nevertheless.
    assert_eq!(server.get("/health").status, 200);
    running.pop().unwrap().write_all(b"0\r\n\r\n").unwrap();
    let free = crate::client::wait_for(|| (server.post("/v1/decide", INCIDENT).status == 200).then_some(()));
    assert!(free.is_some());
    // A client that goes away has no slot either.
    drop(running);
    let server_is_free = || (0..2).all(|_| server.post("/v1/decide", INCIDENT).status == 200);
    assert!(crate::client::wait_for(|| server_is_free().then_some(())).is_some());
}

#[test]
fn a_request_that_takes_too_long_is_answered() {
    let server = Server::start(&["--timeout", "1", "--idle", "2"]);
    let mut stream = server.connect();
    let head = "POST /v1/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\
                Connection: close\r\n\r\n{";
    let began = Instant::now();
    stream.write_all(head.as_bytes()).unwrap();
    let answer = Answer::read(&mut stream);
    assert_eq!((answer.status, answer.code().as_str()), (504, "timed-out"));
    assert!(began.elapsed() >= Duration::from_millis(900) && began.elapsed() < Duration::from_secs(5));
    // A head that does not come to its end closes the connection, and so does none.
    for part in ["GET /health HT", ""] {
        let mut stream = server.connect();
        let began = Instant::now();
        stream.write_all(part.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(began.elapsed() < Duration::from_secs(10), "{part:?}");
    }
}

#[test]
fn many_clients_are_answered_at_the_same_time() {
    let server = Server::standard();
    let expected = server.post("/v1/decide?as_of=2024-04-02T09:30:00Z", INCIDENT).body;
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let (server, expected) = (&server, &expected);
            scope.spawn(move || {
                for number in 0..25 {
                    let id = format!("I-{thread}-{number}");
                    let body = INCIDENT.replace("INC-7", &id);
                    let answer = server.post("/v1/decide?as_of=2024-04-02T09:30:00Z", &body);
                    assert_eq!((answer.status, answer.body), (200, expected.replace("INC-7", &id)));
                }
            });
        }
    });
    assert_eq!(server.metric("relief_incidents_decided_total"), 401);
    // Of connections, that of the question alone.
    let closed = || (server.metric("relief_http_connections") == 1).then_some(());
    assert!(crate::client::wait_for(closed).is_some());
}
