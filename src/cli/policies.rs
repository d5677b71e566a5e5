//! The policy that a command decides by.

use std::path::PathBuf;

use crate::diagnostic::{list, nearest, render};
use crate::policy::model::PackageId;
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

/// What is sold under a name: a tier, a contract, or the versions of one. A base tier will do, as nobody is
/// sold it here.
pub(super) fn versions(policy: &Policy, name: &str) -> Result<Vec<PackageId>, Failure> {
    let model = policy.model();
    let named = (0_u16..).zip(&model.packages).filter(|(_, p)| p.name == name && !p.base);
    let found: Vec<PackageId> = named.map(|(at, _)| PackageId(at)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if std::path::Path::new(name).is_file() {
        let example = policy.sold().first().map_or("NAME", |name| name).to_owned();
        return Err(Failure::new(format!("`{name}` is a file: say which contract of it, as in `{name}:{example}`")));
    }
    let names = || policy.sold().into_iter();
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names().next().is_none() => "the policy has none".to_owned(),
        None => format!("there are {}", list(names())),
    };
    let base = model.packages.iter().any(|p| p.name == name);
    let what = if base { "is a base tier, which promises nothing by itself" } else { "is not a tier or contract" };
    Err(Failure::new(format!("`{name}` {what}; {help}")))
}
