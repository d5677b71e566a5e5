//! What is measured, and the table of it.

use std::time::Instant;

/// One line of the table.
pub struct Line {
    pub work: &'static str,
    pub who: String,
    /// Nanoseconds an incident: the best of some runs.
    pub cost: f64,
    /// What the answers were held against, and how many agree of how many.
    pub agree: Option<(usize, usize)>,
    pub note: String,
}

impl Line {
    pub fn new(work: &'static str, who: impl Into<String>, cost: f64) -> Self {
        Self { work, who: who.into(), cost, agree: None, note: String::new() }
    }

    pub fn agree(mut self, agree: usize, all: usize) -> Self {
        self.agree = Some((agree, all));
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Runs a piece of work on `items` incidents, some three times; gives the nanoseconds of one in the best run, and
/// what the last run gave.
pub fn timed<T>(items: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut run = || {
        let start = Instant::now();
        let given = std::hint::black_box(work());
        best = best.min(start.elapsed().as_nanos() as f64 / items as f64);
        given
    };
    run();
    run();
    let given = run();
    (best, given)
}

/// As Markdown: each piece of work by itself, each line beside relief's, where it has one.
pub fn markdown(lines: &[Line]) -> String {
    let mut out = String::from(
        "| work | by | ns an incident | to relief's | answers that agree | |\n|---|---|---:|---:|---:|---|\n",
    );
    for line in lines {
        let own = lines.iter().find(|own| own.work == line.work && own.who.starts_with("relief"));
        let ratio = own.map_or(String::new(), |own| match line.cost / own.cost {
            ratio if ratio < 10.0 => format!("{ratio:.2}"),
            ratio => format!("{ratio:.0}"),
        });
        let agree = line.agree.map_or(String::new(), |(agree, all)| format!("{agree} of {all}"));
        out += &format!("| {} | {} | {:.0} | {ratio} | {agree} | {} |\n", line.work, line.who, line.cost, line.note);
    }
    out
}
