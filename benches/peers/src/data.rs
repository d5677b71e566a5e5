//! The incidents that everybody works on: the same in every run.

use chrono::{DateTime, TimeZone as _, Utc};
use relief::{FactValue, Incident, Instant};

/// One incident of which every fact is known, so that engines of two values can answer too.
pub struct Case {
    pub id: String,
    /// Seconds since the epoch.
    pub opened: i64,
    pub responded: i64,
    pub resolved: i64,
    pub environment: &'static str,
    /// In the order of [`FACTS`].
    pub facts: [bool; FACTS.len()],
}

pub const FACTS: [&str; 10] = [
    "business_impact",
    "effective_relief",
    "frequent_failures",
    "instability_risk",
    "majority_blocked",
    "product_change_needed",
    "quicker_than_update",
    "reasonable_effort",
    "service_impact",
    "total_outage",
];

/// splitmix64
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most) as i64
    }
}

/// Incidents of 2023 to 2026, answered within a day or so and resolved within some ten.
pub fn cases(count: usize) -> Vec<Case> {
    let mut numbers = Numbers(20_260_301);
    let first = at(2023, 1, 1);
    let span = (at(2026, 6, 1) - first) as u64;
    (0..count)
        .map(|number| {
            let opened = first + numbers.below(span);
            let responded = opened + 60 + numbers.below(30 * 3600);
            let resolved = responded + 60 + numbers.below(10 * 86_400);
            let environment = ["production", "development", "test"][numbers.below(5).min(2) as usize];
            let facts = FACTS.map(|_| numbers.below(2) == 1);
            Case { id: format!("INC{number:07}"), opened, responded, resolved, environment, facts }
        })
        .collect()
}

fn at(year: i32, month: u32, day: u32) -> i64 {
    Utc.with_ymd_and_hms(year, month, day, 0, 0, 0).unwrap().timestamp()
}

pub fn instant(seconds: i64) -> Instant {
    Instant(seconds * 1_000_000)
}

pub fn text(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As `relief` takes it.
pub fn incident(case: &Case) -> Incident {
    let mut incident = Incident::new(case.id.as_str(), "Gold", instant(case.opened));
    incident.responded = Some(instant(case.responded));
    incident.resolved = Some(instant(case.resolved));
    incident.channel = Some("email".to_owned());
    incident.set_fact("environment", FactValue::Text(case.environment.to_owned()));
    // Leads to no treatment, which a rule engine would not know.
    incident.set_fact("expected_priority", FactValue::Text("P3".to_owned()));
    for (name, value) in FACTS.iter().zip(case.facts) {
        incident.set_fact(*name, FactValue::Bool(value));
    }
    incident
}

/// The incidents as a CSV file.
pub fn csv(cases: &[Case]) -> Vec<u8> {
    let mut out =
        format!("id,contract,opened,responded,resolved,channel,environment,expected_priority,{}\n", FACTS.join(","));
    for case in cases {
        let (opened, responded, resolved) = (text(case.opened), text(case.responded), text(case.resolved));
        let facts = case.facts.map(|fact| fact.to_string()).join(",");
        out += &format!("{},Gold,{opened},{responded},{resolved},email,{},P3,{facts}\n", case.id, case.environment);
    }
    out.into_bytes()
}

/// The incidents as JSON lines.
pub fn json_lines(cases: &[Case]) -> Vec<u8> {
    let mut out = String::new();
    for case in cases {
        let (opened, responded, resolved) = (text(case.opened), text(case.responded), text(case.resolved));
        out += &format!(
            "{{\"id\":\"{}\",\"contract\":\"Gold\",\"opened\":\"{opened}\",\"responded\":\"{responded}\",\
             \"resolved\":\"{resolved}\",\"channel\":\"email\",\"environment\":\"{}\",\"expected_priority\":\"P3\"",
            case.id, case.environment
        );
        for (name, value) in FACTS.iter().zip(case.facts) {
            out += &format!(",\"{name}\":{value}");
        }
        out += "}\n";
    }
    out.into_bytes()
}
