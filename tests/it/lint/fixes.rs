//! What `--fix` mends stays what it meant.

use relief::internals::lint::{Options, RULES, Selection, fix, lint};
use relief::internals::policy::{Files, Workspace};
use relief::{Policy, PolicyErrors};

use super::{Memory, block, options, snapshot};

/// A text with all fixes applied.
fn fixed(text: &str, options: &Options) -> (String, usize) {
    let memory = Memory::of(&[("example.sla", text)]);
    let load = |fs: &dyn Files| Memory::load(fs, &["example.sla"]);
    let done = fix(&memory, &load, options);
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    assert!(done.findings.findings.iter().all(|f| f.fix.is_none()), "all is mended");
    (done.texts.get("/example.sla").map_or(text.to_owned(), Clone::clone), done.count)
}

fn fingerprint(text: &str) -> String {
    let policy: Result<Policy, PolicyErrors> = Policy::from_text("example.sla", text);
    policy.unwrap().fingerprint().to_owned()
}

#[test]
fn each_fix_mends_its_bad_example_and_nothing_else() {
    let mut mended = String::new();
    for rule in RULES {
        let bad = block(rule.info.page, "bad").unwrap();
        let workspace = Workspace::of_text("example.sla", bad);
        let of_rule = |f: &relief::internals::diagnostic::Diagnostic| f.code == rule.code() && f.fix.is_some();
        if !lint(&workspace, &options()).findings.iter().any(of_rule) {
            continue;
        }
        let only = Options { selection: Selection::new(&[rule.info.id.to_owned()], &[]).unwrap(), ..options() };
        // What an `allow` is unused for has to have run.
        let only = if rule.info.name == "unused-allow" { options() } else { only };
        let (text, _) = fixed(bad, &only);
        let found = lint(&Workspace::of_text("example.sla", &text), &options());
        assert!(found.errors.is_empty());
        assert!(!found.findings.iter().any(|f| f.code == rule.code()), "{}: told again\n{text}", rule.info.name);
        assert_eq!(fingerprint(bad), fingerprint(&text), "{}", rule.info.name);
        mended.push_str(&format!("==== {}\n{text}\n", rule.info.name));
    }
    snapshot("fixes", &mended);
}

const CROWDED: &str = r#"
facts {
    a bool
    b bool
    c bool
}
priority P1
priority P2
tier Gold customisable {
    response P1 < 1 hour // said first
    coverage always
    response P2 < 4 hours

    // about the channels
    channels portal, email
}
contract Acme extends Gold {

    // as in Gold
    response P1 < 1 hour
    channels portal, email

    response P2 < 4 hours   // the same
    releases major
}
// relief: allow(unread-fact) nothing of it here
contract Other extends Gold { response P1 < 1 hour }
remedy hot_fix {
    may provide when not a or not b or a and (not b or c and a)
}
"#;

#[test]
fn what_a_comment_may_be_about_is_left_to_its_writer() {
    let (text, count) = fixed(CROWDED, &options());
    assert_eq!(fingerprint(CROWDED), fingerprint(&text));
    let again = fixed(&text, &options());
    assert_eq!(again, (text.clone(), 0), "twice is once");
    snapshot("fixes-crowded", &format!("{}\n----\n{count} mended\n----\n{}", CROWDED.trim(), text.trim()));
}

#[test]
fn files_are_mended_together_and_imports_are_left_alone() {
    let shared = "priority P1\ntier Gold customisable {\n    response P1 < 1 hour\n    coverage always\n}\n";
    let own = "import \"shared.sla\"\ncontract Acme extends Gold {\n    response P1 < 1 hour\n}\n";
    let memory = Memory::of(&[("shared.sla", shared), ("own.sla", own)]);
    let done = fix(&memory, &|fs: &dyn Files| Memory::load(fs, &["own.sla"]), &options());
    assert_eq!(done.texts.keys().collect::<Vec<_>>(), ["/own.sla"]);
    let done = fix(&memory, &|fs: &dyn Files| Memory::load(fs, &["own.sla", "shared.sla"]), &options());
    assert_eq!(done.texts.len(), 2);
    assert_eq!(done.texts["/own.sla"], "import \"shared.sla\"\ncontract Acme extends Gold {\n}\n");
}

#[test]
fn errors_elsewhere_keep_nothing_from_being_mended() {
    let broken = "tier Gold {\n    respons P1 < 1 hour\n}\n";
    let good = "priority P1\ntier Gold {\n    response P1 < 1 hour\n    coverage always\n}\n";
    let memory = Memory::of(&[("broken.sla", broken), ("good.sla", good)]);
    let done = fix(&memory, &|fs: &dyn Files| Memory::load(fs, &["broken.sla", "good.sla"]), &options());
    assert_eq!(done.texts.keys().collect::<Vec<_>>(), ["/good.sla"]);
    assert!(!done.findings.errors.is_empty());
}
