//! The dependencies: their licences and where they come from, by what `deny.toml` allows (`cargo deny` reads it too, and
//! takes minutes to install).

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The licences of `deny.toml`.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    let list = text.lines().find_map(|line| line.strip_prefix("allow = [")).unwrap();
    list.trim_end_matches(']').split(", ").map(|name| name.trim_matches('"').to_owned()).collect()
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed_and_comes_from_a_registry() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // What other systems need is not there where the registry cannot be reached.
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    let allowed = allowed();
    let packages = metadata["packages"].as_array().unwrap();
    let mut wrong = Vec::new();
    for package in packages.iter().filter(|package| package["name"] != "relief") {
        let name = format!("{} {}", package["name"], package["version"]);
        let kinds = ["registry+", "sparse+"];
        let from_registry =
            package["source"].as_str().is_some_and(|source| kinds.iter().any(|k| source.starts_with(k)));
        if !from_registry {
            wrong.push(format!("{name} comes from {}", package["source"]));
        }
        let Some(written) = package["license"].as_str() else {
            wrong.push(format!("{name} names no licence"));
            continue;
        };
        let expression = spdx::Expression::parse_mode(written, spdx::ParseMode::LAX).unwrap();
        let is_allowed = |requirement: &spdx::LicenseReq| allowed.contains(&requirement.to_string());
        if !expression.evaluate(is_allowed) {
            wrong.push(format!("{name} has the licence {written}"));
        }
    }
    assert!(packages.len() > 100, "the dependencies are not all there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
