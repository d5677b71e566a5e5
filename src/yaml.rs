//! The one place that knows YAML. Its library is no longer developed, so what it is given is
//! bounded here: size, depth of brackets, and (by the library itself) how often aliases repeat.

use std::collections::HashSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess as _, Visitor,
};

/// What is wrong with a YAML text, and where, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// What.
    pub message: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

const MAX_BRACKETS: usize = 64;

/// Reads a YAML text of at most `max_bytes` as a `T`.
///
/// # Errors
/// If it is too large, nested too deeply, not YAML, has a key twice, or is not a `T`.
pub fn parse<T: DeserializeOwned>(text: &str, max_bytes: usize) -> Result<T, YamlError> {
    check_size(text, max_bytes)?;
    read(text, Walk { numbers: false })
}

/// As [`parse`], where numbers are those of JSON: one that is too large to be held as it is written, or is none, is an
/// error.
pub(crate) fn parse_numbers<T: DeserializeOwned>(text: &str, max_bytes: usize) -> Result<T, YamlError> {
    check_size(text, max_bytes)?;
    read(text, Walk { numbers: true })
}

/// Whether a text is YAML, whatever it says.
pub(crate) fn is_yaml(text: &str) -> bool {
    serde_yaml::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether a text is small and flat enough to be read.
pub(crate) fn check_size(text: &str, max_bytes: usize) -> Result<(), YamlError> {
    if text.len() > max_bytes {
        return Err(YamlError { message: format!("the file is larger than {max_bytes} bytes"), line: 1, column: 1 });
    }
    bounded(text)
}

fn read<T: DeserializeOwned>(text: &str, walk: Walk) -> Result<T, YamlError> {
    let wrong = |e: serde_yaml::Error| {
        let (line, column) = e.location().map_or((1, 1), |l| (l.line().max(1), l.column().max(1)));
        let message = e.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        // The path to the place is in the place.
        let message = message.rsplit_once(WRONG).map_or(message, |(_, message)| message).to_owned();
        YamlError { message, line, column }
    };
    walk.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(wrong)?;
    serde_yaml::from_str(text).map_err(wrong)
}

/// What is before the messages of [`Walk`], which the library puts a path before.
const WRONG: &str = "\u{1}";

/// Goes over a text for what the library does not see: a key of a mapping that occurs twice, of whose values nobody
/// can say which is meant.
#[derive(Clone, Copy)]
struct Walk {
    /// Whether numbers are to be numbers of JSON.
    numbers: bool,
}

/// 2 to the power of 64: no whole number from here on can be held as it is written.
const MOST: f64 = 18_446_744_073_709_551_616.0;

impl Walk {
    fn number<E: Error>(self, number: impl fmt::Display) -> Result<(), E> {
        if self.numbers {
            let expected = "a number of at most 64 bits was expected";
            return Err(E::custom(format!("{WRONG}{expected}, found `{number}`: a text is written in quotes")));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<(), E> {
        self.number(number)
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        // A whole number beyond 64 bits comes as one that is only near to it.
        if number.abs() < MOST { Ok(()) } else { self.number(format_args!("{number:?}")) }
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut met = HashSet::new();
        while map.next_key_seed(Key(&mut met))?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (_, value) = tagged.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }
}

/// A key: an error here has the key's own place.
struct Key<'k>(&'k mut HashSet<String>);

impl Key<'_> {
    fn meet<E: Error>(self, key: String) -> Result<(), E> {
        if self.0.contains(&key) {
            return Err(E::custom(format!("{WRONG}the key `{key}` occurs twice")));
        }
        self.0.insert(key);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bool<E: Error>(self, key: bool) -> Result<(), E> {
        self.meet(key.to_string())
    }

    fn visit_i64<E: Error>(self, key: i64) -> Result<(), E> {
        self.meet(key.to_string())
    }

    fn visit_u64<E: Error>(self, key: u64) -> Result<(), E> {
        self.meet(key.to_string())
    }

    fn visit_f64<E: Error>(self, key: f64) -> Result<(), E> {
        self.meet(key.to_string())
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        self.meet(key.to_owned())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.meet("null".to_owned())
    }

    // No file that is read has keys of these.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// The library takes time that grows with the square of the depth of `[` and `{`, and of the
/// indentation; a look at the brackets and the leading blanks before it keeps both small.
fn bounded(text: &str) -> Result<(), YamlError> {
    let mut depth = 0_usize;
    for (number, line) in text.lines().enumerate() {
        let indent = line.bytes().take_while(|b| matches!(b, b' ' | b'-' | b'?')).count();
        let mut quote = None;
        for (column, byte) in line.bytes().enumerate() {
            match (quote, byte) {
                (Some(q), _) if q == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'[' | b'{') => depth += 1,
                (None, b']' | b'}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_BRACKETS || (indent > 512 && column == 0) {
                let message = format!("nested more than {MAX_BRACKETS} deep");
                return Err(YamlError { message, line: number + 1, column: column + 1 });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_key_that_occurs_twice_is_refused_at_its_place() {
        let error = |text: &str| parse::<BTreeMap<String, serde_json::Value>>(text, 1000).unwrap_err();
        let twice =
            |line, column, key: &str| YamlError { message: format!("the key `{key}` occurs twice"), line, column };
        assert_eq!(error("a: 1\nb: 2\na: 3\n"), twice(3, 1, "a"));
        assert_eq!(error("a:\n  - b: {x: 1, y: 2, x: 3}\n"), twice(2, 21, "x"));
        assert_eq!(error("a: {1: 2, '1': 3}\n"), twice(1, 11, "1"));
        assert_eq!(error("a: !tag {b: 1, b: 2}\n"), twice(1, 16, "b"));
        assert!(parse::<BTreeMap<String, serde_json::Value>>("a: {b: 1}\nb: {b: .inf}\n[1]: 2\n", 1000).is_err());
        assert!(parse::<BTreeMap<String, serde_json::Value>>("a: {b: 1}\nb: {b: .inf}\n", 1000).is_ok());
    }
}
