//! What was read of one row.

use std::sync::Arc;

use serde_json::Value;

use crate::engine::{Incident, RejectCode, Rejection};

use super::cell::Cell;
use super::fields::{self, Worst};
use super::row_view::View;

/// What was made of a row, or of the rows of an event log that tell of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file.
    pub file: Arc<str>,
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its id, where it could be read.
    pub id: Option<String>,
    /// The incident, wherever id, contract and `opened` could be read, whatever else is wrong.
    pub incident: Option<Incident>,
    /// What the reader found wrong: of several problems, the one whose code is first.
    pub problem: Option<Rejection>,
    /// The values of the `--keep` columns, in their order.
    pub kept: Vec<Option<Value>>,
}

impl Row {
    /// A row that could not be read at all.
    pub(super) fn bad(file: &Arc<str>, line: u64, message: impl Into<String>) -> Self {
        let problem = Some(Rejection::new(RejectCode::BadRecord, message));
        Self { file: Arc::clone(file), line, id: None, incident: None, problem, kept: Vec::new() }
    }

    /// A row that could be parsed, with its id or what is wrong with that.
    pub(super) fn read(file: &Arc<str>, line: u64, id: Result<String, Rejection>, view: &View<'_>) -> Self {
        let mut worst = Worst::default();
        let id = match id {
            Ok(id) => Some(id),
            Err(problem) => {
                worst.add(problem.code, || problem.message);
                None
            }
        };
        let incident = id.as_ref().and_then(|id| fields::incident(id, view, None, &mut worst));
        let kept = view.plan.kept().map(|slot| view.cell(slot).map(Cell::value)).collect();
        Self { file: Arc::clone(file), line, id, incident, problem: worst.0, kept }
    }

    /// An earlier row has the id.
    pub(crate) fn duplicate(&mut self) {
        let Some(id) = &self.id else { return };
        if self.problem.as_ref().is_none_or(|problem| problem.code > RejectCode::DuplicateId) {
            self.problem = Some(Rejection::duplicate(id));
        }
    }
}
