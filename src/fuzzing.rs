//! What the targets in `fuzz/` call: each function takes any bytes at all, and panics only where the program is
//! wrong. Nothing else may use it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a fuzzer learns of a find by a panic"
)]

use std::sync::OnceLock;

use crate::io::pipeline::DecisionFormat;
use crate::io::pipeline::against_reader::{How, both};
use crate::io::read::{Mapping, Options};
use crate::lint::{Selection, lint};
use crate::policy::{Policy, Workspace};
use crate::span::FileId;
use crate::time::{Ambiguous, Date, Instant, Zone};

/// The columns that files without a header of their own are given.
const RECORD_HEADER: &str = "id,contract,opened,responded,priority,waiting,vip,site,seats,note";
const EVENT_HEADER: &str = "id,at,event,on,priority,contract,vip,note";

/// A policy text is parsed, compiled and linted, and what parses is laid out.
pub fn policy(text: &str) {
    let workspace = Workspace::of_text("fuzz.sla", text);
    let options =
        crate::lint::Options { selection: Selection::all(), today: Date(20_000), also: crate::testing::problems };
    let _ = lint(&workspace, &options);
    if let Ok(laid) = crate::syntax::format::format(FileId(0), text) {
        let again = crate::syntax::format::format(FileId(0), &laid).expect("what was laid out parses");
        assert_eq!(laid, again, "laid out twice");
    }
    let _ = Policy::compile(workspace);
}

/// A mapping is read, and a small file by it.
pub fn mapping(text: &str) {
    let Ok(mapping) = Mapping::parse(text) else { return };
    let mut options = base();
    options.mapping = Some(mapping);
    let shape = crate::io::read::Shape::of(&rich().model());
    let Ok(mut reader) = crate::io::read::Reader::new(shape, &options) else { return };
    let csv =
        "id,contract,opened,at,event,state,priority,note\nA,Gold,2024-05-01T09:00:00Z,1,opened,New,P1,x\n,,,,,,,\n";
    if let Ok(mut rows) = reader.open("a.csv", Box::new(csv.as_bytes())) {
        while rows.next().is_some() {}
    }
    if let Ok(mut rows) = reader.finish() {
        while rows.next().is_some() {}
    }
}

/// Records, by the stream and by the readers. The first three bytes say how they are read.
pub fn records(data: &[u8]) {
    let Some((head, body)) = data.split_first_chunk::<3>() else { return };
    let mut options = base();
    match head[0] % 4 {
        0 => {}
        1 => options.keep = vec!["note".to_owned(), "site".to_owned()],
        2 => {
            options.timezone = Zone::parse("Europe/London");
            options.ambiguous = Ambiguous::Earliest;
            options.set = vec![("contract".to_owned(), "Gold".to_owned())];
        }
        _ => {
            let text = "missing: [none, '-']\ntime: '%d/%m/%Y %H:%M'\nzone: America/New_York\nfields: {site: note}\n\
                        constants: {contract: Gold}\nvalues: {priority: {'1': P1, high: P2}}";
            options.mapping = Some(Mapping::parse(text).expect("a mapping"));
        }
    }
    compare(&options, *head, body, RECORD_HEADER);
}

/// The same of event logs.
pub fn events(data: &[u8]) {
    let Some((head, body)) = data.split_first_chunk::<3>() else { return };
    let mut options = base();
    options.mapping = Some(match head[0] % 3 {
        0 => Mapping::built_in("events").expect("a carried mapping"),
        1 => {
            options.keep = vec!["note".to_owned()];
            Mapping::built_in("events").expect("a carried mapping")
        }
        _ => {
            let text = "extends: events\nconstants: {contract: Gold}\nmissing: ['-']";
            Mapping::parse(text).expect("a mapping")
        }
    });
    compare(&options, *head, body, EVENT_HEADER);
}

fn base() -> Options {
    Options::new(Instant::parse("2024-06-20T12:00:00Z").expect("an instant"))
}

fn rich() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| {
        Policy::from_text("rich.sla", include_str!("io/pipeline/tests/rich.sla")).unwrap_or_else(|e| panic!("{e}"))
    })
}

fn compare(options: &Options, [first, piece, kind]: [u8; 3], body: &[u8], header: &str) {
    let form = match first / 4 % 3 {
        0 => DecisionFormat::JsonLines,
        1 => DecisionFormat::Json,
        _ => DecisionFormat::Csv,
    };
    let with = |header: String| [header.as_bytes(), body].concat();
    let (name, bytes) = match kind % 8 {
        0 => ("a.csv", with(format!("{header}\n"))),
        1 => ("a.csv", with(format!("{header}\r"))),
        2 => ("a.tsv", with(format!("{}\r\n", header.replace(',', "\t")))),
        3 => ("a.csv", body.to_vec()),
        4 => ("a.csv", with(format!("{}\n", header.replace(',', ";")))),
        _ => ("a.jsonl", body.to_vec()),
    };
    // Two files, where a mark says so.
    let mut files = vec![(name.to_owned(), bytes)];
    if kind & 0x40 != 0
        && let Some(at) = body.iter().position(|byte| *byte == 0x1e)
        && let Some(second) = body.get(at + 1..)
    {
        files = vec![
            (format!("b{name}"), files.remove(0).1.split(|b| *b == 0x1e).next().unwrap_or_default().to_vec()),
            (format!("c{name}"), [header.as_bytes(), b"\n", second].concat()),
        ];
    }
    let threads = usize::from(first % 16 == 15) + 1;
    let piece = if piece == 0 { crate::io::pipeline::PIECE } else { usize::from(piece) };
    let how = How { form, threads, piece, broken: kind & 0x80 != 0 };
    let (fast, slow) = both(rich(), options, &files, how);
    assert_eq!(fast, slow, "the stream, then the readers");
}
