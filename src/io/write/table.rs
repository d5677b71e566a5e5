//! Decisions as a table for a person. What does not fit the width is folded: first the instants go below the
//! statuses, then the cells are broken.

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use serde_json::Value;

use crate::engine::{DecisionRef, ObjectiveResult, Status, WarningRef};
use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::time::{Instant, Zone};
use crate::value::Truth;

/// Rows of a table, laid out together when there are enough.
pub(super) struct Block<'p> {
    policy: &'p Policy,
    shown: Vec<ObjectiveId>,
    keep: Vec<String>,
    zone: Option<Zone>,
    rows: Vec<Row>,
    color: bool,
    width: u16,
}

/// What is shown of a decision.
struct Row {
    /// The id, the contract, the priority.
    head: [String; 3],
    /// Of each objective its status and when it is due.
    objectives: Vec<(Option<Status>, String)>,
    remedies: String,
    warnings: String,
    kept: Vec<String>,
}

/// So many rows are laid out at a time, so that memory does not grow with the input.
const ROWS: usize = 500;
/// What is kept is cut to so many characters.
const KEPT: usize = 120;
/// So much is between two columns: a blank of each.
const GAP: usize = 2;

impl<'p> Block<'p> {
    /// A block for the objectives that a policy times and the columns that are kept, `width` columns wide, in colour
    /// or not.
    pub(super) fn new(policy: &'p Policy, keep: &[String], zone: Option<Zone>, color: bool, width: u16) -> Self {
        let shown = policy.timed_objectives();
        Self { policy, shown, keep: keep.to_vec(), zone, rows: Vec::new(), color, width }
    }

    /// Adds a decision with what is kept of its incident; gives the table back once it is long enough.
    pub(super) fn push(&mut self, decision: &DecisionRef<'_>, kept: &[Option<Value>]) -> Option<String> {
        let treated = decision.treated_as.map(|p| format!(" as {}", decision.priority_name(p))).unwrap_or_default();
        let priority = format!("{}{treated}", decision.priority_name(decision.priority));
        let timed = |objective: &ObjectiveId| match decision.objective(*objective) {
            Some(timed) => (Some(timed.status), due(decision, timed, self.zone)),
            None => (None, String::new()),
        };
        self.rows.push(Row {
            head: [tame(decision.id), decision.contract().to_owned(), priority],
            objectives: self.shown.iter().map(timed).collect(),
            remedies: remedies(decision),
            warnings: warnings(decision),
            kept: kept.iter().map(|value| value.as_ref().map_or(String::new(), shown)).collect(),
        });
        (self.rows.len() >= ROWS).then(|| self.take())?
    }

    /// The table of what is left.
    pub(super) fn take(&mut self) -> Option<String> {
        if self.rows.is_empty() {
            return None;
        }
        let wide = self.table(false);
        let needed: usize = wide.column_max_content_widths().iter().map(|width| usize::from(*width) + GAP).sum();
        let table = if needed <= usize::from(self.width) + 1 { wide } else { self.table(true) };
        self.rows.clear();
        Some(table.trim_fmt())
    }

    /// The table; folded, the instants are below the statuses, a part a line.
    fn table(&self, folded: bool) -> Table {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        // The blank behind the last column is trimmed.
        table.set_width(self.width.saturating_add(1));
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let mut header = vec!["id", "contract", "priority"];
        for objective in &self.shown {
            header.push(self.policy.model().objective_name(*objective));
            if !folded {
                header.push("due");
            }
        }
        header.push("remedies");
        // A warning changes how a row is read: the column is there where any row has one.
        let warned = self.rows.iter().any(|row| !row.warnings.is_empty());
        if warned {
            header.push("warnings");
        }
        header.extend(self.keep.iter().map(String::as_str));
        table.set_header(header.into_iter().map(|h| bold(h, self.color)));
        for row in &self.rows {
            let mut cells: Vec<Cell> = row.head.iter().map(Cell::new).collect();
            for (status, due) in &row.objectives {
                let word = status.map_or("none", Status::as_str);
                if folded {
                    let lines = format!("{word}\n{}", due.replacen(' ', "\n", 1));
                    cells.push(colored(lines.trim_end(), *status, self.color));
                } else {
                    cells.extend([colored(word, *status, self.color), Cell::new(due)]);
                }
            }
            cells.push(Cell::new(&row.remedies));
            if warned {
                let cell = Cell::new(&row.warnings);
                cells.push(if self.color { cell.fg(Color::Yellow) } else { cell });
            }
            cells.extend(row.kept.iter().map(Cell::new));
            table.add_row(cells);
        }
        table
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

fn colored(text: &str, status: Option<Status>, color: bool) -> Cell {
    let cell = Cell::new(text);
    match status.filter(|_| color) {
        None => cell,
        Some(Status::Met) => cell.fg(Color::Green),
        Some(Status::Breached) => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        Some(Status::Paused) => cell.fg(Color::Yellow),
        Some(Status::Running) => cell.fg(Color::Cyan),
    }
}

/// When an objective is due, to the minute: every other format has it to the microsecond.
fn due(decision: &DecisionRef<'_>, timed: &ObjectiveResult, zone: Option<Zone>) -> String {
    let written = |at: Instant| match zone {
        Some(zone) => at.rfc3339(zone.written_offset(at)).to_string(),
        None => decision.policy.written(at, timed.clock),
    };
    let due = timed.due.map(written).unwrap_or_default();
    let (minute, rest) = due.split_at_checked(16).unwrap_or((&due, ""));
    let offset = rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).unwrap_or("");
    format!("{}{offset}", minute.replace('T', " "))
}

/// The remedies that the customer is entitled to.
fn remedies(decision: &DecisionRef<'_>) -> String {
    let names = decision.policy.model().remedies.iter().map(|r| &r.name);
    let answered = names.zip(&decision.remedies).filter(|(_, answer)| answer.entitled == Truth::True);
    let words = answered.map(|(name, answer)| if answer.committed { name.clone() } else { format!("{name} (may)") });
    words.collect::<Vec<_>>().join(", ")
}

/// The warnings, each with what it names.
fn warnings(decision: &DecisionRef<'_>) -> String {
    let word = |warning: &WarningRef<'_>| format!("{}: {}", warning.code.as_str(), warning.names.join(", "));
    decision.warnings.iter().map(word).collect::<Vec<_>>().join("; ")
}

/// A kept value, on one line.
fn shown(value: &Value) -> String {
    let text = tame(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A text without what a terminal would obey.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
