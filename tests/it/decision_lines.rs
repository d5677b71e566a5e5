//! The JSON form of the library's decision is the line that `eval` writes.

use relief::internals::io::read::{Format, Options, Reader, Shape};
use relief::internals::io::write::{DecisionWriter, OutputFormat};
use relief::{DecidedBy, Decision, Instant, ObjectiveAnswer};

use crate::decisions::{part, policy};

/// A decision without the statements that determined it, which JSON leaves out.
fn without_statements(mut decision: Decision) -> Decision {
    decision.by = DecidedBy::default();
    let objectives = decision.objectives.into_iter().map(|(name, objective)| {
        let objective = match objective {
            ObjectiveAnswer::Timed(mut objective) => {
                objective.by = DecidedBy::default();
                ObjectiveAnswer::Timed(objective)
            }
            other => other,
        };
        (name, objective)
    });
    decision.objectives = objectives.collect();
    decision.cadence.iter_mut().for_each(|cadence| cadence.by = DecidedBy::default());
    decision.replies.iter_mut().flatten().for_each(|replies| replies.by = DecidedBy::default());
    let remedies = decision.remedies.into_iter().map(|(name, mut remedy)| {
        remedy.by = DecidedBy::default();
        (name, remedy)
    });
    decision.remedies = remedies.collect();
    decision
}

/// The line that `eval` writes, and the decision.
fn each_decision(text: &str, mut each: impl FnMut(&str, Decision)) {
    let policy = policy(text);
    let as_of = Instant::parse(part(text, "as of ").lines().next().unwrap().trim()).unwrap();
    let mut options = Options::new(as_of);
    options.format = Some(Format::JsonLines);
    let shape = Shape::of(policy.model());
    let mut reader = Reader::new(shape, &options).unwrap();
    let incidents = std::io::Cursor::new(part(text, "incidents").to_owned());
    for row in reader.open("case", Box::new(incidents)).unwrap() {
        let row = row.unwrap();
        let Ok(exact) = row.decide(&policy, as_of) else { continue };
        let mut writer = DecisionWriter::new(Vec::new(), OutputFormat::JsonLines, &policy, &[]).unwrap();
        writer.write(&exact, &[]).unwrap();
        let line = String::from_utf8(writer.finish().unwrap()).unwrap();
        each(line.trim_end(), policy.decide(row.incident.as_ref().unwrap(), as_of).unwrap());
    }
}

#[test]
fn the_json_of_a_decision_is_the_line_that_eval_writes() {
    let mut count = 0;
    insta::glob!("../decisions", "*.case", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        each_decision(&text, |line, decision| {
            assert_eq!(serde_json::to_string(&decision).unwrap(), line, "{}", path.display());
            let read: Decision = serde_json::from_str(line).unwrap();
            assert_eq!(read, without_statements(decision), "{}", path.display());
            count += 1;
        });
    });
    assert!(count > 100, "{count} decisions");
}
