//! `// relief: allow(...)`, and baselines.

use relief::internals::lint::{Baseline, Findings, Options, Selection, lint};
use relief::internals::policy::Workspace;

use super::{Memory, linted, names, options};

const HEAD: &str = "calendar office { timezone Europe/London open mon-fri 09:00-17:00 }\npriority P1\n";

fn told(block: &str) -> Vec<&'static str> {
    let (_, found) = linted(&format!("{HEAD}{block}"));
    assert_eq!(found.errors, []);
    found
        .findings
        .iter()
        .map(|f| f.code.name())
        .filter(|n| !["missing-source", "unused-calendar"].contains(n))
        .collect()
}

#[test]
fn an_allow_is_for_the_statement_on_the_next_line() {
    let tier = |inside: &str| told(&format!("tier Gold {{\n{inside}\n}}\n"));
    let plain = "coverage office\nresponse P1 < 4 hours";
    assert_eq!(tier(plain), ["wall-hours-under-coverage"]);
    for allow in ["L0101", "l0101", "wall-hours-under-coverage", "L0101, L0101", " L0101 "] {
        let found =
            tier(&format!("coverage office\n// relief: allow({allow}) the customer counts so\nresponse P1 < 4 hours"));
        // The second of two that are alike has nothing left to do.
        assert_eq!(found, if allow.contains(',') { vec!["unused-allow"] } else { vec![] }, "{allow}");
    }
    // Above another statement, or with a blank line between.
    let above = "// relief: allow(L0101) why\ncoverage office\nresponse P1 < 4 hours";
    assert_eq!(tier(above), ["unused-allow", "wall-hours-under-coverage"]);
    let apart = "coverage office\n// relief: allow(L0101) why\n\nresponse P1 < 4 hours";
    assert_eq!(tier(apart), ["unused-allow", "wall-hours-under-coverage"]);
    // Further comments may stand in between.
    let comments = "coverage office\n// relief: allow(L0101) why\n// and more\nresponse P1 < 4 hours";
    assert_eq!(tier(comments), [] as [&str; 0]);
    // The whole of an item.
    let item = "// relief: allow(L0101) why\n/// Doc.\ntier Gold {\ncoverage office\nresponse P1 < 4 hours\n}\n";
    assert_eq!(told(item), [] as [&str; 0]);
}

#[test]
fn what_is_no_allow_is_told() {
    let line = |comment: &str| told(&format!("tier Gold {{\ncoverage always\n{comment}\nresponse P1 < 4 hours\n}}\n"));
    for malformed in [
        "// relief: allow(L0101)",
        "// relief: allow L0101 why",
        "// relief: alow(L0101) why",
        "// relief:",
        "//relief:allow()",
        "/// relief: allow(L0101) why",
        "// relief: deny(L0101) why",
    ] {
        assert_eq!(line(malformed), ["malformed-allow"], "{malformed}");
    }
    assert_eq!(line("// relief: allow(L0999) why"), ["unknown-allow"]);
    assert_eq!(line("// relief: allow() why"), ["unknown-allow"]);
    assert_eq!(line("// relief in short"), [] as [&str; 0]);
    assert_eq!(line("releases major // relief: allow(L0101) why"), ["malformed-allow"]);
}

#[test]
fn an_allow_of_a_rule_that_was_not_run_is_not_unused() {
    let text = format!("{HEAD}tier Gold {{\ncoverage always\n// relief: allow(L0101) why\nresponse P1 < 4 hours\n}}\n");
    let with = |select: &[&str], ignore: &[&str]| {
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&words(select), &words(ignore)).unwrap();
        let found = lint(&Workspace::of_text("a.sla", &text), &Options { selection, ..options() });
        names(&found.findings).contains("unused-allow")
    };
    assert!(with(&[], &[]));
    assert!(with(&["upkeep", "clocks"], &[]));
    assert!(!with(&["upkeep"], &[]));
    assert!(!with(&[], &["wall-hours-under-coverage"]));
    assert!(!with(&[], &["L0420"]));
}

#[test]
fn unknown_rules_are_a_wrong_usage() {
    let one = |word: &str| Selection::new(&[word.to_owned()], &[]).unwrap_err();
    assert_eq!(one("clock"), "there is no rule and no group `clock`; did you mean `clocks`?");
    assert_eq!(
        one("wall-hours-under-coverge"),
        "there is no rule and no group `wall-hours-under-coverge`; did you mean `wall-hours-under-coverage`?"
    );
    assert!(one("nonsense-of-mine").contains("`relief rule` lists them"));
}

#[test]
fn what_one_root_does_not_use_another_may() {
    let shared = format!("{HEAD}facts {{ vip bool }}\n");
    let uses = "import \"shared.sla\"\ntier Gold { coverage office response P1 < 1 working hour }\n\
                remedy fix { may provide when vip }\n";
    let other = "import \"shared.sla\"\ntier Silver { coverage always response P1 < 1 hour }\n";
    let files = [("shared.sla", shared.as_str()), ("uses.sla", uses), ("other.sla", other)];
    let of = |given: &[&str]| -> Findings {
        let memory = Memory::of(&files);
        lint(&Memory::load(&memory, given), &options())
    };
    let unused = ["unused-calendar", "unread-fact"];
    let says = |given: &[&str]| unused.map(|name| names(&of(given).findings).contains(name));
    assert_eq!(says(&["other.sla"]), [false, false], "a file that was not given is not told of");
    assert_eq!(says(&["other.sla", "shared.sla"]), [true, true]);
    assert_eq!(says(&["other.sla", "uses.sla", "shared.sla"]), [false, false]);
}

#[test]
fn a_baseline_counts_by_file_code_item_and_words() {
    let (_, found) = linted(&format!(
        "{HEAD}priority P2\ntier Gold {{\ncoverage office\nresponse P1 < 4 hours\nresponse P2 < 8 hours\n}}\n"
    ));
    let findings: Vec<_> = found.findings.iter().filter(|f| f.code.id() == "L0101").collect();
    assert_eq!(findings.len(), 2);
    let keyed = findings.iter().map(|f| (*f, "a.sla".to_owned(), "tier Gold".to_owned()));
    let baseline = Baseline::of(keyed);
    let mut again = Baseline::parse(&baseline.text()).unwrap();
    assert_eq!(again, baseline);
    assert!(!again.take(findings[0], "a.sla", "tier Silver") && !again.take(findings[0], "b.sla", "tier Gold"));
    assert!(again.take(findings[0], "a.sla", "tier Gold"));
    assert!(!again.take(findings[0], "a.sla", "tier Gold"), "another finding of the rule is another");
    assert!(again.take(findings[1], "a.sla", "tier Gold") && again.is_empty());
    let twice = [findings[0], findings[0]].map(|f| (f, "a.sla".to_owned(), "tier Gold".to_owned()));
    let mut twice = Baseline::of(twice);
    assert!(twice.take(findings[0], "a.sla", "tier Gold"));
    assert!(twice.take(findings[0], "a.sla", "tier Gold"), "by number, not by line");
    assert!(!twice.take(findings[0], "a.sla", "tier Gold"));
    assert!(Baseline::parse("{}").unwrap_err().starts_with("it is not a baseline"));
    assert!(Baseline::parse("{\"version\": 2, \"findings\": []}").unwrap_err().contains("version 2"));
}
