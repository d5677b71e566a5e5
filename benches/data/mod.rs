//! Incidents of the standard packages, made up: the same ones in every run.

#[cfg(feature = "columnar")]
pub mod columns;

use relief::Instant;

/// When they are decided.
pub const AS_OF: &str = "2026-06-30T12:00:00Z";

/// The columns, in the order of [`Row::cells`].
pub const COLUMNS: [&str; 17] = [
    "id",
    "contract",
    "opened",
    "responded",
    "relieved",
    "resolved",
    "waiting",
    "customer_priority",
    "vendor_priority",
    "channel",
    "environment",
    "effective_relief",
    "product_change_needed",
    "expected_priority",
    "quicker_than_update",
    "reasonable_effort",
    "instability_risk",
];

/// splitmix64
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, most: i64) -> i64 {
        i64::try_from(self.draw() % most.unsigned_abs().max(1)).unwrap_or(0)
    }

    /// True in so many of a thousand cases.
    pub fn chance(&mut self, per_mille: i64) -> bool {
        self.below(1000) < per_mille
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(i64::try_from(all.len()).unwrap_or(1))).unwrap_or(0);
        all.get(at).copied().unwrap_or("")
    }
}

/// A waiting interval: from and to.
pub type Wait = (i64, Option<i64>);

/// One incident. Instants are microseconds; what is missing is empty.
pub struct Row {
    pub id: String,
    pub contract: &'static str,
    pub opened: i64,
    pub stops: [Option<i64>; 3],
    pub waiting: Vec<Wait>,
    /// From `customer_priority` on.
    pub texts: [&'static str; 10],
}

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The next incident: mixed, five in a thousand of them to be rejected.
pub fn row(number: u64, numbers: &mut Numbers) -> Row {
    let from = 1_672_531_200_000_000; // 2023-01-01
    let opened = from + numbers.below(1270 * 24 * 60) * MINUTE;
    let mut stop = |per_mille, most: i64| {
        let after = if numbers.chance(700) { numbers.below(most / 8) } else { numbers.below(most) };
        numbers.chance(per_mille).then_some(opened + after / 1_000_000 * 1_000_000)
    };
    let stops = [stop(930, 3 * DAY), stop(850, 12 * DAY), stop(700, 30 * DAY)];
    let mut waiting = Vec::new();
    if numbers.chance(300) {
        for _ in 0..=numbers.below(2) {
            let start = opened + numbers.below(6 * DAY) / MINUTE * MINUTE;
            let end = (!numbers.chance(50)).then(|| start + numbers.below(2 * DAY) / MINUTE * MINUTE);
            waiting.push((start, end));
        }
    }
    let maybe = |numbers: &mut Numbers, per_mille, all: &[&'static str]| {
        if numbers.chance(per_mille) { numbers.one_of(all) } else { "" }
    };
    const TRUTHS: [&str; 2] = ["true", "false"];
    const PRIORITIES: [&str; 4] = ["P1", "P2", "P3", "P4"];
    let mut texts = [
        numbers.one_of(&PRIORITIES),
        maybe(numbers, 150, &PRIORITIES),
        maybe(numbers, 900, &["email", "portal", "telephone", "mobile_app", "fax"]),
        maybe(numbers, 800, &["production", "development", "test"]),
        maybe(numbers, 600, &TRUTHS),
        maybe(numbers, 600, &TRUTHS),
        maybe(numbers, 200, &PRIORITIES),
        maybe(numbers, 200, &TRUTHS),
        maybe(numbers, 200, &TRUTHS),
        maybe(numbers, 200, &TRUTHS),
    ];
    let mut row = Row {
        id: format!("INC-{number:08}"),
        contract: numbers.one_of(&["Bronze", "Silver", "Gold"]),
        opened,
        stops,
        waiting,
        texts: std::mem::take(&mut texts),
    };
    match numbers.below(1000) {
        0 => row.contract = "Platinum",
        1 => row.texts[0] = "P9",
        2 => row.texts[3] = "prodction",
        3 => row.stops[0] = Some(opened - HOUR),
        4 => row.id = format!("INC-{:08}", number / 2),
        _ => {}
    }
    row
}

/// An instant as RFC 3339.
pub fn written(at: i64) -> String {
    Instant(at).rfc3339(None).to_string()
}

impl Row {
    /// Its cells, in the order of [`COLUMNS`].
    pub fn cells(&self) -> Vec<String> {
        let stop = |at: Option<i64>| at.map(written).unwrap_or_default();
        let wait = |(from, to): &Wait| format!("{}/{}", written(*from), to.map_or("..".to_owned(), written));
        let mut cells = vec![self.id.clone(), self.contract.to_owned(), written(self.opened)];
        cells.extend(self.stops.map(stop));
        cells.push(self.waiting.iter().map(wait).collect::<Vec<_>>().join(";"));
        cells.extend(self.texts.map(str::to_owned));
        cells
    }

    /// It as a JSON line.
    pub fn json(&self) -> String {
        let mut parts = Vec::new();
        for (name, cell) in COLUMNS.iter().zip(self.cells()) {
            match cell.as_str() {
                "" => {}
                _ if *name == "waiting" => {
                    let wait = |(from, to): &Wait| {
                        let to = to.map_or(String::new(), |to| format!(",\"to\":\"{}\"", written(to)));
                        format!("{{\"from\":\"{}\"{to}}}", written(*from))
                    };
                    let waits: Vec<String> = self.waiting.iter().map(wait).collect();
                    parts.push(format!("\"waiting\":[{}]", waits.join(",")));
                }
                "true" | "false" => parts.push(format!("\"{name}\":{cell}")),
                _ => parts.push(format!("\"{name}\":\"{cell}\"")),
            }
        }
        format!("{{{}}}", parts.join(","))
    }
}
