//! The formats, and where a row is in them.

use std::io::Write;

use super::*;

const JSON: &str = r#"{"id":"A","contract":"Gold","opened":"2026-01-05T09:00:00Z"}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn names_and_words() {
    for (name, format) in [
        ("a.csv", Format::Csv),
        ("a.b/c.TSV.gz", Format::Tsv),
        ("a.jsonl.gz", Format::JsonLines),
        ("a.ndjson", Format::JsonLines),
        ("a.json", Format::Json),
        ("a.yml", Format::Yaml),
    ] {
        assert_eq!(Format::of_name(name), Some(format), "{name}");
    }
    assert_eq!(Format::of_name("a.gz"), None);
    assert!(Format::WORDS.iter().all(|word| Format::parse(word).is_some()));
    assert!(run(&plain(), &[("-", b"x")]).error.unwrap().contains("the format is not known"));
}

#[test]
fn each_format() {
    let csv = "\u{feff}id,contract,opened\r\n\r\nA,Gold,2026-01-05T09:00:00Z\r\n";
    let tsv = csv.replace(',', "\t");
    let lines = format!("\n  \n{JSON}\r\n");
    let list = format!("[\n\n{JSON}\n]");
    let yaml = "- id: A\n  contract: Gold\n  opened: 2026-01-05T09:00:00Z\n";
    let files =
        [("a.csv", csv, 3), ("a.tsv", &tsv, 3), ("a.jsonl", &lines, 3), ("a.json", &list, 3), ("a.yaml", yaml, 1)];
    for (name, text, line) in files {
        let row = one(name, text);
        assert_eq!((row.problem, row.line), (None, line), "{name}");
        let run = run(&plain(), &[(&format!("{name}.gz"), &gzip(text.as_bytes())), ("x.jsonl", b"")]);
        assert_eq!(run.rows[0].0.incident, row.incident, "{name}.gz");
        let options = Options { format: Format::of_name(name), ..plain() };
        assert_eq!(super::run(&options, &[("-", &gzip(text.as_bytes()))]).rows.len(), 1, "{name} by its mark");
    }
}

#[test]
fn bad_records_cost_themselves_alone() {
    let text = format!("not json\n[1]\n{{\"id\":\"A\",\n\u{1}\n{JSON}\nfalse");
    let run = run(&plain(), &[("a.jsonl", text.as_bytes())]);
    let told: Vec<String> =
        run.rows.iter().map(|(row, _)| row.problem.as_ref().map_or_else(String::new, ToString::to_string)).collect();
    assert_eq!(
        told[0],
        "bad-record: a JSON object was expected: at column 2 expected a value (a text in double quotes, a number, `true`, `false` or `null`)"
    );
    assert_eq!(told[1], "bad-record: an object was expected, found a list");
    assert!(told[2].ends_with("it ends where a value is expected"));
    assert_eq!((told.len(), told[4].as_str()), (6, ""));
    let records: Vec<&Value> = run.rows.iter().map(|(_, record)| record).collect();
    assert_eq!((records[0], records[1]), (&Value::from("not json"), &serde_json::json!([1])));
    assert_eq!((&records[4]["id"], records[5]), (&Value::from("A"), &Value::Bool(false)));
}

#[test]
fn cells_are_counted() {
    let text = b"id,contract,opened\nA,Gold\nB,\"Go\"\"ld\",2026-01-05T09:00:00Z\nC,a,b,\"c,d\"\n\xff,Gold,x\n";
    let run = run(&plain(), &[("a.csv", text)]);
    let told: Vec<(u64, String)> = run
        .rows
        .iter()
        .map(|(row, _)| (row.line, row.problem.as_ref().map_or_else(String::new, ToString::to_string)))
        .collect();
    assert_eq!(told[0], (2, "bad-record: 3 cells were expected, found 2".to_owned()));
    assert_eq!(told[1], (3, String::new()));
    assert_eq!(run.rows[1].0.incident.as_ref().unwrap().contract, "Go\"ld");
    assert_eq!(told[2], (4, "bad-record: 3 cells were expected, found 4".to_owned()));
    assert_eq!(run.rows[2].1, "C,a,b,\"c,d\"");
    let message = "`id`: a text in UTF-8 was expected, found other bytes; `--encoding` says which encoding it has";
    assert_eq!(told[3], (5, format!("bad-record: {message}")));
}

#[test]
fn a_cell_over_two_lines() {
    let text = "id,contract,opened,note\nA,Gold,2026-01-05T09:00:00Z,\"a\nb\"\nB,Gold,2026-01-05T09:00:00Z,c\n";
    let run = run(&plain(), &[("a.csv", text.as_bytes())]);
    assert_eq!(run.rows.iter().map(|(row, _)| row.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn headers() {
    let error = |text: &str| run(&plain(), &[("a.csv", text.as_bytes())]).error.unwrap();
    assert_eq!(error("id,contract,id\nA,Gold,B\n"), "a.csv:1: the header names the column `id` twice");
    let none = "a.csv:1: the header names no field of an incident: found `a`, `b` and `c`: it needs `id`, ";
    assert!(error("a;b;c\n1;2;3\n").starts_with(none));
    let missing = problem("a.csv", "id,contract\nA,Gold\n");
    assert!(missing.starts_with("missing-field: the field `opened`"));
    assert!(run(&plain(), &[("a.csv", b"")]).rows.is_empty());
}

#[test]
fn lists() {
    let error = |name: &str, text: &str| run(&plain(), &[(name, text.as_bytes())]).error.unwrap();
    assert!(error("a.json", JSON).contains("a JSON list of incidents was expected, found one object: `{\"id\""));
    assert!(error("a.json", "[{}\n,{]").starts_with("a.json:2: a JSON list of incidents was expected: "));
    assert!(error("a.yaml", "a: [\n").contains(": a YAML list of incidents was expected: "));
    let run = run(&plain(), &[("a.json", format!("[5,\n{JSON}]").as_bytes())]);
    assert_eq!(
        run.rows[0].0.problem.as_ref().unwrap().to_string(),
        "bad-record: an object was expected, found a number"
    );
    assert_eq!((run.rows[1].0.line, &run.rows[1].0.problem), (2, &None));
}

#[test]
fn cut_off() {
    let mut rows = JSON.to_owned();
    for n in 0..20_000 {
        rows += &format!("\n{}", JSON.replace('A', &n.to_string()));
    }
    let packed = gzip(rows.as_bytes());
    let run = run(&plain(), &[("a.jsonl.gz", &packed[..packed.len() / 2])]);
    let error = run.error.unwrap();
    assert!(error.starts_with("a.jsonl.gz:") && error.contains("cut off"), "{error}");
    assert!(run.rows.len() > 1);
    assert!(super::run(&plain(), &[("a.csv.gz", b"id,contract")]).error.unwrap().contains("gzip data was expected"));
}
