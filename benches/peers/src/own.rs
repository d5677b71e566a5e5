//! `relief` itself, as a library.

use relief::calendar::Clock;
use relief::decision::{DecisionWriter, OutputFormat};
use relief::incident::{Format, Options, Reader, Shape};
use relief::value::{Length, Truth};
use relief::{Incident, Instant, Objective, Policy};

use crate::data::{Case, incident, instant};
use crate::rules::Answers;
use crate::table::timed;

/// Everything is decided as of this instant.
pub const AS_OF: &str = "2026-09-01T00:00:00Z";
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
    let as_of = Instant::parse(AS_OF).expect("an instant");
    // `Policy::decide_batch` belongs here as a second line, on the same incidents as a record batch.
    let (cost, ()) = timed(cases.len(), || {
        for incident in &incidents {
            std::hint::black_box(policy.decide(incident, as_of).expect("a decision"));
        }
    });
    let answer = |incident: &Incident| {
        let decision = policy.decide(incident, as_of).expect("a decision");
        let timed = |objective| decision.objective(objective).expect("a limit");
        let (response, relief) = (timed(Objective::Response), timed(Objective::Relief));
        let due = response.due.map_or(0, |at| at.0 / 1_000_000);
        let yes = |remedy: usize| decision.remedies.get(remedy).is_some_and(|r| r.entitled == Truth::True);
        let priority = policy.model().priorities.get(usize::from(decision.priority.0));
        let priority = priority.map_or(String::new(), |p| p.name.clone());
        let clocked = (due, response.elapsed.seconds(), relief.elapsed.seconds());
        (clocked, Answers { priority, update: yes(0), hot_fix: yes(1), new_version: yes(2) })
    };
    (cost, incidents.iter().map(answer).collect())
}

/// Incidents in, decisions out, all within memory and on one thread.
pub fn whole(policy: &Policy, input: &[u8], name: &str, format: OutputFormat, count: usize) -> (f64, Vec<u8>) {
    let mut options = Options::new(Instant::parse(AS_OF).expect("an instant"));
    options.format = Format::of_name(name);
    let shape = Shape { facts: &policy.model().facts, priorities: &policy.model().priorities };
    timed(count, || {
        let mut reader = Reader::new(shape, &options).expect("a reader");
        let mut writer = DecisionWriter::new(Vec::new(), format, policy, &[]).expect("a writer");
        let bytes = Box::new(std::io::Cursor::new(input.to_vec()));
        for row in reader.open(name, bytes).expect("a file") {
            let row = row.expect("a row");
            let decision = row.decide(policy, options.as_of).expect("a decision");
            writer.write(&decision, &row.kept).expect("memory");
        }
        writer.finish().expect("memory")
    })
}
