//! Two tiers or contracts, compared.

use serde_json::{Value, json};

use crate::analysis::{Comparison, Side, pairs, titles};
use crate::policy::Policy;
use crate::report::{self, Names, Sheet, comparison_json, comparison_markdown, policy_document};

use super::{EmbedError, versions};

/// What one tier or contract changes against another: of each pair of versions that are in force together.
pub struct Compared<'p> {
    new: (&'p Policy, String),
    found: Vec<Pair<'p>>,
}

struct Pair<'p> {
    new: Side<'p>,
    old: Side<'p>,
    titles: (String, String),
    comparison: Comparison,
}

impl Pair<'_> {
    fn names(&self) -> Names<'_> {
        Names { new: &self.titles.0, old: &self.titles.1 }
    }
}

impl Compared<'_> {
    /// Whether the customer is proved to have at least what was promised before.
    pub fn at_least(&self) -> bool {
        self.found.iter().all(|pair| pair.comparison.at_least())
    }

    /// The JSON of `relief compare --output-format json`, one object for each pair.
    pub fn json(&self) -> String {
        let all: Vec<Value> = self.found.iter().map(|pair| comparison_json(&pair.comparison, pair.names())).collect();
        json!({ "comparisons": all }).to_string()
    }

    /// The same in words.
    pub fn markdown(&self) -> String {
        let each = self.found.iter().map(|pair| comparison_markdown(&pair.comparison, pair.names()));
        each.collect::<Vec<_>>().join("\n")
    }

    /// The same as a page of its own, with a drawing of each incident that shows a difference.
    pub fn html(&self) -> String {
        let compared: Vec<report::Compared<'_>> = self
            .found
            .iter()
            .map(|pair| report::Compared {
                new: pair.new,
                old: pair.old,
                names: pair.names(),
                comparison: &pair.comparison,
            })
            .collect();
        policy_document(self.new.0, Some(&self.new.1), &Sheet::of_comparisons(&compared), &compared)
    }
}

/// Compares a tier or contract of one policy with one of another, or of the same.
///
/// # Errors
/// If nothing of one of the names is sold.
pub fn compare<'p>(
    (new_policy, new_name): (&'p Policy, &str),
    (old_policy, old_name): (&'p Policy, &str),
) -> Result<Compared<'p>, EmbedError> {
    let (new, old) = (versions(new_policy, new_name)?, versions(old_policy, old_name)?);
    let pair = |(new, old)| {
        let (new, old) = (Side { policy: new_policy, id: new }, Side { policy: old_policy, id: old });
        let comparison = crate::analysis::compare(new, old);
        Pair { new, old, titles: titles(new, new_name, old, old_name), comparison }
    };
    let found = pairs(new_policy, &new, old_policy, &old).into_iter().map(pair).collect();
    Ok(Compared { new: (new_policy, new_name.to_owned()), found })
}
