//! `--columns` against all columns: in each format the same values, cut out.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use serde_json::{Map, Value};

use super::super::*;
use crate::engine::fields::REMEDY;
use crate::io::read::Format;
use crate::io::write::{Columns, OutputFormat};
use crate::time::Instant;

/// What a run writes.
#[derive(Debug, Default, PartialEq)]
struct Output {
    text: String,
    rejects: Vec<String>,
    #[cfg(feature = "columnar")]
    batches: Vec<arrow_array::RecordBatch>,
}

impl Sink for Output {
    fn decisions(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.text.push_str(std::str::from_utf8(bytes).unwrap());
        Ok(())
    }

    #[cfg(feature = "columnar")]
    fn columns(&mut self, batch: &arrow_array::RecordBatch) -> io::Result<()> {
        self.batches.push(batch.clone());
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> Result<bool, StopReason> {
        self.rejects.push(reject.to_string());
        Ok(true)
    }
}

/// A policy and incidents.
struct Case {
    name: String,
    policy: Policy,
    options: Options,
    incidents: String,
}

impl Case {
    fn new(name: &str, policy: Policy, as_of: &str, incidents: &str) -> Self {
        let mut options = Options::new(Instant::parse(as_of).unwrap());
        options.format = Some(Format::JsonLines);
        options.keep = vec!["kept".to_owned()];
        // Not all incidents have what is kept.
        let line = |(n, line): (usize, &str)| {
            if n % 3 > 0 { line.replacen('{', "{\"kept\":\"a,b\",", 1) } else { line.to_owned() }
        };
        let incidents = incidents.lines().enumerate().map(line).collect::<Vec<_>>().join("\n");
        Self { name: name.to_owned(), policy, options, incidents }
    }

    fn run(&self, form: DecisionFormat, selection: &Selection) -> Output {
        let files = ["incidents".to_owned()];
        let open = |_: &str| {
            let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(self.incidents.clone().into_bytes()));
            Ok(Input { name: "incidents".to_owned(), bytes: Bytes::Stream(bytes) })
        };
        let mut output = Output::default();
        let job = Job {
            policy: &self.policy,
            options: &self.options,
            files: &files,
            open: &open,
            form,
            selection: selection.clone(),
            zone: None,
            threads: 1,
            dry_run: None,
            piece: PIECE,
            check_duplicates: true,
            counts: true,
        };
        let run = run(&job, &mut output).unwrap();
        assert!(run.stop.is_none(), "{}: {:?}", self.name, run.stop);
        output
    }

    /// The names of the columns of a selection, without the kept ones.
    fn header(&self, selection: &Selection) -> Vec<String> {
        Columns::new(&self.policy, selection, &[]).names().to_vec()
    }
}

/// The cases in `tests/decisions` whose policy is one file, and the standard packages.
fn cases() -> Vec<Case> {
    let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    let standard: Vec<String> =
        read(&tests.join("standard/incidents.jsonl")).lines().step_by(4).map(str::to_owned).collect();
    let mut out =
        vec![Case::new("standard", Policy::standard().unwrap(), "2026-07-01T00:00:00Z", &standard.join("\n"))];
    let mut paths: Vec<_> = std::fs::read_dir(tests.join("decisions")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "case")) {
        let text = read(path);
        let part = |name: &str| {
            let (_, rest) = text.split_once(&format!("--- {name}")).unwrap();
            rest.split("\n--- ").next().unwrap()
        };
        if text.contains("--- file ") {
            continue;
        }
        let policy = Policy::from_text("case.sla", part("policy")).unwrap();
        let as_of = part("as of ").lines().next().unwrap().trim().to_owned();
        out.push(Case::new(&path.display().to_string(), policy, &as_of, part("incidents").trim_start_matches('\n')));
    }
    assert!(out.len() > 20, "{} cases", out.len());
    out
}

/// Names to select by: each group by itself, and columns of all groups.
fn selections(all: &[String], policy: &Policy) -> Vec<Vec<String>> {
    let model = policy.model();
    let groups = model.objectives.iter().map(|o| &o.name).chain(model.remedies.iter().map(|r| &r.name));
    let mut groups: Vec<String> = groups.cloned().chain(["remedies".to_owned()]).collect();
    groups.extend(policy.has_cadence().then(|| "cadence".to_owned()));
    groups.extend(policy.has_replies().then(|| "replies".to_owned()));
    let each = |step: usize, from: usize| all.iter().skip(from).step_by(step).cloned().collect::<Vec<_>>();
    let mut out = vec![vec!["id".to_owned()], all.to_vec(), each(2, 0), each(3, 2), each(7, 5), each(11, 9)];
    // In another order, and twice.
    out.push(all.iter().rev().chain(all).step_by(5).cloned().collect());
    out.extend(groups.into_iter().map(|group| vec![group]));
    out
}

/// A decision as JSON with the keys of some columns only.
fn cut(line: &str, wanted: &BTreeSet<&str>, remedies: bool) -> String {
    let whole: Map<String, Value> = serde_json::from_str(line).unwrap();
    let mut out = Map::new();
    for (key, value) in whole {
        let of_remedy = |name: &str| REMEDY.iter().any(|field| field.name == name);
        let cut_group = |group: &str, value: &Value, is_remedy: bool| -> Option<Value> {
            let prefix = format!("{group}_");
            let keys = || wanted.iter().filter_map(|name| name.strip_prefix(&prefix));
            keys().any(|key| of_remedy(key) == is_remedy && is_key(key)).then(|| match value {
                Value::Object(fields) => {
                    let kept = fields.iter().filter(|(key, _)| keys().any(|wanted| wanted == *key));
                    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
                }
                other => other.clone(),
            })
        };
        let cut = match (key.as_str(), &value) {
            ("kept", _) => Some(value),
            ("remedies", Value::Object(all)) => remedies.then(|| {
                let each = all.iter().filter_map(|(name, value)| Some((name.clone(), cut_group(name, value, true)?)));
                Value::Object(each.collect())
            }),
            ("replies", _) | (_, Value::Object(_)) => cut_group(&key, &value, false),
            (name, _) => wanted.contains(name).then_some(value),
        };
        out.extend(cut.map(|value| (key, value)));
    }
    Value::Object(out).to_string()
}

/// Whether a name is a key of a group, and no later part of a longer name.
fn is_key(name: &str) -> bool {
    use crate::engine::fields::{CADENCE, DETAILS, ENDED, OBJECTIVE, REPLIES};
    let fields = OBJECTIVE.iter().chain(&DETAILS).chain(&ENDED).chain(&CADENCE).chain(&REPLIES).chain(&REMEDY);
    fields.into_iter().any(|field| field.name == name)
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn assert_lines(case: &Case, names: &[String], full: &str, part: &str, wanted: &BTreeSet<&str>) {
    let remedies = names.iter().any(|n| n == "remedies")
        || case
            .policy
            .model()
            .remedies
            .iter()
            .any(|r| REMEDY.iter().any(|field| wanted.contains(format!("{}_{}", r.name, field.name).as_str())));
    let expected: Vec<String> = full.lines().map(|line| cut(line, wanted, remedies)).collect();
    let found: Vec<&str> = part.lines().collect();
    assert_eq!(found, expected, "{} of {names:?}", case.name);
}

#[test]
fn columns_are_cut_from_all_in_each_format() {
    let mut decided = 0;
    for case in cases() {
        for details in [false, true] {
            let all = Selection::all(&case.policy, details);
            let columns = case.header(&all);
            let lines = case.run(DecisionFormat::JsonLines, &all);
            let list = case.run(DecisionFormat::Json, &all);
            let csv = case.run(DecisionFormat::Csv, &all);
            decided += lines.text.lines().count();
            #[cfg(feature = "columnar")]
            let batches = [true, false].map(|coded| case.run(DecisionFormat::Columns { coded }, &all));
            for names in selections(&columns, &case.policy) {
                let selection = Selection::of_names(&case.policy, details, &case.options.keep, &names).unwrap();
                let header = case.header(&selection);
                let wanted: BTreeSet<&str> = header.iter().map(String::as_str).collect();
                assert!(wanted.contains("id"), "{names:?}");
                let order: Vec<&String> = columns.iter().filter(|c| wanted.contains(c.as_str())).collect();
                assert_eq!(header.iter().collect::<Vec<_>>(), order, "{names:?}");

                let part = case.run(DecisionFormat::JsonLines, &selection);
                assert_eq!(part.rejects, lines.rejects);
                assert_lines(&case, &names, &lines.text, &part.text, &wanted);

                // The decisions of a list, without what divides them.
                let objects = |text: &str| {
                    let lines = text.lines().filter(|line| line.starts_with('{'));
                    lines.map(|line| line.trim_end_matches(',')).collect::<Vec<_>>().join("\n")
                };
                let part = case.run(DecisionFormat::Json, &selection);
                assert_lines(&case, &names, &objects(&list.text), &objects(&part.text), &wanted);

                let part = records(&case.run(DecisionFormat::Csv, &selection).text);
                let full = records(&csv.text);
                let at = |name: &String| columns.iter().position(|column| column == name).unwrap();
                // The kept column is the last.
                let places: Vec<usize> = header.iter().map(at).chain([columns.len()]).collect();
                let expected: Vec<Vec<String>> =
                    full.iter().map(|record| places.iter().map(|place| record[*place].clone()).collect()).collect();
                assert_eq!(part, expected, "{} of {names:?}", case.name);
                let opening = OutputFormat::Csv.opening(&case.policy, &selection, &case.options.keep);
                assert_eq!(String::from_utf8(opening).unwrap(), format!("{},kept\n", header.join(",")));

                #[cfg(feature = "columnar")]
                for (coded, full) in [true, false].into_iter().zip(&batches) {
                    let part = case.run(DecisionFormat::Columns { coded }, &selection);
                    let expected: Vec<_> = full.batches.iter().map(|batch| batch.project(&places).unwrap()).collect();
                    assert_eq!(part.batches, expected, "{} of {names:?}", case.name);
                }

                // To lay out a wide table takes long, and shows nothing more.
                #[cfg(feature = "cli")]
                if header.len() < 12 {
                    assert_table(&case, &names, &selection, &header, &expected);
                }
            }
        }
    }
    assert!(decided > 200, "{decided} decisions");
}

/// The table has the columns under their names, and a value where CSV has one.
#[cfg(feature = "cli")]
fn assert_table(case: &Case, names: &[String], selection: &Selection, header: &[String], expected: &[Vec<String>]) {
    let table = case.run(DecisionFormat::Table { color: false, width: u16::MAX }, selection).text;
    if expected.is_empty() {
        assert_eq!(table, "");
        return;
    }
    let mut lines = table.lines();
    let shown: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let wanted: Vec<&str> = header.iter().map(String::as_str).chain(["kept"]).collect();
    assert_eq!(shown, wanted, "{} of {names:?}", case.name);
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), expected.len(), "{} of {names:?}", case.name);
    // Words are in the table as they are in CSV.
    let is_word = |name: &str| name == "id" || name.ends_with("_status") || name == "contract";
    for (row, record) in rows.iter().zip(expected) {
        for (value, _) in record.iter().zip(header).filter(|(_, name)| is_word(name)) {
            assert!(row.contains(value.as_str()), "`{value}` is not in `{row}`");
        }
    }
}

#[test]
fn details_are_computed_only_if_one_is_asked_for() {
    let policy = Policy::standard().unwrap();
    let of = |details: bool, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Selection::of_names(&policy, details, &[], &names)
    };
    assert!(!of(true, &["response_status", "remedies"]).unwrap().details());
    assert!(of(true, &["response_status", "response_used"]).unwrap().details());
    assert!(of(true, &["relief"]).unwrap().details());
    assert!(!of(false, &["relief"]).unwrap().details());
    let error = of(false, &["id", "response_used"]).unwrap_err();
    assert_eq!(error.to_string(), "`response_used` is one of the details of an objective");
}
