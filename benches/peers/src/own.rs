//! `relief` itself, as a library.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use arrow_array::RecordBatch;
use relief::internals::time::calendar::Clock;
use relief::internals::time::Length;
use relief::{BatchDecisions, Incident, Instant, Policy, Truth};

use crate::data::{Case, incident, instant};
use crate::rules::Answers;
use crate::table::timed;

/// Everything is decided as of this instant.
pub const AS_OF: &str = "2026-09-01T00:00:00Z";
/// The same as an instant.
pub fn as_of() -> Instant {
    Instant::parse(AS_OF).expect("an instant")
}

/// What the clocks add.
pub const LIMIT: i64 = 4 * 3600;

/// A clock's three answers, in seconds: when the limit is used up, and what passed until two instants.
pub type Clocked = (i64, i64, i64);

pub fn clock(policy: &Policy) -> Clock {
    let spec = policy.model().calendars.iter().find(|c| c.name == "uk_office").expect("the standard calendar");
    Clock::compile(spec, spec.zone)
}

/// One add and two betweens.
pub fn clocks(clock: &Clock, cases: &[Case]) -> (f64, Vec<Clocked>) {
    timed(cases.len(), || {
        let ask = |case: &Case| {
            let opened = instant(case.opened);
            let due = clock.add(opened, Length(LIMIT * 1_000_000)).expect("within the known years");
            let passed = |to: i64| clock.covered(opened, instant(to)).seconds();
            (due.0 / 1_000_000, passed(case.responded), passed(case.resolved))
        };
        cases.iter().map(ask).collect()
    })
}

/// A full decision of each incident, one by one.
pub fn decide(policy: &Policy, cases: &[Case]) -> (f64, Vec<(Clocked, Answers)>) {
    let incidents: Vec<Incident> = cases.iter().map(incident).collect();
    let as_of = as_of();
    let (cost, ()) = timed(cases.len(), || {
        for incident in &incidents {
            std::hint::black_box(policy.decide(incident, as_of).expect("a decision"));
        }
    });
    let answer = |incident: &Incident| {
        let decision = policy.decide(incident, as_of).expect("a decision");
        let timed = |objective| decision.objective(objective).expect("a limit");
        let (response, relief) = (timed("response"), timed("relief"));
        let due = response.due.map_or(0, |at| at.instant().0 / 1_000_000);
        let yes = |remedy| decision.remedy(remedy).is_some_and(|r| r.entitled == Truth::True);
        let clocked = (due, response.elapsed_s, relief.elapsed_s);
        let (update, hot_fix, new_version) = (yes("update"), yes("hot_fix"), yes("new_version"));
        (clocked, Answers { priority: decision.priority.clone(), update, hot_fix, new_version })
    };
    (cost, incidents.iter().map(answer).collect())
}

/// Full decisions of whole columns, and how many there are.
pub fn decide_batches(policy: &Policy, batches: &[RecordBatch], count: usize) -> (f64, usize) {
    let as_of = as_of();
    timed(count, || {
        let mut decided = 0;
        let each = |decisions: BatchDecisions| {
            decided += std::hint::black_box(decisions).decisions.num_rows();
            ControlFlow::<()>::Continue(())
        };
        let ended = policy.decide_batches(batches, as_of, each).expect("batches of incidents");
        assert!(ended.is_continue());
        decided
    })
}

/// The whole command on one thread, its decisions thrown away: this very program, called by its other name.
pub fn command(input: &[u8], name: &str, format: &str, count: usize) -> f64 {
    let folder = std::env::temp_dir().join(format!("relief-peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(name);
    std::fs::write(&file, input).expect("a file");
    let (cost, ()) = timed(count, || {
        let done = eval(&file).args(["--output-format", format, "-o", "/dev/null"]).status().expect("a process");
        assert!(done.success(), "relief eval failed");
    });
    std::fs::remove_dir_all(&folder).expect("a folder");
    cost
}

/// What the command writes of a file.
pub fn decisions(input: &[u8], name: &str, format: &str) -> Vec<u8> {
    let folder = std::env::temp_dir().join(format!("relief-peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(name);
    std::fs::write(&file, input).expect("a file");
    let done = eval(&file).args(["--output-format", format]).output().expect("a process");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::remove_dir_all(&folder).expect("a folder");
    done.stdout
}

fn eval(file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["eval", "--quiet", "--threads", "1", "--as-of", AS_OF]).arg(file);
    command
}
