//! `relief cases`: what it writes of a small policy, and that what it writes of every policy passes as tests.

use std::path::Path;
use std::process::Command;

fn relief(args: &[&str], folder: &Path) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).current_dir(folder).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (said, output.status.code())
}

fn beside(name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

#[test]
fn a_small_policy_has_these_boundaries() {
    shown("small");
}

#[test]
fn midnight_channels_pauses_and_later_treatments_have_boundaries() {
    let shown = shown("more");
    for wanted in [
        "T P1 response over closing at 24:00 on Monday",
        "T P1 response over closing at 24:00 on Tuesday",
        "T P1 response over closing at 06:00 on Friday",
        "T P1 response after waiting on customer",
        "T P2 response after waiting on third_party",
        "T: channel email",
        "T: the treatment of P2, vip",
        "T: the treatment of P2, number 2, key_site",
        "T: the treatment of P3, channel",
        "T P1: patch, channel",
    ] {
        assert!(shown.lines().any(|line| line == wanted), "{wanted}");
    }
    // The night from Wednesday to Friday is one: it closes at no midnight.
    assert!(!shown.contains("24:00 on Wednesday") && !shown.contains("24:00 on Thursday"), "{shown}");
}

#[test]
fn closures_of_part_of_a_day_and_members_have_boundaries() {
    let shown = shown("parts");
    for wanted in [
        "T P1 response over Meeting of each month",
        "T P1 response over 2026-03-11, Moving",
        "T P2 response over closing at 17:00 on Friday",
        "T P2 response over closing at 08:00 on Monday",
        "T P2 response over 2026-04-01, closed",
    ] {
        assert!(shown.lines().any(|line| line == wanted), "{wanted}");
    }
}

#[test]
fn openings_and_closings_that_conditions_ask_for_have_boundaries() {
    let shown = shown("opened");
    for wanted in ["T: the treatment of P1, opened", "T P1: patch, opened", "T P1: patch, vip"] {
        assert!(shown.lines().any(|line| line == wanted), "{wanted}");
    }
}

#[test]
fn limits_by_circumstance_have_boundaries() {
    let shown = shown("circumstances");
    for wanted in [
        "T P1 response, opened",
        "T P2 response, vip",
        "T P2 response, size",
        "T P2 onsite, vip",
        "T P1 reply",
        "T P1 update",
        "T P2 response, if `size` is 99 and `vip` is false, after waiting on customer",
    ] {
        assert!(shown.lines().any(|line| line == wanted), "{wanted}");
    }
    let limits = |objective: &str| shown.lines().filter(|l| l.starts_with(objective) && l.ends_with(", limit")).count();
    assert_eq!([limits("T P1 response"), limits("T P2 response"), limits("T P2 onsite")], [2, 3, 2], "{shown}");
    assert_eq!(limits("T P1 relief"), 2, "{shown}");
}

#[test]
fn bands_and_distances_have_batches_at_their_bounds() {
    let shown = shown("credits");
    for wanted in [
        "Shares response below 75%",
        "Shares response below 50%",
        "Shares P1 relief below 90%",
        "Shares availability below 99.9%",
        "Shares availability below 99%",
        "Amounts P1 response below 66.6%",
    ] {
        assert!(shown.lines().any(|line| line == wanted), "{wanted}");
    }
}

/// What is written of a policy beside its snapshot, held against that.
fn shown(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (said, code) = relief(&["cases", &format!("tests/cases/{name}.sla"), "--from", "2026-01-01"], root);
    assert_eq!(code, Some(0), "{said}");
    let (mut shown, mut about) = (String::new(), String::new());
    for line in said.lines() {
        let Ok(case) = serde_json::from_str::<serde_json::Value>(line) else {
            shown += line;
            continue;
        };
        let told = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
        if told("side") == "inside" && told("boundary") != about {
            about = told("boundary");
            shown += &format!("{}\n", told("boundary"));
        }
        let mut facts = case.clone();
        let fields = facts.as_object_mut().unwrap();
        for key in ["id", "boundary", "side", "decision", "rejected", "contract"] {
            fields.shift_remove(key);
        }
        let status = |objective: &str| case["decision"][objective]["status"].as_str().unwrap_or_default().to_owned();
        let outcome = match case["rejected"]["code"].as_str() {
            Some(code) => format!("rejected {code}"),
            None => format!(
                "{} by {}, response {}, resolution {}, patch {}",
                case["decision"]["priority"].as_str().unwrap(),
                case["decision"]["priority_basis"].as_str().unwrap(),
                status("response"),
                status("resolution"),
                case["decision"]["remedies"]["patch"]["entitled"].as_str().unwrap_or("none"),
            ),
        };
        shown += &format!("    {:<8} {facts}\n             {outcome}\n", told("side"));
    }
    beside(name, &shown);
    shown
}

#[test]
fn the_boundaries_of_every_policy_pass_as_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut policies = glob(&root.join("policies"));
    assert!(policies.len() > 6, "{policies:?}");
    policies.extend(glob(&root.join("tests/cases")));
    for path in policies {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        // Written nowhere near the policy, so that it is imported from here.
        let (text, code) = relief(&["cases", "-q", &name, "--from", "2026-01-01", "--output-format", "test"], root);
        assert_eq!(code, Some(0), "{name}: {text}");
        std::fs::create_dir_all(root.join("target")).unwrap();
        let folder = tempfile::Builder::new().prefix("cases-").tempdir_in(root.join("target")).unwrap();
        let file = folder.path().join("cases.sla");
        std::fs::write(&file, &text).unwrap();
        let text = text.replacen(&format!("\"{name}\""), &format!("\"../../{name}\""), 1);
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let (said, code) = relief(&["test", "--root", ".", file], root);
        assert_eq!(code, Some(0), "{name}: {said}");
        let (said, code) = relief(&["fmt", "--check", file], root);
        assert_eq!(code, Some(0), "{name}: {said}");
    }
}

/// Every policy file of a folder but those of tests alone.
fn glob(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(glob(&path));
        } else if path.extension().is_some_and(|e| e == "sla") && !path.ends_with("tests.sla") {
            out.push(path);
        }
    }
    out.sort();
    out
}

#[test]
fn an_escalation_has_a_stop_before_it_and_one_at_it() {
    let shown = shown("escalations");
    let of = |what: &str| shown.lines().filter(|line| line.starts_with("Gold") && line.ends_with(what)).count();
    assert_eq!(of("escalation to duty_manager"), 3);
    assert_eq!(of("escalation to duty_manager, number 2"), 1);
    assert_eq!(of("escalation to Head of support; London"), 1);
}
