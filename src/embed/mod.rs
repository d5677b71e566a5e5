//! What programs that embed relief call beside [`Policy::decide`]: what the command does, over texts and bytes at hand. No
//! file, clock or environment is read. Results are the JSON, text or pages that the command prints.
//!
//! ```
//! use relief::embed::{Texts, explain};
//! use relief::{Instant, Policy};
//!
//! let policy = Policy::standard()?;
//! let incident = r#"{"id": "7", "contract": "Gold", "opened": "2024-03-28T16:00:00Z", "customer_priority": "P1"}"#;
//! let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
//! let story = explain(&policy, incident, as_of, None)?;
//! assert!(story.svg().starts_with("<svg"));
//!
//! let texts = Texts::new([("gold.sla", "tier Gold { response < 4 hurs }")]);
//! assert!(texts.check("gold.sla").contains("did you mean `hours`?"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendar;
mod compared;
mod described;
#[cfg(feature = "files")]
mod disk;
mod explained;
mod lines;
#[cfg(feature = "columnar")]
mod parts;
mod rows;
mod texts;

pub use calendar::{calendar_days, calendars};
pub use compared::{Compared, compare};
pub use described::describe;
#[cfg(feature = "files")]
pub use disk::{lint_files, test_files};
pub use explained::{Explained, explain, instant, read_incident, read_incident_by};
pub use lines::{LineDecider, LineResult, decide_lines};
#[cfg(feature = "columnar")]
pub use parts::{CreditParts, OrderedBatch, ReportParts};
pub use rows::{IncidentFile, credits, report};
pub use texts::{Texts, format};

use std::fmt;

use crate::diagnostic::{list, nearest};
use crate::policy::Policy;
use crate::policy::model::PackageId;
use crate::report::{Sheet, markdown, policy_document};

/// Why something could not be done, in a sentence, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedError(String);

impl EmbedError {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for EmbedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EmbedError {}

/// The versions of a tier or contract that is sold.
fn versions(policy: &Policy, name: &str) -> Result<Vec<PackageId>, EmbedError> {
    let named = (0_u16..).zip(&policy.model().packages).filter(|(_, p)| p.name == name && !p.base);
    let found: Vec<PackageId> = named.map(|(at, _)| PackageId(at)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names = || policy.sold().into_iter();
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", list(names())),
    };
    Err(EmbedError::new(format!("`{name}` is not a tier or contract; {help}")))
}

/// All tiers and contracts of a policy side by side, or one of them, as Markdown.
///
/// # Errors
/// If nothing of that name is sold.
pub fn show_markdown(policy: &Policy, name: Option<&str>) -> Result<String, EmbedError> {
    Ok(markdown(&sheet(policy, name)?))
}

/// The same as a page of its own, for customers: HTML without scripts.
///
/// # Errors
/// If nothing of that name is sold.
pub fn show_html(policy: &Policy, name: Option<&str>) -> Result<String, EmbedError> {
    Ok(policy_document(policy, name, &sheet(policy, name)?, &[]))
}

fn sheet(policy: &Policy, name: Option<&str>) -> Result<Sheet, EmbedError> {
    let Some(name) = name else { return Ok(Sheet::of_policy(policy.model())) };
    versions(policy, name)?;
    Sheet::of_name(policy, name).ok_or_else(|| EmbedError::new(format!("`{name}` is not a tier or contract")))
}
