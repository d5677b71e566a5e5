//! Reads the file of `--claims`.

use std::path::Path;

use serde::Deserialize;

use crate::diagnostic::nearest;
use crate::engine::credits::Claims;
use crate::policy::Policy;
use crate::time::{Instant, Period};

use super::super::exit::{Failure, plain};
use super::super::input_files::open;

/// A claim as written.
#[derive(Debug, Deserialize)]
struct Claim {
    contract: String,
    period: String,
    claimed_at: String,
}

/// The claims of a file.
pub(super) fn read(path: &Path, policy: &Policy) -> Result<Claims, Failure> {
    let name = path.display().to_string();
    let failed = |line: u64, message: String| Failure::new(format!("`--claims {name}`, line {line}: {message}"));
    let mut text = String::new();
    let file = open(&name).and_then(|mut file| std::io::Read::read_to_string(&mut file, &mut text));
    file.map_err(|e| Failure::new(format!("`--claims {name}`: {}", plain(&e))))?;
    let is_json = path.extension().is_some_and(|ending| ["jsonl", "ndjson", "json"].iter().any(|json| ending == *json));
    let mut claims = Claims::default();
    let mut add = |line: u64, claim: Result<Claim, String>| {
        let claim = claim.map_err(|message| failed(line, message))?;
        let (contract, period, at) = checked(&claim, policy).map_err(|message| failed(line, message))?;
        claims.add(contract, period, at);
        Ok(())
    };
    if is_json {
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            add(line, serde_json::from_str(text).map_err(|e| format!("{e}; {EXPECTED}")))?;
        }
    } else {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(|e| failed(1, e.to_string()))?.clone();
        for record in reader.records() {
            let record = record.map_err(|e| failed(e.position().map_or(1, csv::Position::line), e.to_string()))?;
            let line = record.position().map_or(1, csv::Position::line);
            add(line, record.deserialize(Some(&header)).map_err(|e| format!("{e}; {EXPECTED}")))?;
        }
    }
    Ok(claims)
}

const EXPECTED: &str = "a claim has `contract`, `period` and `claimed_at`";

/// A claim with its names and times checked.
fn checked<'c>(claim: &'c Claim, policy: &Policy) -> Result<(&'c str, Period, Instant), String> {
    let sold = policy.sold();
    if !sold.contains(&claim.contract.as_str()) {
        let near = nearest(&claim.contract, sold.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("`{}` is not a tier or contract{near}", claim.contract));
    }
    let period = Period::parse(&claim.period);
    let wrong = || format!("`{}` is not a period, such as 2026-03, 2026-Q1 or 2026", claim.period);
    let at = Instant::parse(&claim.claimed_at).map_err(|e| format!("`claimed_at` is `{}`: {e}", claim.claimed_at))?;
    Ok((&claim.contract, period.ok_or_else(wrong)?, at))
}
