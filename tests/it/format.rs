//! The canonical layout, a file a case with what becomes of it beside it; and the command that writes it.

use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::collection::vec;
use proptest::num::u16;
use proptest::strategy::Strategy as _;
use proptest::test_runner::TestRunner;
use relief::Policy;
use relief::internals::span::FileId;
use relief::internals::syntax::format::{Refused, format};

use crate::twin::fixed_cases;

use super::random::Random;

fn formatted(text: &str) -> String {
    match format(FileId(0), text) {
        Ok(new) => new,
        Err(Refused::Fault(what)) => panic!("{what}\n{text}"),
        Err(Refused::Errors(errors)) => panic!("{errors:#?}\n{text}"),
    }
}

#[test]
fn each_case_is_laid_out_as_its_snapshot_says() {
    insta::glob!("../format", "*.sla", |path| {
        let text = fs::read_to_string(path).unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_input_file();
        settings.remove_snapshot_suffix();
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), formatted(&text)));
    });
}

/// What is left of a text without white space: its words and comments, in order.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_random_policy_stays_what_it_says() {
    let resolved = Cell::new(0);
    let config = fixed_cases(200);
    let cases = config.cases;
    let run = TestRunner::new(config).run(&vec(u16::ANY, 0..600).prop_map(|tape| Random::policy(&tape)), |old| {
        let new = formatted(&old);
        assert_eq!(dense(&old), dense(&new));
        assert_eq!(new, formatted(&new), "twice is once");
        assert!(!new.contains("\n\n\n") && !new.contains('\r') && !new.contains(" \n") && new.ends_with('\n'));
        if let Ok(policy) = Policy::from_text("old.sla", &old) {
            resolved.set(resolved.get() + 1);
            let again = Policy::from_text("new.sla", &new).unwrap();
            assert_eq!(policy.fingerprint(), again.fingerprint());
        }
        Ok(())
    });
    if let Err(failure) = run {
        panic!("{failure}");
    }
    assert!(resolved.get() > cases / 4, "of {cases} policies only {} resolve", resolved.get());
}

/// A statement that the outline does not know would lose its words; the proof would refuse every file with it.
#[test]
fn each_statement_of_the_grammar_has_a_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let grammar = fs::read_to_string(root.join("grammar/policy.pest")).unwrap();
    let read = |file| fs::read_to_string(root.join(file)).unwrap();
    // What is only in the list of statements is laid out as a word and a value.
    let forms = read("src/syntax/outline.rs") + &read("src/syntax/statements.rs");
    let ends = ["_stmt", "_field", "_outcome", "_item"];
    let rules = grammar.lines().filter_map(|l| l.split_once(" = {").or_else(|| l.split_once("= {")));
    let rules = rules.map(|(rule, _)| rule.trim()).filter(|r| ends.iter().any(|end| r.ends_with(end)));
    // What is broken is not formatted; what is whole stands where one statement is parsed by itself.
    let rules = rules.filter(|r| !r.starts_with("broken_") && !r.starts_with("whole_"));
    let (known, missing): (Vec<_>, Vec<_>) = rules.partition(|r| {
        forms.contains(&format!("Rule::{r}\n"))
            || forms.contains(&format!("Rule::{r} "))
            || forms.contains(&format!("Rule::{r},"))
    });
    assert!(missing.is_empty() && known.len() > 40, "{missing:?} of {}", known.len());
}

const UGLY: &str = "tier T { coverage always response P1 < 1 hour }\n";
const LAID_OUT: &str = "tier T {\n    coverage always\n    response P1 < 1 hour\n}\n";

/// Runs `relief fmt` in a folder; its exit code, standard output and standard error.
fn fmt(folder: &Path, args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relief"));
    command.arg("fmt").args(args).current_dir(folder).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_policies_of_the_house_are_laid_out() {
    let (code, out, err) = fmt(Path::new(env!("CARGO_MANIFEST_DIR")), &["--check", "policies"], "");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
}

#[test]
fn a_file_is_written_only_where_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ugly.sla");
    fs::write(&path, UGLY).unwrap();
    fs::write(folder.path().join("fine.sla"), LAID_OUT).unwrap();

    let (code, out, err) = fmt(folder.path(), &["--check", "."], "");
    assert_eq!((code, out.as_str()), (1, "./ugly.sla\n"), "{err}");
    assert!(err.contains("1 file would change, 1 file laid out already"), "{err}");
    let (code, out, _) = fmt(folder.path(), &["--diff", "ugly.sla"], "");
    assert_eq!(code, 0);
    assert!(
        out.contains("--- ugly.sla\n") && out.contains("\n+    coverage always\n") && out.ends_with("+}\n"),
        "{out}"
    );
    assert_eq!(fmt(folder.path(), &["--diff", "fine.sla"], "").1, "");
    assert_eq!(fmt(folder.path(), &["--diff", "--check", "ugly.sla"], "").0, 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), UGLY);

    assert_eq!(fmt(folder.path(), &["ugly.sla"], "").0, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), LAID_OUT);
    assert_eq!(fmt(folder.path(), &["--check", "."], "").0, 0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left there");
}

#[cfg(unix)]
#[test]
fn a_written_file_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("private.sla");
    fs::write(&path, UGLY).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(fmt(folder.path(), &["private.sla"], "").0, 0);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str], input: &str| fmt(folder.path(), args, input);
    assert_eq!(run(&["-"], UGLY), (0, LAID_OUT.to_owned(), String::new()));
    assert_eq!(run(&["-", "--check"], LAID_OUT), (0, String::new(), String::new()));
    assert_eq!(run(&["-", "--check"], UGLY).0, 1);
    // A byte order mark is no part of the policy.
    assert_eq!(run(&["-"], &format!("\u{feff}{UGLY}")).1, LAID_OUT);
    let (code, out, err) = run(&["-"], "tier {");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("E0101"), "{err}");
}

#[test]
fn what_has_errors_is_left_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "tier T { respnse P1 < 1 hour }\n";
    fs::write(folder.path().join("broken.sla"), broken).unwrap();
    fs::write(folder.path().join("ugly.sla"), UGLY).unwrap();
    let (code, out, _) = fmt(folder.path(), &["broken.sla", "ugly.sla"], "");
    assert_eq!(code, 1);
    assert!(out.contains("respnse") && out.contains("response"), "{out}");
    assert_eq!(fs::read_to_string(folder.path().join("broken.sla")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("ugly.sla")).unwrap(), LAID_OUT);

    fs::write(folder.path().join("binary.sla"), b"\xff\xfe").unwrap();
    for (path, words) in [("nowhere.sla", "no such file"), ("binary.sla", "not UTF-8")] {
        let (code, _, err) = fmt(folder.path(), &["broken.sla", path], "");
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(path) && err.contains(words), "{err}");
    }
}
