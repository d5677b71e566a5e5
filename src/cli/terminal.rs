//! What is known of the terminal, and what is said on standard error.

use std::io::{self, IsTerminal as _, Write as _};

use super::args::When;
use super::exit::Failure;

/// How to speak to the person who called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    color: When,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

impl Terminal {
    pub(super) fn new(color: When, quiet: bool, verbose: bool) -> Self {
        Self { color, quiet, verbose }
    }

    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
    fn wanted(self, terminal: bool) -> bool {
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        }
    }

    /// Whether standard output is a terminal.
    pub(super) fn stdout_is_terminal(self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether to colour standard output.
    pub(super) fn color_stdout(self) -> bool {
        self.wanted(io::stdout().is_terminal())
    }

    /// Whether to colour standard error.
    pub(super) fn color_stderr(self) -> bool {
        self.wanted(io::stderr().is_terminal())
    }

    /// How many columns the terminal has; 100 where it has none to tell.
    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
    pub(super) fn width(self) -> u16 {
        let told = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let asked = || terminal_size::terminal_size().map(|(width, _)| width.0);
        told().or_else(asked).unwrap_or(100).clamp(40, 200)
    }

    /// How many rows the terminal has, if it tells.
    pub(super) fn height(self) -> Option<u16> {
        terminal_size::terminal_size().map(|(_, height)| height.0)
    }

    /// Something worth a line on standard error, unless `--quiet`.
    pub(super) fn note(self, message: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", tame(message));
        }
    }

    /// What went wrong, whatever `--quiet` says.
    pub(super) fn complain(self, message: &str) {
        let (on, off) = if self.color_stderr() { ("\x1b[31;1m", "\x1b[0m") } else { ("", "") };
        let _ = writeln!(io::stderr(), "{on}error:{off} {}", tame(message));
    }

    /// Prints the product of a command.
    pub(super) fn print(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|e| Failure::writing("standard output", &e))
    }
}

/// The most of a message that a line has.
const MOST: usize = 2_000;

/// A message without what a terminal would obey, and no longer than a person reads.
fn tame(message: &str) -> String {
    let mut out = String::with_capacity(message.len().min(MOST));
    for (count, c) in message.chars().enumerate() {
        if count == MOST {
            out.push_str(" ...");
            break;
        }
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
