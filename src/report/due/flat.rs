//! What is due as JSON lines and as CSV: one object or row for each item, with the same keys.

use serde_json::{Map, Value, json};

use crate::engine::billionths;
use crate::io::schema::due_columns;
use crate::time::{Instant, Length};

use super::{DueItem, DueList};

impl DueList {
    /// One JSON object a line.
    pub fn json_lines(&self) -> String {
        let mut out = String::new();
        for item in &self.items {
            let keys = self.columns().map(str::to_owned);
            let object: Map<String, Value> = keys.zip(self.values(item)).collect();
            out.push_str(&Value::Object(object).to_string());
            out.push('\n');
        }
        out
    }

    /// A header, and a row for each item.
    ///
    /// # Errors
    /// Memory for the text cannot be had.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(self.columns())?;
        for item in &self.items {
            out.write_record(self.values(item).map(|value| match value {
                Value::Null => String::new(),
                Value::String(text) => text,
                other => other.to_string(),
            }))?;
        }
        let bytes = out.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        due_columns().map(|name| -> &str { name }).chain(self.keep.iter().map(String::as_str))
    }

    /// The values of an item, in the order of the columns.
    fn values<'i>(&'i self, item: &'i DueItem) -> impl Iterator<Item = Value> + 'i {
        let zone = self.zone.unwrap_or(item.zone);
        let instant = |at: Option<Instant>| json!(at.map(|at| at.rfc3339(zone.written_offset(at)).to_string()));
        let own = [
            json!(item.id),
            json!(item.contract),
            json!(item.priority),
            json!(item.what),
            json!(item.to),
            json!(item.status.as_str()),
            instant(item.due),
            json!(item.left.seconds()),
            json!(item.left_wall(self.as_of).map(Length::seconds)),
            json!(item.used.map(billionths)),
            json!(item.stands_still.map(super::StandsStill::as_str)),
            json!(item.waiting_on),
            instant(item.moves_again),
            instant(item.due_without_pauses),
        ];
        own.into_iter().chain(item.kept.iter().map(|kept| kept.clone().unwrap_or(Value::Null)))
    }
}
