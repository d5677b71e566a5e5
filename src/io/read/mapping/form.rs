//! The forms of time that a mapping can name: `rfc3339`, patterns, dates that a time of day is added to, and numbers.

use serde::Deserialize;
use serde_json::Value;

use super::super::times::{NAMES, TimeForm, check_date, check_pattern};

/// One form as a mapping file writes it: a text, or a pattern of a date and the time of day that it means.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Date(Dated),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    date: String,
    at: String,
}

/// One form, or a list of them, never empty.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Forms(Vec<Written>);

impl TryFrom<Value> for Forms {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let items = match value {
            Value::Array(items) if items.is_empty() => return Err("the list is empty, and needs a text".to_owned()),
            Value::Array(items) => items,
            other => vec![other],
        };
        let wrong = "a text was expected, or `{date: PATTERN, at: \"09:00\"}`, or a list of these";
        let read = |item| serde_json::from_value(item).map_err(|_| wrong.to_owned());
        items.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl Forms {
    /// The forms besides RFC 3339; for what is wrong with one, the text that is wrong and why.
    pub(super) fn resolve(self) -> Result<Vec<TimeForm>, (String, String)> {
        let form = |written: Written| match written {
            Written::Text(text) => named(&text).map_err(|message| (text, message)),
            Written::Date(Dated { date, at }) => {
                check_date(&date).map_err(|message| (date.clone(), message))?;
                let minute = minute(&at).ok_or_else(|| {
                    let message = format!("`at` is a time of day such as `09:00`, found `{at}`");
                    (at.clone(), message)
                })?;
                Ok(TimeForm::Date(date, minute))
            }
        };
        let plain = |written: &Written| matches!(written, Written::Text(text) if text == "rfc3339");
        self.0.into_iter().filter(|written| !plain(written)).map(form).collect()
    }
}

/// The minute of the day of `09:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str, most: u16| {
        let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|n: &u16| plain && *n <= most)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

/// The form that a text of a mapping names.
fn named(text: &str) -> Result<TimeForm, String> {
    if let Some((_, form)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Ok(form.clone());
    }
    check_pattern(text).map(|()| TimeForm::Pattern(text.to_owned()))
}
