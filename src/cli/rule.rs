//! `relief rule [CODE]`: what a code means, and how it is mended.

use std::fmt::Write as _;

use crate::diagnostic::{Code, nearest};
use crate::lint::{RULES, Rule};

use super::args::RuleArgs;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &RuleArgs, terminal: &Terminal) -> Outcome {
    let text = match &args.code {
        None => all(),
        Some(wanted) => {
            let mut codes = codes();
            let found = codes.find(|c| c.id().eq_ignore_ascii_case(wanted) || c.name() == wanted);
            one(found.ok_or_else(|| unknown(wanted))?)
        }
    };
    terminal.print(&text)?;
    Ok(Exit::Fine)
}

fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().chain(RULES.iter().map(|rule| rule.code()))
}

fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code() == code)
}

fn unknown(wanted: &str) -> Failure {
    let help = nearest(wanted, codes().flat_map(|c| [c.id(), c.name()]));
    let help = help.map_or("`relief rule` lists them all".to_owned(), |near| format!("did you mean `{near}`?"));
    Failure::new(format!("there is no code `{wanted}`; {help}"))
}

fn all() -> String {
    let mut text = String::new();
    let wide = codes().map(|c| c.name().len()).max().unwrap_or_default();
    for code in codes() {
        let severity = rule(code).map_or("error", |r| r.severity.word());
        let _ = writeln!(text, "{} {severity:<7} {:<wide$} {}", code.id(), code.name(), code.summary());
    }
    text
}

fn one(code: Code) -> String {
    let mut text = format!("{} {}: {}\n", code.id(), code.name(), code.summary());
    if let Some(rule) = rule(code) {
        let _ = writeln!(text, "A {} of the group `{}`.", rule.severity.word(), rule.group.word());
    }
    let page = code.page().replace("```bad", "For example:").replace("```good", "Better:").replace("```", "");
    let _ = write!(text, "\n{}", page.replace("\n\n\n", "\n\n").trim_end());
    text.push('\n');
    text
}
