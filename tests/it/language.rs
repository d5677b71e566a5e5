//! Every statement of docs/language.md: a policy in which it decides an incident (`NAME.case`, what is
//! decided in `NAME.snap`), and a twin in which it is wrong (`NAME.sla`, what is said in `NAME.wrong.snap`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use relief::Policy;

/// The heading of the statement on the page, the name of its case and twin, and words of the statement that
/// the policy of the case holds.
const STATEMENTS: &[(&str, &str, &str)] = &[
    ("import", "import", "import \""),
    ("import holidays", "import-holidays", "import holidays"),
    ("policy", "policy", "policy \""),
    ("holidays", "holidays", "holidays company {"),
    ("facts", "facts", "facts {"),
    ("priority", "priority", "priority P"),
    ("priority definition", "priority-definition", "means"),
    ("objective", "objective", "objective onsite \"Engineer"),
    ("from, until", "objective-fields", "from part_delivered, repaired until"),
    ("beyond resolution", "objective-resolution", "beyond resolution"),
    ("channel", "channel", "channel portal"),
    ("party", "party", "party carrier"),
    ("treat", "treat", "treat P2"),
    ("remedy", "remedy", "remedy patch"),
    ("favoured", "remedy-favoured", "favoured when"),
    ("calendar", "calendar", "calendar office"),
    ("timezone", "timezone", "timezone"),
    ("open", "open", "open"),
    ("closed", "closed", "closed"),
    ("closed for part of a day", "closed-part", "closed first sun"),
    ("on", "on", "on 2026"),
    ("working day", "working-day", "working day"),
    ("intake until", "intake", "intake until"),
    ("calendar extends", "calendar-extends", "extends office"),
    ("joins", "joins", "joins london, sydney"),
    ("tier", "tier", "tier T"),
    ("base tier", "base-tier", "base tier"),
    ("extends", "extends", "extends T"),
    ("customisable", "customisable", "customisable"),
    ("customisable except", "customisable-except", "customisable except"),
    ("contract", "contract", "contract Acme"),
    ("customer", "customer", "customer \""),
    ("in force", "in-force", "in force"),
    ("coverage", "coverage", "coverage P1"),
    ("coverage in ZONE", "coverage-in-zone", "in Asia/Tokyo"),
    ("zone", "zone", "zone Asia/Tokyo"),
    ("response", "response", "response"),
    ("relief", "relief", "relief"),
    ("resolution", "resolution", "resolution"),
    ("objective in a tier", "objective", "objective onsite P1 <"),
    ("share", "share", "95%"),
    ("dates", "dates", "by end of"),
    ("calendar days", "limit-days", "by same time on day 30"),
    ("within, business, covered", "limit-words", "within 4 business hours"),
    ("on CALENDAR", "limit-on-calendar", "on depot in Asia/Tokyo"),
    ("when", "limit-when", "when opened within desk"),
    ("none", "none", "none"),
    ("pausing", "pausing", "pausing while waiting on"),
    ("update", "update", "update P1 every"),
    ("update pausing", "update-pausing", "every 2 hours, pausing while"),
    ("reply", "reply", "reply P1 within"),
    ("priority set by", "priority-set-by", "priority set by"),
    ("on priority change", "on-priority-change", "on priority change restart"),
    ("channels", "channels", "channels +"),
    ("releases", "releases", "releases"),
    ("assistance", "assistance", "assistance"),
    ("term", "term", "term data_residency"),
    ("remedy in a tier", "remedy-in-tier", "remedy patch {"),
    ("treat in a tier", "treat-in-tier", "treat P2 as P1"),
    ("escalate", "escalate", "escalate P1 to"),
    ("measured", "measured", "measured quarterly by stopped, except when"),
    ("fee", "fee", "fee 12000.00 GBP per month"),
    ("availability", "availability", "availability 99.9%"),
    ("credit for", "credit-for", "credit for response"),
    ("credit each", "credit-each", "credit each started"),
    ("credits", "credits", "credits at most"),
    ("right", "right", "right terminate"),
    ("quota", "quota", "quota 20 incidents"),
    ("and, or, not", "condition-and-or-not", "and"),
    ("is", "condition-is", " is "),
    ("in", "condition-in", " in ["),
    ("less and more", "condition-order", ">="),
    ("between", "condition-between", "between"),
    ("priority is", "condition-priority", "priority is"),
    ("at least", "condition-at-least", "at least"),
    ("channel is", "condition-channel", "channel is"),
    ("contract is, contract extends", "condition-contract", "contract extends"),
    ("opened within", "condition-opened-within", "opened within office"),
    ("is known", "condition-known", "is known"),
    ("test", "test", "test \""),
    ("incident", "incident", "incident {"),
    ("expect", "expect", "expect {"),
];

/// The sections of the page whose headings are statements.
const SECTIONS: &[&str] = &[
    "Items of a file",
    "Calendars",
    "Tiers and contracts",
    "Statements of a tier or contract",
    "Escalations, measures and credits",
    "Conditions",
    "Tests",
];

/// A heading of those sections that is none.
const PROSE: &[&str] = &["Facts that are missing"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language")
}

/// The statements that the page has headings for, in order.
fn headings() -> Vec<String> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")).unwrap();
    let (mut out, mut section) = (Vec::new(), "");
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading;
        } else if let Some(heading) = line.strip_prefix("### ").filter(|h| !PROSE.contains(h)) {
            out.extend(SECTIONS.contains(&section).then(|| heading.to_owned()));
        }
    }
    out
}

#[test]
fn each_statement_of_the_page_has_a_case_and_a_twin() {
    let listed: Vec<&str> = STATEMENTS.iter().map(|(heading, ..)| *heading).collect();
    assert_eq!(listed, headings(), "the table and the headings of docs/language.md differ");
    let mut expected = BTreeSet::new();
    for (heading, name, words) in STATEMENTS {
        let case = std::fs::read_to_string(folder().join(format!("{name}.case"))).unwrap();
        let policy = case.split("--- policy\n").nth(1).and_then(|rest| rest.split("\n--- as of").next());
        let policy = policy.unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(policy.contains(words), "{name}.case does not say `{words}` ({heading})");
        expected.extend([".case", ".snap", ".sla", ".wrong.snap"].map(|end| format!("{name}{end}")));
    }
    let found: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    let pending = |name: &String| name.ends_with(".snap.new");
    let left: Vec<&String> = found.symmetric_difference(&expected).filter(|n| !pending(n)).collect();
    assert!(left.is_empty(), "missing, or of no statement: {left:?}");
}

#[test]
fn each_statement_decides_an_incident() {
    crate::decisions::each_case_of("../language");
}

#[test]
fn each_twin_is_told_what_is_wrong() {
    insta::glob!("../language", "*.sla", |path| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let Err(errors) = Policy::load(path) else { panic!("{name}.sla has no error") };
        let shown = relief::internals::diagnostic::render::human(&errors.diagnostics, &errors.sources, false, 100);
        // The file's name is the same everywhere, the way to it is not.
        let shown = shown.replace(&format!("{}/", path.parent().unwrap().display()), "");
        crate::decisions::beside(path, &format!("{name}.wrong"), &shown);
    });
}
