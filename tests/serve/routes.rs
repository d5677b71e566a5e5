//! Each route, as the command says the same.

use serde_json::{Value, json};

use crate::client::{AS_OF, INCIDENT, Server, printed};

const ACME: &str = "import isode\ncontract Acme extends Gold { response P1 < 2 working hours }\n";

fn findings(of: &mut Value) -> &mut Vec<Value> {
    of["findings"].as_array_mut().unwrap()
}

fn as_of(path: &str) -> String {
    format!("{path}?as_of={AS_OF}")
}

#[test]
fn a_decision_is_the_line_that_eval_writes() {
    let server = Server::standard();
    let line = printed(&["eval", "--as-of", AS_OF, "--input-format", "jsonl", "-"], INCIDENT);
    assert!(line.starts_with(r#"{"id":"INC-7","#), "{line}");
    for body in [INCIDENT, &INCIDENT.replace(", ", ",\r\n  ")] {
        let answer = server.post(&as_of("/v1/decide"), body);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        assert_eq!(answer.body, line);
    }
    // An offset need not be escaped.
    for instant in ["2024-04-02T10:30:00+01:00", "2024-04-02T10:30:00%2B01:00"] {
        assert_eq!(server.post(&format!("/v1/decide?as_of={instant}"), INCIDENT).body, line, "{instant}");
    }
    // Now, the limit has passed.
    assert_eq!(server.post("/v1/decide", INCIDENT).json()["response"]["status"], "breached");
    let rejected = server.post("/v1/decide", &INCIDENT.replace("Gold", "Golden"));
    assert_eq!((rejected.status, rejected.code().as_str()), (422, "unknown-contract"));
    assert_eq!(server.metric("relief_incidents_decided_total"), 5);
    assert_eq!(server.metric(r#"relief_incidents_rejected_total{code="unknown-contract"}"#), 1);
}

#[test]
fn times_without_an_offset_are_those_of_a_zone() {
    let server = Server::standard();
    let local = INCIDENT.replace("16:00:00Z", "18:00");
    let args = ["eval", "--timezone", "Europe/Paris", "--as-of", "2024-04-02T11:30", "--input-format", "jsonl", "-"];
    let line = printed(&args, &local);
    assert!(line.starts_with(r#"{"id":"INC-7","#), "{line}");
    let query = "as_of=2024-04-02T11:30&timezone=Europe/Paris";
    assert_eq!(server.post(&format!("/v1/decide?{query}"), &local).body, line);
    assert_eq!(server.lines(&format!("/v1/decide/batch?{query}"), &local).body, line);
    let explained = server.post(&format!("/v1/explain?{query}"), &local).json();
    assert_eq!(explained["decision"], serde_json::from_str::<Value>(&line).unwrap());
    let rejected = server.post(&as_of("/v1/decide"), &local);
    assert_eq!((rejected.status, rejected.code().as_str()), (422, "bad-instant"));
    let unknown = server.post("/v1/decide?timezone=europe/pari", &local).json();
    assert_eq!(unknown["error"]["help"], "did you mean `Europe/Paris`?");
    // Paris skipped it.
    let skipped = server.post("/v1/decide?as_of=2024-03-31T02:30&timezone=Europe/Paris", &local);
    assert_eq!((skipped.status, skipped.code().as_str()), (400, "bad-instant"));
}

#[test]
fn an_explanation_has_the_form_that_is_asked_for() {
    let server = Server::standard();
    let json = printed(&["explain", "--as-of", AS_OF, "--output-format", "json", "--", "/dev/stdin"], "");
    assert!(json.is_empty());
    let answer = server.post(&as_of("/v1/explain"), INCIDENT);
    assert_eq!(answer.json()["decision"]["id"], "INC-7");
    let starts = [
        ("json", "application/json", "application/json", "{\"decision\":"),
        ("svg", "image/svg+xml", "image/svg+xml", "<svg"),
        ("html", "text/html", "text/html; charset=utf-8", "<!doctype html>"),
        ("markdown", "text/markdown", "text/markdown; charset=utf-8", "#"),
    ];
    for (format, accept, sent, start) in starts {
        let by_format = server.post(&format!("{}&format={format}", as_of("/v1/explain")), INCIDENT);
        let headers = [("Content-Type", "application/json"), ("Accept", accept)];
        let by_accept = server.request("POST", &as_of("/v1/explain"), &headers, INCIDENT.as_bytes());
        for answer in [by_format, by_accept] {
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(sent)), "{format}");
            assert!(answer.body.to_lowercase().starts_with(start), "{format}: {}", answer.body);
            assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
        }
    }
    let headers = [("Content-Type", "application/json"), ("Accept", "application/pdf")];
    let answer = server.request("POST", &as_of("/v1/explain"), &headers, INCIDENT.as_bytes());
    assert_eq!((answer.status, answer.code().as_str()), (406, "not-acceptable"));
}

#[test]
fn texts_are_checked_as_the_command_checks_files() {
    let server = Server::standard();
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        (
            "gold.sla",
            format!(
                "{ACME}test \"acme\" {{ incident {{ contract Acme priority P1 opened 2026-03-03T12:00:00Z }}\nas of 2026-03-03T13:00:00Z\nexpect {{ priority P2 }} }}\n"
            ),
        ),
        ("bad.sla", "import \"gold.sla\"\ntier Bad { response < 4 hurs }\n".to_owned()),
    ];
    for (name, text) in &texts {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let run = |args: &[&str]| {
        let output =
            std::process::Command::new(crate::client::BIN).args(args).current_dir(folder.path()).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    for root in ["gold.sla", "bad.sla"] {
        let body =
            json!({ "files": texts.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(), "root": root });
        let of = |path: &str| server.post(path, &body.to_string()).json();
        let (mut sent, mut run_findings) = (of("/v1/lint"), run(&["lint", "--output-format", "json", root]));
        for (sent, found) in findings(&mut sent).iter_mut().zip(findings(&mut run_findings)) {
            // What asks `did you mean ...?` has a fix here.
            if found["fix"].is_null() && found["help"].as_str().is_some_and(|help| help.starts_with("did you mean")) {
                sent["fix"].take();
            }
        }
        assert_eq!(sent, run_findings, "{root}");
        assert_eq!(of("/v1/test"), run(&["test", "--coverage", "--output-format", "json", root]), "{root}");
    }
    let checked = |text: &str| server.post("/v1/check", &json!({ "files": { "a.sla": text } }).to_string()).json();
    assert_eq!(checked(ACME), json!({ "findings": [] }));
    let found = checked("import isode\ncontract A extends Gold { response P1 < 4 hurs }\n");
    assert_eq!(found["findings"][0]["code"], "E0101", "{found}");
    assert_eq!(found["findings"][0]["file"], "a.sla");
    // A file of this machine is none of theirs.
    let found = checked("import \"/etc/passwd\"\nimport \"../Cargo.toml\"\n");
    assert_eq!(found["findings"].as_array().unwrap().len(), 2, "{found}");
    for (body, code) in [
        (json!({ "files": {} }), "unknown-root"),
        (json!({ "files": { "a.sla": "", "b.sla": "" } }), "unknown-root"),
        (json!({ "files": { "a.sla": "" }, "root": "b.sla" }), "unknown-root"),
        (json!({ "files": ["a.sla"] }), "unexpected-json"),
        (json!({ "files": { "a.sla": "" }, "rot": "a.sla" }), "unexpected-json"),
    ] {
        let answer = server.post("/v1/check", &body.to_string());
        assert_eq!((answer.status, answer.code().as_str()), (422, code), "{body}");
    }
}

#[test]
fn contracts_are_compared_by_name_or_as_texts() {
    let server = Server::standard();
    let compared = |old: Value, new: Value| server.post("/v1/compare", &json!({ "old": old, "new": new }).to_string());
    let answer = compared(json!("Silver"), json!("Gold")).json();
    assert_eq!(answer["at_least"], answer["comparisons"][0]["at_least"]);
    let printed: Value =
        serde_json::from_str(&printed(&["compare", "Silver", "Gold", "--output-format", "json"], "")).unwrap();
    assert_eq!(answer["comparisons"], json!([printed]));
    let acme = json!({ "name": "Acme", "files": { "acme.sla": ACME } });
    let answer = compared(json!("Gold"), acme.clone());
    assert_eq!(answer.json()["at_least"], true, "{}", answer.body);
    assert_eq!(compared(acme.clone(), json!("Gold")).json()["at_least"], false);
    for (format, start) in [("markdown", ""), ("html", "<!doctype html>")] {
        let body = json!({ "old": "Gold", "new": acme }).to_string();
        let answer = server.post(&format!("/v1/compare?format={format}"), &body);
        assert_eq!(answer.status, 200);
        assert!(answer.body.to_lowercase().starts_with(start) && answer.body.contains("Acme"), "{}", answer.body);
    }
    assert_eq!(compared(json!("Gold"), json!("Golden")).code(), "not-possible");
    let broken = compared(json!("Gold"), json!({ "name": "A", "files": { "a.sla": "tier A {" } }));
    assert_eq!((broken.status, broken.code().as_str()), (422, "policy-errors"));
    assert_eq!(compared(json!("Gold"), json!(7)).code(), "unexpected-json");
}

#[test]
fn the_server_shows_its_policy_and_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acme.sla");
    std::fs::write(&file, ACME).unwrap();
    let server = Server::start(&["--policy", file.to_str().unwrap()]);
    let policy = server.get("/v1/policy").json();
    assert!(policy["names"].as_array().unwrap().contains(&json!("Acme")), "{policy}");
    assert!(policy["calendars"].as_array().unwrap().contains(&json!("uk_office")), "{}", policy["calendars"]);
    assert!(policy["facts"].as_array().unwrap().iter().any(|fact| fact["type"] == "bool"), "{}", policy["facts"]);
    assert_eq!(policy["files"][0]["text"], ACME);
    assert!(policy["files"].as_array().unwrap().iter().any(|file| file["built_in"] == true));
    let health = server.get("/health").json();
    assert_eq!((&health["status"], &health["policy"]), (&json!("ok"), &policy["fingerprint"]));
    assert_eq!(health["reload"], json!({ "error": null }));
    let metrics = server.get("/metrics");
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let fingerprint = policy["fingerprint"].as_str().unwrap();
    assert!(
        metrics.body.contains(&format!("relief_policy_info{{fingerprint=\"{fingerprint}\"}} 1")),
        "{}",
        metrics.body
    );
    assert_eq!(server.metric(r#"relief_http_requests_total{method="GET",route="/v1/policy",status="200"}"#), 1);
    assert_eq!(server.request("HEAD", "/health", &[], b"").status, 200);
    let asked = server.logged("request");
    assert_eq!(
        (&asked["method"], &asked["path"], &asked["status"]),
        (&json!("GET"), &json!("/v1/policy"), &json!(200))
    );
}

#[test]
fn the_description_of_the_routes_is_whole() {
    let server = Server::standard();
    let mut document = server.get("/openapi.json").json();
    let paths: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(paths.len(), 11, "{paths:?}");
    let mut references = Vec::new();
    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| match value {
                Value::String(reference) if key == "$ref" => into.push(reference.clone()),
                other => collect(other, into),
            }),
            Value::Array(list) => list.iter().for_each(|value| collect(value, into)),
            _ => {}
        }
    }
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
    // The schemas of the policy have snapshots of their own.
    for name in ["Incident", "Decision", "Explanation"] {
        document["components"]["schemas"][name] = json!("of the policy");
    }
    document["info"]["version"] = json!("of the program");
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!("openapi", document);
    });
}
