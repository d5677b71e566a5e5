//! The policy follows its files.

use std::path::Path;

use serde_json::Value;

use crate::client::{Answer, INCIDENT, Server, wait_for};

fn policy(hours: u32) -> String {
    format!("import isode\nimport \"more.sla\"\ncontract Acme extends Gold {{ response P1 < {hours} working hours }}\n")
}

fn limit(server: &Server) -> Value {
    server.post("/v1/decide", &INCIDENT.replace("Gold", "Acme")).json()["response"]["limit_s"].clone()
}

fn health(server: &Server) -> Answer {
    let answer = server.get("/health");
    assert_eq!(answer.status, 200);
    answer
}

fn error(server: &Server) -> Value {
    health(server).json()["reload"]["error"].clone()
}

fn started(folder: &Path) -> Server {
    std::fs::write(folder.join("acme.sla"), policy(2)).unwrap();
    std::fs::write(folder.join("more.sla"), "import isode\ntier Mine extends Gold {}\n").unwrap();
    Server::start(&["--policy", folder.join("acme.sla").to_str().unwrap()])
}

#[test]
fn a_policy_that_compiles_replaces_the_old_one_and_another_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acme.sla");
    let server = started(folder.path());
    assert_eq!(limit(&server), 2 * 3600);
    let first = health(&server).json()["policy"].clone();

    std::fs::write(&file, policy(3)).unwrap();
    assert!(wait_for(|| (limit(&server) == 3 * 3600).then_some(())).is_some());
    let second = health(&server).json()["policy"].clone();
    assert_ne!(first, second);
    assert_eq!(server.logged("the policy was loaded again")["fingerprint"], second);

    // Errors: the last good one stays.
    std::fs::write(&file, policy(4).replace("hours", "hurs")).unwrap();
    let told = wait_for(|| error(&server).as_str().map(str::to_owned)).unwrap();
    assert!(told.contains("acme.sla:3:") && told.contains("E0101"), "{told}");
    assert_eq!((limit(&server), health(&server).json()["policy"].clone()), (Value::from(3 * 3600), second.clone()));
    assert_eq!(server.metric("relief_policy_reload_failed"), 1);
    assert_eq!(server.metric(r#"relief_policy_reloads_total{result="failed"}"#), 1);
    let logged = server.logged("the policy files have errors: the policy before them decides");
    assert_eq!((&logged["level"], &logged["fingerprint"]), (&Value::from("ERROR"), &second));

    // What it was is no error.
    std::fs::write(&file, policy(3)).unwrap();
    assert!(wait_for(|| error(&server).is_null().then_some(())).is_some());
    assert_eq!(server.metric("relief_policy_reload_failed"), 0);

    // A file that it imports counts as well, also if it is gone for a while.
    let more = folder.path().join("more.sla");
    std::fs::remove_file(&more).unwrap();
    assert!(wait_for(|| error(&server).as_str().map(|told| assert!(told.contains("more.sla"), "{told}"))).is_some());
    std::fs::write(&more, "import isode\ntier Other extends Gold {}\n").unwrap();
    let names = || server.get("/v1/policy").json()["names"].to_string();
    assert!(wait_for(|| names().contains("Other").then_some(())).is_some(), "{}", names());
    assert!(error(&server).is_null());
}

#[cfg(unix)]
#[test]
fn a_signal_loads_the_policy_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = started(folder.path());
    server.signal("HUP");
    server.logged("the policy files are as they were");
    assert_eq!(limit(&server), 2 * 3600);
    let standard = Server::standard();
    standard.signal("HUP");
    standard.logged("the policy is built in: there is no file to load again");
}

#[test]
fn requests_are_decided_while_the_policy_changes() {
    let folder = tempfile::tempdir().unwrap();
    let server = started(folder.path());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut last = 2 * 3600;
                while last < 5 * 3600 {
                    let limit = limit(&server).as_i64().unwrap();
                    // Never an earlier one.
                    assert!(limit >= last, "{limit} after {last}");
                    last = limit;
                }
            });
        }
        for hours in 3..=5 {
            // Files are replaced whole: each is a policy.
            let new = folder.path().join("new");
            std::fs::write(&new, policy(hours)).unwrap();
            std::fs::rename(&new, folder.path().join("acme.sla")).unwrap();
            assert!(wait_for(|| (limit(&server) == i64::from(hours) * 3600).then_some(())).is_some());
        }
    });
    assert!(error(&server).is_null());
}
