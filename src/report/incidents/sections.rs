//! The sections of a report.

use super::data::{ComparedWith, IncidentReport, Reopened, Row, WorstBreach};
use super::document::{Block, Cell, Document, Section, Table, TableRow, number, words};
use super::over_time;
use super::words::{count, minute, percent, target_percent, thousands, times};

/// So many ids of a list are shown.
const IDS: usize = 10;

impl Document {
    /// Of a report; a table about the values of a kept column has at most `most` rows.
    pub(super) fn of(report: &IncidentReport, most: usize) -> Self {
        let mut sections = vec![attainment(report)];
        sections.extend(over_time::section(report));
        sections.extend(missed(report));
        sections.extend(by_priority(report));
        sections.extend(groups(report, most));
        sections.extend(report.credit_sections.iter().cloned());
        sections.extend(worst(&report.worst));
        sections.extend(causes(report));
        sections.extend(waiting(report));
        sections.extend(reopened(&report.reopened, report.decided));
        sections.extend(rejects(report));
        sections.extend(counted(report));
        Self { lead: lead(report), sections }
    }
}

fn lead(report: &IncidentReport) -> Vec<String> {
    let dates = match report.opened {
        Some((first, last)) if first == last => format!(" opened on {first}"),
        Some((first, last)) => format!(" opened from {first} to {last}"),
        None => String::new(),
    };
    let (decided, rejected) = (thousands(report.decided), thousands(report.rejected));
    let mut out = vec![
        format!("{}{dates}", count(report.incidents, "incident")),
        format!("{decided} decided as of {}, {rejected} rejected; policy {}", report.as_of, report.policy),
    ];
    if let Some(compared) = &report.compared_with {
        let what = match &compared.contract {
            Some(contract) => format!("the same incidents under {contract}"),
            None => format!("{} of {}", count(compared.incidents, "incident"), compared.files.join(", ")),
        };
        let rejected = match compared.rejected {
            0 => String::new(),
            rejected => format!(", {} rejected", thousands(rejected)),
        };
        out.push(format!("compared with {what}{rejected}"));
    }
    out
}

/// The heading of a contract's version.
pub(super) fn contract(row: &Row) -> String {
    match row.version {
        Some((from, to)) => format!("{} ({from} to {to})", row.contract),
        None => row.contract.clone(),
    }
}

/// Rows that follow each other and have the same heading.
fn by_heading<'r, K: PartialEq>(
    rows: impl IntoIterator<Item = &'r Row>,
    key: impl Fn(&Row) -> K,
) -> Vec<(K, Vec<&'r Row>)> {
    let mut out: Vec<(K, Vec<&Row>)> = Vec::new();
    for row in rows {
        let heading = key(row);
        match out.last_mut() {
            Some((last, rows)) if *last == heading => rows.push(row),
            _ => out.push((heading, vec![row])),
        }
    }
    out
}

/// A table of rows about an objective.
fn table<'r>(
    report: &IncidentReport,
    label: &'static str,
    rows: impl IntoIterator<Item = &'r Row>,
    name: impl Fn(&Row) -> String,
) -> Table {
    let mut columns = vec![number("met", 9), number("of", 9), number("share", 9), words("  95% range", 13)];
    columns.extend([number("target", 7), number("diff", 7)]);
    let compared = report.compared_with.as_ref();
    // Text has room for one of the two.
    columns.push(number("late by", if compared.is_some() { 0 } else { 9 }));
    columns.extend(compared.map(|compared| number(compared_column(compared), 11)));
    columns.extend([number("open", 0), number("overdue", 0)]);
    let row = |row: &Row| {
        let difference = row.share.zip(row.target).map(|(share, target)| (share - target) * 100.0);
        let range = row.low.zip(row.high).map(|(low, high)| format!("  {}-{}", tenths(low), tenths(high)));
        let before = || match row.before {
            None => Cell::default(),
            Some(before) => {
                let sign = match before.better {
                    Some(true) => " +",
                    Some(false) => " -",
                    None => "  ",
                };
                Cell::number(before.share, |share| format!("{}{sign}", percent(share)))
            }
        };
        let mut cells = vec![
            Cell::count(row.met),
            Cell::count(row.met + row.breached),
            match row.share {
                Some(share) => Cell::number(Some(share), percent),
                None => Cell::text("no data"),
            },
            Cell::text(range.unwrap_or_default()),
            Cell::number(row.target, target_percent),
            Cell::number(difference, |points| format!("{points:+.1}")),
            Cell::seconds(row.overrun_mean_s),
        ];
        cells.extend(compared.map(|_| before()));
        cells.extend([Cell::some(row.open), Cell::some(row.overdue)]);
        TableRow {
            label: name(row),
            cells,
            note: String::new(),
            is_missed: row.attained == Some(false),
            is_total: false,
        }
    };
    Table { label, columns, note: None, rows: rows.into_iter().map(row).collect() }
}

/// The title of the column of the shares that a report is compared with.
fn compared_column(compared: &ComparedWith) -> &'static str {
    if compared.contract.is_some() { "there" } else { "before" }
}

/// A share in per cent with one decimal.
fn tenths(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// The statement of a promise.
pub(super) fn statement(row: &Row) -> String {
    row.statement.as_ref().map(|statement| statement.text.clone()).unwrap_or_default()
}

/// A promise with its rows by period; without any if the report has no periods.
pub(super) struct PromiseRows<'r> {
    pub(super) whole: &'r Row,
    pub(super) periods: Vec<&'r Row>,
}

impl PromiseRows<'_> {
    /// As a table: a row for each period, and one for all.
    pub(super) fn table(&self, report: &IncidentReport) -> Table {
        let Some(by) = report.by else { return table(report, "promise", [self.whole], statement) };
        // One period alone is the same as all.
        let all = std::iter::once(self.whole).filter(|_| self.periods.len() != 1);
        let name = |row: &Row| row.period.clone().unwrap_or_else(|| "all".to_owned());
        let mut out = table(report, by.noun(), self.periods.iter().copied().chain(all), name);
        out.rows.iter_mut().skip(self.periods.len()).for_each(|row| row.is_total = true);
        out
    }
}

/// The promises of each version of a contract.
pub(super) fn promises(report: &IncidentReport) -> Vec<(String, Vec<PromiseRows<'_>>)> {
    let by_period = |whole: &Row| {
        let same = |row: &&Row| {
            (&row.contract, row.version, &row.objective, &row.statement)
                == (&whole.contract, whole.version, &whole.objective, &whole.statement)
        };
        report.rows.promises.iter().filter(|_| report.by.is_some()).filter(same).collect()
    };
    let promise = |whole| PromiseRows { whole, periods: by_period(whole) };
    let contracts = by_heading(&report.whole.promises, contract).into_iter();
    contracts.map(|(heading, rows)| (heading, rows.into_iter().map(promise).collect())).collect()
}

fn attainment(report: &IncidentReport) -> Section {
    let mut blocks = Vec::new();
    for (heading, promises) in promises(report) {
        blocks.push(Block::Heading(heading));
        if report.by.is_none() {
            blocks.push(Block::Table(table(report, "promise", promises.iter().map(|p| p.whole), statement)));
            continue;
        }
        for promise in promises {
            blocks.push(Block::Paragraph(statement(promise.whole)));
            blocks.push(Block::Table(promise.table(report)));
        }
    }
    let mut about =
        "A share is of the incidents that were met or breached; a breach counts as soon as the limit is passed. The range \
         is a 95 % confidence interval. `diff` is in percentage points."
            .to_owned();
    about.push_str(&match &report.compared_with {
        Some(compared) => {
            let column = compared_column(compared);
            format!(" `{column}` is the share that it is compared with: `+` is better than that, `-` is worse.")
        }
        None => " `late by` is the average time over the limit, on the clock of the promise.".to_owned(),
    });
    if report.whole.promises.iter().chain(&report.rows.promises).any(|row| row.attained == Some(false)) {
        about.push_str(" `!` marks missed targets.");
    }
    if report.whole.promises.is_empty() {
        blocks.push(Block::Paragraph("No limit concerns any of the incidents.".to_owned()));
    }
    Section { id: "attainment", title: "Attainment", about, blocks }
}

/// The first ids of a list.
fn some_ids(ids: &[String]) -> String {
    let shown = ids.iter().take(IDS).map(String::as_str).collect::<Vec<_>>().join(", ");
    match ids.len().checked_sub(IDS) {
        Some(more @ 1..) => format!("{shown} and {} more", thousands(u64::try_from(more).unwrap_or(0))),
        _ => shown,
    }
}

fn missed(report: &IncidentReport) -> Option<Section> {
    let missed = report.whole.promises.iter().filter(|row| row.attained == Some(false));
    let sentence = |row: &Row| {
        let (share, target) = (row.share.map(percent), row.target.map(target_percent));
        format!(
            "{}: {}. {} of {} instead of {}; {} breached: {}",
            contract(row),
            statement(row),
            share.unwrap_or_default(),
            thousands(row.met + row.breached),
            target.unwrap_or_default(),
            thousands(row.breached),
            some_ids(&row.missed)
        )
    };
    let blocks: Vec<Block> = missed.map(|row| Block::Paragraph(sentence(row))).collect();
    let about = "`--output-format json` lists all incidents that missed each target.".to_owned();
    (!blocks.is_empty()).then_some(Section { id: "missed", title: "Missed targets", about, blocks })
}

fn by_priority(report: &IncidentReport) -> Option<Section> {
    let mut blocks = Vec::new();
    for (heading, rows) in by_heading(&report.whole.by_priority, contract) {
        blocks.push(Block::Heading(heading));
        let name = |row: &Row| format!("{} {}", row.objective, row.priorities.join(", "));
        blocks.push(Block::Table(table(report, "objective", rows, name)));
    }
    let about =
        "By the priority that each incident was timed by. A promise is judged over all its priorities.".to_owned();
    (!blocks.is_empty()).then_some(Section { id: "priorities", title: "By priority", about, blocks })
}

fn groups(report: &IncidentReport, most: usize) -> Option<Section> {
    let of = |row: &Row| (contract(row), row.objective.clone());
    let column = |row: &Row| row.group.as_ref().map(|group| group.column.clone()).unwrap_or_default();
    let value = |row: &Row| row.group.as_ref().and_then(|group| group.value.clone());
    let name = |row: &Row| value(row).unwrap_or_else(|| "(none)".to_owned());
    let mut blocks = Vec::new();
    for (column, rows) in by_heading(&report.whole.groups, column) {
        // Contracts and objectives have the order of the table by priority.
        for ((contract, objective), _) in by_heading(&report.whole.by_priority, of) {
            let same = |row: &&&Row| of(row) == (contract.clone(), objective.clone());
            let mut rows: Vec<&Row> = rows.iter().filter(same).copied().collect();
            if rows.is_empty() {
                continue;
            }
            blocks.push(Block::Heading(format!("{column}: {objective} of {contract}")));
            // The sort is stable: of equals, values stay in their order.
            rows.sort_by_key(|row| std::cmp::Reverse(row.incidents));
            let left = rows.len().saturating_sub(most);
            blocks.push(Block::Table(table(report, "value", rows.into_iter().take(most), name)));
            if left > 0 {
                let left = count(u64::try_from(left).unwrap_or(0), "value");
                blocks.push(Block::Paragraph(format!("{left} with fewer incidents left out")));
            }
        }
    }
    let about = "The values of the kept columns, those with the most incidents first.".to_owned();
    (!blocks.is_empty()).then_some(Section { id: "groups", title: "By group", about, blocks })
}

fn worst(worst: &[WorstBreach]) -> Option<Section> {
    let at = |at: &Option<String>| Cell::text(at.as_deref().map(minute).unwrap_or_default());
    let row = |breach: &WorstBreach| TableRow {
        label: breach.id.clone(),
        cells: vec![
            Cell::text(breach.contract.clone()),
            Cell::text(breach.objective.clone()),
            Cell::text(breach.priority.clone()),
            Cell::number(breach.used, times),
            Cell::seconds(Some(breach.over_s)),
            at(&breach.due),
        ],
        note: breach.cause.clone(),
        ..TableRow::default()
    };
    let columns = vec![
        words("contract", 10),
        words("objective", 11),
        words("priority", 9),
        number("used", 8),
        number("over", 8),
        words("  due", 20),
    ];
    let rows: Vec<TableRow> = worst.iter().map(row).collect();
    let about = "By the share of the limit that was used.".to_owned();
    let table = Table { label: "incident", columns, note: Some("cause"), rows };
    let section = Section { id: "worst", title: "Worst breaches", about, blocks: vec![Block::Table(table)] };
    (!worst.is_empty()).then_some(section)
}

fn causes(report: &IncidentReport) -> Option<Section> {
    let row = |row: &super::data::CauseRow| TableRow {
        label: row.words.to_owned(),
        cells: vec![Cell::text(row.objective.clone()), Cell::count(row.breaches)],
        ..TableRow::default()
    };
    let rows: Vec<TableRow> = report.causes.iter().map(row).collect();
    let columns = vec![words("objective", 12), number("breaches", 10)];
    let about = "Each breach has one cause, the first that applies.".to_owned();
    let blocks = vec![Block::Table(Table { label: "cause", columns, note: None, rows })];
    (!report.causes.is_empty()).then_some(Section { id: "causes", title: "Breaches by cause", about, blocks })
}

fn waiting(report: &IncidentReport) -> Option<Section> {
    let row = |row: &super::data::WaitingRow| TableRow {
        label: row.party.replace('_', " "),
        cells: vec![
            Cell::count(row.incidents),
            Cell::seconds(Some(row.covered_s)),
            Cell::seconds(Some(row.wall_s)),
            Cell::seconds(row.wall_s.checked_div(i64::try_from(row.incidents).unwrap_or(0))),
        ],
        ..TableRow::default()
    };
    let rows: Vec<TableRow> = report.waiting.iter().map(row).collect();
    let columns =
        vec![number("incidents", 11), number("on the clock", 14), number("on the wall", 13), number("each", 10)];
    let about =
        "The time that incidents waited up to the stop of relief, or now: on the clock of relief and on the wall, \
                 and on the wall for each incident on average."
            .to_owned();
    let blocks = vec![Block::Table(Table { label: "party", columns, note: None, rows })];
    (!report.waiting.is_empty()).then_some(Section { id: "waiting-time", title: "Waiting", about, blocks })
}

fn reopened(reopened: &Reopened, decided: u64) -> Option<Section> {
    if reopened.incidents == 0 {
        return None;
    }
    let of = crate::report::attainment::Tally { met: reopened.incidents, breached: decided - reopened.incidents };
    let share = of.share().map(percent).unwrap_or_default();
    let sentence = format!(
        "{} ({share}) reopened {}: {}",
        count(reopened.incidents, "incident"),
        count(reopened.times, "time"),
        some_ids(&reopened.ids)
    );
    let blocks = vec![Block::Paragraph(sentence)];
    Some(Section { id: "reopened", title: "Reopened", about: String::new(), blocks })
}

fn rejects(report: &IncidentReport) -> Option<Section> {
    let sentence = |row: &super::data::RejectRow| {
        let example = &row.example;
        let id = example.id.as_deref().map(|id| format!("{id}: ")).unwrap_or_default();
        let such = if row.count == 1 { "" } else { ", such as" };
        format!(
            "{} {}{such} {}:{}: {id}{}",
            thousands(row.count),
            row.code,
            example.file,
            example.line,
            example.message
        )
    };
    let blocks: Vec<Block> = report.rejects.iter().map(|row| Block::Paragraph(sentence(row))).collect();
    let about = "These incidents could not be decided, and count nowhere.".to_owned();
    (!blocks.is_empty()).then_some(Section { id: "rejected", title: "Rejected", about, blocks })
}

fn counted(report: &IncidentReport) -> Option<Section> {
    let row = |row: &super::data::ObjectiveRow| TableRow {
        label: row.objective.clone(),
        cells: [row.met, row.breached, row.overdue, row.running, row.paused, row.pending, row.none]
            .into_iter()
            .map(Cell::count)
            .collect(),
        ..TableRow::default()
    };
    let columns = vec![
        number("met", 9),
        number("breached", 10),
        number("overdue", 9),
        number("running", 9),
        number("paused", 8),
        number("pending", 9),
        number("no limit", 10),
    ];
    let rows = report.objectives.iter().map(row).collect();
    let about =
        "What the shares are of: met and breached. Those overdue are breached and not stopped yet. The others count \
                 in no share."
            .to_owned();
    let blocks = vec![Block::Table(Table { label: "objective", columns, note: None, rows })];
    (!report.objectives.is_empty()).then_some(Section { id: "counted", title: "What was counted", about, blocks })
}
