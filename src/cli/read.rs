//! How a command reads incidents: the options that all such commands share.

use std::io::Read as _;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::io::read::{Format, Mapping, Options, built_in_names};
use crate::time::{Ambiguous, Instant, InstantError, Zone};

use super::args::{AmbiguousArg, ReadArgs};
use super::exit::{Failure, plain};
use super::input_files::open;
use super::terminal::Terminal;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(super) fn now() -> Instant {
    let micros = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros());
    Instant(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// How incidents are to be read, by the flags.
pub(super) fn options(args: &ReadArgs) -> Result<Options, Failure> {
    let timezone = args.timezone.as_deref().map(super::values::zone).transpose()?;
    let mapping = args.map.as_deref().map(mapping).transpose()?;
    let zone = timezone.or_else(|| mapping.as_ref().and_then(|mapping| mapping.zone));
    let as_of = match &args.as_of {
        None => now(),
        Some(text) => as_of(text, zone)?,
    };
    let mut options = Options::new(as_of);
    options.timezone = timezone;
    options.encoding = args.encoding;
    options.delimiter = args.delimiter;
    options.skip_lines = args.skip_lines;
    options.ambiguous = match args.ambiguous {
        None => Ambiguous::Error,
        Some(AmbiguousArg::Earliest) => Ambiguous::Earliest,
        Some(AmbiguousArg::Latest) => Ambiguous::Latest,
    };
    options.format = match &args.input_format {
        None => None,
        Some(word) => Some(Format::parse(word).ok_or_else(|| {
            Failure::new(format!("`--input-format {word}`: it is one of {}", crate::diagnostic::list(Format::WORDS)))
        })?),
    };
    for pair in &args.set {
        let (field, value) =
            pair.split_once('=').ok_or_else(|| Failure::new(format!("`--set {pair}`: write `--set field=value`")))?;
        options.set.push((field.to_owned(), value.to_owned()));
    }
    options.mapping = mapping;
    Ok(options)
}

/// Says as of which instant incidents were decided, where nobody has said so.
pub(super) fn note_as_of(args: &ReadArgs, options: &Options, terminal: &Terminal) {
    if args.as_of.is_none() {
        let at = options.as_of.rfc3339(None);
        terminal.note(&format!("note: decided as of now, {at}; `--as-of` names another instant"));
    }
}

fn as_of(text: &str, timezone: Option<Zone>) -> Result<Instant, Failure> {
    match (Instant::parse(text), timezone) {
        (Ok(at), _) => Ok(at),
        (Err(InstantError::NoOffset(local)), Some(zone)) => zone.instant(local, Ambiguous::Error).map_err(|_| {
            Failure::new(format!(
                "`--as-of {text}` is skipped or repeated by a clock change in {}; give its offset",
                zone.name()
            ))
        }),
        (Err(e @ InstantError::NoOffset(_)), None) => {
            Err(Failure::new(format!("`--as-of {text}`: {e}: `--timezone Europe/London`")))
        }
        (Err(e), _) => Err(Failure::new(format!("`--as-of {text}`: {e}"))),
    }
}

/// A carried mapping by its name, else a file.
fn mapping(name: &str) -> Result<Mapping, Failure> {
    if let Some(mapping) = Mapping::built_in(name) {
        return Ok(mapping);
    }
    let mut text = String::new();
    let read = open(name).and_then(|file| file.take(1 << 20).read_to_string(&mut text));
    if let Err(e) = read {
        let names: Vec<&str> = built_in_names().collect();
        let near = crate::diagnostic::nearest(name, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is a file, or one of {}", crate::diagnostic::list(names.iter().copied())),
        };
        return Err(Failure::new(format!("`--map {name}`: {}; {help}", plain(&e))));
    }
    Mapping::parse(&text).map_err(|e| Failure::new(format!("`{name}`: {e}")))
}
