//! `relief new`: starting files that already check and pass their tests.

mod contract;
mod file;
mod policy;

use super::args::{NewArgs, NewWhat};
use super::exit::Outcome;
use super::terminal::Terminal;

pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> Outcome {
    match &args.what {
        NewWhat::Contract(args) => contract::run(args, terminal),
        NewWhat::Policy(args) => policy::run(args, terminal),
    }
}
