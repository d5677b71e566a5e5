//! Decisions as a table for a person: the fields that are marked so, or the columns that were asked for by name, each
//! under its name. What does not fit the width is folded: first the fields of an objective go below each other, or the
//! names of columns below those of their groups; then the cells are broken.

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use serde_json::Value;

use crate::engine::{DecisionRef, RemedyAnswer, Status, WarningRef};
use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::time::{Instant, Zone};
use crate::value::Truth;

use super::flat::flat_values;
use super::header::layout;
use super::selection::Selection;
use super::text::{escalations_text, place_text, ratio_text, seconds_text};
use crate::engine::decision_fields::{HEAD, head_values};
use crate::engine::fields::{DecisionView, FieldInfo, FieldValue, NO_LIMIT, OBJECTIVE, objective_values};

/// Rows of a table, laid out together when there are enough.
pub(crate) struct TableLayout<'p> {
    policy: &'p Policy,
    shown: Vec<ObjectiveId>,
    /// The columns that were asked for, each with the group that its name begins with; `None` if the table has its own.
    named: Option<Vec<(Option<&'p str>, &'static str)>>,
    keep: Vec<String>,
    rows: Vec<TableRow>,
    color: bool,
    width: u16,
}

/// What a table shows of a decision.
#[derive(Debug)]
pub(crate) struct TableRow {
    fields: RowFields,
    kept: Vec<String>,
}

#[derive(Debug)]
enum RowFields {
    Summary(Summary),
    /// The columns that were asked for; a status in colour.
    Named(Vec<(Option<Status>, String)>),
}

/// What a table shows of a decision by its own choice.
#[derive(Debug)]
struct Summary {
    /// The fields of the decision itself.
    head: Vec<String>,
    /// Of each objective its status, and its fields.
    objectives: Vec<(Option<Status>, Vec<String>)>,
    remedies: String,
    warnings: String,
}

/// How many rows are laid out at a time, so that memory does not grow with the input.
const ROWS: usize = 500;
/// How many characters of a kept value are shown.
const KEPT: usize = 120;
/// The width between two columns: a blank of each.
const GAP: usize = 2;

impl TableRow {
    /// The row of a decision, with the answers about remedies and the kept values as texts.
    pub(crate) fn new<'a>(
        view: &'a DecisionView<'a>,
        objectives: &[ObjectiveId],
        selection: &Selection,
        remedies: impl Iterator<Item = &'a RemedyAnswer<'a>>,
        kept: impl Iterator<Item = &'a str>,
        zone: Option<Zone>,
    ) -> Self {
        let fields = if selection.is_named() {
            let values = flat_values(view, selection.details(), remedies);
            let wanted = selection.columns().iter().filter_map(|column| values.get(*column));
            RowFields::Named(wanted.map(|value| (status(*value), cell(view.policy, *value, zone))).collect())
        } else {
            RowFields::Summary(Summary::new(view, objectives, remedies, zone))
        };
        Self { fields, kept: kept.map(shown).collect() }
    }

    /// The row of a decision, with the kept values of its incident.
    pub(crate) fn of(
        decision: &DecisionRef<'_>,
        objectives: &[ObjectiveId],
        selection: &Selection,
        kept: &[Option<Value>],
        zone: Option<Zone>,
    ) -> Self {
        let text = |value: &Option<Value>| match value {
            None => String::new(),
            Some(value) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        };
        let kept: Vec<String> = kept.iter().map(text).collect();
        let view = DecisionView::of(decision);
        Self::new(&view, objectives, selection, decision.remedies.iter(), kept.iter().map(String::as_str), zone)
    }

    /// Whether it has warnings that the table has a column of its own for.
    fn is_warned(&self) -> bool {
        matches!(&self.fields, RowFields::Summary(summary) if !summary.warnings.is_empty())
    }
}

impl Summary {
    fn new<'a>(
        view: &DecisionView<'_>,
        objectives: &[ObjectiveId],
        remedies: impl Iterator<Item = &'a RemedyAnswer<'a>>,
        zone: Option<Zone>,
    ) -> Self {
        let policy = view.policy;
        let timed = |objective: &ObjectiveId| match view.objectives.get(objective.index()).and_then(Option::as_ref) {
            Some(timed) => (Some(timed.status), cells(policy, &OBJECTIVE, objective_values(timed), zone)),
            None => {
                let missing = std::iter::once(NO_LIMIT).chain(std::iter::repeat(FieldValue::Null));
                (None, cells(policy, &OBJECTIVE, missing, zone))
            }
        };
        let mut head = cells(policy, &HEAD, head_values(view), zone);
        let priority = columns(&HEAD).position(|field| field.name == "priority").and_then(|at| head.get_mut(at));
        if let (Some(treated), Some(priority)) = (view.treated_as, priority) {
            priority.push_str(&format!(" as {}", policy.model().priority_name(treated)));
        }
        Self {
            head,
            objectives: objectives.iter().map(timed).collect(),
            remedies: entitled(view.policy, remedies),
            warnings: warnings(view.warnings),
        }
    }
}

impl<'p> TableLayout<'p> {
    /// A table of the objectives that a policy times, or of the columns that were asked for by name, and of those that
    /// are kept; `width` columns wide, in colour or not.
    pub(crate) fn new(policy: &'p Policy, selection: &Selection, keep: &[String], color: bool, width: u16) -> Self {
        let columns = layout(policy, selection.details()).into_iter().enumerate();
        let wanted = columns.filter(|(number, _)| selection.is_wanted(*number));
        let named = selection.is_named().then(|| wanted.map(|(_, (group, field))| (group, field.name)).collect());
        let shown = policy.timed_objectives();
        Self { policy, shown, named, keep: keep.to_vec(), rows: Vec::new(), color, width }
    }

    /// Adds a row; returns the table of the rows so far if they are enough.
    pub(crate) fn push(&mut self, row: TableRow) -> Option<String> {
        self.rows.push(row);
        (self.rows.len() >= ROWS).then(|| self.take())?
    }

    /// The table of what is left.
    pub(crate) fn take(&mut self) -> Option<String> {
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
        // A warning changes how a row is read: the column is there where any row has one.
        let warned = self.rows.iter().any(TableRow::is_warned);
        let mut header = match &self.named {
            Some(named) => named.iter().map(|(group, field)| named_header(*group, field, folded)).collect(),
            None => self.summary_header(folded, warned).into_iter().map(str::to_owned).collect::<Vec<_>>(),
        };
        header.extend(self.keep.iter().cloned());
        table.set_header(header.into_iter().map(|h| bold(&h, self.color)));
        for row in &self.rows {
            let mut cells = match &row.fields {
                RowFields::Summary(summary) => self.summary_cells(summary, folded, warned),
                RowFields::Named(fields) => {
                    fields.iter().map(|(status, text)| colored(text, *status, self.color)).collect()
                }
            };
            cells.extend(row.kept.iter().map(Cell::new));
            table.add_row(cells);
        }
        table
    }

    fn summary_header(&self, folded: bool, warned: bool) -> Vec<&str> {
        let mut header: Vec<&str> = columns(&HEAD).map(|field| field.name).collect();
        for objective in &self.shown {
            header.push(self.policy.model().objective_name(*objective));
            if !folded {
                header.extend(columns(&OBJECTIVE).skip(1).map(|field| field.name));
            }
        }
        header.push("remedies");
        if warned {
            header.push("warnings");
        }
        header
    }

    fn summary_cells(&self, summary: &Summary, folded: bool, warned: bool) -> Vec<Cell> {
        let mut cells: Vec<Cell> = summary.head.iter().map(Cell::new).collect();
        for (status, fields) in &summary.objectives {
            if folded {
                let lines: Vec<String> = fields.iter().map(|field| field.replacen(' ', "\n", 1)).collect();
                cells.push(colored(lines.join("\n").trim_end(), *status, self.color));
            } else {
                let (first, rest) = fields.split_first().unzip();
                cells.extend(first.map(|first| colored(first, *status, self.color)));
                cells.extend(rest.into_iter().flatten().map(Cell::new));
            }
        }
        cells.push(Cell::new(&summary.remedies));
        if warned {
            let cell = Cell::new(&summary.warnings);
            cells.push(if self.color { cell.fg(Color::Yellow) } else { cell });
        }
        cells
    }
}

impl Policy {
    /// The objectives that any of its contracts times.
    #[doc(hidden)]
    pub fn timed_objectives(&self) -> Vec<ObjectiveId> {
        let times = |o: ObjectiveId| self.tables.timings.iter().flatten().any(|t| t.limits(o));
        self.model.objective_ids().filter(|o| times(*o)).collect()
    }
}

/// The name of a column; folded, its group is above it.
fn named_header(group: Option<&str>, field: &str, folded: bool) -> String {
    match group {
        Some(group) => format!("{group}{}{field}", if folded { "\n" } else { "_" }),
        None => field.to_owned(),
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
        Some(Status::Running | Status::Pending) => cell.fg(Color::Cyan),
    }
}

/// The fields that have a column.
fn columns(fields: &[FieldInfo]) -> impl Iterator<Item = &FieldInfo> {
    fields.iter().filter(|field| field.in_table)
}

/// The values of the fields that have a column.
fn cells<'d>(
    policy: &Policy,
    fields: &[FieldInfo],
    values: impl IntoIterator<Item = FieldValue<'d>>,
    zone: Option<Zone>,
) -> Vec<String> {
    let shown = fields.iter().zip(values).filter(|(field, _)| field.in_table);
    shown.map(|(_, value)| cell(policy, value, zone)).collect()
}

/// The status that a value is.
fn status(value: FieldValue<'_>) -> Option<Status> {
    match value {
        FieldValue::Word(place, word) => Status::ALL.get(place).copied().filter(|status| status.as_str() == word),
        _ => None,
    }
}

/// A value for a person.
fn cell(policy: &Policy, value: FieldValue<'_>, zone: Option<Zone>) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::Text(text) => tame(text),
        FieldValue::Priority(priority) => policy.model().priority_name(priority).to_owned(),
        FieldValue::Word(_, word) => word.to_owned(),
        FieldValue::Seconds(length) => length.words(),
        FieldValue::Count(count) => count.to_string(),
        FieldValue::Instant(at, clock) => {
            let own = || policy.clock(clock).map_or(Zone::UTC, |clock| clock.zone());
            minute(at, zone.unwrap_or_else(own))
        }
        FieldValue::InstantIn(at, own) => minute(at, zone.unwrap_or(own)),
        FieldValue::Truth(truth) => truth.to_string(),
        FieldValue::Share(share) => share.to_string(),
        FieldValue::Names(names) => names.join(", "),
        FieldValue::Warnings(found) => warnings(found),
        FieldValue::SecondsByName(seconds) => seconds_text(seconds),
        FieldValue::Ratio(ratio) => ratio_text(ratio),
        FieldValue::Escalations(all) => tame(&escalations_text(all, |at, clock| {
            minute(at, zone.unwrap_or_else(|| policy.clock(clock).map_or(Zone::UTC, |clock| clock.zone())))
        })),
        FieldValue::Place(statement) => tame(&place_text(statement)),
    }
}

/// An instant to the minute: every other format has it to the microsecond.
fn minute(at: Instant, zone: Zone) -> String {
    let written = at.rfc3339(zone.written_offset(at)).to_string();
    let (minute, rest) = written.split_at_checked(16).unwrap_or((&written, ""));
    let offset = rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).unwrap_or("");
    format!("{}{offset}", minute.replace('T', " "))
}

/// The remedies that the customer is entitled to.
fn entitled<'a>(policy: &Policy, answers: impl Iterator<Item = &'a RemedyAnswer<'a>>) -> String {
    let names = policy.model().remedies.iter().map(|r| &r.name);
    let answered = names.zip(answers).filter(|(_, answer)| answer.entitled == Truth::True);
    let words = answered.map(|(name, answer)| if answer.committed { name.clone() } else { format!("{name} (may)") });
    words.collect::<Vec<_>>().join(", ")
}

/// The warnings, each with what it names.
fn warnings(warnings: &[WarningRef<'_>]) -> String {
    let word = |warning: &WarningRef<'_>| format!("{}: {}", warning.code.as_str(), warning.names.join(", "));
    warnings.iter().map(word).collect::<Vec<_>>().join("; ")
}

/// The start of a kept value, on one line.
fn shown(value: &str) -> String {
    let text = tame(value);
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A text without what a terminal would obey.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
