//! A case a file: `--- file NAME` parts are the texts, `$0` in one of them is the cursor, and each line below `--- ask` is
//! a question. The snapshot beside it has the answers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use relief::internals::ide::{self, Depth, Host, Location, OutlineEntry, Snapshot, TextEdit, TextRange};

/// A Friday afternoon.
const NOW: &str = "2026-06-05T14:00:00Z";

struct Case {
    snapshot: Snapshot,
    /// The file with the cursor, else the first; and the cursor.
    file: PathBuf,
    byte: u32,
}

impl Case {
    fn parse(files: &str) -> Self {
        let mut host = Host::without_files();
        let (mut at, mut texts) = (None, Vec::new());
        for part in files.split("--- file ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap();
            let path = PathBuf::from(name.trim());
            if let Some(byte) = text.find("$0") {
                at = Some((path.clone(), byte));
            }
            texts.push((path, text.replacen("$0", "", 1)));
        }
        let (file, byte) = at.unwrap_or((texts[0].0.clone(), 0));
        host.set(texts);
        Self { snapshot: host.snapshot(NOW.parse().unwrap()), file, byte: u32::try_from(byte).unwrap() }
    }

    fn place(&self, location: &Location) -> String {
        let Some(document) = self.snapshot.document(Path::new(&location.file)) else {
            return format!("{} {}", location.file, location.range.start);
        };
        let position = document.lines().position(location.range.start);
        let text = &document.text()[location.range.start as usize..location.range.end as usize];
        format!("{}:{}:{} {text:?}", location.file, position.line + 1, position.column + 1)
    }

    fn range(&self, range: TextRange) -> String {
        self.place(&Location { file: self.file.to_str().unwrap().to_owned(), range })
    }

    fn edits(&self, edits: &[TextEdit]) -> String {
        let lines = edits.iter().map(|edit| format!("{} -> {:?}\n", self.place(&edit.location), edit.text));
        lines.collect()
    }

    fn answer(&self, question: &str) -> String {
        let Self { snapshot, file, byte } = self;
        let mut words = question.split(' ');
        let mut out = String::new();
        match words.next().unwrap() {
            "hover" => match ide::hover(snapshot, file, *byte) {
                Some(hover) => writeln!(out, "at {}\n{}", self.range(hover.range), hover.markdown).unwrap(),
                None => writeln!(out, "nothing").unwrap(),
            },
            "definition" => {
                for location in ide::definition(snapshot, file, *byte) {
                    writeln!(out, "{}", self.place(&location)).unwrap();
                }
            }
            "references" => {
                for location in ide::references(snapshot, file, *byte, true) {
                    writeln!(out, "{}", self.place(&location)).unwrap();
                }
            }
            "rename" => match ide::rename(snapshot, file, *byte, words.next().unwrap()) {
                Ok(edits) => out = self.edits(&edits),
                Err(why) => writeln!(out, "error: {why}").unwrap(),
            },
            "complete" => self.complete(words.next(), &mut out),
            "problems" => self.problems(&mut out),
            "outline" => outline(&ide::outline(snapshot, file), 0, &mut out),
            "folds" => {
                for fold in ide::folds(snapshot, file) {
                    writeln!(out, "{}-{} {:?}", fold.start + 1, fold.end + 1, fold.kind).unwrap();
                }
            }
            "tokens" => self.tokens(&mut out),
            "format" => match ide::format(snapshot, file) {
                Some(edits) => out = self.edits(&edits),
                None => writeln!(out, "cannot be formatted").unwrap(),
            },
            "hints" => {
                let all = TextRange { start: 0, end: u32::MAX };
                for hint in ide::hints(snapshot, file, all) {
                    let more = if hint.tooltip.is_empty() { "" } else { " ..." };
                    let line = self.range(TextRange { start: hint.at, end: hint.at });
                    writeln!(out, "{line} {}{more}", hint.label).unwrap();
                }
            }
            "lenses" => {
                for lens in ide::lenses(snapshot, file) {
                    writeln!(out, "{} {}", self.range(lens.range), lens.title).unwrap();
                }
            }
            "test" => out.extend(ide::test_report(snapshot, file, *byte)),
            "compare" => out.extend(ide::comparison(snapshot, file, *byte)),
            "actions" => self.actions(&mut out),
            "fix-all" => out = self.edits(&ide::fix_all(snapshot, file)),
            "format-on-brace" => out = self.edits(&ide::format_on_brace(snapshot, file, *byte)),
            other => panic!("no question is called `{other}`"),
        }
        if out.is_empty() { "nothing\n".to_owned() } else { out }
    }

    fn complete(&self, wanted: Option<&str>, out: &mut String) {
        let all = ide::completions(&self.snapshot, &self.file, self.byte);
        let is = |item: &&ide::Completion| wanted.is_none_or(|word| item.label.starts_with(word));
        for item in all.iter().filter(is).take(60) {
            let detail = if item.detail.is_empty() { String::new() } else { format!(" ({})", item.detail) };
            let insert = if item.snippet == item.label { String::new() } else { format!(" -> {:?}", item.snippet) };
            writeln!(out, "{:?} {}{detail}{insert}", item.kind, item.label).unwrap();
        }
        if let Some(item) = all.iter().find(|item| Some(item.label.as_str()) == wanted) {
            writeln!(out, "{}", item.documentation).unwrap();
        }
    }

    fn actions(&self, out: &mut String) {
        let problems = ide::problems(&self.snapshot, &self.file, Depth::AllRoots);
        let range = TextRange { start: self.byte, end: self.byte };
        for action in ide::actions(&self.snapshot, &self.file, range, &problems) {
            let preferred = if action.preferred { " (preferred)" } else { "" };
            write!(out, "{:?} {}{preferred}\n{}", action.kind, action.title, self.edits(&action.edits)).unwrap();
        }
    }

    fn problems(&self, out: &mut String) {
        for problem in ide::problems(&self.snapshot, &self.file, Depth::AllRoots) {
            let range = self.range(problem.range);
            let help = problem.help.map(|help| format!("; help: {help}")).unwrap_or_default();
            let fix = problem.fix.map(|fix| format!("; fix: {}", fix.title)).unwrap_or_default();
            let gray = if problem.unnecessary { " (unnecessary)" } else { "" };
            let (code, severity, message) = (problem.code, problem.severity, problem.message);
            writeln!(out, "{code} {severity}{gray} {range}: {message}{help}{fix}").unwrap();
        }
    }

    fn tokens(&self, out: &mut String) {
        let document = self.snapshot.document(&self.file).unwrap();
        for token in ide::tokens(&self.snapshot, &self.file) {
            let text = &document.text()[token.range.start as usize..token.range.end as usize];
            let marks =
                [(token.declaration, " declaration"), (token.documentation, " doc"), (token.built_in, " built-in")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            writeln!(out, "{:?} {text}{marks}", token.kind).unwrap();
        }
    }
}

fn outline(entries: &[OutlineEntry], depth: usize, out: &mut String) {
    for entry in entries {
        let indent = "  ".repeat(depth);
        let detail = if entry.detail.is_empty() { String::new() } else { format!(" | {}", entry.detail) };
        writeln!(out, "{indent}{:?} {}{detail}", entry.kind, entry.name).unwrap();
        outline(&entry.children, depth + 1, out);
    }
}

#[test]
fn answers() {
    insta::glob!("cases/*.case", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (files, asked) = text.split_once("--- ask\n").unwrap();
        let case = Case::parse(files);
        let mut out = String::new();
        for question in asked.lines().filter(|line| !line.is_empty()) {
            writeln!(out, "=== {question}\n{}", case.answer(question)).unwrap();
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        insta::with_settings!({ snapshot_path => "cases", prepend_module_to_snapshot => false, snapshot_suffix => "",
            omit_expression => true }, {
            insta::assert_snapshot!(name, out);
        });
    });
}
