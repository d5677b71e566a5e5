//! The page at `/`: that of the program, and that of a file.

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use crate::client::{Answer, BIN, Server};

fn page(server: &Server, headers: &[(&str, &str)]) -> Answer {
    server.request("GET", "/", headers, b"")
}

fn unpacked(answer: &Answer) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*answer.bytes).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_page_of_the_program_is_the_built_one_or_says_how_to_get_it() {
    let server = Server::standard();
    let plain = page(&server, &[]);
    assert_eq!((plain.status, plain.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
    assert!(plain.header("content-security-policy").unwrap().contains("'wasm-unsafe-eval'"));
    assert_eq!(plain.header("x-content-type-options"), Some("nosniff"));
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/index.html");
    match std::fs::read_to_string(built) {
        Ok(built) => assert!(plain.body == built, "the page is not the one that was built"),
        Err(_) => assert!(plain.body.contains("--page web/dist/index.html"), "{}", plain.body),
    }
    let packed = page(&server, &[("Accept-Encoding", "gzip, deflate, br")]);
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")));
    assert_eq!(packed.header("content-length"), Some(packed.bytes.len().to_string().as_str()));
    assert!(unpacked(&packed) == plain.body);
    let refused = page(&server, &[("Accept-Encoding", "gzip;q=0")]);
    assert!(refused.header("content-encoding").is_none() && refused.body == plain.body);
    assert_eq!(server.request("HEAD", "/", &[], b"").status, 200);
}

#[test]
fn a_page_that_the_client_has_is_not_sent_again() {
    let server = Server::standard();
    let first = page(&server, &[]);
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let tag = first.header("etag").unwrap();
    let again = page(&server, &[("If-None-Match", tag), ("Accept-Encoding", "gzip")]);
    assert_eq!((again.status, again.header("etag"), again.bytes.len()), (304, Some(tag), 0));
    assert!(again.header("content-security-policy").is_some());
    let other = page(&server, &[("If-None-Match", "W/\"0\", \"1\"")]);
    assert_eq!(other.status, 200);
    assert_eq!(server.get("/health").header("cache-control"), Some("no-store"));
}

#[test]
fn another_page_is_that_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.html");
    let text = "<!doctype html><title>Ours</title><p>Déjà vu";
    std::fs::write(&file, text).unwrap();
    let server = Server::start(&["--page", file.to_str().unwrap()]);
    assert_eq!(page(&server, &[]).body, text);
    assert_eq!(unpacked(&page(&server, &[("Accept-Encoding", "gzip")])), text);
    assert_ne!(page(&server, &[]).header("etag"), page(&Server::standard(), &[]).header("etag"));
    let missing = folder.path().join("none.html");
    let run = Command::new(BIN).args(["serve", "--page", missing.to_str().unwrap()]).output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(2) && told.contains("--page") && told.contains("none.html"), "{told}");
}
