//! Fixes applied, round by round, each round proven: the files parse, and every root means what it meant.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Edit};
use crate::policy::{Files, Workspace};
use crate::span::FileId;

use super::{Findings, Options, lint};

/// After this many rounds the rest is left: fixes that undo one another would never end.
const MAX_ROUNDS: usize = 10;

/// What fixing came to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new text of each file that changes, by the name it was given.
    pub texts: BTreeMap<String, String>,
    /// How many findings were fixed.
    pub count: usize,
    /// Fixes that would have changed what a policy means, and were not applied: faults of their rules.
    pub refused: Vec<Diagnostic>,
    /// What is found when all is done, and the workspace that it is found in.
    pub findings: Findings,
    /// The workspace with the new texts.
    pub workspace: Workspace,
}

/// A file system with other texts in place of some files.
struct Overlay<'a> {
    below: &'a dyn Files,
    texts: HashMap<PathBuf, String>,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match self.below.canonical(path).ok().and_then(|path| self.texts.get(&path)) {
            Some(text) => Ok(text.bytes().take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()),
            None => self.below.read(path, limit),
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.below.canonical(path)
    }
}

/// Applies fixes until there are none left. `load` reads the workspace through a file system; nothing is
/// written here.
pub fn fix(files: &dyn Files, load: &dyn Fn(&dyn Files) -> Workspace, options: &Options) -> Fixed {
    let mut overlay = Overlay { below: files, texts: HashMap::new() };
    let mut out = Fixed { workspace: load(&overlay), ..Fixed::default() };
    out.findings = lint(&out.workspace, options);
    for _ in 0..MAX_ROUNDS {
        let refused = |finding: &Diagnostic| out.refused.iter().any(|r| r.fix == finding.fix && r.code == finding.code);
        let fixable: Vec<Diagnostic> =
            out.findings.findings.iter().filter(|f| f.fix.is_some() && !refused(f)).cloned().collect();
        let round = apart(fixable);
        if round.is_empty() {
            break;
        }
        match tried(&out, &round, &mut overlay, load, options) {
            Some((workspace, findings)) => {
                out.count += round.len();
                (out.workspace, out.findings) = (workspace, findings);
            }
            // One of them is at fault: each is tried by itself, once.
            None => match round.iter().find_map(|one| {
                let one = std::slice::from_ref(one);
                Some((one, tried(&out, one, &mut overlay, load, options)?))
            }) {
                Some((_, (workspace, findings))) => {
                    out.count += 1;
                    (out.workspace, out.findings) = (workspace, findings);
                }
                None => out.refused.extend(round),
            },
        }
    }
    for (file, source) in out.workspace.sources.iter() {
        let path = files.canonical(Path::new(&source.name)).ok();
        if out.workspace.given().any(|(given, _)| given == file)
            && let Some(text) = path.and_then(|path| overlay.texts.get(&path))
        {
            out.texts.insert(source.name.clone(), text.clone());
        }
    }
    out
}

/// The findings whose fixes do not touch one another.
fn apart(fixable: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for (at, finding) in fixable.iter().enumerate() {
        let edits = finding.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        let (Some(first), Some(last)) =
            (edits.iter().map(|e| e.span.start).min(), edits.iter().map(|e| e.span.end).max())
        else {
            continue;
        };
        // From its first edit to its last: what lies between belongs to it.
        let file = edits.first().map(|e| e.span.file);
        let touches = |e: &&Edit| Some(e.span.file) == file && e.span.start <= last && first <= e.span.end;
        if !taken.iter().any(touches) {
            taken.extend(edits);
            chosen.push(at);
        }
    }
    fixable.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, finding)| finding).collect()
}

/// The workspace after some fixes, where every root still compiles to what it was.
fn tried(
    now: &Fixed,
    round: &[Diagnostic],
    overlay: &mut Overlay<'_>,
    load: &dyn Fn(&dyn Files) -> Workspace,
    options: &Options,
) -> Option<(Workspace, Findings)> {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in round.iter().filter_map(|f| f.fix.as_ref()).flat_map(|f| &f.edits) {
        edits.entry(edit.span.file).or_default().push(edit);
    }
    let before = overlay.texts.clone();
    for (file, edits) in edits {
        let source = now.workspace.sources.get(file)?;
        let path = overlay.below.canonical(Path::new(&source.name)).ok()?;
        overlay.texts.insert(path, changed(&source.text, edits));
    }
    let workspace = load(overlay);
    let findings = lint(&workspace, options);
    // Errors move with the text; which ones there are stays.
    let told = |f: &Findings| f.errors.iter().map(|e| (e.code, e.message.clone())).collect::<Vec<_>>();
    if findings.fingerprints == now.findings.fingerprints && told(&findings) == told(&now.findings) {
        return Some((workspace, findings));
    }
    overlay.texts = before;
    None
}

/// A text with edits applied, the last first.
fn changed(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = text.to_owned();
    for edit in edits.into_iter().rev() {
        if out.get(edit.span.range()).is_some() {
            out.replace_range(edit.span.range(), &edit.text);
        }
    }
    out
}
