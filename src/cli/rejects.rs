//! Rejected incidents on standard error: each by itself where they are few, else by their codes; and what would fix
//! most of them.

use std::collections::BTreeMap;
use std::io::Write as _;

use crate::diagnostic::{list, nearest};
use crate::engine::RejectCode;
use crate::io::pipeline::StopReason;
use crate::io::read::{NamesMet, Options, not_a_log, not_records};
use crate::io::write::Reject;
use crate::policy::Policy;

use super::output::OutputFile;
use super::values::thousands;

/// So many are shown one by one.
const FEW: usize = 20;

/// Writes a rejected incident as a JSON line.
pub(super) fn write(out: &mut OutputFile, reject: &Reject<'_>) -> Result<(), StopReason> {
    let line = serde_json::to_vec(reject).map_err(std::io::Error::from);
    let written = line.and_then(|mut line| {
        line.push(b'\n');
        out.write_all(&line)
    });
    written.map_err(StopReason::Rejects)
}

/// What was rejected so far.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    few: Vec<String>,
    codes: BTreeMap<RejectCode, Code>,
    all: u64,
}

/// The incidents that were rejected for one reason.
#[derive(Debug)]
struct Code {
    count: u64,
    /// The first of them, as it is shown.
    first: String,
    message: String,
}

impl Rejects {
    /// Takes one in.
    pub(super) fn add(&mut self, reject: &Reject<'_>) {
        self.all += 1;
        if self.few.len() < FEW {
            self.few.push(reject.to_string());
        }
        let first = || Code { count: 0, first: reject.to_string(), message: reject.message.to_owned() };
        self.codes.entry(reject.code).or_insert_with(first).count += 1;
    }

    /// A line for each where they are few, else one for each code, with its first incident.
    pub(super) fn lines(&self) -> Vec<String> {
        if self.all <= FEW as u64 {
            return self.few.clone();
        }
        let line = |(code, of): (&RejectCode, &Code)| match of.count {
            1 => of.first.clone(),
            count => format!("{} rejected as {code}, the first: {}", thousands(count), of.first),
        };
        self.codes.iter().map(line).collect()
    }

    /// Whether [`Rejects::lines`] leaves some out.
    pub(super) fn are_summed_up(&self) -> bool {
        self.all > FEW as u64
    }

    /// What would fix most of `incidents`, where they are rejected for one reason.
    pub(super) fn advice(&self, incidents: u64, policy: &Policy, options: &Options, met: &NamesMet) -> Option<String> {
        let (code, of) = self.codes.iter().find(|(_, of)| of.count >= 2 && of.count * 2 > incidents)?;
        let way = way(*code, &of.message, policy, options, met)?;
        Some(format!("most incidents are rejected as {code}: {way}"))
    }
}

fn way(code: RejectCode, message: &str, policy: &Policy, options: &Options, met: &NamesMet) -> Option<String> {
    let log = options.mapping.as_ref().is_some_and(|mapping| mapping.log.is_some());
    let has = |word: &str| message.contains(word);
    let values = |field: &str| format!("a mapping's `values` says which {field} each value means");
    let constant = |field: &str| options.set.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str());
    if matches!(code, RejectCode::MissingField | RejectCode::DuplicateId) {
        let other = if log { met.fits(false).map(not_a_log) } else { met.fits(true).map(not_records) };
        if other.is_some() {
            return other;
        }
    }
    match code {
        RejectCode::UnknownContract => {
            let sold = policy.sold();
            let names = || sold.iter().copied();
            Some(match constant("contract") {
                Some(value) => match nearest(value, names()) {
                    Some(near) => format!("`--set contract={value}`: did you mean `{near}`?"),
                    None => format!("`--set contract={value}` is not one of {}", list(names())),
                },
                None => format!("{}, of {}; `--policy` says which file has them", values("contract"), list(names())),
            })
        }
        RejectCode::MissingField if has("`contract`") => {
            let names = list(policy.sold());
            Some(format!("`--set contract=NAME` gives one to every incident, of {names}"))
        }
        RejectCode::MissingField => Some("a mapping (`--map`) says which column each field is read from".to_owned()),
        RejectCode::DuplicateId => {
            Some("if the rows of an id are its events, a mapping with `events` or `states` reads them".to_owned())
        }
        RejectCode::BadInstant if has("--timezone") => {
            Some("`--timezone ZONE` says in which zone the times are".to_owned())
        }
        RejectCode::BadInstant => Some("a mapping's `time` says how the times are written".to_owned()),
        RejectCode::UnknownPriority => {
            let names: Vec<&str> = policy.model().priorities.iter().map(|p| p.name.as_str()).collect();
            Some(match constant("priority") {
                Some(value) => format!("`--set priority={value}` is not one of {}", list(names)),
                None => format!("{}, of {}", values("priority"), list(names)),
            })
        }
        RejectCode::NoPriority => {
            Some("`--set priority=NAME` gives one to every incident, a mapping says where it is".to_owned())
        }
        RejectCode::NotYetOpen => Some("`--as-of` gives a later instant as of which to decide".to_owned()),
        RejectCode::BadRecord if has("cells were expected") => Some(
            "`--delimiter` gives the separator of the cells, `--skip-lines` the number of lines above the header"
                .to_owned(),
        ),
        RejectCode::BadRecord if has("--encoding") => Some("`--encoding` says which encoding the file has".to_owned()),
        RejectCode::BadRecord if has("a JSON object was expected") => {
            Some("`--input-format json` reads a file that is one list or object".to_owned())
        }
        _ => None,
    }
}
