//! `relief cases PATH`: the boundary incidents of a policy.

use std::io::Write as _;
use std::path::Path;

use crate::analysis::{band_boundaries, boundaries};
use crate::diagnostic::{list, nearest};
use crate::engine::RejectCode;
use crate::report::{cases_json, cases_tests};
use crate::time::{Date, Zone};

use super::args::{CasesArgs, CasesFormat, PolicyArgs};
use super::exit::{Exit, Failure, Outcome};
use super::output::OutputFile;
use super::outputs::Outputs;
use super::policies;
use super::terminal::Terminal;

pub(super) fn run(args: &CasesArgs, terminal: &Terminal) -> Outcome {
    let policy = PolicyArgs { policy: vec![args.path.clone()], root: args.root.clone() };
    let policy = match policies::load(&policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let from = match &args.from {
        None => Zone::UTC.local(super::read::now()).date(),
        Some(text) => Date::parse(text)
            .ok_or_else(|| Failure::new(format!("`--from {text}` is not a date; write one such as 2026-01-31")))?,
    };
    if let Some(name) = &args.contract
        && !policy.sold().contains(&name.as_str())
    {
        let help = match nearest(name, policy.sold()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", list(policy.sold())),
        };
        return Err(Failure::new(format!("there is no tier or contract `{name}`; {help}")));
    }
    let found = boundaries(&policy, from, args.contract.as_deref());
    let bands = band_boundaries(&policy, from, args.contract.as_deref(), found.len());
    let text = match args.output_format {
        CasesFormat::Jsonl => cases_json(&policy, &found, &bands),
        CasesFormat::Test => cases_tests(&policy, &found, &bands, import(args).as_deref()),
    };
    Outputs::default()
        .reads_policy(policy.sources())
        .writes("--output", "the incidents go there", args.output.as_deref())
        .check()?;
    let mut sink = match &args.output {
        Some(path) => OutputFile::file(path)?,
        None => OutputFile::stdout(),
    };
    sink.write_all(text.as_bytes()).map_err(|e| Failure::writing(&sink.name(), &e))?;
    sink.commit()?;
    let count = found.len() + bands.len();
    let plural = if count == 1 { "boundary" } else { "boundaries" };
    let batched: usize = bands.iter().flat_map(|band| &band.batches).map(|batch| batch.incidents.len()).sum();
    terminal.note(&format!("{count} {plural}, {} incidents", found.len() * 2 + batched));
    let beyond = found
        .iter()
        .flat_map(|b| &b.cases)
        .filter(|case| case.decide(&policy).is_err_and(|rejection| rejection.code == RejectCode::CalendarHorizon));
    if beyond.count() > 0 || count == 0 {
        terminal.note(&format!(
            "note: of the year from {from} not all is decided: the calendars know other years, or nothing is in force \
             then; `--from` names another"
        ));
    }
    Ok(Exit::Fine)
}

/// The file as the tests import it: by its name where they are written beside it, else as it was given.
fn import(args: &CasesArgs) -> Option<String> {
    if !args.path.is_file() {
        return None;
    }
    let folder = |path: &Path| path.parent().filter(|p| !p.as_os_str().is_empty()).map(Path::to_path_buf);
    let beside = args.output.as_deref().is_some_and(|out| folder(out) == folder(&args.path));
    let name = if beside { args.path.file_name().map(Path::new) } else { None };
    let shown = name.unwrap_or(&args.path).display().to_string().replace('\\', "/");
    Some(format!("\"{shown}\""))
}
