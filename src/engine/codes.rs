//! The codes of rejections and warnings, explained: what each means, why it comes, and the way out.

use super::decision::WarningCode;
use super::rejection::RejectCode;

const PAGES: &str = include_str!("codes.md");

/// What is said of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code: `bad-record`.
    pub code: &'static str,
    /// What it means, in a sentence.
    pub summary: &'static str,
    /// Why it comes, what to do about it, and records that get it.
    pub text: &'static str,
}

/// The policy by which the examples are decided, and the instant as of which.
pub fn example_policy() -> &'static str {
    let (_, rest) = PAGES.split_once("```sla\n").unwrap_or_default();
    rest.split("```").next().unwrap_or_default()
}

fn page(code: &str) -> Option<Page> {
    PAGES.split("\n## ").skip(1).find_map(|section| {
        let (found, text) = section.split_once("\n\n")?;
        let (summary, text) = text.split_once("\n\n")?;
        (found == code).then_some(Page { code: found, summary, text })
    })
}

impl RejectCode {
    /// Its explanation.
    #[doc(hidden)]
    pub fn page(self) -> Option<Page> {
        page(self.as_str())
    }
}

impl WarningCode {
    /// Its explanation.
    #[doc(hidden)]
    pub fn page(self) -> Option<Page> {
        page(self.as_str())
    }
}
