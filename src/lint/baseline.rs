//! What was found before and is not to be told again: counted by file, code, item and what was said, never by
//! line, so that it outlives changes elsewhere in the file and hides no other finding of its kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// How many findings of each kind are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Key, usize>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    code: String,
    item: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    code: String,
    item: String,
    message: String,
    count: usize,
}

const VERSION: u32 = 1;

impl Key {
    fn of(finding: &Diagnostic, file: String, item: String) -> Self {
        Self { file, code: finding.code.id().to_owned(), item, message: finding.message.clone() }
    }
}

impl Baseline {
    /// Of findings, each with the file and the item that it is in.
    pub fn of<'f>(findings: impl IntoIterator<Item = (&'f Diagnostic, String, String)>) -> Self {
        let mut counts = BTreeMap::new();
        for (finding, file, item) in findings {
            *counts.entry(Key::of(finding, file, item)).or_default() += 1;
        }
        Self(counts)
    }

    /// Reads what [`Baseline::text`] wrote.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|e| {
            format!("it is not a baseline (line {}, column {}); `--write-baseline` writes one", e.line(), e.column())
        })?;
        if file.version != VERSION {
            return Err(format!("it has version {}, and this program reads version {VERSION}", file.version));
        }
        let mut counts = BTreeMap::new();
        for Entry { file, code, item, message, count } in file.findings {
            *counts.entry(Key { file, code, item, message }).or_default() += count;
        }
        Ok(Self(counts))
    }

    /// As it is written to a file.
    pub fn text(&self) -> String {
        let findings = self.0.iter().map(|(Key { file, code, item, message }, count)| Entry {
            file: file.clone(),
            code: code.clone(),
            item: item.clone(),
            message: message.clone(),
            count: *count,
        });
        let file = File { version: VERSION, findings: findings.collect() };
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes a finding out, where it is known: there is one less then.
    pub fn take(&mut self, finding: &Diagnostic, file: &str, item: &str) -> bool {
        let key = Key::of(finding, file.to_owned(), item.to_owned());
        match self.0.get_mut(&key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many findings it knows, or still knows.
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
