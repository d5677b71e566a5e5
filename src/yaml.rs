//! The one place that knows YAML. Its library is no longer developed, so what it is given is
//! bounded here: size, depth of brackets, and (by the library itself) how often aliases repeat.

use serde::de::DeserializeOwned;

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
/// Where it is too large, nested too deeply, not YAML, or not a `T`.
pub fn parse<T: DeserializeOwned>(text: &str, max_bytes: usize) -> Result<T, YamlError> {
    let error = |message: String, line, column| YamlError { message, line, column };
    if text.len() > max_bytes {
        return Err(error(format!("the file is larger than {max_bytes} bytes"), 1, 1));
    }
    bounded(text)?;
    serde_yaml::from_str(text).map_err(|e| {
        let (line, column) = e.location().map_or((1, 1), |l| (l.line().max(1), l.column().max(1)));
        let message = e.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        error(message, line, column)
    })
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
