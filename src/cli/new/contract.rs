//! `relief new contract NAME --extends TIER`: a starting file that already checks and passes its test.

use std::path::Path;

use crate::diagnostic::{list, nearest, render};
use crate::engine::Incident;
use crate::policy::Policy;
use crate::policy::model::{Package, Priority};
use crate::time::{Date, Instant, Length, LocalTime, OffsetInstant, Zone};

use crate::cli::args::NewContractArgs;
use crate::cli::exit::{Exit, Failure, Outcome};
use crate::cli::terminal::Terminal;
use crate::cli::{policies, read};

use super::file::{free_path, named, write};

pub(super) fn run(args: &NewContractArgs, terminal: &Terminal) -> Outcome {
    let policy = match policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    named(&args.name, "Contract")?;
    let base = base(&policy, &args.extends)?;
    let path = free_path(&args.name, args.output.as_deref())?;
    let import = match args.policy.policy.as_slice() {
        [] => "isode".to_owned(),
        [one] if one.is_file() => format!("\"{}\"", relative(one, &path)),
        _ => return Err(Failure::new("--policy takes one file here: the one that the contract imports")),
    };
    let today = base_zone(base).local(read::now()).date();
    let draft = Draft { name: &args.name, base, import: &import, today };
    // Twice: the first tells when the answer is due, which the second then expects.
    let due = draft.due(&policy)?;
    let text = draft.text(policy.model().priorities.first(), due);
    let written = if args.policy.policy.is_empty() { Policy::from_text("new", &text).err() } else { None };
    if let Some(errors) = written {
        let shown =
            render::human(&errors.diagnostics, &errors.sources, terminal.color_stderr(), terminal.width().into());
        return Err(Failure::new(format!("`{}` cannot be the name of a contract here\n\n{shown}", args.name)));
    }
    write(&path, &text, terminal)?;
    let shown = path.display();
    terminal.note(&format!(
        "next: change it, then `relief check {shown}`, `relief lint {shown}`, `relief test {shown}`, `relief show --policy {shown} {}`",
        args.name
    ));
    Ok(Exit::Fine)
}

/// What is extended: something that is customisable.
fn base<'p>(policy: &'p Policy, name: &str) -> Result<&'p Package, Failure> {
    let packages = &policy.model().packages;
    let customisable = || packages.iter().filter(|p| p.customisable && !p.base);
    match customisable().find(|p| p.name.eq_ignore_ascii_case(name)) {
        Some(package) => Ok(package),
        None => {
            let names = || customisable().map(|p| p.name.as_str());
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} may be extended", list(names())),
            };
            Err(Failure::new(format!("no contract may extend `{name}`; {help}")))
        }
    }
}

fn base_zone(base: &Package) -> Zone {
    base.default_coverage().map_or(Zone::UTC, |c| c.zone)
}

/// A path as it is imported from a file that is elsewhere: only what lies beside or below it.
fn relative(policy: &Path, file: &Path) -> String {
    let folder = file.parent().unwrap_or(Path::new(""));
    policy.strip_prefix(folder).unwrap_or(policy).display().to_string()
}

/// A contract about to be written.
struct Draft<'a> {
    name: &'a str,
    base: &'a Package,
    import: &'a str,
    today: Date,
}

impl Draft<'_> {
    /// The instant of the test: at ten o'clock a week into the contract, on the base's clock.
    fn opened(&self) -> Instant {
        base_zone(self.base).wall(LocalTime::on(self.today.plus(7), Length::hours(10).0))
    }

    /// When the most urgent incident of the test is due to be answered, where it is at all.
    fn due(&self, policy: &Policy) -> Result<Option<OffsetInstant>, Failure> {
        let mut incident = Incident::new("new", &self.base.name, self.opened());
        incident.priority = policy.model().priorities.first().map(|p| p.name.clone());
        let decision = policy.decide(&incident, self.opened()).map_err(|e| Failure::new(e.to_string()))?;
        let timed = decision.objective("response");
        Ok(timed.and_then(|t| t.due))
    }

    fn text(&self, priority: Option<&Priority>, due: Option<OffsetInstant>) -> String {
        let Self { name, base, import, today } = self;
        let priority = priority.map_or("P1", |p| &p.name);
        let until = Date::from_ymd(today.year() + 1, 1, 1).map_or(*today, |first| {
            // A year less a day: the same day of the next year, or the one before a 29 February.
            let day = today.0 - Date::from_ymd(today.year(), 1, 1).unwrap_or(*today).0;
            first.plus(day - 1)
        });
        let zone = base_zone(base);
        let opened = self.opened().rfc3339(zone.written_offset(self.opened()));
        let expected = match due {
            Some(due) => format!("response running, due {due}"),
            None => "response none".to_owned(),
        };
        let base = &base.name;
        format!(
            r#"// {name}: a custom contract on {base}.
// What is not said here is as in {base}. Every statement there is: docs/language.md.
import {import}

contract {name} extends {base} {{
    customer "{name}"
    in force {today} to {until}

    // Take the slashes away from what the contract changes, and put its own words in.
    // coverage   {priority} always
    // response   {priority} < 1 hour
    // relief     {priority} 95% within 2 x response, pausing while waiting on customer
    // channels   + telephone
    // term       data_residency "United Kingdom"
}}

// A promise is worth a test: say what should come out, and `relief test` says whether it does.
test "{priority} is answered as promised" {{
    incident {{
        contract {name}
        priority {priority}
        opened   {opened}
    }}
    as of {opened}
    expect {{
        {expected}
    }}
}}
"#
        )
    }
}
