//! The policies of the house have no findings, and neither has what `relief new` writes.

use std::path::PathBuf;
use std::process::Command;

use relief::internals::diagnostic::render;
use relief::internals::lint::lint;
use relief::internals::policy::{Disk, Workspace, discover};

use super::options;

#[test]
fn the_policies_of_the_house_are_clean() {
    let paths = [PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"))];
    let workspace = Workspace::load(&Disk, &discover(&paths).unwrap(), &paths, None, None);
    let found = lint(&workspace, &options());
    let all = [found.errors, found.findings].concat();
    assert!(all.is_empty(), "{}", render::human(&all, &workspace.sources, false, 100));
}

#[test]
fn a_new_contract_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let relief = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).current_dir(folder.path()).output().unwrap();
        (run.status.code(), String::from_utf8(run.stdout).unwrap())
    };
    for tier in ["Gold", "Silver"] {
        let file = format!("{}.sla", tier.to_lowercase());
        assert_eq!(relief(&["new", "contract", "Acme", "--extends", tier, "-o", &file]).0, Some(0));
        assert_eq!(relief(&["lint", "--fail-on", "note", &file]), (Some(0), String::new()));
    }
}

#[test]
fn a_new_policy_is_clean_and_tested() {
    let folder = tempfile::tempdir().unwrap();
    let relief = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).current_dir(folder.path()).output().unwrap();
        (run.status.code(), String::from_utf8(run.stdout).unwrap())
    };
    assert_eq!(relief(&["new", "policy", "Northwind"]), (Some(0), String::new()));
    assert_eq!(relief(&["check", "northwind.sla"]).0, Some(0));
    assert_eq!(relief(&["lint", "--fail-on", "note", "northwind.sla"]), (Some(0), String::new()));
    assert_eq!(relief(&["fmt", "--check", "northwind.sla"]).0, Some(0));
    let (code, said) = relief(&["test", "--coverage", "--output-format", "json", "northwind.sla"]);
    assert_eq!(code, Some(0), "{said}");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(found["coverage"]["undecided"], serde_json::json!([]));
}
