//! Who may ask.

use std::process::Command;

use crate::client::{BIN, INCIDENT, Server};

fn refused(args: &[&str]) -> String {
    let output = Command::new(BIN).arg("serve").args(args).env_remove("RELIEF_TOKEN").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_address_that_others_reach_needs_a_token() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let told = refused(&["--listen", address]);
        assert!(told.contains("a token is needed") && told.contains("RELIEF_TOKEN"), "{told}");
    }
    assert!(refused(&["--listen", "0.0.0.0:0", "--token", " "]).contains("a token is one or more letters"));
    assert!(refused(&["--token-file", "/nothing/here"]).contains("there is no such file"));
    assert!(refused(&["--listen", "nowhere"]).contains("expected an address and a port"));
    // Another server has it.
    let server = Server::standard();
    assert!(refused(&["--listen", &server.address.to_string()]).contains("cannot listen on"));
}

#[test]
fn a_policy_with_errors_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.sla");
    std::fs::write(&file, "tier A {").unwrap();
    let output = Command::new(BIN).args(["serve", "--policy"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("bad.sla"), "{told}");
}

#[test]
fn requests_under_v1_bear_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "s3cret\n").unwrap();
    let mut by_variable = Command::new(BIN);
    by_variable.args(["serve", "--listen", "0.0.0.0:0"]).env("RELIEF_TOKEN", "s3cret");
    let servers = [
        Server::start(&["--token", "s3cret"]),
        Server::start(&["--token-file", file.to_str().unwrap()]),
        Server::start_as(&mut by_variable),
    ];
    for mut server in servers {
        server.address.set_ip("127.0.0.1".parse().unwrap());
        for path in ["/health", "/metrics", "/", "/openapi.json"] {
            assert_eq!(server.get(path).status, 200, "{path}");
        }
        let bearing = |header: Option<&str>| {
            let mut headers = vec![("Content-Type", "application/json"), ("Host", "relief.example")];
            headers.extend(header.map(|header| ("Authorization", header)));
            server.request("POST", "/v1/decide", &headers, INCIDENT.as_bytes())
        };
        for header in [None, Some("Bearer"), Some("Bearer s3cre"), Some("Bearer s3cret2"), Some("Basic s3cret")] {
            let answer = bearing(header);
            assert_eq!((answer.status, answer.code().as_str()), (401, "unauthorized"), "{header:?}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
        assert_eq!(bearing(Some("Bearer s3cret")).status, 200);
        assert_eq!(server.get("/v1/policy").status, 401);
        assert_eq!(server.lines("/v1/decide/batch", INCIDENT).status, 401);
        let document = server.get("/openapi.json").json();
        assert!(document["components"]["securitySchemes"]["token"].is_object());
        assert!(server.log().iter().all(|entry| !entry.to_string().contains("s3cret")));
    }
}
