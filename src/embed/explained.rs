//! One incident as a story.

use serde::de::IgnoredAny;

use crate::engine::{Decision, Explanation, Incident, RejectCode, Rejection};
use crate::io::read::{Format, Options, ReadOptions, Reader, Shape};
use crate::policy::Policy;
use crate::report::{Story, explanation_markdown, explanation_svg, explanations_html};
use crate::time::{Ambiguous, Instant, InstantError, Zone};

use super::EmbedError;

/// An incident that was decided, with its ledgers.
#[derive(Debug)]
pub struct Explained<'p> {
    policy: &'p Policy,
    explanation: Explanation,
}

impl<'p> Explained<'p> {
    /// Of an explanation by this policy.
    pub fn new(policy: &'p Policy, explanation: Explanation) -> Self {
        Self { policy, explanation }
    }

    /// The decision.
    pub fn decision(&self) -> &Decision {
        &self.explanation.decision
    }

    /// The decision and the ledgers.
    pub fn explanation(&self) -> &Explanation {
        &self.explanation
    }

    /// The JSON of `relief explain --output-format json`.
    pub fn json(&self) -> String {
        serde_json::to_string(&self.explanation).unwrap_or_default()
    }

    /// The drawing of the timelines.
    pub fn svg(&self) -> String {
        explanation_svg(&self.story())
    }

    /// The story as Markdown.
    pub fn markdown(&self) -> String {
        explanation_markdown(&self.story())
    }

    /// The story as a page of its own: HTML without scripts.
    pub fn html(&self) -> String {
        explanations_html(&self.explanation.decision.id, &[self.story()])
    }

    fn story(&self) -> Story {
        Story::of(&self.explanation, self.policy, false)
    }
}

/// Explains an incident, given as the JSON object that a line of `relief eval` is. Local times are read in `zone`, such as
/// `Europe/London`.
///
/// # Errors
/// Why it is rejected.
pub fn explain<'p>(
    policy: &'p Policy,
    incident: &str,
    as_of: Instant,
    zone: Option<&str>,
) -> Result<Explained<'p>, Rejection> {
    let incident = read_incident(policy, incident, as_of, zone)?;
    Ok(Explained::new(policy, policy.explain(&incident, as_of)?))
}

/// The incident of a JSON object, read as `relief eval` reads a line, local times in `zone`.
///
/// # Errors
/// Why it is rejected.
pub fn read_incident(
    policy: &Policy,
    incident: &str,
    as_of: Instant,
    zone: Option<&str>,
) -> Result<Incident, Rejection> {
    let mut read = ReadOptions::new();
    if let Some(zone) = zone {
        read = read.timezone(zone).map_err(|e| Rejection::new(RejectCode::BadRecord, e.to_string()))?;
    }
    read_incident_by(policy, incident, &read, as_of)
}

/// The incident of a JSON object, read by these options; of an event log it is the only row.
///
/// # Errors
/// Why it is rejected.
pub fn read_incident_by(
    policy: &Policy,
    incident: &str,
    read: &ReadOptions,
    as_of: Instant,
) -> Result<Incident, Rejection> {
    let bad = |message: String| Rejection::new(RejectCode::BadRecord, message);
    let _: IgnoredAny = serde_json::from_str(incident).map_err(|e| bad(format!("the incident is not JSON: {e}")))?;
    // One line, whatever the layout: JSON has line ends between its tokens only.
    let line = incident.replace(['\n', '\r'], " ");
    let options = Options { format: Some(Format::JsonLines), ..read.as_of(as_of) };
    let mut reader = Reader::new(Shape::of(policy.model()), &options).map_err(|e| bad(e.to_string()))?;
    let line = Box::new(std::io::Cursor::new(line.into_bytes()));
    let row = reader.open("incident", line).map_err(|e| bad(e.to_string()))?.next();
    let row = match row {
        Some(row) => Some(row.map_err(|e| bad(e.to_string()))?),
        // The one row of an event log.
        None => reader.finish().map_err(|e| bad(e.to_string()))?.next(),
    };
    row.ok_or_else(|| bad("there is no incident".to_owned()))?.decide_by(policy, |incident| Ok(incident.clone()))
}

pub(super) fn zone(name: &str) -> Result<Zone, EmbedError> {
    Zone::parse(name).ok_or_else(|| EmbedError::new(format!("there is no time zone `{name}`")))
}

/// An instant as RFC 3339, or a local time in `zone`.
///
/// # Errors
/// If it is neither, or a clock change skipped or repeated it.
pub fn instant(text: &str, zone: Option<&str>) -> Result<Instant, EmbedError> {
    match (Instant::parse(text), zone) {
        (Ok(at), _) => Ok(at),
        (Err(InstantError::NoOffset(local)), Some(name)) => {
            self::zone(name)?.instant(local, Ambiguous::Error).map_err(|_| {
                let help = "give its offset, such as `+01:00`";
                EmbedError::new(format!("`{text}` is skipped or repeated by a clock change in {name}; {help}"))
            })
        }
        (Err(e), _) => Err(EmbedError::new(format!("`{text}`: {e}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn an_incident_is_read_in_any_layout_and_told_in_every_form() -> Result<(), Box<dyn std::error::Error>> {
        let policy = Policy::standard()?;
        let as_of: Instant = "2024-04-02T09:30:00Z".parse()?;
        let incident = "{\n \"id\": 7, \"contract\": \"Gold\",\n \"opened\": \"2024-03-28T16:00:00Z\",\n \
                        \"customer_priority\": \"P1\"\n}";
        let told = explain(&policy, incident, as_of, None)?;
        assert_eq!(told.decision().id, "7");
        assert!(
            told.svg().starts_with("<svg") && told.html().contains("<html") && told.markdown().contains("response")
        );
        assert!(serde_json::from_str::<Value>(&told.json())?.get("decision").is_some());
        for (wrong, code) in [
            ("{", RejectCode::BadRecord),
            ("{}", RejectCode::MissingField),
            (&incident.replace("Gold", "Golden"), RejectCode::UnknownContract),
        ] {
            let rejected = explain(&policy, wrong, as_of, None).err();
            assert_eq!(rejected.map(|rejected| rejected.code), Some(code), "{wrong}");
        }
        assert_eq!(instant("2024-04-02T10:30", Some("Europe/London")), Ok(as_of));
        for (text, zone) in [("2024-03-31T01:30", "Europe/London"), ("2024-03-31T01:30", "Europe/Paname"), ("x", "UTC")]
        {
            assert!(instant(text, Some(zone)).is_err(), "{text} {zone}");
        }
        Ok(())
    }
}
