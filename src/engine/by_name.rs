//! Parts of a decision by the names that the policy gives them, in the policy's order.

use std::fmt;
use std::marker::PhantomData;

use compact_str::CompactString;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::decision::Ended;
use super::fields::{NO_LIMIT_WORD, ObjectiveDecision, RemedyDecision};

/// Values by name, in the order in which the policy declares the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByName<T>(Vec<(CompactString, T)>);

/// The objectives of a decision.
pub type Objectives = ByName<ObjectiveAnswer>;

/// What a decision says of one objective.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ObjectiveAnswer {
    /// It has a limit.
    Timed(ObjectiveDecision),
    /// The policy sets no limit for it, or the resolution of the incident ended it before it was due: `ended` says
    /// which.
    None {
        /// What ended it.
        ended: Option<Ended>,
    },
}

impl ObjectiveAnswer {
    /// The objective, if it has a limit and counts.
    #[must_use]
    pub fn timed(&self) -> Option<&ObjectiveDecision> {
        match self {
            Self::Timed(objective) => Some(objective),
            Self::None { .. } => None,
        }
    }
}

/// The remedies of a decision.
pub type Remedies = ByName<RemedyDecision>;

impl<T> ByName<T> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> + DoubleEndedIterator {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Into<CompactString>, T> FromIterator<(N, T)> for ByName<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(values: I) -> Self {
        Self(values.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<T> IntoIterator for ByName<T> {
    type Item = (CompactString, T);
    type IntoIter = std::vec::IntoIter<(CompactString, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Serialize> Serialize for ByName<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByName<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs(PhantomData)).map(Self)
    }
}

/// Reads a map as its pairs, in order.
struct Pairs<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
    type Value = Vec<(CompactString, T)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

/// The objectives among the keys of a decision: an object with a `status`. Other keys are columns that were kept of
/// the incident, and are left out.
pub(super) mod flat {
    use super::{
        CompactString, Deserializer, Ended, NO_LIMIT_WORD, ObjectiveAnswer, Objectives, Pairs, PhantomData, Serialize,
        SerializeMap, Serializer, Value,
    };
    use serde::de::Error as _;

    /// An objective without a limit.
    #[derive(Serialize)]
    struct NoLimit {
        status: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        ended: Option<Ended>,
    }

    pub(in super::super) fn serialize<S: Serializer>(
        objectives: &Objectives,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(objectives.len()))?;
        for (name, objective) in objectives.iter() {
            match objective {
                ObjectiveAnswer::Timed(objective) => map.serialize_entry(name, objective)?,
                ObjectiveAnswer::None { ended } => {
                    map.serialize_entry(name, &NoLimit { status: NO_LIMIT_WORD, ended: *ended })?;
                }
            }
        }
        map.end()
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Objectives, D::Error> {
        let pairs: Vec<(CompactString, Value)> = deserializer.deserialize_map(Pairs(PhantomData))?;
        let status = |value: &Value| Some(value.get("status")?.as_str()? == NO_LIMIT_WORD);
        let objectives = pairs.into_iter().filter_map(|(name, value)| match status(&value)? {
            true => {
                let ended = value.get("ended").is_some().then_some(Ended::Resolved);
                Some(Ok((name, ObjectiveAnswer::None { ended })))
            }
            false => {
                let read = serde_json::from_value(value).map_err(|e| D::Error::custom(format!("`{name}`: {e}")));
                Some(read.map(|objective| (name, ObjectiveAnswer::Timed(objective))))
            }
        });
        objectives.collect()
    }
}

/// A key that is null or missing, which are not the same.
pub(super) mod present {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in super::super) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}
