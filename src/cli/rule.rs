//! `relief rule [CODE]`: what a code means, and how it is mended.

use std::fmt::Write as _;

use crate::diagnostic::{Code, nearest};

use super::args::RuleArgs;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &RuleArgs, terminal: &Terminal) -> Outcome {
    let mut text = String::new();
    match &args.code {
        None => {
            for code in Code::ALL {
                let _ = writeln!(text, "{} {:<22} {}", code.id(), code.name(), code.summary());
            }
        }
        Some(wanted) => {
            let found = Code::ALL.iter().find(|c| c.id().eq_ignore_ascii_case(wanted) || c.name() == wanted);
            let code = found.ok_or_else(|| {
                let names = Code::ALL.iter().flat_map(|c| [c.id(), c.name()]);
                let help = nearest(wanted, names).map(|near| format!("; did you mean `{near}`?"));
                Failure::new(format!("there is no code `{wanted}`{}", help.unwrap_or_default()))
            })?;
            let page = code.page().replace("```bad", "For example:").replace("```good", "Better:").replace("```", "");
            let _ = write!(text, "{} {}: {}\n\n", code.id(), code.name(), code.summary());
            text.push_str(page.replace("\n\n\n", "\n\n").trim_end());
            text.push('\n');
        }
    }
    terminal.print(&text)?;
    Ok(Exit::Fine)
}
