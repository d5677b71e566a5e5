//! The policy that a command decides by.

use std::path::PathBuf;

use crate::diagnostic::render;
use crate::policy::{Policy, PolicyErrors};

use super::args::PolicyArgs;
use super::exit::{Exit, Failure};
use super::terminal::Terminal;

/// The folder that the command was called in.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(super) fn current() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// Loads the policy of `--policy`, or the standard one. Where it has errors they are shown, and the
/// exit code is inside.
pub(super) fn load(args: &PolicyArgs, terminal: &Terminal) -> Result<Result<Policy, Exit>, Failure> {
    let loaded = if args.policy.is_empty() {
        Policy::standard()
    } else {
        Policy::load_all(&args.policy, args.root.as_deref(), current().as_deref())
    };
    match loaded {
        Ok(policy) => Ok(Ok(policy)),
        Err(errors) => Ok(Err(show(&errors, terminal))),
    }
}

/// Shows a policy's errors on standard error: here they are not the product.
fn show(errors: &PolicyErrors, terminal: &Terminal) -> Exit {
    use std::io::Write as _;
    let text = render::human(&errors.diagnostics, &errors.sources, terminal.color_stderr(), terminal.width().into());
    let _ = std::io::stderr().write_all(text.as_bytes());
    exit_of(&errors.diagnostics)
}

/// A file that cannot be read is a command that cannot do its work; everything else is a finding.
pub(super) fn exit_of(diagnostics: &[crate::diagnostic::Diagnostic]) -> Exit {
    if diagnostics.iter().any(|d| d.span.is_none()) { Exit::Failed } else { Exit::Findings }
}
