//! The stream against the readers that define it: the same decisions, rejects and notes, to the byte.

mod columns;
mod rows;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::against_reader::{How, both, slowly, streamed};
use super::*;
use crate::io::read::Mapping;
use crate::time::{Ambiguous, Instant, Zone};

pub(super) fn policy() -> Policy {
    Policy::from_text("rich.sla", include_str!("rich.sla")).unwrap()
}

fn options(kind: usize) -> Options {
    let mut options = Options::new(Instant::parse("2024-06-20T12:00:00Z").unwrap());
    match kind {
        0 => {}
        1 => options.keep = vec!["note".to_owned(), "site".to_owned()],
        2 => {
            options.timezone = Zone::parse("Europe/London");
            options.ambiguous = Ambiguous::Earliest;
            options.set = vec![("contract".to_owned(), "Gold".to_owned()), ("vip".to_owned(), "TRUE".to_owned())];
        }
        _ => {
            let text = "missing: [none, '-']\ntime: '%d/%m/%Y %H:%M'\nzone: America/New_York\n\
                        fields: {site: note}\nconstants: {channel: phone}\n\
                        values: {priority: {'1': P1, high: P2}, vip: {'1': 'true', '0': 'false'}, seats: {'12': '100.5'}}";
            options.mapping = Some(Mapping::parse(text).unwrap());
        }
    }
    options
}

fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn a_stream_says_what_the_readers_say() {
    let policy = policy();
    let form = prop::sample::select(vec![DecisionFormat::JsonLines, DecisionFormat::Json, DecisionFormat::Csv]);
    let piece = prop_oneof![1..400_usize, Just(PIECE)];
    let strategy = (rows::files(), 0..4_usize, form, 1..3_usize, piece, prop::bool::weighted(0.2));
    TestRunner::new(config())
        .run(&strategy, |(files, kind, form, threads, piece, broken)| {
            let options = options(kind);
            let how = How { form, threads, piece, broken };
            let (fast, slow) = both(&policy, &options, &files, how);
            let shown: Vec<_> = files.iter().map(|(n, b)| (n, String::from_utf8_lossy(b).into_owned())).collect();
            prop_assert_eq!(fast, slow, "stream, then readers, of {:#?}", shown);
            Ok(())
        })
        .unwrap();
}

/// Enough rows for many pieces, so that threads meet.
#[test]
fn many_pieces_come_in_order() {
    use std::fmt::Write as _;
    let policy = policy();
    let mut csv = "id,contract,opened,priority,responded,site\n".to_owned();
    for n in 0..40_000 {
        let id = if n % 977 == 5 { n - 5 } else { n };
        let contract = if n % 501 == 7 { "Nobody" } else { "Gold" };
        let site = if n % 13 == 0 { "\"Berlin,\n east\"" } else { "Oslo" };
        let (day, hour) = (n % 28 + 1, n % 24);
        writeln!(
            csv,
            "INC-{id},{contract},2024-05-{day:02}T{hour:02}:00:00Z,P{},2024-06-01T00:00:00Z,{site}",
            n % 3 + 1
        )
        .unwrap();
    }
    let files = [("many.csv".to_owned(), csv.into_bytes())];
    let options = options(0);
    let how = How { form: DecisionFormat::Csv, threads: 1, piece: PIECE, broken: false };
    let slow = slowly(&policy, &options, &files, how);
    for threads in [1, 2, 5] {
        let how = How { threads, ..how };
        assert!(streamed(&policy, &options, &files, how) == slow, "{threads} threads");
    }
}

/// A file that cannot be read further gives all rows before, and the line that could not be read, either way.
#[test]
fn a_file_that_breaks_off_is_read_up_to_there() {
    let policy = policy();
    let records =
        "id,contract,opened,priority\nA,Gold,2024-05-01T09:00:00Z,P1\nB,Gold\n\nB,Gold,2024-05-01T09:00:00Z,P1\n\nC,Go";
    let lines = "{\"id\":\"A\",\"contract\":\"Gold\",\"opened\":\"2024-05-01T09:00:00Z\"}\n\n[1]\n{\"id\":";
    let events =
        "id,at,event,contract\nA,2024-05-01T09:00:00Z,opened,Gold\nA,2024\nB,2024-05-01T09:00:00Z,opened,Gold\n\"C";
    for (name, text, line) in [("a.csv", records, 7), ("a.jsonl", lines, 4), ("e.csv", events, 5)] {
        let mut options = options(0);
        options.mapping = name.starts_with('e').then(|| Mapping::built_in("events").unwrap());
        let files = [(name.to_owned(), text.as_bytes().to_vec())];
        for piece in [1, 30, 90, PIECE] {
            let how = How { form: DecisionFormat::JsonLines, threads: 1, piece, broken: true };
            let (fast, slow) = both(&policy, &options, &files, how);
            assert_eq!(fast, slow, "{name} in pieces of {piece}");
            let stop = fast.stop.unwrap();
            assert!(stop.starts_with(&format!("{name}:{line}: ")), "{stop}");
            assert!(!fast.rejects.is_empty(), "{name}");
        }
    }
}

/// Found by fuzzing: a key that occurs twice is refused whatever it is, and whatever its first value was.
#[test]
fn a_key_that_occurs_twice_is_refused_either_way() {
    let policy = policy();
    let options = options(0);
    let good = "\"id\":\"A\",\"contract\":\"Gold\",\"opened\":\"2024-05-01T09:00:00Z\",\"site\":null";
    let long = "k".repeat(300);
    let many: String = (0..9000).map(|n| format!("{{\"k{n}\":1,{good}}}\n")).collect();
    for twice in [
        format!("{{{good},\"openel\":1,\"openel\":2}}"),
        format!("{{{good},\"priority\":null,\"priority\":\"P1\"}}"),
        format!("{{{good},\"priority\":\"P1\",\"priority\":null}}"),
        format!("{{{good},\"{long}\":1,\"{long}\":2}}"),
        format!("{many}{{\"k8999\":1,{good},\"k8999\":2}}"),
    ] {
        let files = [("a.jsonl".to_owned(), format!("{twice}\n{{{good}}}\n").into_bytes())];
        let how = How { form: DecisionFormat::JsonLines, threads: 1, piece: PIECE, broken: false };
        let (fast, slow) = both(&policy, &options, &files, how);
        let shown = twice.get(twice.len().saturating_sub(200)..).unwrap_or(&twice);
        assert!(fast == slow, "{shown}");
        assert!(fast.rejects.iter().any(|reject| reject.contains("bad-record")), "{shown}");
    }
}

/// A line that cannot be read says nothing of its keys, and a later one with the same keys does.
#[test]
fn keys_of_bad_lines_are_no_keys() {
    let policy = policy();
    let good = "\"id\":\"A\",\"contract\":\"Gold\",\"opened\":\"2024-05-01T09:00:00Z\"";
    let mut mapped = options(0);
    mapped.mapping = Some(Mapping::parse("fields: {site: place}").unwrap());
    let mut keeping = options(0);
    keeping.keep = vec!["place".to_owned()];
    for options in [mapped, keeping] {
        for (lines, fine) in [
            (vec![format!("{{{good},\"place\":1,\"place\":2}}"), format!("{{{good}}}")], false),
            (vec![format!("{{{good},\"place\":1,\"place\":2}}"), format!("{{{good},\"place\":\"x\"}}")], true),
            (vec![format!("{{{good},\"place\":\"x\"}}"), format!("{{{good},\"place\":1,\"place\":2}}")], true),
        ] {
            for piece in [1, PIECE] {
                let files = [("a.jsonl".to_owned(), lines.join("\n").into_bytes())];
                let how = How { form: DecisionFormat::JsonLines, threads: 1, piece, broken: false };
                let (fast, slow) = both(&policy, &options, &files, how);
                assert_eq!(fast, slow, "{lines:?}");
                assert_eq!(fast.stop.is_none(), fine, "{lines:?}: {:?}", fast.stop);
            }
        }
    }
}
