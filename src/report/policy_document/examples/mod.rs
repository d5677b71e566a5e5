//! How times are counted: for each clause that a policy uses a made-up incident, decided by the policy itself and drawn.

mod captions;
mod example;
mod messages;
mod promised;
mod scenes;

use crate::policy::Policy;
use crate::policy::model::Limit;

use super::subject::Subject;
use super::writer::Writer;
use example::Clause;

pub use example::{Example, Exemplified};

/// The examples of the document about a policy, or about a tier or contract of it.
pub fn examples(policy: &Policy, name: Option<&str>) -> Vec<Example> {
    all(&Subject::new(policy, name)).into_iter().filter_map(|clause| clause.example).collect()
}

/// How times are counted, clause by clause.
pub(super) fn clauses(writer: &mut Writer, subject: &Subject<'_>) {
    let clauses = all(subject);
    if clauses.is_empty() {
        return;
    }
    writer.section("How times are counted");
    if clauses.iter().any(|clause| clause.example.is_some()) {
        writer
            .paragraph("The incidents of the examples are made up. What becomes of them is computed from these terms.");
    }
    for clause in &clauses {
        writer.together(|writer| {
            writer.heading(&clause.title);
            writer.paragraph(&clause.rule);
            if let Some(example) = &clause.example {
                writer.figure(&example.caption, &example.drawing);
            }
        });
    }
}

fn all(subject: &Subject<'_>) -> Vec<Clause> {
    let promised = promised::all(subject);
    let mut out = Vec::new();
    let timed: [Option<Clause>; 8] = [
        scenes::hours(&promised),
        scenes::less_than(&promised),
        scenes::at_most(&promised),
        scenes::multiple(&promised),
        scenes::date(&promised),
        scenes::intake(&promised),
        scenes::later_start(&promised),
        scenes::waiting(&promised),
    ];
    out.extend(timed.into_iter().flatten());
    out.extend([scenes::reopened(&promised), scenes::priority_change(&promised)].into_iter().flatten());
    out.extend([messages::updates(subject, &promised), messages::replies(subject, &promised)].into_iter().flatten());
    let said = || subject.packages.iter().flat_map(|p| &p.terms).flat_map(|terms| terms.promises.iter().flatten());
    if said().any(|promise| !promise.circumstances.is_empty()) {
        out.push(Clause {
            title: "Limits for some incidents".to_owned(),
            rule: "Where a limit says “when”, it holds for the incidents of which that is true: of several, the first. The \
                   limit after “otherwise” holds for all others, and where it is not known."
                .to_owned(),
            example: None,
        });
    }
    let limited = |limit: &Limit| !matches!(limit, Limit::None(_));
    if said()
        .flat_map(|promise| promise.each())
        .any(|(_, promise)| promise.clauses.share.is_some() && limited(&promise.limit))
    {
        out.push(Clause {
            title: "Shares".to_owned(),
            rule:
                "A share before a limit, such as 90%, says in how many of the incidents the limit is to be kept. Each \
                   incident is timed as above."
                    .to_owned(),
            example: None,
        });
    }
    out
}
