//! The server stops in order.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::client::{INCIDENT, Server, wait_for};

#[test]
fn what_runs_comes_to_its_end_and_nothing_new_begins() {
    for signal in ["INT", "TERM"] {
        let mut server = Server::standard();
        let mut stream = server.connect();
        let head = "POST /v1/decide/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
                    Transfer-Encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).unwrap();
        // A connection that waits for another request does not keep it.
        let mut waits = server.connect();
        waits.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        waits.read_exact(&mut begun).unwrap();
        server.signal(signal);
        server.logged("stopping");
        assert!(wait_for(|| TcpStream::connect(server.address).is_err().then_some(())).is_some());
        let line = format!("{INCIDENT}\n");
        stream.write_all(format!("{:x}\r\n{line}\r\n0\r\n\r\n", line.len()).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("{\"id\":\"INC-7\"") && answer.ends_with("0\r\n\r\n"), "{answer}");
        assert_eq!(server.ended().code(), Some(0), "{signal}");
        server.logged("stopped");
    }
}

#[test]
fn what_does_not_end_is_broken_off() {
    let mut server = Server::start(&["--idle", "60"]);
    let mut stream = server.connect();
    let head = "POST /v1/decide/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).unwrap();
    let began = std::time::Instant::now();
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(0));
    let took = began.elapsed().as_secs();
    assert!((9..=13).contains(&took), "{took} s");
    server.logged("requests that took too long were broken off");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = Server::start(&["--idle", "60"]);
    let mut stream = server.connect();
    stream.write_all(b"GET /heal").unwrap();
    server.signal("TERM");
    server.logged("stopping");
    let began = std::time::Instant::now();
    while began.elapsed().as_millis() < 300 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(0));
    assert!(began.elapsed().as_secs() < 5);
}
