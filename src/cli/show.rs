//! `relief show [NAME]`: the packages of a policy side by side, or as a document for customers.

use crate::analysis::{Comparison, Side, compare, pairs, titles};
use crate::diagnostic::{list, nearest};
use crate::policy::Policy;
use crate::report::{self, Compared, Names, Sheet, Witnesses};

use super::args::{PolicyArgs, ShowArgs, ShowFormat};
use super::exit::{Exit, Failure, Outcome};
use super::policies;
use super::sides::Wanted;
use super::terminal::Terminal;

pub(super) fn run(args: &ShowArgs, terminal: &Terminal) -> Outcome {
    let policy = match policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    if let (Some(name), Some(old)) = (&args.name, &args.diff) {
        return against(args, &policy, name, old, terminal);
    }
    let model = policy.model();
    let sheet = match &args.name {
        None => Sheet::of_policy(model),
        Some(name) => Sheet::of_name(model, name).ok_or_else(|| {
            let names = || model.packages.iter().map(|p| p.name.as_str());
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", list(names())),
            };
            Failure::new(format!("there is no tier or contract `{name}`; {help}"))
        })?,
    };
    print(args, &policy, &sheet, &[], terminal)
}

/// Shows NAME beside OLD, and what it changes.
fn against(args: &ShowArgs, new_policy: &Policy, name: &str, old_given: &str, terminal: &Terminal) -> Outcome {
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
    print(args, new_policy, &Sheet::of_comparisons(&compared), &compared, terminal)
}

fn print(args: &ShowArgs, policy: &Policy, sheet: &Sheet, compared: &[Compared<'_>], terminal: &Terminal) -> Outcome {
    let changes = |write: &dyn Fn(&Compared<'_>) -> String| {
        compared.iter().map(|one| format!("\n{}", write(one))).collect::<String>()
    };
    terminal.print(&match args.output_format {
        ShowFormat::Text => {
            let names = |one: &Compared<'_>| report::comparison_text(one.comparison, one.names, Witnesses::Words);
            report::text(sheet, terminal.color_stdout(), terminal.width()) + &changes(&names)
        }
        ShowFormat::Markdown => {
            report::markdown(sheet) + &changes(&|one| report::comparison_markdown(one.comparison, one.names))
        }
        ShowFormat::Html => report::policy_document(policy, args.name.as_deref(), sheet, compared),
        ShowFormat::Json => report::json(sheet),
    })?;
    Ok(Exit::Fine)
}
