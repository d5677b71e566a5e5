//! The file of `relief promise --write`: a policy that imports the one that was measured, and passes `relief check`.

use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::cli::args::PolicyArgs;
use crate::cli::exit::{Failure, plain};
use crate::cli::output::OutputFile;
use crate::cli::outputs::must_be_new;
use crate::cli::policies::current;
use crate::cli::terminal::Terminal;
use crate::diagnostic::{list, render};
use crate::policy::{Disk, Files, Policy, Workspace, discover, quoted};
use crate::report::promise::{PolicyText, PromiseReport, PromiseRow, written_policy};

/// Checks that a policy can be written to a file of this name.
pub(super) fn check_name(path: &Path) -> Result<(), Failure> {
    if path.extension().is_none_or(|ending| ending != "sla") {
        let message = format!("`--write {}`: the name of a policy file ends in `.sla`", path.display());
        return Err(Failure::new(message));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(Failure::new(format!("`--write {}`: there is no folder `{}`", path.display(), folder.display())));
    }
    must_be_new(path, "--write")
}

/// Writes the policy, and says so.
pub(super) fn write(
    path: &Path,
    report: &PromiseReport,
    policy: &Policy,
    args: &PolicyArgs,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let failed = |why: String| Failure::new(format!("`{}` is not written: {why}", path.display()));
    let file = absolute(path).map_err(|e| failed(plain(&e)))?;
    let imports = imports(&file, args).map_err(failed)?;
    let PolicyText { text, names } = written_policy(report, policy, &imports).map_err(|e| failed(e.to_string()))?;
    let model = policy.model();
    if let Some(name) = names.iter().find(|name| model.packages.iter().any(|package| package.name == **name)) {
        return Err(failed(format!("the policy has `{name}` already; rename it, or leave its share out of --attain")));
    }
    let root = args.root.as_deref();
    let with_text = WithText { file, text };
    let workspace = Workspace::load(&with_text, &[path.to_owned()], &[], root, current().as_deref());
    if let Err(errors) = Policy::compile(workspace) {
        let shown =
            render::human(&errors.diagnostics, &errors.sources, terminal.color_stderr(), terminal.width().into());
        let named = |row: &PromiseRow| model.packages.iter().find(|package| package.name == row.contract);
        let contract = report.rows.iter().filter_map(named).find(|package| package.contract);
        let tier = contract.and_then(|contract| model.package(contract.tier));
        let help =
            tier.map(|tier| format!("; with `--under {}` it is a tier, which may replace everything", tier.name));
        return Err(failed(format!("it would not pass `relief check`{}\n\n{shown}", help.unwrap_or_default())));
    }
    let mut out = OutputFile::file(path)?;
    out.write_all(with_text.text.as_bytes()).map_err(|e| Failure::writing(&out.name(), &e))?;
    out.commit()?;
    let (shown, all) = (path.display(), list(names.iter().map(String::as_str)));
    terminal.note(&format!("wrote {shown}: {all}"));
    let name = names.first().map_or("", String::as_str);
    terminal.note(&format!(
        "next: read it, then `relief check {shown}`, `relief report --policy {shown} --under {name} INCIDENTS`"
    ));
    Ok(())
}

/// What the file needs to import: the built-in policy, or each file that `--policy` names.
fn imports(file: &Path, args: &PolicyArgs) -> Result<Vec<String>, String> {
    if args.policy.is_empty() {
        return Ok(vec!["isode".to_owned()]);
    }
    let paths = discover(&args.policy).map_err(|(path, message)| format!("`{}`: {message}", path.display()))?;
    let import = |path: &PathBuf| {
        let canonical = Disk.canonical(path).map_err(|e| format!("`{}`: {}", path.display(), plain(&e)))?;
        Ok(quoted(&relative(&canonical, file.parent().unwrap_or(Path::new("")))))
    };
    paths.iter().map(import).collect()
}

/// The one path of a file that does not exist yet, in a folder that does.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(Disk.canonical(folder)?.join(path.file_name().unwrap_or_default()))
}

/// The way from a folder to a file, both absolute, with `/` between its parts.
fn relative(file: &Path, folder: &Path) -> String {
    let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The files of this machine, and one that is not written yet.
struct WithText {
    file: PathBuf,
    text: String,
}

impl Files for WithText {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        if path == self.file { Ok(self.text.clone().into_bytes()) } else { Disk.read(path, limit) }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        match absolute(path) {
            Ok(file) if file == self.file => Ok(file),
            _ => Disk.canonical(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_imported_by_the_way_to_it() {
        let way = |file, folder| relative(Path::new(file), Path::new(folder));
        assert_eq!(way("/a/b/acme.sla", "/a/b"), "acme.sla");
        assert_eq!(way("/a/b/c/acme.sla", "/a"), "b/c/acme.sla");
        assert_eq!(way("/a/x/acme.sla", "/a/b/c"), "../../x/acme.sla");
    }
}
