//! The page of each code: its bad example gives that code and no other, its good one none.

use relief::diagnostic::Code;
use relief::policy::{Workspace, resolve};

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
