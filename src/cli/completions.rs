//! `relief completions SHELL`.

use clap::CommandFactory as _;

use super::args::{Args, CompletionArgs};
use super::exit::{Exit, Failure, Outcome};

pub(super) fn run(args: &CompletionArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "relief", &mut script);
    let written = std::io::Write::write_all(&mut std::io::stdout().lock(), &script);
    written.map_err(|e| Failure::writing("standard output", &e)).map(|()| Exit::Fine)
}
