//! Random rows: mostly good, with something of everything that can be wrong with one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const KEYS: [&str; 25] = [
    "id",
    "contract",
    "opened",
    "responded",
    "relieved",
    "resolved",
    "priority",
    "customer_priority",
    "vendor_priority",
    "channel",
    "waiting",
    "updates",
    "excluded",
    "priority_changes",
    "environment",
    "expected",
    "seats",
    "vip",
    "site",
    "since",
    "lost",
    "unread",
    "note",
    "prioritty",
    "other",
];

fn of(all: &'static [&'static str]) -> BoxedStrategy<String> {
    select(all.to_vec()).prop_map(str::to_owned).boxed()
}

fn instant() -> BoxedStrategy<String> {
    let good = (1..29_u32, 0..24_u32, 0..60_u32, 3..7_u32)
        .prop_map(|(d, h, m, month)| format!("2024-{month:02}-{d:02}T{h:02}:{m:02}:00Z"));
    let odd = of(&[
        "2024-05-01T09:00:00.1234567+02:00",
        "2024-05-01 09:00:00",
        "2024-05-01",
        "soon",
        "2024-13-01T00:00:00Z",
        "01/05/2024 09:30",
        "2024-03-31T01:30:00",
        "2024-05-01T09:00Z",
        "none",
        "-",
        "2024-05-01T09:00:60Z",
        "2024-05-01T24:00:00Z",
        "2031-01-01T00:00:00Z",
    ]);
    prop_oneof![20 => good, 1 => odd].boxed()
}

fn interval() -> BoxedStrategy<String> {
    let good = (1..28_u32, 0..20_u32, 1..30_u32, prop::option::weighted(0.8, Just(())), 0..8_usize).prop_map(
        |(d, h, m, to, on)| {
            let to = to.map_or("..".to_owned(), |()| format!("2024-04-{d:02}T{:02}:{m:02}:00Z", h + 2));
            let on = ["", "", "", "", "@carrier", "@vendor", "@customer", "@nobody"][on];
            format!("2024-04-{d:02}T{h:02}:00:00Z/{to}{on}")
        },
    );
    prop_oneof![20 => good, 1 => of(&["2024-04-01T00:00:00Z", "x/y", "2024-04-02T00:00:00Z/2024-04-01T00:00:00Z", "@", ""])].boxed()
}

/// A value of a key, as text.
fn text(key: &'static str) -> BoxedStrategy<String> {
    match key {
        "id" => prop_oneof![20 => (0..60_u32).prop_map(|n| format!("I{n}")), 2 => of(&["", "7", "-0", "00", "a\"b", "c,d", "é\u{1f600}", "x\\y", "tab\t", "none"])]
            .boxed(),
        "contract" => prop_oneof![12 => of(&["Gold", "Silver", "Acme"]), 1 => of(&["Base", "Göld", "Gür", "Goldd", "", "none"])].boxed(),
        "opened" => prop_oneof![
            20 => (1..29_u32, 0..24_u32, 3..6_u32).prop_map(|(d, h, m)| format!("2024-{m:02}-{d:02}T{h:02}:00:00Z")),
            1 => instant(),
            1 => of(&["", "2023-02-01T00:00:00Z", "2099-12-31T23:00:00Z"]),
        ]
        .boxed(),
        "responded" | "relieved" | "resolved" => prop_oneof![3 => Just(String::new()), 3 => instant(), 2 => of(&["2024-06-10T10:00:00Z", "2024-06-30T10:00:00Z"])].boxed(),
        "priority" | "customer_priority" | "vendor_priority" | "expected" => {
            prop_oneof![5 => Just(String::new()), 10 => of(&["P1", "P2", "P3"]), 1 => of(&["P4", "1", "high", "p1", "-"])].boxed()
        }
        "channel" => of(&["", "phone", "email", "fax", "none"]),
        "waiting" | "excluded" => prop_oneof![6 => Just(String::new()), 3 => interval(), 2 => vec(interval(), 2..4).prop_map(|v| v.join(";"))].boxed(),
        "updates" => prop_oneof![5 => Just(String::new()), 2 => vec(instant(), 1..4).prop_map(|v| v.join(";"))].boxed(),
        "priority_changes" => prop_oneof![
            6 => Just(String::new()),
            2 => vec((instant(), of(&["P1", "P2", "P3", "P3", "P9", ""])).prop_map(|(at, to)| format!("{at}={to}")), 1..4).prop_map(|v| v.join(";")),
        ]
        .boxed(),
        "environment" => prop_oneof![9 => of(&["", "production", "development", "test"]), 1 => of(&["prod", "-"])].boxed(),
        "seats" => prop_oneof![9 => of(&["", "12", "10", "20", "100", "100.5", "7", "-0", "1e2", "0012"]), 1 => of(&["many", "NaN", "inf", "1e999"])].boxed(),
        "vip" | "unread" => prop_oneof![9 => of(&["", "true", "false"]), 1 => of(&["TRUE", "False", "1", "0", "yes"])].boxed(),
        "site" => of(&["", "Oslo", "Zürich", "Berlin, east", "Rome", "none", "a \"b\"", "two\nlines", "cr\rhere"]),
        "since" => prop_oneof![Just(String::new()), instant()].boxed(),
        "lost" => prop_oneof![9 => of(&["", "4 hours", "PT4H", "5 hours", "90 minutes"]), 1 => of(&["4 working hours", "4"])].boxed(),
        _ => of(&["", "", "plain", "für", "with,comma", "quote\"d", "  spaces ", "none", "12", "-3.5", "true"]),
    }
}

/// A CSV cell: quoted where it must be, sometimes where it need not be.
fn cell(text: String, delimiter: char) -> BoxedStrategy<String> {
    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
    let must = text.contains([delimiter, '"', '\n', '\r']);
    let odd = format!("\"{text}\"x");
    prop_oneof![80 => Just(must), 8 => Just(true)]
        .prop_flat_map(move |quote| {
            let plain = if quote { quoted.clone() } else { text.clone() };
            prop_oneof![300 => Just(plain), 1 => Just(odd.clone()), 1 => Just(format!("a\"{}", text)), 1 => Just("\"open".to_owned())]
        })
        .boxed()
}

/// A JSON value for a text: itself, or what it may represent.
fn json(key: &'static str, text: String) -> BoxedStrategy<String> {
    let string = serde_json::to_string(&text).unwrap();
    if matches!(key, "waiting" | "excluded" | "updates" | "priority_changes") {
        return list(key, text);
    }
    let bare = match text.as_str() {
        "true" | "false" | "12" | "10" | "20" | "100" | "100.5" | "7" | "-3.5" | "1e2" => text,
        "" => "null".to_owned(),
        _ => string.clone(),
    };
    let escaped = string.replace('o', "\\u006f");
    prop_oneof![
        30 => Just(bare), 8 => Just(string), 2 => Just(escaped),
        1 => of(&["null", "3", "-0", "1.50", "true", "[]", "{}", "[1, {\"a\": [2]}]", "\"\"", "01", "\"\u{1}\"", "12345678901234567890123"]),
    ]
    .boxed()
}

fn list(key: &'static str, text: String) -> BoxedStrategy<String> {
    if text.is_empty() {
        return of(&["null", "[]", "\"\"", "[ ]"]);
    }
    let items: Vec<String> = text
        .split(';')
        .map(|item| match key {
            "updates" => format!("{item:?}"),
            "priority_changes" => {
                let (at, to) = item.split_once('=').unwrap_or((item, ""));
                format!("{{\"at\": {at:?},\"to\":{to:?}}}")
            }
            _ => {
                let (times, on) = item.split_once('@').map_or((item, None), |(t, o)| (t, Some(o)));
                let (from, to) = times.split_once('/').unwrap_or((times, ".."));
                let to = if to == ".." { "null".to_owned() } else { format!("{to:?}") };
                let on = on.map_or(String::new(), |on| format!(", \"on\": {on:?}"));
                format!("{{\"from\":{from:?} , \"to\":{to}{on}}}")
            }
        })
        .collect();
    let odd = of(&[
        "[7]",
        "[{\"from\": 3}]",
        "[{\"to\": \"2024-04-01T00:00:00Z\"}]",
        "\"text\"",
        "[[]]",
        "[{\"from\":\"2024-04-01T00:00:00Z\",\"extra\":1}]",
    ]);
    prop_oneof![30 => Just(format!("[{}]", items.join(","))), 1 => odd].boxed()
}

fn row() -> BoxedStrategy<Vec<String>> {
    KEYS.iter().map(|key| text(key)).collect::<Vec<_>>().boxed()
}

fn csv(delimiter: char) -> BoxedStrategy<Vec<u8>> {
    let columns = prop::collection::vec(prop::bool::weighted(0.75), KEYS.len());
    let ends = select(vec!["\n", "\n", "\r\n", "\r", "\n\n"]);
    (columns, vec(row(), 0..12), ends, any::<bool>(), any::<bool>())
        .prop_flat_map(move |(columns, rows, end, bom, last)| {
            // What is required is nearly always there.
            let used: Vec<usize> = (0..KEYS.len()).filter(|n| *n < 3 || columns[*n]).collect();
            let rows: Vec<BoxedStrategy<String>> = rows
                .into_iter()
                .map(|row| {
                    let cells: Vec<_> = used.iter().map(|n| cell(row[*n].clone(), delimiter)).collect();
                    let short = prop_oneof![60 => Just(0), 1 => Just(1), 1 => Just(2)];
                    (cells, short)
                        .prop_map(move |(mut cells, short)| {
                            match short {
                                1 => drop(cells.pop()),
                                2 => cells.push("more".to_owned()),
                                _ => {}
                            }
                            cells.join(&delimiter.to_string())
                        })
                        .boxed()
                })
                .collect();
            let header: Vec<&str> = used.iter().map(|n| KEYS[*n]).collect();
            let header = header.join(&delimiter.to_string());
            rows.prop_map(move |rows| {
                let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
                text.push_str(&header);
                for row in rows {
                    text.push_str(end);
                    text.push_str(&row);
                }
                if last {
                    text.push_str(end);
                }
                text.into_bytes()
            })
        })
        .boxed()
}

fn lines() -> BoxedStrategy<Vec<u8>> {
    let line = (row(), prop::collection::vec(prop::bool::weighted(0.8), KEYS.len()), any::<bool>()).prop_flat_map(
        |(row, used, turned)| {
            let values: Vec<_> = row.into_iter().enumerate().map(|(n, text)| json(KEYS[n], text)).collect();
            (values, 0..40_usize).prop_map(move |(values, odd)| {
                let mut keys: Vec<String> = values
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n < 3 || used[*n])
                    .map(|(n, value)| format!("\"{}\": {value}", KEYS[n]))
                    .collect();
                if turned {
                    keys.reverse();
                }
                match odd {
                    0 => "{\"id\": \"x\"".to_owned(),
                    1 => format!("  {{{}}} ", keys.join(" , ")),
                    2 => "[1]".to_owned(),
                    3 => format!("{{{},\"id\":\"again\"}}", keys.join(",")),
                    4 => format!("{{{}}} x", keys.join(",")),
                    5 => String::new(),
                    _ => format!("{{{}}}", keys.join(",")),
                }
            })
        },
    );
    (vec(line, 0..12), any::<bool>(), prop::bool::weighted(0.05))
        .prop_map(|(lines, crlf, broken)| {
            let mut bytes = lines.join(if crlf { "\r\n" } else { "\n" }).into_bytes();
            if broken {
                bytes.extend_from_slice(b"\n\xff\xfe{}\n");
            }
            bytes
        })
        .boxed()
}

/// One file or two.
pub(super) fn files() -> BoxedStrategy<Vec<(String, Vec<u8>)>> {
    let file = prop_oneof![
        4 => csv(',').prop_map(|b| ("csv", b)),
        1 => csv('\t').prop_map(|b| ("tsv", b)),
        4 => lines().prop_map(|b| ("jsonl", b)),
        1 => lines().prop_map(|b| ("json", [&b"["[..], String::from_utf8_lossy(&b).replace("\n{", ",\n{").as_bytes(), b"]"].concat())),
    ];
    // Without the first bytes of its letters that are not of ASCII, a text is not UTF-8.
    let file = (file, prop::bool::weighted(0.3)).prop_map(|((ext, bytes), foreign)| {
        (ext, bytes.into_iter().filter(|byte| !foreign || *byte != 0xc3).collect::<Vec<u8>>())
    });
    vec(file, 1..3)
        .prop_map(|files| {
            files.into_iter().enumerate().map(|(n, (ext, bytes))| (format!("{n}.{ext}"), bytes)).collect()
        })
        .boxed()
}
