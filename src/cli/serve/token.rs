//! The token that requests bear.

use std::io::Read as _;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::cli::args::ServeArgs;
use crate::cli::exit::{Failure, plain};
use crate::cli::input_files::open;

/// The environment variable of the token.
const VARIABLE: &str = "RELIEF_TOKEN";

/// A token; its hash alone is kept.
pub(super) struct Token([u8; 32]);

impl Token {
    fn new(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether an `Authorization` header bears it. How long the comparison takes says nothing about the token.
    pub(super) fn is_borne_by(&self, header: &str) -> bool {
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        let same: bool = Self::new(token.trim()).0.ct_eq(&self.0).into();
        same && scheme.eq_ignore_ascii_case("bearer")
    }
}

/// The token of the command line, of the file that it names, or of the environment.
pub(super) fn find(args: &ServeArgs) -> Result<Option<Token>, Failure> {
    let (text, from) = if let Some(token) = &args.token {
        (token.clone(), "`--token`".to_owned())
    } else if let Some(path) = &args.token_file {
        let name = path.display().to_string();
        let mut text = String::new();
        let read = open(&name).and_then(|file| file.take(1 << 16).read_to_string(&mut text));
        read.map_err(|e| Failure::new(format!("`--token-file {name}`: {}", plain(&e))))?;
        (text, format!("`--token-file {name}`"))
    } else if let Some(text) = of_environment()? {
        (text, VARIABLE.to_owned())
    } else {
        return Ok(None);
    };
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        let message = format!("{from}: a token is one or more letters, digits and signs of ASCII, without spaces");
        return Err(Failure::new(message));
    }
    Ok(Some(Token::new(text)))
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn of_environment() -> Result<Option<String>, Failure> {
    match std::env::var(VARIABLE) {
        Ok(text) => Ok(Some(text)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::new(format!("{VARIABLE} is not text"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_borne_by_its_own_header_alone() {
        let token = Token::new("s3cret");
        assert!(token.is_borne_by("Bearer s3cret"));
        assert!(token.is_borne_by("bearer s3cret "));
        for header in
            ["", "s3cret", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "Bearers3cret"]
        {
            assert!(!token.is_borne_by(header), "{header}");
        }
    }
}
