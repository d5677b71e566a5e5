//! `relief show [NAME]`: the packages of a policy side by side.

use crate::diagnostic::{list, nearest};
use crate::report::{self, Sheet};

use super::args::{ShowArgs, ShowFormat};
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &ShowArgs, terminal: &Terminal) -> Outcome {
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
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
    terminal.print(&match args.output_format {
        ShowFormat::Text => report::text(&sheet, terminal.color_stdout(), terminal.width()),
        ShowFormat::Markdown => report::markdown(&sheet),
        ShowFormat::Html => report::html(&sheet),
        ShowFormat::Json => report::json(&sheet),
    })?;
    Ok(Exit::Fine)
}
