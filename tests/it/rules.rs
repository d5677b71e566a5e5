//! The page of each code: its bad example gives that code and no other, its good one none.

use relief::Policy;
use relief::internals::diagnostic::Code;
use relief::internals::engine::{RejectCode, WarningCode, example_policy};
use relief::internals::io::read::{Format, Options, Reader, Shape};
use relief::internals::policy::{Workspace, resolve};
use relief::internals::time::Instant;

/// The text of a fenced block.
fn block<'p>(page: &'p str, kind: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("```{kind}\n"))?;
    rest.split_once("```").map(|(text, _)| text)
}

fn codes(text: &str) -> Vec<Code> {
    let workspace = Workspace::of_text("example.sla", text);
    let found = resolve(&workspace.merged()).err().unwrap_or_default();
    found.iter().map(|d| d.code).collect()
}

#[test]
fn each_example_shows_what_its_page_says() {
    let mut shown = 0;
    for code in Code::ALL {
        let page = code.page();
        assert!(page.len() > 40, "{code}: the page says too little");
        let (Some(bad), Some(good)) = (block(page, "bad"), block(page, "good")) else { continue };
        let found = codes(bad);
        assert!(!found.is_empty() && found.iter().all(|c| c == code), "{code}: the bad example gives {found:?}");
        assert_eq!(codes(good), [], "{code}: the good example has errors");
        shown += 1;
    }
    assert!(shown >= 40, "only {shown} codes have examples");
}

/// The codes of the last record of a page's example: its rejection, or its warnings.
fn told(policy: &Policy, records: &str) -> Vec<&'static str> {
    let as_of = Instant::parse("2029-12-31T00:00:00Z").unwrap();
    let mut options = Options::new(as_of);
    options.format = Some(Format::JsonLines);
    let shape = Shape::of(policy.model());
    let mut reader = Reader::new(shape, &options).unwrap();
    let mut out = Vec::new();
    for row in reader.open("page", Box::new(std::io::Cursor::new(records.to_owned()))).unwrap() {
        let row = row.unwrap();
        out = match row.decide(policy, as_of) {
            Ok(decision) => decision.warnings.iter().map(|w| w.code.as_str()).collect(),
            Err(rejection) => vec![rejection.code.as_str()],
        };
    }
    out
}

#[test]
fn each_rejection_and_warning_is_explained_by_a_record_that_gets_it() {
    let policy = Policy::from_text("page.sla", example_policy()).unwrap();
    let language = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md")).unwrap();
    let rejects = RejectCode::ALL.map(|code| (code.as_str(), code.page(), "reject"));
    let warns = WarningCode::ALL.map(|code| (code.as_str(), code.page(), "warn"));
    for (code, page, kind) in rejects.into_iter().chain(warns) {
        let page = page.unwrap_or_else(|| panic!("{code} has no page"));
        assert!(page.text.len() > 100 && page.summary.ends_with('.'), "{code}: the page says too little");
        let records = block(page.text, kind).unwrap_or_else(|| panic!("{code} has no example"));
        assert_eq!(told(&policy, records), [code], "{code}: the example");
        let line = format!("| `{code}` | {} |", page.summary.replace('\n', " "));
        assert!(language.contains(&line), "docs/language.md does not say: {line}");
    }
}
