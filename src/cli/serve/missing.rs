//! `relief serve` in a program that was built without the server.

use super::args::ServeArgs;
use super::exit::{Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(_: &ServeArgs, _: &Terminal) -> Outcome {
    let help = "ask whoever built it for one with the feature `server`, or build one in the folder of its source: \
                `cargo install --path . --features server`";
    Err(Failure::new(format!("this program was built without the server: {help}")))
}
