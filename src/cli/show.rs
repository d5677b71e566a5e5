//! `relief show [NAME]`: the packages of a policy side by side, or as a document for customers.

use std::path::{Path, PathBuf};

use crate::analysis::{Comparison, Side, compare, pairs, titles};
use crate::diagnostic::{list, nearest};
use crate::policy::Policy;
use crate::report::{self, Compared, Names, Sheet, Witnesses};

use super::args::{PolicyArgs, ShowArgs, ShowFormat};
use super::exit::{Exit, Failure, Outcome};
use super::output::{format_by_name, write_text};
use super::outputs::Outputs;
use super::policies;
use super::sides::Wanted;
use super::terminal::Terminal;

pub(super) fn run(args: &ShowArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let (file, name) = args.name.as_deref().map_or((None, None), asked);
    let policy = match (file, args.policy.policy.as_slice()) {
        (None, _) => policies::load(&args.policy, terminal)?,
        (Some(file), []) => {
            let policy = vec![PathBuf::from(file)];
            policies::load(&PolicyArgs { policy, root: args.policy.root.clone() }, terminal)?
        }
        (Some(file), _) => {
            let example = name.unwrap_or("NAME");
            let message = format!("`{file}` is a file, and `--policy` names others: write `--policy {file} {example}`");
            return Err(Failure::new(message));
        }
    };
    let policy = match policy {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let output = args.output.as_deref();
    Outputs::default().reads_policy(policy.sources()).writes("--output", "the table goes there", output).check()?;
    let shown = Shown { policy: &policy, name, format, output };
    match (name, &args.diff) {
        (Some(name), Some(old)) => against(args, &shown, name, old, terminal),
        (None, Some(_)) => {
            let example = policy.sold().first().map_or("NAME", |name| name).to_owned();
            let file = file.unwrap_or_default();
            Err(Failure::new(format!("`--diff` needs one contract: write `{file}:{example}`")))
        }
        (None, None) => shown.print(&Sheet::of_policy(policy.model()), &[], terminal),
        (Some(name), None) => {
            let sheet = Sheet::of_name(&policy, name).ok_or_else(|| unknown(&policy, name))?;
            shown.print(&sheet, &[], terminal)
        }
    }
}

/// What is shown, and where.
struct Shown<'a> {
    policy: &'a Policy,
    name: Option<&'a str>,
    format: ShowFormat,
    output: Option<&'a Path>,
}

/// The file and the name in `NAME`, `FILE.sla` and `FILE.sla:NAME`. No name has a point or a colon.
fn asked(text: &str) -> (Option<&str>, Option<&str>) {
    match text.rsplit_once(':') {
        _ if Path::new(text).extension().is_some_and(|extension| extension == "sla") => (Some(text), None),
        Some((file, name)) => (Some(file), Some(name)),
        None => (None, Some(text)),
    }
}

fn format(args: &ShowArgs) -> Result<ShowFormat, Failure> {
    let formats = [
        ("txt", ShowFormat::Text),
        ("md", ShowFormat::Markdown),
        ("html", ShowFormat::Html),
        ("json", ShowFormat::Json),
    ];
    args.output_format.map_or_else(|| format_by_name(args.output.as_deref(), &formats, ShowFormat::Text), Ok)
}

fn unknown(policy: &Policy, name: &str) -> Failure {
    let names = || policy.model().packages.iter().map(|p| p.name.as_str());
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if Path::new(name).exists() => {
            format!("it is a file or folder: `--policy {name}` shows the policy in it")
        }
        None => format!("there are {}", list(names())),
    };
    Failure::new(format!("there is no tier or contract `{name}`; {help}"))
}

/// Shows NAME beside OLD, and what it changes.
fn against(args: &ShowArgs, shown: &Shown<'_>, name: &str, old_given: &str, terminal: &Terminal) -> Outcome {
    let new_policy = shown.policy;
    let wanted = Wanted::of(old_given);
    let file = wanted.file.map(|file| PolicyArgs { policy: vec![file.into()], root: args.policy.root.clone() });
    let other = match file.map(|args| policies::load(&args, terminal)).transpose()? {
        Some(Err(exit)) => return Ok(exit),
        Some(Ok(policy)) => Some(policy),
        None => None,
    };
    let old_policy = other.as_ref().unwrap_or(new_policy);
    let new_ids = policies::versions(new_policy, name)?;
    let old_ids = policies::versions(old_policy, wanted.name)?;
    let found: Vec<(Side<'_>, Side<'_>, (String, String), Comparison)> =
        pairs(new_policy, &new_ids, old_policy, &old_ids)
            .into_iter()
            .map(|(new_id, old_id)| {
                let (new, old) = (Side { policy: new_policy, id: new_id }, Side { policy: old_policy, id: old_id });
                (new, old, titles(new, name, old, old_given), compare(new, old))
            })
            .collect();
    let compared: Vec<Compared<'_>> = found
        .iter()
        .map(|(new, old, (new_title, old_title), comparison)| Compared {
            new: *new,
            old: *old,
            names: Names { new: new_title, old: old_title },
            comparison,
        })
        .collect();
    shown.print(&Sheet::of_comparisons(&compared), &compared, terminal)
}

impl Shown<'_> {
    fn print(&self, sheet: &Sheet, compared: &[Compared<'_>], terminal: &Terminal) -> Outcome {
        let changes = |write: &dyn Fn(&Compared<'_>) -> String| {
            compared.iter().map(|one| format!("\n{}", write(one))).collect::<String>()
        };
        let text = match self.format {
            ShowFormat::Text => {
                let names = |one: &Compared<'_>| report::comparison_text(one.comparison, one.names, Witnesses::Words);
                let color = self.output.is_none() && terminal.color_stdout();
                report::text(sheet, color, terminal.width()) + &changes(&names)
            }
            ShowFormat::Markdown => {
                report::markdown(sheet) + &changes(&|one| report::comparison_markdown(one.comparison, one.names))
            }
            ShowFormat::Html => report::policy_document(self.policy, self.name, sheet, compared),
            ShowFormat::Json => report::json(sheet),
        };
        write_text(self.output, &text)?;
        Ok(Exit::Fine)
    }
}
