//! The command: a thin caller of the library's public face.

mod args;
mod calendar;
mod cases;
mod check;
mod compare;
mod completions;
mod credits;
mod due;
mod eval;
mod exit;
mod explain;
mod fmt;
mod input_files;
mod interrupt;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod output;
mod outputs;
mod policies;
mod progress;
mod promise;
mod read;
mod read_run;
mod rejects;
mod report;
mod rule;
mod schema;
#[cfg(feature = "server")]
mod serve;
#[cfg(not(feature = "server"))]
#[path = "serve/missing.rs"]
mod serve;
mod show;
mod sides;
mod stop;
mod terminal;
mod test;
mod values;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use exit::{Exit, Failure};
use terminal::Terminal;

/// Runs the command that this process was called with.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // clap prints help and version to standard output, usage errors to standard error.
            let code = if error.use_stderr() { Exit::Failed } else { Exit::Fine };
            let _ = error.print();
            return code.into();
        }
    };
    quiet_about_damaged_files();
    let terminal = Terminal::new(args.color, args.quiet, args.verbose);
    let outcome = match args.command {
        Command::Check(args) => check::run(&args, &terminal),
        Command::Lint(args) => lint::run(&args, &terminal),
        Command::Fmt(args) => fmt::run(&args, &terminal),
        Command::Test(args) => test::run(&args, &terminal),
        Command::Eval(args) => eval::run(&args, &terminal),
        Command::Explain(args) => explain::run(&args, &terminal),
        Command::Due(args) => due::run(&args, &terminal),
        Command::Calendar(args) => calendar::run(&args, &terminal),
        Command::Cases(args) => cases::run(&args, &terminal),
        Command::Compare(args) => compare::run(&args, &terminal),
        Command::Rule(args) => rule::run(&args, &terminal),
        Command::Credits(args) => credits::run(&args, &terminal),
        Command::Report(args) => report::run(&args, &terminal),
        Command::Promise(args) => promise::run(&args, &terminal),
        Command::New(args) => new::run(&args, &terminal),
        Command::Show(args) => show::run(&args, &terminal),
        Command::Serve(args) => serve::run(&args, &terminal),
        #[cfg(feature = "lsp")]
        Command::Lsp(_) => lsp::run(),
        Command::Schema(args) => schema::run(&args, &terminal),
        Command::Completions(args) => completions::run(&args),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(Failure::ClosedPipe) => Exit::Fine.into(),
        Err(Failure::Message(message)) => {
            terminal.complain(&message);
            Exit::Failed.into()
        }
    }
}

/// A library that panics on a damaged file is reported as an error of that file: its own words say nothing more.
fn quiet_about_damaged_files() {
    #[cfg(any(feature = "columnar", feature = "xlsx"))]
    {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !crate::io::read::is_guarded() {
                usual(panic);
            }
        }));
    }
}
