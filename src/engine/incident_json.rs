//! An incident as the JSON object that readers take (`interface`, "Incidents").

use std::fmt;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::time::Instant;

use super::field::Field;
use super::incident::Incident;

impl Incident {
    /// All that it says, by the names of its fields and facts. `closed` is written as the `resolved` that it stands
    /// in for.
    pub(crate) fn to_json(&self) -> Value {
        let at = |at: Instant| Value::String(at.to_string());
        let mut out = Map::new();
        let mut set = |field: Field, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(field.name().to_owned(), value);
            }
        };
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        let list = |values: Vec<Value>| (!values.is_empty()).then_some(Value::Array(values));
        set(Field::Id, Some(json!(self.id)));
        set(Field::Contract, Some(json!(self.contract)));
        set(Field::Priority, text(&self.priority));
        set(Field::CustomerPriority, text(&self.customer_priority));
        set(Field::VendorPriority, text(&self.vendor_priority));
        set(Field::Channel, text(&self.channel));
        set(Field::Opened, Some(at(self.opened)));
        set(Field::Responded, self.responded.map(at));
        set(Field::Relieved, self.relieved.map(at));
        set(Field::Resolved, self.resolved.or(self.closed).map(at));
        set(Field::Waiting, list(self.waiting.iter().map(|waiting| json!(waiting)).collect()));
        set(Field::Updates, list(self.updates.iter().copied().map(at).collect()));
        set(Field::Messages, list(self.messages.iter().copied().map(at).collect()));
        set(Field::Excluded, list(self.excluded.iter().map(|excluded| json!(excluded)).collect()));
        set(Field::PriorityChanges, list(self.priority_changes.iter().map(|change| json!(change)).collect()));
        out.extend(self.declared.iter().map(|(name, instant)| (name.clone(), at(*instant))));
        out.extend(self.facts.iter().map(|(name, value)| (name.clone(), value.to_json())));
        Value::Object(out)
    }

    /// Sets a field from its JSON value, which is not missing.
    fn read(&mut self, field: Field, value: Value) -> Result<(), String> {
        fn of<T: DeserializeOwned>(value: Value) -> Result<T, String> {
            serde_json::from_value(value).map_err(|e| e.to_string())
        }
        match field {
            Field::Id => {
                self.id = match value {
                    Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
                    value => of(value)?,
                }
            }
            Field::Contract => self.contract = of(value)?,
            Field::Opened => self.opened = of(value)?,
            Field::Responded => self.responded = Some(of(value)?),
            Field::Relieved => self.relieved = Some(of(value)?),
            Field::Resolved => self.resolved = Some(of(value)?),
            Field::Waiting => self.waiting = of(value)?,
            Field::Priority => self.priority = Some(of(value)?),
            Field::CustomerPriority => self.customer_priority = Some(of(value)?),
            Field::VendorPriority => self.vendor_priority = Some(of(value)?),
            Field::Channel => self.channel = Some(of(value)?),
            Field::Updates => self.updates = of(value)?,
            Field::Messages => self.messages = of(value)?,
            Field::Excluded => self.excluded = of(value)?,
            Field::PriorityChanges => self.priority_changes = of(value)?,
        }
        Ok(())
    }
}

/// The JSON form that `relief eval` reads. A fact that is an instant or a length becomes text, and so does the instant
/// of a declared field: the policy that decides knows their types.
impl Serialize for Incident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// From the JSON form that `relief eval` reads. `null` and the empty text are a missing field. Keys that are no fields
/// become facts if they are truths, numbers or texts; others are left out.
impl<'de> Deserialize<'de> for Incident {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Keys)
    }
}

/// Reads the keys of an incident.
struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Incident;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an incident: an object with `id`, `contract` and `opened`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Incident, A::Error> {
        let mut incident = Incident::new("", "", Instant(0));
        let (mut said, mut present) = (Vec::new(), Vec::new());
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            let missing = value.is_null() || value.as_str() == Some("");
            match Field::from_name(&key) {
                Some(field) if !missing => {
                    incident.read(field, value).map_err(|e| de::Error::custom(format_args!("`{key}`: {e}")))?;
                    present.push(field);
                }
                None if !missing => match value {
                    Value::Bool(value) => incident.set_fact(&key, value),
                    Value::Number(number) => {
                        if let Some(number) = number.as_f64() {
                            incident.set_fact(&key, number);
                        }
                    }
                    Value::String(text) => incident.set_fact(&key, text),
                    Value::Null | Value::Array(_) | Value::Object(_) => {}
                },
                _ => {}
            }
            if said.contains(&key) {
                return Err(de::Error::custom(format_args!("the key `{key}` occurs twice")));
            }
            said.push(key);
        }
        match Field::ALL.into_iter().find(|field| field.is_required() && !present.contains(field)) {
            Some(field) => Err(de::Error::missing_field(field.name())),
            None => Ok(incident),
        }
    }
}
