//! `relief compare OLD NEW --replay INCIDENTS`: past incidents decided under both.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::analysis::{Change, Loser, Side, replay, version_at};
use crate::engine::Incident;
use crate::engine::credits::CreditBook;
use crate::io::pipeline::{self, Job, Sink, StopReason};
use crate::io::read::Row;
use crate::io::write::Reject;
use crate::policy::Policy;
use crate::policy::model::PackageId;
use crate::report::credits::{OwedByPeriod, owed_by_period};
use crate::time::Instant;

use super::super::args::{CompareArgs, CompareFormat};
use super::super::exit::{Exit, Failure, Outcome};
use super::super::input_files::input;
use super::super::output::write_text;
use super::super::read;
use super::super::rejects::Rejects;
use super::super::stop::{failure, unreadable};
use super::super::terminal::Terminal;
use super::super::values::all_threads;

/// One side: its policy, and the versions of what was named.
pub(super) struct Versions<'p> {
    pub(super) policy: &'p Policy,
    pub(super) ids: Vec<PackageId>,
    pub(super) name: &'p str,
}

/// So many ids are listed in one line.
const SHOWN: usize = 20;

/// What was read, and what of it comes out otherwise.
#[derive(Default)]
struct Replayed {
    /// Incidents of OLD.
    replayed: u64,
    /// Incidents of other contracts.
    others: u64,
    /// Incidents that OLD cannot decide.
    rejected: u64,
    changed: Vec<(String, Vec<Change>)>,
    /// Incidents that were opened when no version was in force: of NEW, and of OLD.
    outside: [Vec<String>; 2],
    /// What is owed under OLD and under NEW, by period; `None` if neither credits anything.
    owed: Option<Vec<OwedByPeriod>>,
}

pub(super) fn run(
    args: &CompareArgs,
    files: &[String],
    format: CompareFormat,
    [new, old]: [&Versions<'_>; 2],
    terminal: &Terminal,
) -> Outcome {
    let options = read::options(&args.read)?;
    let mut replay = Replay::new(new, old, options.as_of);
    let job = Job::of_rows(old.policy, &options, files, &input, all_threads());
    let run = pipeline::run(&job, &mut replay).map_err(|e| unreadable(&e))?;
    if let Some(stop) = run.stop {
        return Err(failure(stop, "", "", ""));
    }
    let Replay { mut counts, rejects, books: [old_book, new_book], .. } = replay;
    if old_book.has_measures() || new_book.has_measures() {
        counts.owed = owed_by_period(&old_book.finish(None), &new_book.finish(None));
    }
    for line in run.notes.lines() {
        terminal.note(&format!("note: {line}"));
    }
    if format != CompareFormat::Text {
        counts.outside(args).iter().for_each(|line| terminal.note(&format!("note: {line}")));
    }
    for line in rejects.lines() {
        terminal.complain(&format!("left out: {line}"));
    }
    let text = match format {
        CompareFormat::Text => counts.text(args),
        CompareFormat::Json => format!("{}\n", serde_json::to_string_pretty(&counts.json(args)).unwrap_or_default()),
        CompareFormat::Jsonl => counts.lines(),
        CompareFormat::Csv => counts.csv()?,
    };
    write_text(args.output.as_deref(), &text)?;
    read::note_as_of(&args.read, &options, terminal);
    let incidents = counts.replayed + counts.rejected + counts.others;
    if let Some(advice) = rejects.advice(incidents, old.policy, &options, &run.notes.met) {
        terminal.note(&advice);
    }
    Ok(if counts.rejected == 0 { Exit::Fine } else { Exit::Findings })
}

/// A replay, as far as its incidents were read.
struct Replay<'r> {
    counts: Replayed,
    rejects: Rejects,
    new: &'r Versions<'r>,
    old: &'r Versions<'r>,
    as_of: Instant,
    /// The credits under OLD and under NEW, each as if it were always in force.
    books: [CreditBook<'r>; 2],
}

impl<'r> Replay<'r> {
    fn new(new: &'r Versions<'r>, old: &'r Versions<'r>, as_of: Instant) -> Self {
        let book = |side: &Versions<'r>| CreditBook::always_in_force(side.policy, as_of);
        let books = [book(old), book(new)];
        Self { counts: Replayed::default(), rejects: Rejects::default(), new, old, as_of, books }
    }
}

impl Sink for Replay<'_> {
    fn row(&mut self, row: &Row, _record: Value) -> Result<bool, StopReason> {
        let Self { counts, rejects, new, old, as_of, books } = self;
        let incident = row.incident.as_ref().filter(|_| row.problem.is_none());
        if incident.is_some_and(|i| i.contract != old.name) {
            counts.others += 1;
            return Ok(true);
        }
        let sides = incident.and_then(|i| {
            let side = |v: &Versions<'_>| version_at(v.policy, &v.ids, i.opened);
            let ((new_id, new_in), (old_id, old_in)) = (side(new)?, side(old)?);
            let sides = (Side { policy: new.policy, id: new_id }, Side { policy: old.policy, id: old_id });
            Some((i, sides, [new_in, old_in]))
        });
        let outcome = match (sides, &row.problem) {
            (Some((incident, (new, old), in_force)), None) => {
                let outcome = replay(new, old, incident, *as_of);
                if outcome.is_ok() {
                    for (book, side) in books.iter_mut().zip([old, new]).filter(|(book, _)| book.has_measures()) {
                        let same = Incident { contract: side.name().to_owned(), ..incident.clone() };
                        // What NEW cannot decide is reported as a change.
                        let _ = book.add(&same, Some(side.id), &mut |_| {});
                    }
                    for (ids, _) in counts.outside.iter_mut().zip(in_force).filter(|(_, in_force)| !in_force) {
                        ids.push(incident.id.clone());
                    }
                }
                outcome
            }
            (_, Some(problem)) => Err(problem.clone()),
            (None, None) => return Ok(true),
        };
        match outcome {
            Ok(changes) => {
                counts.replayed += 1;
                if !changes.is_empty() {
                    counts.changed.push((row.id.clone().unwrap_or_default(), changes));
                }
            }
            Err(rejection) => {
                counts.rejected += 1;
                let (file, line, id) = (&*row.file, row.line, row.id.as_deref());
                let (code, message, record) = (rejection.code, &*rejection.message, Value::Null);
                rejects.add(&Reject { file, line, id, code, message, record });
            }
        }
        Ok(true)
    }
}

impl Replayed {
    /// How many incidents each kind of change concerns.
    fn counts(&self) -> BTreeMap<(String, String, String, Loser), u64> {
        let mut counts = BTreeMap::new();
        for change in self.changed.iter().flat_map(|(_, changes)| changes) {
            let (old, new) = match change.old == change.new {
                false => (change.old.clone(), change.new.clone()),
                true => (change.old.clone(), due_moves(change).to_owned()),
            };
            *counts.entry((change.what.clone(), old, new, change.loser)).or_default() += 1;
        }
        counts
    }

    /// The incidents by whose verdict one loses.
    fn losers(&self, loser: Loser) -> usize {
        let loses = |c: &Change| c.loser == loser && c.is_of_verdict();
        self.changed.iter().filter(|(_, changes)| changes.iter().any(loses)).count()
    }

    /// The incidents whose verdict differs.
    fn verdicts(&self) -> usize {
        self.changed.iter().filter(|(_, changes)| changes.iter().any(Change::is_of_verdict)).count()
    }

    /// Which incidents were opened outside `in force`, for each side that has any.
    fn outside(&self, args: &CompareArgs) -> Vec<String> {
        let sides = self.outside.iter().zip([&args.new, &args.old]).filter(|(ids, _)| !ids.is_empty());
        let line = |(ids, name): (&Vec<String>, &String)| {
            let shown: Vec<&str> = ids.iter().take(SHOWN).map(String::as_str).collect();
            let more = if ids.len() > SHOWN { format!(" and {} more", ids.len() - SHOWN) } else { String::new() };
            let were = if ids.len() == 1 { "was" } else { "were" };
            let count = count(ids.len() as u64, "incident");
            format!(
                "{count} {were} opened outside `in force` of {name}, and decided by its last version: {}{more}",
                shown.join(", ")
            )
        };
        sides.map(line).collect()
    }

    fn text(&self, args: &CompareArgs) -> String {
        let (new, old) = (&args.new, &args.old);
        let mut out = format!(
            "{} decided under {old} and under {new}: {} with another verdict",
            count(self.replayed, "incident"),
            self.verdicts()
        );
        match self.changed.len() - self.verdicts() {
            0 => out.push('\n'),
            moved => {
                let _ = writeln!(out, ", {moved} with the same verdict due at another time");
            }
        }
        for ((what, was, is, loser), n) in self.counts() {
            let who = match loser {
                Loser::Customer => "  (the customer loses)",
                Loser::Vendor => "  (the vendor loses)",
                Loser::Nobody => "",
            };
            let _ = writeln!(out, "  {what}: {was} -> {is}: {n}{who}");
        }
        if self.verdicts() > 0 {
            let _ = writeln!(
                out,
                "the customer loses by {}, the vendor by {}",
                count(self.losers(Loser::Customer) as u64, "incident"),
                count(self.losers(Loser::Vendor) as u64, "incident")
            );
        }
        for line in self.outside(args) {
            let _ = writeln!(out, "{line}");
        }
        if self.others > 0 {
            let _ = writeln!(out, "{} of other contracts left out", count(self.others, "incident"));
        }
        if self.rejected > 0 {
            let _ = writeln!(out, "{} that {old} cannot decide left out", count(self.rejected, "incident"));
        }
        if let Some(owed) = &self.owed {
            let _ = writeln!(out, "credits by period, {old} -> {new}");
            for period in owed {
                let _ = writeln!(out, "  {period}");
            }
        }
        out
    }

    fn json(&self, args: &CompareArgs) -> serde_json::Value {
        let changes = self
            .changed
            .iter()
            .map(|(id, changes)| json!({"id": id, "changes": changes.iter().map(change).collect::<Vec<_>>()}));
        json!({
            "new": args.new,
            "old": args.old,
            "replayed": self.replayed,
            "changed": self.verdicts(),
            "moved": self.changed.len() - self.verdicts(),
            "customer_loses": self.losers(Loser::Customer),
            "vendor_loses": self.losers(Loser::Vendor),
            "outside_in_force": {"new": self.outside.first(), "old": self.outside.last()},
            "other_contracts": self.others,
            "rejected": self.rejected,
            "credits": self.owed.as_ref().map(|owed| owed.iter().map(OwedByPeriod::json).collect::<Vec<_>>()),
            "incidents": changes.collect::<Vec<_>>(),
        })
    }

    fn lines(&self) -> String {
        let mut out = String::new();
        for (id, changes) in &self.changed {
            for one in changes {
                let mut value = json!({"id": id});
                if let (Some(into), Some(from)) = (value.as_object_mut(), change(one).as_object()) {
                    into.extend(from.clone());
                }
                let _ = writeln!(out, "{value}");
            }
        }
        out
    }

    fn csv(&self) -> Result<String, Failure> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let failed = |e: &dyn std::fmt::Display| Failure::new(format!("cannot write the list: {e}"));
        out.write_record(["id", "what", "old", "new", "old_due", "new_due", "loses"]).map_err(|e| failed(&e))?;
        for (id, changes) in &self.changed {
            for c in changes {
                let due = |d: &Option<String>| d.clone().unwrap_or_default();
                let record = [id, &c.what, &c.old, &c.new, &due(&c.old_due), &due(&c.new_due), loses(c.loser)];
                out.write_record(record).map_err(|e| failed(&e))?;
            }
        }
        let bytes = out.into_inner().map_err(|e| failed(&e))?;
        String::from_utf8(bytes).map_err(|e| failed(&e))
    }
}

fn change(change: &Change) -> serde_json::Value {
    json!({
        "what": change.what,
        "old": change.old,
        "new": change.new,
        "old_due": change.old_due,
        "new_due": change.new_due,
        "loses": change.loser,
    })
}

fn loses(loser: Loser) -> &'static str {
    match loser {
        Loser::Customer => "customer",
        Loser::Vendor => "vendor",
        Loser::Nobody => "nobody",
    }
}

/// What a due instant does where the status stays: named by who loses.
fn due_moves(change: &Change) -> &'static str {
    match change.loser {
        Loser::Customer => "due later",
        Loser::Vendor => "due sooner",
        Loser::Nobody => "due otherwise",
    }
}

fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
