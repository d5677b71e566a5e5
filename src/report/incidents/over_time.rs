//! Attainment at a glance: a row for each contract, objective and priorities, a column for each period.

use super::data::{IncidentReport, Row};
use super::document::{Block, Cell, Column, Section, Table, TableRow};
use super::words::{percent, target_percent};

/// So many periods are shown, the last ones.
const PERIODS: usize = 12;
/// So many of them in text, which is 80 columns wide.
const IN_TEXT: usize = 4;

/// The table; `None` if there are fewer than two periods.
pub(super) fn section(report: &IncidentReport) -> Option<Section> {
    let by = report.by?;
    let rows = &report.rows.promises;
    let mut periods: Vec<&str> = rows.iter().filter_map(|row| row.period.as_deref()).collect();
    periods.sort_unstable();
    periods.dedup();
    if periods.len() < 2 {
        return None;
    }
    let left_out = periods.len().saturating_sub(PERIODS);
    let periods = periods.split_off(left_out);
    let hidden = periods.len().saturating_sub(IN_TEXT);
    let mut columns = vec![Column { title: "target".into(), width: 8, is_number: true }];
    columns.extend(periods.iter().enumerate().map(|(at, period)| Column {
        title: (*period).to_owned().into(),
        width: if at < hidden { 0 } else { 11 },
        is_number: true,
    }));
    let mut promises: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let is_of = |first: &&Row| {
            (&first.contract, &first.objective, &first.priorities, first.target)
                == (&row.contract, &row.objective, &row.priorities, row.target)
        };
        match promises.iter_mut().find(|known| known.first().is_some_and(is_of)) {
            Some(known) => known.push(row),
            None => promises.push(vec![row]),
        }
    }
    let rows = promises.iter().map(|known| of_promise(known, &periods)).collect();
    let mut about = format!("The share of incidents that were in time, by {}. ✗ marks missed targets.", by.noun());
    if left_out > 0 {
        about.push_str(&format!(" The last {PERIODS} are shown."));
    }
    let table = Table { label: "promise", columns, note: None, rows };
    Some(Section { id: "over-time", title: "Over time", about, blocks: vec![Block::Table(table)] })
}

/// The row of a promise, whichever version of the contract makes it.
fn of_promise(rows: &[&Row], periods: &[&str]) -> TableRow {
    let Some(first) = rows.first() else { return TableRow::default() };
    let priorities =
        if first.priorities.is_empty() { String::new() } else { format!(" {}", first.priorities.join(", ")) };
    let mut cells = vec![Cell::number(first.target, target_percent)];
    for period in periods {
        let here = || rows.iter().filter(|row| row.period.as_deref() == Some(period));
        // Two versions of a contract, or two statements, may have incidents in one period.
        let (met, breached) = here().fold((0, 0), |(met, breached), row| (met + row.met, breached + row.breached));
        let share = here().find_map(|row| row.share).map(|one| match here().count() {
            1 => one,
            _ => super::words::float(met) / super::words::float(met + breached),
        });
        let missed = here().any(|row| row.attained == Some(false));
        let sign = if missed { "✗ " } else { "" };
        cells.push(Cell::number(share, |share| format!("{sign}{}", percent(share))));
    }
    TableRow { label: format!("{}: {}{priorities}", first.contract, first.objective), cells, ..TableRow::default() }
}
