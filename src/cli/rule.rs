//! `relief rule [CODE]`: what a code means, and how it is fixed.

use std::fmt::Write as _;

use crate::diagnostic::{Code, nearest};
use crate::engine::{Page, RejectCode, WarningCode};
use crate::lint::{RULES, Rule};

use super::args::RuleArgs;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &RuleArgs, terminal: &Terminal) -> Outcome {
    let text = match &args.code {
        None => all(),
        Some(wanted) => {
            let found = codes().filter(|c| c.id().eq_ignore_ascii_case(wanted) || c.name() == wanted).map(one);
            // What a policy is told and what an incident is told may be of one name.
            let told = incidents().filter(|(page, _)| page.code == wanted).map(|(page, kind)| of_incident(&page, kind));
            let pages: Vec<String> = found.chain(told).collect();
            if pages.is_empty() {
                return Err(unknown(wanted));
            }
            pages.join("\n")
        }
    };
    terminal.print(&text)?;
    Ok(Exit::Fine)
}

fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().chain(RULES.iter().map(|rule| rule.code()))
}

/// The codes of rejections and warnings, and what each is.
fn incidents() -> impl Iterator<Item = (Page, &'static str)> {
    let rejects = RejectCode::ALL.into_iter().filter_map(|code| Some((code.page()?, "reject")));
    rejects.chain(WarningCode::ALL.into_iter().filter_map(|code| Some((code.page()?, "warns"))))
}

fn of_incident(page: &Page, kind: &str) -> String {
    let what = match kind {
        "reject" => "An incident that gets it is rejected: it has no decision.",
        _ => "A decision that has it warns: somebody should look at it.",
    };
    let text = page.text.replace("```reject", "For example:").replace("```warn", "For example:").replace("```", "");
    format!("{}: {}\n{what}\n\n{}\n", page.code, page.summary, text.trim_end())
}

fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code() == code)
}

fn unknown(wanted: &str) -> Failure {
    let names = codes().flat_map(|c| [c.id(), c.name()]).chain(incidents().map(|(page, _)| page.code));
    let help = nearest(wanted, names);
    let help = help.map_or("`relief rule` lists them all".to_owned(), |near| format!("did you mean `{near}`?"));
    Failure::new(format!("there is no code `{wanted}`; {help}"))
}

fn all() -> String {
    let mut text = String::new();
    let wide = codes().map(|c| c.name().len()).max().unwrap_or_default();
    for code in codes() {
        let severity = rule(code).map_or("error", |r| r.severity.as_str());
        let _ = writeln!(text, "{} {severity:<7} {:<wide$} {}", code.id(), code.name(), code.summary());
    }
    for (page, kind) in incidents() {
        let _ = writeln!(text, "{:5} {kind:<7} {:<wide$} {}", "", page.code, page.summary);
    }
    text
}

fn one(code: Code) -> String {
    let mut text = format!("{} {}: {}\n", code.id(), code.name(), code.summary());
    if let Some(rule) = rule(code) {
        let _ = writeln!(text, "A {} of the group `{}`.", rule.severity.as_str(), rule.group.as_str());
        let _ = writeln!(text, "To keep it as it is, write on the line above the statement or item:");
        let _ = writeln!(text, "    // relief: allow({}) why this is meant", code.name());
    }
    let page = code.page().replace("```bad", "For example:").replace("```good", "Better:").replace("```", "");
    let _ = write!(text, "\n{}", page.replace("\n\n\n", "\n\n").trim_end());
    text.push('\n');
    text
}
