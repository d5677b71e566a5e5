//! The `relief` command: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    relief::internals::cli::run()
}
