//! relief in a page. Everything goes in and out as texts; nothing leaves the page.
//!
//! Errors are thrown as sentences for the person in front of the page.

use std::collections::BTreeMap;

use std::path::{Path, PathBuf};

use relief::embed::{self, EmbedError, IncidentFile, Texts};
use relief::internals::ide::{Host, byte_of_utf16_offset, completions, hover, utf16_offset};
use relief::{Instant, Policy};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// A policy that is being written, and the last state of it that compiled.
#[wasm_bindgen]
pub struct Workbench {
    texts: Texts,
    /// The same texts, for what an editor asks.
    host: Host,
    now: Instant,
    root: String,
    policy: Option<Policy>,
    /// Whether the texts have errors, and `policy` is of an earlier state.
    stale: bool,
}

fn thrown(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

#[wasm_bindgen]
impl Workbench {
    /// Without a policy yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let (texts, root) = (Texts::default(), String::new());
        Self { texts, host: Host::without_files(), now: Instant(0), root, policy: None, stale: false }
    }

    /// Takes up texts: an object of names and texts, of which `root` is the policy. Returns the findings of `check` and
    /// `lint` as JSON; `now` is an instant of RFC 3339.
    ///
    /// # Errors
    /// If `texts` is no such object, or `now` no instant.
    pub fn update(&mut self, texts: &str, root: &str, now: &str) -> Result<String, JsError> {
        let texts: BTreeMap<String, String> = serde_json::from_str(texts).map_err(thrown)?;
        self.host.set(texts.iter().map(|(name, text)| (PathBuf::from(name), text.clone())));
        self.now = at(now, None)?;
        self.texts = Texts::new(texts);
        root.clone_into(&mut self.root);
        match self.texts.policy(root) {
            Ok(policy) => (self.policy, self.stale) = (Some(policy), false),
            Err(_) => self.stale = true,
        }
        Ok(self.texts.lint(root, self.now))
    }

    /// Whether the texts have errors, so that all else is about the last state that had none.
    #[wasm_bindgen(getter)]
    pub fn stale(&self) -> bool {
        self.stale
    }

    /// What an incident can say, and what is sold, as JSON.
    ///
    /// # Errors
    /// If no state of the policy compiled yet.
    pub fn describe(&self) -> Result<String, JsError> {
        Ok(embed::describe(self.policy()?))
    }

    /// Decides an incident: JSON with `decision`, and `svg` and `html` that explain it, or with `rejection`. Local times are
    /// read in `zone`.
    ///
    /// # Errors
    /// If no state of the policy compiled yet, or `as_of` is no instant.
    pub fn explain(&self, incident: &str, as_of: &str, zone: &str) -> Result<String, JsError> {
        let as_of = at(as_of, Some(zone))?;
        Ok(match embed::explain(self.policy()?, incident, as_of, Some(zone)) {
            Ok(found) => json!({ "decision": found.decision(), "svg": found.svg(), "html": found.html() }).to_string(),
            Err(rejection) => {
                json!({ "rejection": { "code": rejection.code.as_str(), "message": rejection.message } }).to_string()
            }
        })
    }

    /// Runs the tests: JSON.
    pub fn tests(&self) -> String {
        self.texts.tests(&self.root)
    }

    /// The text of the policy in its canonical layout; unchanged if it has errors.
    pub fn format(&self, text: &str) -> String {
        embed::format(&self.root, text).unwrap_or_else(|_| text.to_owned())
    }

    /// The policy as a document for customers: a page.
    ///
    /// # Errors
    /// If no state of the policy compiled yet, or nothing of that name is sold.
    pub fn show(&self, name: Option<String>) -> Result<String, JsError> {
        embed::show_html(self.policy()?, name.as_deref()).map_err(thrown)
    }

    /// What `new` changes against `old`: JSON with `at_least`, `comparisons` and `html`. Where `old` is not of this policy
    /// it is of the standard one.
    ///
    /// # Errors
    /// If nothing of one of the names is sold.
    pub fn compare(&self, new: &str, old: &str) -> Result<String, JsError> {
        let policy = self.policy()?;
        let standard = Policy::standard().map_err(thrown)?;
        let old_policy = if policy.sold().contains(&old) { policy } else { &standard };
        let compared = embed::compare((policy, new), (old_policy, old)).map_err(thrown)?;
        let comparisons: Value = serde_json::from_str(&compared.json()).map_err(thrown)?;
        let found = comparisons.get("comparisons");
        Ok(json!({ "at_least": compared.at_least(), "comparisons": found, "html": compared.html() }).to_string())
    }

    /// The days of a calendar's year: JSON.
    ///
    /// # Errors
    /// If there is no such calendar, or it does not know the year.
    pub fn calendar(&self, name: &str, year: i32) -> Result<String, JsError> {
        embed::calendar_days(self.policy()?, name, year).map_err(thrown)
    }

    /// A file of incidents as a report: a page. `mapping` is the name of a built-in mapping, the text of one, or empty.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn report(&self, name: &str, bytes: &[u8], mapping: &str, as_of: &str, zone: &str) -> Result<String, JsError> {
        let (policy, file) = (self.policy()?, file(name, bytes, mapping, as_of, zone)?);
        Ok(embed::report(policy, &file).map_err(thrown)?.html(policy))
    }

    /// What customers are credited for the incidents of a file: a page.
    ///
    /// # Errors
    /// If the file cannot be read, or the policy credits nothing.
    pub fn credits(&self, name: &str, bytes: &[u8], mapping: &str, as_of: &str, zone: &str) -> Result<String, JsError> {
        let file = file(name, bytes, mapping, as_of, zone)?;
        Ok(embed::credits(self.policy()?, &file).map_err(thrown)?.html())
    }

    /// What can be written at an offset of the policy's text, which counts UTF-16 units: JSON, a list of `label`, `kind`,
    /// `detail`, `documentation` (Markdown), `snippet`, `from` and `to`.
    ///
    /// # Errors
    /// None that a text leads to.
    pub fn complete(&self, offset: u32) -> Result<String, JsError> {
        let snapshot = self.host.snapshot(self.now);
        let Some(document) = snapshot.document(Path::new(&self.root)) else { return Ok("[]".to_owned()) };
        let text = document.text();
        let found = completions(&snapshot, document.path(), byte_of_utf16_offset(text, offset));
        let of = |one: &relief::internals::ide::Completion| {
            let mut value = serde_json::to_value(one).map_err(thrown)?;
            value["from"] = json!(utf16_offset(text, one.range.start));
            value["to"] = json!(utf16_offset(text, one.range.end));
            Ok(value)
        };
        let all: Result<Vec<Value>, JsError> = found.iter().map(of).collect();
        Ok(Value::Array(all?).to_string())
    }

    /// What there is to say of the word at an offset of the policy's text, in UTF-16 units: JSON with `markdown`, `from` and
    /// `to`, or `null`.
    pub fn hover(&self, offset: u32) -> String {
        let snapshot = self.host.snapshot(self.now);
        let found = snapshot.document(Path::new(&self.root)).and_then(|document| {
            let text = document.text();
            let found = hover(&snapshot, document.path(), byte_of_utf16_offset(text, offset))?;
            let (from, to) = (utf16_offset(text, found.range.start), utf16_offset(text, found.range.end));
            Some(json!({ "markdown": found.markdown, "from": from, "to": to }))
        });
        found.unwrap_or(Value::Null).to_string()
    }

    fn policy(&self) -> Result<&Policy, JsError> {
        self.policy.as_ref().ok_or_else(|| JsError::new("the policy has errors, and had no state without them yet"))
    }
}

fn at(text: &str, zone: Option<&str>) -> Result<Instant, JsError> {
    embed::instant(text, zone).map_err(thrown)
}

fn file(name: &str, bytes: &[u8], mapping: &str, as_of: &str, zone: &str) -> Result<IncidentFile, JsError> {
    let file = IncidentFile::new(name, bytes, at(as_of, Some(zone))?).zone(zone).map_err(thrown)?;
    let mapped: Result<_, EmbedError> = if mapping.is_empty() { Ok(file) } else { file.mapping(mapping) };
    mapped.map_err(thrown)
}
