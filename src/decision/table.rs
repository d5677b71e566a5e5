//! Decisions as a table for a person.

use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, presets};

use crate::evaluate::{Decision, Status, Timed};
use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::value::Truth;

/// Rows of a table, laid out together when there are enough.
pub(super) struct Block<'p> {
    policy: &'p Policy,
    shown: Vec<ObjectiveId>,
    rows: Vec<Vec<Cell>>,
    color: bool,
    width: u16,
}

/// So many rows are laid out at a time, so that memory does not grow with the input.
const ROWS: usize = 500;

impl<'p> Block<'p> {
    /// A block for the objectives that a policy times, `width` columns wide, in colour or not.
    pub(super) fn new(policy: &'p Policy, color: bool, width: u16) -> Self {
        Self { policy, shown: policy.timed_objectives(), rows: Vec::new(), color, width }
    }

    /// Adds a decision; gives the table back once it is long enough.
    pub(super) fn push(&mut self, decision: &Decision<'_>) -> Option<String> {
        let mut row = vec![Cell::new(decision.id), Cell::new(decision.contract())];
        let treated = decision.treated_as.map(|p| format!(" as {}", decision.priority_name(p))).unwrap_or_default();
        row.push(Cell::new(format!("{}{treated}", decision.priority_name(decision.priority))));
        for objective in &self.shown {
            row.extend(cells(decision, decision.objective(*objective), self.color));
        }
        row.push(Cell::new(remedies(decision)));
        self.rows.push(row);
        (self.rows.len() >= ROWS).then(|| self.take())?
    }

    /// The table of what is left.
    pub(super) fn take(&mut self) -> Option<String> {
        if self.rows.is_empty() {
            return None;
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width);
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let mut header = vec!["id", "contract", "priority"];
        for objective in &self.shown {
            header.extend([self.policy.model().objective_name(*objective), "due"]);
        }
        header.push("remedies");
        table.set_header(header.into_iter().map(|h| bold(h, self.color)));
        table.add_rows(self.rows.drain(..));
        // A line longer than the terminal is read more easily than an instant in four pieces.
        for column in table.column_iter_mut() {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        Some(table.trim_fmt())
    }
}

impl Policy {
    /// The objectives that any of its contracts times.
    pub fn timed_objectives(&self) -> Vec<ObjectiveId> {
        let times = |o: ObjectiveId| {
            self.tables.timings.iter().flatten().any(|t| t.objectives.get(o.index()).is_some_and(Option::is_some))
        };
        self.model.objective_ids().filter(|o| times(*o)).collect()
    }
}

fn bold(text: &str, color: bool) -> Cell {
    let cell = Cell::new(text);
    if color { cell.add_attribute(Attribute::Bold) } else { cell }
}

fn cells(decision: &Decision<'_>, timed: Option<&Timed>, color: bool) -> [Cell; 2] {
    let Some(timed) = timed else { return [Cell::new("none"), Cell::new("")] };
    let mut status = Cell::new(timed.status.word());
    if color {
        status = match timed.status {
            Status::Met => status.fg(Color::Green),
            Status::Breached => status.fg(Color::Red).add_attribute(Attribute::Bold),
            Status::Paused => status.fg(Color::Yellow),
            Status::Running => status.fg(Color::Cyan),
        };
    }
    let due = timed.due.map(|at| decision.policy.written(at, timed.clock)).unwrap_or_default();
    // To the minute is what a person reads; every other format has it to the microsecond.
    let (minute, rest) = due.split_at_checked(16).unwrap_or((&due, ""));
    let offset = rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).unwrap_or("");
    [status, Cell::new(format!("{}{offset}", minute.replace('T', " ")))]
}

/// The remedies that the customer is entitled to.
fn remedies(decision: &Decision<'_>) -> String {
    let names = decision.policy.model().remedies.iter().map(|r| &r.name);
    let answered = names.zip(&decision.remedies).filter(|(_, answer)| answer.entitled == Truth::True);
    let words = answered.map(|(name, answer)| if answer.committed { name.clone() } else { format!("{name} (may)") });
    words.collect::<Vec<_>>().join(", ")
}
