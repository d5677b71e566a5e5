//! Input that nobody should send: an error with a place, exit 1 or 2, bounded memory and time, no panic.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What a run came to.
struct Outcome {
    code: i32,
    said: String,
}

/// Runs the command in a folder, with half a gigabyte of address space and thirty seconds at the most.
fn relief(folder: &Path, args: &[&str]) -> Outcome {
    let bin = env!("CARGO_BIN_EXE_relief");
    let words: Vec<String> = args.iter().map(|a| format!("'{a}'")).collect();
    let line = format!("ulimit -v 524288; exec timeout 30 {bin} {}", words.join(" "));
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Outcome { code: output.status.code().unwrap_or(-1), said }
}

fn holds(outcome: &Outcome, code: i32, words: &[&str]) {
    let Outcome { code: found, said } = outcome;
    let head: String = said.chars().take(2000).collect();
    assert!(!said.contains("panicked"), "{head}");
    assert_eq!(*found, code, "{head}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in: {head}");
    }
    assert!(said.len() < 40_000, "{} bytes are said", said.len());
}

/// Decides a file of incidents as of an instant.
fn eval(name: &str, bytes: &[u8], code: i32, words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let outcome = relief(folder.path(), &["eval", "--as-of", "2026-01-01T00:00:00Z", "-o", "out.jsonl", name]);
    holds(&outcome, code, words);
    let partial = fs::read_dir(folder.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("partial"));
    assert_eq!(partial.count(), 0, "a partial file is left behind");
    assert_eq!(folder.path().join("out.jsonl").exists(), code != 2, "an output stands where the run failed");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const GOOD: &str = r#"{"id": "good", "contract": "Gold", "priority": "P1", "opened": "2025-05-14T09:00:00+01:00"}"#;

#[test]
fn a_line_of_a_hundred_megabytes_is_one_bad_record() {
    let mut bytes = vec![b'x'; 100_000_000];
    bytes.extend(format!("\n{GOOD}\n").bytes());
    eval("long.jsonl", &bytes, 1, &["long.jsonl:1: bad-record", "16 MiB", "1 decided, 1 rejected"]);
}

#[test]
fn a_quotation_mark_that_never_closes_is_one_bad_record() {
    let mut bytes = b"id,contract,opened\n\"".to_vec();
    bytes.extend(std::iter::repeat_n(b"a,b\n", 5_000_000).flatten());
    eval("quote.csv", &bytes, 1, &["quote.csv:2: bad-record"]);
}

#[test]
fn a_gzip_bomb_is_one_bad_record() {
    eval("bomb.jsonl.gz", &gzip(&vec![b'0'; 100_000_000]), 1, &["bad-record", "16 MiB"]);
}

#[test]
fn a_truncated_gzip_says_where_it_ended() {
    let lines: String = (0..10_000).map(|n| format!("{}\n", GOOD.replace("good", &n.to_string()))).collect();
    let whole = gzip(lines.as_bytes());
    eval("cut.jsonl.gz", &whole[..whole.len() / 2], 2, &["cut.jsonl.gz:", "ends in the middle"]);
}

#[test]
fn what_is_no_gzip_is_told() {
    eval("none.jsonl.gz", &[0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2, &["none.jsonl.gz"]);
}

#[test]
fn ten_thousand_brackets_are_one_bad_record() {
    let line = format!("{}\n{GOOD}\n", "[".repeat(10_000));
    eval("deep.jsonl", line.as_bytes(), 1, &["deep.jsonl:1: bad-record", "1 decided"]);
    eval("deep.json", "[".repeat(10_000).as_bytes(), 2, &["deep.json"]);
    eval("deep.yaml", "[".repeat(10_000).as_bytes(), 2, &["deep.yaml", "64 deep"]);
}

#[test]
fn aliases_of_aliases_are_refused() {
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        yaml.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    eval("bomb.yaml", yaml.as_bytes(), 2, &["bomb.yaml"]);
}

#[test]
fn binary_is_no_incident() {
    let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    eval("noise.csv", &noise, 2, &["noise.csv"]);
    eval("noise.json", &noise, 2, &["noise.json"]);
    eval("noise.yaml", &noise, 2, &["noise.yaml"]);
    eval("nul.jsonl", b"\0\0\0\0\n", 1, &["nul.jsonl:1: bad-record"]);
    // UTF-16 is text, where it can be decoded.
    let mut bytes: Vec<u8> = "id,contract,opened\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.extend([0x00, 0xd8, 0x00, 0xd8]);
    eval("utf16.csv", &bytes, 1, &["`utf16.csv` is read as UTF-16LE", "utf16.csv:2: bad-record"]);
}

#[test]
fn a_header_that_stands_twice_is_refused() {
    eval("twice.csv", b"id,contract,opened,id\n1,Gold,2025-05-14T09:00:00Z,2\n", 2, &["`id` twice"]);
}

#[test]
fn one_object_is_no_list() {
    eval("one.json", GOOD.as_bytes(), 2, &["one.json", "list"]);
}

#[test]
fn nothing_is_no_incident() {
    eval("empty.csv", b"", 0, &["0 incidents"]);
    eval("empty.json", b"", 2, &["empty.json"]);
}

#[test]
fn what_cannot_be_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder.csv")).unwrap();
    holds(&relief(folder.path(), &["eval", "nowhere.csv"]), 2, &["`nowhere.csv`", "no such file"]);
    holds(&relief(folder.path(), &["eval", "folder.csv"]), 2, &["`folder.csv`", "has no file of incidents"]);
    holds(&relief(folder.path(), &["eval", "incidents.xyz"]), 2, &["`incidents.xyz`"]);
}

/// Checks one policy file.
fn check(bytes: &[u8], code: i32, words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.sla"), bytes).unwrap();
    holds(&relief(folder.path(), &["check", "p.sla"]), code, words);
}

#[test]
fn malformed_policies_are_told_and_nothing_more() {
    let parentheses = |n: usize| format!("priority P1 {{ when {}a{} }}", "(".repeat(n), ")".repeat(n));
    check(parentheses(10_000).as_bytes(), 1, &["E0104", "64 deep"]);
    check("tier a { ".repeat(25_000).as_bytes(), 1, &["p.sla:1"]);
    check("{".repeat(1 << 20).as_bytes(), 1, &["64 deep"]);
    check(&vec![b' '; (1 << 20) + 1], 2, &["larger than 1 MiB"]);
    check(b"tier \xff\xfe {", 2, &["not UTF-8", "line 1"]);
    check(&[0; 4096], 2, &["not UTF-8"]);
    check(b"priority P1\ntier Gold {\0 response none }\n", 2, &["line 2 has a NUL character"]);
    check("\"".repeat(1 << 19).as_bytes(), 1, &["p.sla:1"]);
    check(b"import \"../../../../etc/passwd.sla\"", 1, &["E0602"]);
    check(b"import \"nowhere.sla\"", 1, &["E0601", "nowhere.sla"]);
    check(b"import \"p.sla\"", 0, &["without errors"]);
    check("nonsense\n".repeat(100_000).as_bytes(), 1, &["p.sla:1"]);
}

#[test]
fn a_bad_holiday_list_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let policy =
        "import holidays \"days.yaml\"\ncalendar c { timezone UTC open mon-fri 09:00-17:00 closed holidays x }";
    fs::write(folder.path().join("p.sla"), policy).unwrap();
    let list = |days: &str| format!("name: x\ncomplete: {{from: 2026, to: 2027}}\ndays:\n{days}");
    for (yaml, words) in [
        (list("  - {date: 2026-02-30, name: none}\n"), ["E0605", "2026-02-30"]),
        (list("  - {date: 2029-01-01, name: out}\n"), ["E0605", "outside"]),
        (list("  - {date: 2026-01-01, name: a}\n  - {date: 2026-01-01, name: b}\n"), ["E0605", "twice"]),
        (list("  - {date: 2026-01-01, nane: a}\n"), ["E0605", "nane"]),
        ("name: x\n\tcomplete".to_owned(), ["E0605", "days.yaml:2"]),
        ("[".repeat(100_000), ["E0605", "64 deep"]),
    ] {
        fs::write(folder.path().join("days.yaml"), yaml).unwrap();
        holds(&relief(folder.path(), &["check", "p.sla"]), 1, &words);
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("i.jsonl"), format!("{GOOD}\n")).unwrap();
    fs::write(folder.path().join("out.jsonl"), "old").unwrap();
    let args = ["eval", "--as-of", "2026-01-01T00:00:00Z", "-o", "out.jsonl", "i.jsonl", "nowhere.jsonl"];
    holds(&relief(folder.path(), &args), 2, &["nowhere.jsonl"]);
    assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), "old");
    holds(&relief(folder.path(), &["eval", "-o", "no/such/folder/o.jsonl", "i.jsonl"]), 2, &["no/such/folder"]);
    holds(
        &relief(folder.path(), &["eval", "-o", "/dev/full", "--output-format", "jsonl", "i.jsonl"]),
        2,
        &["/dev/full"],
    );
}

#[test]
fn what_a_terminal_would_obey_is_told_as_text() {
    let row = "id,contract,priority,opened\n\"A\x1b[2J\",\"Gould\x07\",P1,2025-05-14T09:00:00Z\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("i.csv"), row).unwrap();
    let outcome = relief(folder.path(), &["eval", "--as-of", "2026-01-01T00:00:00Z", "i.csv"]);
    holds(&outcome, 1, &["A\\u{1b}[2J", "Gould\\u{7}"]);
    assert!(!outcome.said.contains(['\x1b', '\x07']), "{}", outcome.said);
}

#[test]
fn a_cell_of_megabytes_makes_no_message_of_megabytes() {
    let row = format!("id,contract,priority,opened\nA,{},P1,2025-05-14T09:00:00Z\n", "x".repeat(5 << 20));
    eval("i.csv", row.as_bytes(), 1, &["unknown-contract", " ..."]);
}

#[test]
fn what_is_kept_takes_no_name_of_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("i.jsonl"), GOOD.replace('}', ", \"note\": null}\n")).unwrap();
    let eval = |keep: &[&str]| {
        let mut args = vec!["eval", "--as-of", "2026-01-01T00:00:00Z", "i.jsonl"];
        keep.iter().for_each(|name| args.extend(["--keep", name]));
        relief(folder.path(), &args)
    };
    for name in ["priority", "response", "response_due", "hot_fix_entitled", "remedies"] {
        holds(&eval(&[name]), 2, &[&format!("`--keep {name}`: a decision has a column of that name")]);
    }
    holds(&eval(&["note", "note"]), 2, &["`--keep note` is given twice"]);
    holds(&eval(&["note"]), 0, &["\"note\":null"]);
}

#[test]
fn a_wait_that_nothing_would_end_or_count_is_told() {
    let with = |waiting: &str| GOOD.replace('}', &format!(r#", "waiting": {waiting}}}"#));
    let until = r#"[{"from": "2025-05-14T10:00:00Z", "until": "2025-05-14T11:00:00Z"}]"#;
    eval("i.jsonl", with(until).as_bytes(), 1, &["bad-interval", "an unknown key `until`"]);
    let on = r#"[{"from": "2025-05-14T10:00:00Z", "on": "Customer"}]"#;
    let note = "incidents wait on `Customer`, for which no clock pauses: did you mean `customer`?";
    eval("i.jsonl", with(on).as_bytes(), 0, &[note]);
    let cells = "id,contract,priority,opened,waiting\n\
                 A,Gold,P1,2025-05-14T09:00:00Z,2025-05-14T10:00:00Z/..@Customer\n";
    eval("i.csv", cells.as_bytes(), 0, &[note]);
}

#[test]
fn a_key_that_stands_twice_is_no_incident() {
    let twice = GOOD.replace("\"P1\"", "\"P1\", \"priority\": \"P2\"");
    eval(
        "i.jsonl",
        format!("{twice}\n{GOOD}\n").as_bytes(),
        1,
        &["i.jsonl:1", "bad-record: the key `priority` occurs twice"],
    );
    eval("i.json", format!("[{twice}]").as_bytes(), 1, &["bad-record: the key `priority` occurs twice"]);
}
