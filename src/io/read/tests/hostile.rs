//! Files that nobody means well with: an error each, in bounded memory and time.

use std::io::Read;

use super::*;

/// `head`, then this many bytes of one kind, then `tail`, without holding them.
fn long(head: &str, byte: u8, count: u64, tail: &str) -> Box<dyn Read + Send> {
    let (head, tail) = (head.as_bytes().to_vec(), tail.as_bytes().to_vec());
    Box::new(Cursor::new(head).chain(std::io::repeat(byte).take(count)).chain(Cursor::new(tail)))
}

fn codes(name: &str, reader: Box<dyn Read + Send>) -> Vec<String> {
    let options = plain();
    let mut run = Reader::new(Shape::default(), &options).unwrap();
    let mut rows = run.open(name, reader).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next() {
        let problem = row.unwrap().problem;
        assert!(problem.is_none() || rows.record().is_null());
        found.push(problem.map_or_else(|| "ok".to_owned(), |p| p.to_string()));
    }
    found
}

#[test]
fn endless_lines() {
    let tail = "\n{\"id\":\"A\",\"contract\":\"Gold\",\"opened\":\"2026-01-05T09:00:00Z\"}\n";
    let found = codes("a.jsonl", long("{\"id\":\"", b'x', 40_000_000, tail));
    assert_eq!(found, ["bad-record: a line of at most 16 MiB was expected, found a longer one", "ok"]);
    let tail = "\nA,Gold,2026-01-05T09:00:00Z\n";
    for byte in *b"x," {
        let found = codes("a.csv", long("id,contract,opened\n", byte, 40_000_000, tail));
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], "ok");
        assert!(found[0].starts_with("bad-record: "), "{}", found[0]);
    }
}

#[test]
fn binary() {
    let noise: Vec<u8> = (0..50_000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    for name in ["a.csv", "a.json", "a.yaml"] {
        for bytes in [&noise[..], &[0; 5000], b"\xff\xfea\0b\0"] {
            assert!(run(&plain(), &[(name, bytes)]).error.is_some(), "{name}");
        }
    }
    let run = run(&plain(), &[("a.jsonl", &noise)]);
    assert!(run.rows.iter().all(|(row, _)| row.problem.is_some()));
}

#[test]
fn deep_nesting() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(problem("a.jsonl", &deep).contains("nested more than 127 deep"));
    assert!(problem("a.json", &format!("[{deep}]")).contains("nested more than 127 deep"));
    assert!(run(&plain(), &[("a.yaml", deep.as_bytes())]).error.unwrap().contains("nested more than 64 deep"));
}

#[test]
fn aliases_of_aliases() {
    let mut text = "- &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..12 {
        let item = format!("*a{},", n - 1).repeat(9);
        text += &format!("- &a{n} [{}]\n", item.trim_end_matches(','));
    }
    assert!(run(&plain(), &[("a.yaml", text.as_bytes())]).error.is_some());
}
