//! A policy, and what is asked of it.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use relief::embed::{self, Explained, Texts};
use relief::{BatchDecisions, BatchOptions, Explanation, Policy, PolicyErrors, ReadError};

use crate::arrow::batches;
use crate::batches::decide;
use crate::incidents::{Incidents, Reading, batch_options, read_options};
use crate::reader::DecisionReader;
use crate::row_reader::RowReader;
use crate::rows::decide_rows;
use crate::table::Table;
use crate::{errors, instant};

/// A compiled policy.
#[pyclass(module = "relief._relief", frozen)]
pub(crate) struct NativePolicy {
    policy: Arc<Policy>,
    /// The file or folder that it was loaded from.
    path: Option<PathBuf>,
}

impl NativePolicy {
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    fn new(
        py: Python<'_>,
        path: Option<PathBuf>,
        load: impl FnOnce() -> Result<Policy, PolicyErrors> + Send,
    ) -> PyResult<Self> {
        let policy = py.detach(load).map_err(|e| errors::policy(py, &e))?;
        Ok(Self { policy: Arc::new(policy), path })
    }
}

/// JSON, Markdown and HTML of the same.
pub(crate) type Forms = (String, String, String);

#[pymethods]
impl NativePolicy {
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let from = path.clone();
        Self::new(py, Some(path), move || Policy::load(from))
    }

    #[staticmethod]
    fn from_text(py: Python<'_>, name: &str, text: &str) -> PyResult<Self> {
        Self::new(py, None, || Policy::from_text(name, text))
    }

    /// Of texts that import each other; `first` is the one that was loaded.
    #[staticmethod]
    fn from_texts(py: Python<'_>, texts: Vec<(String, String)>, first: &str) -> PyResult<Self> {
        Self::new(py, None, || Texts::new(texts).merged(first))
    }

    #[staticmethod]
    fn standard(py: Python<'_>) -> PyResult<Self> {
        Self::new(py, None, Policy::standard)
    }

    /// The texts that it was read from, by name; none of those that are built in.
    fn texts(&self) -> Vec<(&str, &str)> {
        Texts::of_policy(&self.policy)
    }

    #[getter]
    fn fingerprint(&self) -> &str {
        self.policy.fingerprint()
    }

    fn sold(&self) -> Vec<&str> {
        self.policy.sold()
    }

    fn decide(&self, py: Python<'_>, incident: &str, as_of: i64, reading: Reading<'_>) -> PyResult<String> {
        let read = read_options(py, reading)?;
        let (policy, as_of) = (&*self.policy, instant(as_of));
        let decision = py.detach(|| {
            let incident = embed::read_incident_by(policy, incident, &read, as_of)?;
            policy.decide(&incident, as_of)
        });
        let decision = decision.map_err(|e| errors::rejected(py, &e))?;
        Ok(serde_json::to_string(&decision).unwrap_or_default())
    }

    fn explain(&self, py: Python<'_>, incident: &str, as_of: i64, reading: Reading<'_>) -> PyResult<NativeExplanation> {
        let read = read_options(py, reading)?;
        let (policy, as_of) = (&*self.policy, instant(as_of));
        let explanation = py.detach(|| {
            let incident = embed::read_incident_by(policy, incident, &read, as_of)?;
            policy.explain(&incident, as_of)
        });
        let explanation = explanation.map_err(|e| errors::rejected(py, &e))?;
        Ok(NativeExplanation { policy: Arc::clone(&self.policy), explanation })
    }

    #[pyo3(signature = (table, as_of, columns, check_duplicates, reading))]
    fn decide_batch(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        as_of: i64,
        columns: Option<Vec<String>>,
        check_duplicates: bool,
        reading: Reading<'_>,
    ) -> PyResult<(Table, Table, Vec<String>)> {
        let options = batch_options(read_options(py, reading)?, as_of, columns, check_duplicates);
        let batches = batches(table)?;
        let policy = &*self.policy;
        let decided = py.detach(|| {
            let (mut decided, mut rejected, mut notes) = (Vec::new(), Vec::new(), Vec::new());
            decide(policy, options, batches, |batch| {
                let BatchDecisions { decisions, rejects, notes: new, .. } = batch;
                decided.push(decisions);
                rejected.push(rejects);
                notes.extend(new);
                ControlFlow::Continue(())
            })?;
            Ok((Table::new(decided), Table::new(rejected), notes))
        });
        decided.map_err(|e| errors::read(py, &e))
    }

    #[pyo3(signature = (table, as_of, columns, check_duplicates, reading))]
    fn decide_reader(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        as_of: i64,
        columns: Option<Vec<String>>,
        check_duplicates: bool,
        reading: Reading<'_>,
    ) -> PyResult<DecisionReader> {
        let options = batch_options(read_options(py, reading)?, as_of, columns, check_duplicates);
        let batches = batches(table)?;
        let policy = Arc::clone(&self.policy);
        let reader = py.detach(|| DecisionReader::new(policy, options, batches));
        reader.map_err(|e| errors::read(py, &e))
    }

    /// One row for each row of the table: its columns, those of the decision, and why there is none. With the names of
    /// columns is said whether words are texts.
    #[pyo3(signature = (table, as_of, columns, check_duplicates, reading))]
    fn decide_rows(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        as_of: i64,
        columns: (Option<Vec<String>>, bool),
        check_duplicates: bool,
        reading: Reading<'_>,
    ) -> PyResult<Table> {
        let (columns, plain_words) = columns;
        let options = row_options(py, reading, as_of, columns, check_duplicates)?;
        let batches = batches(table)?;
        let policy = &*self.policy;
        let done = py.detach(|| {
            let mut out = Vec::new();
            decide_rows(policy, options, batches, plain_words, |batch| {
                out.push(batch);
                ControlFlow::Continue(())
            })?;
            Ok(Table::new(out))
        });
        done.map_err(|e| errors::read(py, &e))
    }

    /// The same of a stream of batches, as a stream.
    #[pyo3(signature = (table, as_of, columns, check_duplicates, reading))]
    fn decide_rows_reader(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        as_of: i64,
        columns: (Option<Vec<String>>, bool),
        check_duplicates: bool,
        reading: Reading<'_>,
    ) -> PyResult<RowReader> {
        let (columns, plain_words) = columns;
        let options = row_options(py, reading, as_of, columns, check_duplicates)?;
        let batches = batches(table)?;
        let policy = Arc::clone(&self.policy);
        let reader = py.detach(|| RowReader::new(policy, options, batches, plain_words));
        reader.map_err(|e| errors::read(py, &e))
    }

    /// Whether the new contract is at least as good, the JSON, Markdown and HTML of what it changes.
    fn compare(&self, py: Python<'_>, old_policy: &Self, old: &str, new: &str) -> PyResult<(bool, Forms)> {
        let (new_policy, old_policy) = (&*self.policy, &*old_policy.policy);
        let compared = py.detach(|| {
            let compared = embed::compare((new_policy, new), (old_policy, old))?;
            Ok((compared.at_least(), (compared.json(), compared.markdown(), compared.html())))
        });
        compared.map_err(|e| errors::embed(py, &e))
    }

    fn lint(&self, py: Python<'_>, now: i64) -> PyResult<String> {
        let found = py.detach(|| match &self.path {
            Some(path) => embed::lint_files(std::slice::from_ref(path), instant(now)),
            None => {
                let (texts, name) = self.own_texts();
                Ok(texts.lint(&name, instant(now)))
            }
        });
        found.map_err(|e| errors::embed(py, &e))
    }

    fn test(&self, py: Python<'_>) -> PyResult<String> {
        let run = py.detach(|| match &self.path {
            Some(path) => embed::test_files(std::slice::from_ref(path)),
            None => {
                let (texts, name) = self.own_texts();
                Ok(texts.tests(&name))
            }
        });
        run.map_err(|e| errors::embed(py, &e))
    }

    fn report(&self, py: Python<'_>, incidents: Incidents<'_>, as_of: i64, reading: Reading<'_>) -> PyResult<Forms> {
        let read = read_options(py, reading)?;
        let file = incidents.file(py, &read, as_of)?;
        let policy = &*self.policy;
        let report = py.detach(|| {
            let report = embed::report(policy, &file)?;
            Ok((report.json(), report.markdown(), report.html(policy)))
        });
        report.map_err(|e| errors::embed(py, &e))
    }

    fn credits(&self, py: Python<'_>, incidents: Incidents<'_>, as_of: i64, reading: Reading<'_>) -> PyResult<Forms> {
        let read = read_options(py, reading)?;
        let file = incidents.file(py, &read, as_of)?;
        let policy = &*self.policy;
        let report = py.detach(|| {
            let report = embed::credits(policy, &file)?;
            Ok((report.json(), report.markdown(), report.html()))
        });
        report.map_err(|e| errors::embed(py, &e))
    }

    /// The tiers and contracts side by side, or one of them: Markdown, and a page for customers.
    #[pyo3(signature = (name=None))]
    fn show(&self, py: Python<'_>, name: Option<&str>) -> PyResult<(String, String)> {
        let policy = &*self.policy;
        let shown = py.detach(|| Ok((embed::show_markdown(policy, name)?, embed::show_html(policy, name)?)));
        shown.map_err(|e| errors::embed(py, &e))
    }
}

impl NativePolicy {
    /// Its texts, and the name of the first.
    fn own_texts(&self) -> (Texts, String) {
        let mut texts = Texts::of_policy(&self.policy);
        if texts.is_empty() {
            texts.push(("standard.sla", "import isode\n"));
        }
        let name = texts.first().map_or_else(String::new, |(name, _)| (*name).to_owned());
        (Texts::new(texts), name)
    }
}

/// An incident that was decided, with its ledgers.
#[pyclass(module = "relief._relief", frozen)]
pub(crate) struct NativeExplanation {
    policy: Arc<Policy>,
    explanation: Explanation,
}

impl NativeExplanation {
    fn explained(&self) -> Explained<'_> {
        Explained::new(&self.policy, self.explanation.clone())
    }
}

#[pymethods]
impl NativeExplanation {
    fn decision(&self) -> String {
        serde_json::to_string(&self.explanation.decision).unwrap_or_default()
    }

    fn json(&self) -> String {
        self.explained().json()
    }

    fn svg(&self) -> String {
        self.explained().svg()
    }

    fn markdown(&self) -> String {
        self.explained().markdown()
    }

    fn html(&self) -> String {
        self.explained().html()
    }
}

/// How rows are decided that are incidents each.
fn row_options(
    py: Python<'_>,
    reading: Reading<'_>,
    as_of: i64,
    columns: Option<Vec<String>>,
    check_duplicates: bool,
) -> PyResult<BatchOptions> {
    let read = read_options(py, reading)?;
    if read.is_event_log() {
        let error = ReadError::new("", "the mapping is one of an event log, of which a row is no incident");
        let help = "use `decide_batch`, or gather the rows of each incident first";
        return Err(errors::read(py, &error.help(Some(help.to_owned()))));
    }
    Ok(batch_options(read, as_of, columns, check_duplicates))
}
