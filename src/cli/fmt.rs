//! `relief fmt`: the canonical layout, written, checked or shown.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostic::render;
use crate::policy::{Disk, Files as _, discover};
use crate::source::Sources;
use crate::syntax::format::{Refused, format};

use super::args::FmtArgs;
use super::exit::{Exit, Failure, Outcome, plain};
use super::output::OutputFile;
use super::terminal::Terminal;

/// A policy file is at most 1 MiB.
const MAX_FILE: u64 = 1 << 20;

/// What became of the files.
#[derive(Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    /// Files with errors.
    broken: usize,
    /// Files that could not be read or written, or that the formatter failed at.
    failed: usize,
}

pub(super) fn run(args: &FmtArgs, terminal: &Terminal) -> Outcome {
    let mut tally = Tally::default();
    let (input, paths): (Vec<&PathBuf>, Vec<&PathBuf>) = args.paths.iter().partition(|p| p.as_os_str() == "-");
    for path in paths {
        match discover(std::slice::from_ref(path)) {
            Ok(files) => {
                for file in files {
                    one(args, terminal, Some(&file), &mut tally)?;
                }
            }
            Err((path, message)) => {
                terminal.complain(&format!("`{}`: {message}", path.display()));
                tally.failed += 1;
            }
        }
    }
    if !input.is_empty() {
        one(args, terminal, None, &mut tally)?;
    }
    let named = args.paths.iter().any(|p| p.as_os_str() != "-");
    if named {
        terminal.note(&summary(args, &tally));
    }
    Ok(match tally {
        Tally { failed: 1.., .. } => Exit::Failed,
        Tally { broken: 1.., .. } => Exit::Findings,
        Tally { changed: 1.., .. } if args.check => Exit::Findings,
        _ => Exit::Fine,
    })
}

/// Formats one file, or standard input.
fn one(args: &FmtArgs, terminal: &Terminal, file: Option<&Path>, tally: &mut Tally) -> Result<(), Failure> {
    let name = file.map_or("<standard input>".to_owned(), |f| f.display().to_string());
    let old = match read(file) {
        Ok(text) => text,
        Err(message) => {
            terminal.complain(&format!("`{name}` cannot be read: {message}"));
            tally.failed += 1;
            return Ok(());
        }
    };
    // A byte order mark is no part of the policy.
    let text = old.strip_prefix('\u{feff}').unwrap_or(&old);
    let mut sources = Sources::default();
    let id = sources.add(&name, text);
    let new = match format(id, text) {
        Ok(new) => new,
        Err(Refused::Errors(errors)) => {
            // Where the new text goes to standard output, the errors do not belong there.
            if file.is_some() {
                let width = terminal.width().into();
                terminal.print(&render::human(&errors, &sources, terminal.color_stdout(), width))?;
            } else {
                let shown = render::human(&errors, &sources, terminal.color_stderr(), terminal.width().into());
                let _ = io::stderr().write_all(shown.as_bytes());
            }
            tally.broken += 1;
            return Ok(());
        }
        Err(Refused::Fault(what)) => {
            terminal.complain(&format!(
                "`{name}` is not changed: {what}; this is a bug of the formatter, not of the policy"
            ));
            tally.failed += 1;
            return Ok(());
        }
    };
    if new.len() as u64 > MAX_FILE {
        terminal.complain(&format!("`{name}` is not changed: formatted, it would be larger than 1 MiB; split it"));
        tally.failed += 1;
        return Ok(());
    }
    let changed = new != old;
    tally.changed += usize::from(changed);
    tally.unchanged += usize::from(!changed);
    if args.diff {
        if changed {
            terminal.print(&diff(&name, &old, &new, terminal.color_stdout()))?;
        }
    } else if args.check {
        if changed {
            terminal.print(&format!("{name}\n"))?;
        }
    } else if file.is_none() {
        terminal.print(&new)?;
    } else if let Some(file) = file.filter(|_| changed)
        && let Err(failure) = write(file, &new)
    {
        let Failure::Message(message) = failure else { return Err(failure) };
        terminal.complain(&message);
        tally.changed -= 1;
        tally.failed += 1;
    }
    Ok(())
}

/// The text of a file or of standard input, 1 MiB at most.
fn read(file: Option<&Path>) -> Result<String, String> {
    let bytes = match file {
        Some(file) => Disk.read(file, MAX_FILE + 1).map_err(|e| plain(&e))?,
        None => {
            let mut bytes = Vec::new();
            io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| plain(&e))?;
            bytes
        }
    };
    if bytes.len() as u64 > MAX_FILE {
        return Err("it is larger than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Replaces a file, whole or not at all, with the rights that it had.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e: &io::Error| Failure::writing(&format!("`{}`", file.display()), e);
    let rights = file.metadata().map_err(|e| failed(&e))?.permissions();
    if rights.readonly() {
        return Err(Failure::new(format!("cannot write `{}`: it is read-only", file.display())));
    }
    let mut sink = OutputFile::file(file)?;
    sink.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    if let OutputFile::File { temporary, .. } = &sink {
        temporary.get_ref().as_file().set_permissions(rights).map_err(|e| failed(&e))?;
    }
    sink.commit()
}

/// What would change, as a patch; `None` if nothing would.
fn diff(name: &str, old: &str, new: &str, color: bool) -> String {
    let diff = TextDiff::from_lines(old, new);
    let plain = diff.unified_diff().header(name, &format!("{name} (formatted)")).to_string();
    // The last line of a patch ends too, so that the next one begins on a line of its own.
    let plain = format!("{}\n", plain.trim_end_matches('\n'));
    if !color {
        return plain;
    }
    let mut out = String::new();
    for line in plain.split_inclusive('\n') {
        let on = match line.chars().next() {
            Some('-') => "\x1b[31m",
            Some('+') => "\x1b[32m",
            _ => "",
        };
        let off = if on.is_empty() { "" } else { "\x1b[0m" };
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        out.push_str(&[on, words, off, end].concat());
    }
    out
}

fn summary(args: &FmtArgs, tally: &Tally) -> String {
    let files = |n: usize| format!("{n} file{}", if n == 1 { "" } else { "s" });
    let done = if args.check || args.diff { "would change" } else { "changed" };
    let mut parts = Vec::new();
    if tally.changed > 0 {
        parts.push(format!("{} {done}", files(tally.changed)));
    }
    if tally.unchanged > 0 {
        parts.push(format!("{} laid out already", files(tally.unchanged)));
    }
    if tally.broken > 0 {
        parts.push(format!("{} with errors", files(tally.broken)));
    }
    if tally.failed > 0 {
        parts.push(format!("{} not done", files(tally.failed)));
    }
    parts.join(", ")
}
