//! Folders of incidents: as many files, decided as one run, with a file of decisions for each.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use relief::arrow_array::{ArrayRef, RecordBatch, StringArray, cast::AsArray as _, types::Int32Type};

/// Incidents of one file: their ids, and when each was responded.
fn incidents(file: &Path, rows: &[(&str, &str)], more: &[(&str, &str)]) {
    let text = |values: Vec<&str>| Arc::new(StringArray::from(values)) as ArrayRef;
    let mut columns = vec![
        ("id", text(rows.iter().map(|(id, _)| *id).collect())),
        ("opened", text(rows.iter().map(|_| "2026-03-02T09:00:00Z").collect())),
        ("responded", text(rows.iter().map(|(_, responded)| *responded).collect())),
        ("customer_priority", text(rows.iter().map(|_| "P1").collect())),
    ];
    columns.extend(more.iter().map(|(name, value)| (*name, text(rows.iter().map(|_| *value).collect()))));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(File::create(file).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// Incidents of three contracts and two months.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join("in").join(name);
    let (soon, late) = ("2026-03-02T09:30:00Z", "2026-03-09T09:30:00Z");
    incidents(&at("contract=Bronze/month=2026-03/part-0.parquet"), &[("B1", soon)], &[]);
    incidents(&at("contract=Gold/month=2026-03/part-0.parquet"), &[("G1", soon), ("G2", late)], &[]);
    incidents(&at("contract=Gold/month=2026-04/part-0.parquet"), &[("G1", soon), ("G4", late)], &[]);
    incidents(&at("contract=__HIVE_DEFAULT_PARTITION__/month=2026-04/part-0.parquet"), &[("N1", soon)], &[]);
    // A file that says itself of which contract its incidents are.
    incidents(&at("contract=Gold/month=2026-05/part-0.parquet"), &[("S1", soon)], &[("contract", "Silver")]);
    fs::write(at("_SUCCESS"), "").unwrap();
    fs::write(at("contract=Gold/.part-0.parquet.crc"), "crc").unwrap();
    folder
}

/// What a run prints, and its exit code.
fn run(folder: &Path, args: &str) -> (String, Option<i32>) {
    let args: Vec<&str> = args.split_whitespace().chain(["--as-of", "2026-06-01T12:00:00Z"]).collect();
    let run =
        Command::new(env!("CARGO_BIN_EXE_relief")).args(["eval"]).args(args).current_dir(folder).output().unwrap();
    let text = [run.stdout, run.stderr].concat();
    (String::from_utf8(text).unwrap(), run.status.code())
}

/// The files below a folder, by their places.
fn files(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                out.push(entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    out.sort();
    out
}

/// Ids, contracts and what became of the response, of a file of decisions.
fn decisions(file: &Path) -> Vec<[String; 3]> {
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap());
    let mut out = Vec::new();
    for batch in reader.unwrap().build().unwrap().map(Result::unwrap) {
        let words = |name: &str| {
            let column = batch.column_by_name(name).unwrap();
            let words = column.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
            words.into_iter().map(|word| word.unwrap().to_owned()).collect::<Vec<_>>()
        };
        let ids = batch.column_by_name("id").unwrap().as_string::<i32>();
        let rows = ids.iter().zip(words("contract")).zip(words("response_status"));
        out.extend(rows.map(|((id, contract), status)| [id.unwrap().to_owned(), contract, status]));
    }
    out
}

#[test]
fn a_folder_is_decided_file_by_file() {
    let folder = folder();
    let (printed, code) = run(folder.path(), "in -o out/ --rejects rejects.jsonl");
    assert_eq!(code, Some(1), "{printed}");
    let out = folder.path().join("out");
    let places = [
        "contract=Bronze/month=2026-03/part-0.parquet",
        "contract=Gold/month=2026-03/part-0.parquet",
        "contract=Gold/month=2026-04/part-0.parquet",
        "contract=Gold/month=2026-05/part-0.parquet",
        "contract=__HIVE_DEFAULT_PARTITION__/month=2026-04/part-0.parquet",
    ];
    assert_eq!(files(&out), places);
    let found: BTreeMap<&str, _> = places.iter().map(|place| (*place, decisions(&out.join(place)))).collect();
    let row = |id: &str, contract: &str, status: &str| [id, contract, status].map(str::to_owned);
    assert_eq!(found[places[0]], [row("B1", "Bronze", "met")]);
    assert_eq!(found[places[1]], [row("G1", "Gold", "met"), row("G2", "Gold", "breached")]);
    // An id of an earlier file comes again.
    assert_eq!(found[places[2]], [row("G4", "Gold", "breached")]);
    assert_eq!(found[places[3]], [row("S1", "Silver", "met")]);
    assert_eq!(found[places[4]], [] as [[String; 3]; 0]);
    let rejects = fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap();
    let codes: Vec<serde_json::Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes: Vec<_> = codes.iter().map(|reject| (reject["id"].as_str(), reject["code"].as_str())).collect();
    assert_eq!(codes, [(Some("G1"), Some("duplicate-id")), (Some("N1"), Some("missing-field"))], "{rejects}");
}

#[test]
fn a_folder_is_one_output_too_and_a_pattern_leaves_folders_out() {
    let folder = folder();
    let (printed, _) = run(folder.path(), "in -o all.csv -q");
    let all = fs::read_to_string(folder.path().join("all.csv")).unwrap();
    let ids: Vec<&str> = all.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids, ["B1", "G1", "G2", "G4", "S1"], "{printed}");
    let (printed, code) = run(folder.path(), "in/contract=Gold/month=*/*.parquet -o out/ --output-format csv -q");
    let places = ["month=2026-03/part-0.csv", "month=2026-04/part-0.csv", "month=2026-05/part-0.csv"];
    assert_eq!((files(&folder.path().join("out")), code), (places.map(str::to_owned).to_vec(), Some(1)), "{printed}");
}

#[test]
fn other_commands_read_folders_too() {
    let folder = folder();
    let commands = [
        ("compare Gold Silver --replay in", "3 incidents decided under Gold and under Silver"),
        (
            "compare Gold Silver --replay in/contract=Gold/**/*.parquet",
            "3 incidents decided under Gold and under Silver",
        ),
        ("report in", "2 rejected"),
    ];
    for (args, words) in commands {
        let args: Vec<&str> = args.split(' ').chain(["--as-of", "2026-06-01T12:00:00Z"]).collect();
        let run = Command::new(env!("CARGO_BIN_EXE_relief")).args(&args).current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        assert!(text.contains(words), "{args:?}: {text}");
    }
}

#[test]
fn columns_of_folders_are_kept_like_others() {
    let folder = folder();
    let (printed, _) = run(folder.path(), "in --keep month --columns response_status --output-format csv -q");
    let rows: Vec<&str> = printed.lines().filter(|line| line.contains(',')).collect();
    assert_eq!(rows.first(), Some(&"id,response_status,month"));
    assert!(rows.contains(&"B1,met,2026-03") && rows.contains(&"G4,breached,2026-04"), "{printed}");
}

#[test]
fn nothing_is_left_of_a_run_that_fails() {
    let folder = folder();
    fs::write(folder.path().join("in/contract=Gold/month=2026-05/part-1.parquet"), "PAR1 and no more").unwrap();
    let (printed, code) = run(folder.path(), "in -o out/");
    assert_eq!((files(&folder.path().join("out")), code), (Vec::new(), Some(2)), "{printed}");
    assert!(printed.contains("part-1.parquet"), "{printed}");
}

#[test]
fn what_no_folder_can_be_is_an_error() {
    let folder = folder();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let fails = |args: &str, what: &str| {
        let (printed, code) = run(folder.path(), args);
        assert!(code == Some(2) && printed.contains(what), "{args}: {printed}");
    };
    fails("empty", "the folder `empty` has no file of incidents");
    fails("in -o in/", "cannot write to `in/contract=Bronze/month=2026-03/part-0.parquet`: incidents are read from it");
    fails("in -o out/ --output-format json", "use --output-format jsonl, csv, parquet or arrow");
    fs::create_dir_all(folder.path().join("out/contract=Gold/month=2026-03/part-0.parquet")).unwrap();
    let (printed, code) = run(folder.path(), "in -o out/ -q");
    let message = "error: cannot write `out/contract=Gold/month=2026-03/part-0.parquet`: it is a folder";
    assert!(code == Some(2) && printed.starts_with(message), "{printed}");
    assert_eq!(files(&folder.path().join("out")), [] as [String; 0]);
    fails("- --input-format csv -o out/", "standard input has no place");
    let twice = "in/contract=Gold/month=2026-03/part-0.parquet in/contract=Bronze/month=2026-03/part-0.parquet -o out/";
    fails(twice, "would both go to `out/part-0.parquet`");
    let log = "in -o out/ --map servicenow-events";
    fails(log, "a log is decided as a whole");
}

#[test]
fn folders_of_text_are_no_columns() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("in/contract=Gold")).unwrap();
    fs::write(folder.path().join("in/contract=Gold/a.csv"), "id,opened,priority\nI1,2026-03-02T09:00:00Z,P1\n")
        .unwrap();
    let (printed, code) = run(folder.path(), "in --output-format csv");
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("the folder `contract=` of its path is no column of it"), "{printed}");
}
