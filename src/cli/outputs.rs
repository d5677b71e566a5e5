//! An output never replaces what the same command reads, nor another of its outputs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::io::read::Mapping;
use crate::source::Sources;

use super::exit::Failure;

/// What a command reads and writes, compared with each other before anything is written.
#[derive(Default)]
pub(super) struct Outputs<'a> {
    read: Vec<(PathBuf, &'static str)>,
    written: Vec<(&'static str, &'static str, &'a Path)>,
}

impl<'a> Outputs<'a> {
    /// The files of a policy, holiday lists among them.
    pub(super) fn reads_policy(mut self, sources: &Sources) -> Self {
        let files = sources.iter().filter(|(_, source)| !source.is_carried());
        let names = files.map(|(_, source)| Path::new(&source.name));
        self.read.extend(names.filter_map(identity).map(|p| (p, "the policy is read from it")));
        self
    }

    /// A file that is read; `what` says so of it: `incidents are read from it`. Standard input, or the name of what
    /// the program carries, is none.
    pub(super) fn reads(mut self, file: impl AsRef<Path>, what: &'static str) -> Self {
        self.read.extend(identity(file.as_ref()).map(|p| (p, what)));
        self
    }

    /// Files of incidents, and the mapping by which they are read, unless it is built in.
    pub(super) fn reads_incidents(
        mut self,
        files: impl IntoIterator<Item = impl AsRef<Path>>,
        map: Option<&str>,
    ) -> Self {
        for file in files {
            self = self.reads(file, "incidents are read from it");
        }
        match map.filter(|name| Mapping::built_in(name).is_none()) {
            Some(map) => self.reads(map, "it is the mapping"),
            None => self,
        }
    }

    /// A file that is written, where the flag names one; `-` is standard output. `what` says so of it: `the decisions
    /// go there`.
    pub(super) fn writes(mut self, flag: &'static str, what: &'static str, file: Option<&'a Path>) -> Self {
        self.written.extend(file.map(|f| (flag, what, f)));
        self
    }

    /// Whether each output is a file of its own.
    ///
    /// # Errors
    /// What would be lost, and the flag that names it.
    pub(super) fn check(self) -> Result<(), Failure> {
        let mut taken: HashMap<PathBuf, &'static str> = HashMap::new();
        for (path, what) in self.read {
            taken.entry(path).or_insert(what);
        }
        for (flag, what, file) in self.written {
            let standard = file.as_os_str() == "-";
            let path = if standard { Some(file.to_owned()) } else { identity(file) };
            let Some(path) = path else { continue };
            if let Some(there) = taken.get(&path) {
                let shown = if standard { "standard output".to_owned() } else { format!("`{}`", file.display()) };
                return Err(Failure::new(format!("cannot write to {shown}: {there}; name another file with {flag}")));
            }
            taken.insert(path, what);
        }
        Ok(())
    }
}

/// Checks that a file does not exist yet; `flag` names another.
pub(super) fn must_be_new(path: &Path, flag: &str) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::new(format!("`{}` exists already; name another file with {flag}", path.display())));
    }
    Ok(())
}

/// What two names of one file have in common, whether it is there yet or not; nothing for standard input and output,
/// and for what is there and no file: devices and pipes lose nothing.
fn identity(file: &Path) -> Option<PathBuf> {
    if file.as_os_str() == "-" || (file.exists() && !file.is_file()) {
        return None;
    }
    file.canonicalize().ok().or_else(|| {
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(file.file_name()?))
    })
}
