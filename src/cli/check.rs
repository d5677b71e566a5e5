//! `relief check`: parses, resolves and type-checks.

use std::io::Write as _;

use crate::diagnostic::render;
use crate::policy::{Disk, Policy, Workspace, discover};
use crate::source::Sources;
use crate::testing::problems;

use super::args::CheckArgs;
use super::exit::{Exit, Failure, Outcome};
use super::policies::{current, exit_of};
use super::terminal::Terminal;

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Outcome {
    let files =
        discover(&args.paths).map_err(|(path, message)| Failure::new(format!("`{}`: {message}", path.display())))?;
    let workspace = Workspace::load(&Disk, &files, &args.paths, args.root.as_deref(), current().as_deref());
    let roots = workspace.roots();
    let mut errors = if roots.is_empty() { workspace.unreadable.clone() } else { Vec::new() };
    for root in &roots {
        let found = match Policy::of_unit(root, Sources::default()) {
            Ok(policy) => problems(&policy),
            Err(found) => found,
        };
        errors.extend(found.into_iter().filter(|e| !errors.contains(e)).collect::<Vec<_>>());
    }
    if errors.is_empty() {
        let count = workspace.sources.iter().filter(|(_, s)| !s.is_carried()).count();
        terminal.note(&format!("{count} file{} without errors", if count == 1 { "" } else { "s" }));
        return Ok(Exit::Fine);
    }
    let text = render::human(&errors, &workspace.sources, terminal.color_stdout(), terminal.width().into());
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::writing("standard output", &e))?;
    terminal.note(&format!("{} error{}", errors.len(), if errors.len() == 1 { "" } else { "s" }));
    Ok(exit_of(&errors))
}
