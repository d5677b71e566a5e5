//! JSON lines that come a few at a time.

use crate::io::pipeline;
use crate::policy::Policy;
use crate::time::Instant;

use super::EmbedError;

pub use crate::io::pipeline::{LineDecider, LineResult};

/// Calls `work` with what decides JSON lines as of an instant: a decision or a rejection for each line that is not blank,
/// in their order. Local times are read in `zone`, such as `Europe/London`.
///
/// ```
/// use relief::Policy;
/// use relief::embed::{LineResult, decide_lines};
///
/// let policy = Policy::standard()?;
/// let line = r#"{"id": "7", "contract": "Gold", "opened": "2024-03-28T16:00:00Z", "customer_priority": "P1"}"#;
/// let results = decide_lines(&policy, "2024-04-02T09:30:00Z".parse()?, None, |decider| {
///     let mut results = decider.decide(1, format!("{line}\n").into_bytes());
///     results.extend(decider.decide(2, b"{}\n".to_vec()));
///     results
/// })?;
/// assert!(matches!(&results[0], LineResult::Decisions(lines) if lines.starts_with(b"{\"id\":\"7\",")));
/// assert!(matches!(&results[1], LineResult::Rejected { line: 2, .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is no such zone.
pub fn decide_lines<T>(
    policy: &Policy,
    as_of: Instant,
    zone: Option<&str>,
    work: impl FnOnce(&mut LineDecider<'_, '_>) -> T,
) -> Result<T, EmbedError> {
    let zone = zone.map(super::explained::zone).transpose()?;
    pipeline::decide_lines(policy, as_of, zone, work).map_err(|e| EmbedError::new(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RejectCode;

    fn line(id: &str, contract: &str) -> String {
        format!(r#"{{"id": "{id}", "contract": "{contract}", "opened": "2024-03-28T16:00:00Z", "priority": "P1"}}"#)
    }

    #[test]
    fn lines_have_results_in_order_and_ids_are_compared_over_all() -> Result<(), Box<dyn std::error::Error>> {
        let policy = Policy::standard()?;
        let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
        let results = decide_lines(&policy, as_of, None, |decider| {
            let first = [line("1", "Gold"), line("2", "Golden"), "\r".to_owned(), line("3", "Gold"), "{".to_owned()];
            let mut results = decider.decide(1, (first.join("\n") + "\n").into_bytes());
            results.extend(decider.decide(6, line("1", "Gold").into_bytes()));
            results
        })?;
        let seen: Vec<String> = results
            .iter()
            .map(|result| match result {
                LineResult::Decisions(bytes) => format!("{} decided", bytes.iter().filter(|b| **b == b'\n').count()),
                LineResult::Rejected { line, id, code, .. } => format!("{line} {id:?} {code}"),
            })
            .collect();
        let expected = [
            "1 decided",
            "2 Some(\"2\") unknown-contract",
            "1 decided",
            "5 None bad-record",
            "6 Some(\"1\") duplicate-id",
        ];
        assert_eq!(seen, expected);
        let one: Vec<u8> = match results.first() {
            Some(LineResult::Decisions(bytes)) => bytes.clone(),
            _ => Vec::new(),
        };
        let incident = super::super::read_incident(&policy, &line("1", "Gold"), as_of, None)?;
        assert_eq!(String::from_utf8(one)?, serde_json::to_string(&policy.decide(&incident, as_of)?)? + "\n");
        let again = super::super::read_incident(&policy, r#"{"id": "1", "id": "2"}"#, as_of, None);
        assert_eq!(again.err().map(|e| e.code), Some(RejectCode::BadRecord));
        Ok(())
    }
}
