//! What a program says of the incidents that it hands over, if they come from another system.

use crate::diagnostic::{list, nearest, zone_help};
use crate::time::{Ambiguous, Instant, Zone};

use super::Options;
use super::error::ReadError;
use super::mapping::{Mapping, built_in_names};

/// How incidents are read: plainly, unless they come from another system. What is set here wins over the mapping, the
/// mapping over the columns.
///
/// ```
/// use relief::ReadOptions;
///
/// let options = ReadOptions::new().mapping("servicenow")?.timezone("Europe/London")?.set("contract", "Gold");
/// assert!(!options.is_event_log());
/// assert!(ReadOptions::new().mapping("zendesk-events")?.is_event_log());
/// let error = ReadOptions::new().timezone("Europe/Londn").unwrap_err();
/// assert!(error.to_string().contains("did you mean `Europe/London`?"));
/// # Ok::<(), relief::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    mapping: Option<Mapping>,
    timezone: Option<Zone>,
    ambiguous: Option<Ambiguous>,
    set: Vec<(String, String)>,
}

impl ReadOptions {
    /// Plain reading: each field and fact from the column of its name.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads by a mapping: the name of a built-in one, or the text of a mapping file.
    ///
    /// # Errors
    /// If it is neither.
    pub fn mapping(mut self, mapping: &str) -> Result<Self, ReadError> {
        self.mapping = Some(match Mapping::built_in(mapping) {
            Some(mapping) => mapping,
            None if is_name(mapping) => return Err(no_mapping(mapping)),
            None => Mapping::parse(mapping).map_err(|e| ReadError::new("", format!("the mapping: {e}")))?,
        });
        Ok(self)
    }

    /// Reads local times in this zone, such as `Europe/London`; it wins over that of the mapping.
    ///
    /// # Errors
    /// If there is no such zone.
    pub fn timezone(mut self, name: &str) -> Result<Self, ReadError> {
        let zone = Zone::parse(name);
        let error = || ReadError::new("", format!("there is no time zone `{name}`")).help(Some(zone_help(name)));
        self.timezone = Some(zone.ok_or_else(error)?);
        Ok(self)
    }

    /// Takes a local time that a clock change repeated as the `earliest` or the `latest` of its two instants. Otherwise
    /// its incident is rejected.
    ///
    /// # Errors
    /// If the word is neither of the two.
    pub fn ambiguous(mut self, word: &str) -> Result<Self, ReadError> {
        self.ambiguous = Some(match word {
            "earliest" => Ambiguous::Earliest,
            "latest" => Ambiguous::Latest,
            _ => return Err(ReadError::new("", format!("expected `earliest` or `latest`, found `{word}`"))),
        });
        Ok(self)
    }

    /// Sets a field or a fact of every incident, written as in a cell of CSV.
    #[must_use]
    pub fn set(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.set.push((field.into(), value.into()));
        self
    }

    /// Whether the mapping reads an event log: an incident is made of all rows with its id.
    #[must_use]
    pub fn is_event_log(&self) -> bool {
        self.mapping.as_ref().is_some_and(|mapping| mapping.log.is_some())
    }

    /// The options of readers, as of an instant.
    pub(crate) fn as_of(&self, as_of: Instant) -> Options {
        Options {
            mapping: self.mapping.clone(),
            timezone: self.timezone,
            ambiguous: self.ambiguous.unwrap_or(Ambiguous::Error),
            set: self.set.clone(),
            ..Options::new(as_of)
        }
    }
}

/// Whether a text is a name rather than a mapping file, which has lines or at least a key.
fn is_name(text: &str) -> bool {
    !text.contains(['\n', ':', '{'])
}

fn no_mapping(name: &str) -> ReadError {
    let help = match nearest(name, built_in_names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}; a mapping of your own is given as the text of its file", list(built_in_names())),
    };
    ReadError::new("", format!("no mapping is built in as `{name}`")).help(Some(help))
}
