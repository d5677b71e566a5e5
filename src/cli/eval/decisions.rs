//! Where decisions go: into one file, or into a folder with a file for each of the input.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::io::read::Format;
#[cfg(feature = "columnar")]
use crate::io::write::ColumnWriter;
use crate::io::write::{OutputFormat, Selection};
use crate::policy::Policy;

use super::super::exit::Failure;
use super::super::input_files::Found;
use super::super::output::{OutputFile, WrittenFile};

/// How the decisions of one file are written.
pub(super) struct Form<'a> {
    pub(super) format: OutputFormat,
    pub(super) policy: &'a Policy,
    pub(super) selection: Selection,
    pub(super) keep: &'a [String],
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "text is put together by the workers"))]
    pub(super) threads: usize,
}

/// Where decisions are to go.
pub(super) enum Target {
    Stdout,
    File(PathBuf),
    /// Into a folder, with the output of each file of incidents by its name.
    Folder(PathBuf, BTreeMap<String, PathBuf>),
}

impl Target {
    /// The output that is asked for; a folder if one is there under that name, or if it ends as one.
    pub(super) fn of(output: Option<&Path>, files: &[Found], format: OutputFormat) -> Result<Self, Failure> {
        match output {
            None => Ok(Self::Stdout),
            Some(root) if is_folder(root) => Ok(Self::Folder(root.to_owned(), outputs(root, files, format)?)),
            Some(path) => Ok(Self::File(path.to_owned())),
        }
    }

    /// The files that are written; `-` is standard output.
    pub(super) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Stdout => vec![Path::new("-")],
            Self::File(path) => vec![path],
            Self::Folder(_, outputs) => outputs.values().map(PathBuf::as_path).collect(),
        }
    }
}

/// What decisions are written to.
pub(super) enum Decisions<'a> {
    File(DecisionFile),
    Folder(Box<DecisionFolder<'a>>),
}

impl<'a> Decisions<'a> {
    pub(super) fn new(target: Target, form: Form<'a>) -> Result<Self, Failure> {
        let out = match target {
            Target::Stdout => OutputFile::stdout(),
            Target::File(path) => OutputFile::file(&path)?,
            Target::Folder(root, outputs) => {
                let name = format!("`{}`", root.display());
                std::fs::create_dir_all(&root).map_err(|e| Failure::writing(&name, &e))?;
                let folder = DecisionFolder { root, form, outputs, name, current: None, written: Vec::new() };
                return Ok(Self::Folder(Box::new(folder)));
            }
        };
        let name = out.name();
        DecisionFile::new(out, &form).map(Self::File).map_err(|e| Failure::writing(&name, &e))
    }

    /// What a person calls that which is written to now.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File(file) => &file.name,
            Self::Folder(folder) => &folder.name,
        }
    }

    /// The decisions that follow are those of another file, or of the same.
    pub(super) fn begin(&mut self, file: &str) -> io::Result<()> {
        match self {
            Self::File(_) => Ok(()),
            Self::Folder(folder) => folder.begin(file),
        }
    }

    pub(super) fn file(&mut self) -> Option<&mut DecisionFile> {
        match self {
            Self::File(file) => Some(file),
            Self::Folder(folder) => folder.current.as_mut().map(|(_, file)| file),
        }
    }

    /// Ends what is written, and gives each file its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        match self {
            Self::File(DecisionFile { name, out }) => out.finish().map_err(|e| Failure::writing(&name, &e))?.commit(),
            Self::Folder(folder) => folder.commit(),
        }
    }
}

/// Whether an output is a folder.
pub(super) fn is_folder(output: &Path) -> bool {
    output.is_dir() || output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// One file of decisions.
pub(super) struct DecisionFile {
    name: String,
    out: Out,
}

enum Out {
    Bytes(OutputFile),
    #[cfg(feature = "columnar")]
    Columns(ColumnWriter<OutputFile>),
}

impl DecisionFile {
    fn new(mut out: OutputFile, form: &Form<'_>) -> io::Result<Self> {
        let Form { format, policy, selection, keep, .. } = form;
        let name = out.name();
        #[cfg(feature = "columnar")]
        if matches!(format, OutputFormat::Parquet | OutputFormat::Arrow) {
            let writer = ColumnWriter::new(out, *format, policy, selection, keep, form.threads)?;
            return Ok(Self { name, out: Out::Columns(writer) });
        }
        out.write_all(&format.opening(policy, selection, keep))?;
        Ok(Self { name, out: Out::Bytes(out) })
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.out {
            Out::Bytes(out) => out.write_all(bytes),
            #[cfg(feature = "columnar")]
            Out::Columns(_) => Ok(()),
        }
    }

    #[cfg(feature = "columnar")]
    pub(super) fn columns(&mut self, batch: &arrow_array::RecordBatch) -> io::Result<()> {
        match &mut self.out {
            Out::Bytes(_) => Ok(()),
            Out::Columns(writer) => writer.write(batch),
        }
    }
}

impl Out {
    fn finish(self) -> io::Result<OutputFile> {
        match self {
            Self::Bytes(out) => Ok(out),
            #[cfg(feature = "columnar")]
            Self::Columns(writer) => writer.finish(),
        }
    }
}

/// A folder with a file of decisions for each file of incidents. They have their names when all are whole.
pub(super) struct DecisionFolder<'a> {
    root: PathBuf,
    form: Form<'a>,
    /// The output of each file, by its name.
    outputs: BTreeMap<String, PathBuf>,
    /// What a person calls the file that is written; before the first, the folder.
    name: String,
    /// The file that is read, and its decisions.
    current: Option<(String, DecisionFile)>,
    written: Vec<WrittenFile>,
}

impl DecisionFolder<'_> {
    fn begin(&mut self, file: &str) -> io::Result<()> {
        if self.current.as_ref().is_some_and(|(current, _)| current == file) {
            return Ok(());
        }
        self.end()?;
        let Some(path) = self.outputs.get(file) else {
            return Err(io::Error::other(format!("the incidents of `{file}` have no file of their own")));
        };
        self.name = format!("`{}`", path.display());
        let out = OutputFile::below(&self.root, path)?;
        self.current = Some((file.to_owned(), DecisionFile::new(out, &self.form)?));
        Ok(())
    }

    /// Ends the file at hand.
    fn end(&mut self) -> io::Result<()> {
        if let Some((_, file)) = self.current.take() {
            self.written.extend(file.out.finish()?.close()?);
        }
        Ok(())
    }

    fn commit(mut self) -> Result<(), Failure> {
        self.end().map_err(|e| Failure::writing(&self.name, &e))?;
        for file in self.written {
            if let Some(folder) = file.path().parent() {
                let failed = |e: io::Error| Failure::writing(&format!("`{}`", folder.display()), &e);
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            file.commit()?;
        }
        Ok(())
    }
}

/// The output of each file of incidents: its place below the folder, with the ending of the format.
fn outputs(root: &Path, files: &[Found], format: OutputFormat) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let ending = match format {
        OutputFormat::JsonLines => "jsonl",
        OutputFormat::Csv => "csv",
        OutputFormat::Parquet => "parquet",
        OutputFormat::Arrow => "arrow",
        OutputFormat::Json | OutputFormat::Table { .. } => {
            let help = "use --output-format jsonl, csv, parquet or arrow, or name a file";
            return Err(Failure::new(format!("the files of a folder have no format of one list or table: {help}")));
        }
    };
    let mut outputs = BTreeMap::new();
    let mut taken: HashMap<PathBuf, &str> = HashMap::new();
    for Found { name, below } in files {
        if name == "-" {
            let help = "name a file with --output";
            return Err(Failure::new(format!("standard input has no place in the folder of the decisions: {help}")));
        }
        let path = root.join(with_ending(below, ending));
        if let Some(other) = taken.insert(path.clone(), name) {
            let what = format!("the decisions of `{other}` and `{name}` would both go to `{}`", path.display());
            return Err(Failure::new(format!("{what}: run them one after the other, or name a file with --output")));
        }
        outputs.insert(name.clone(), path);
    }
    Ok(outputs)
}

/// A path with another ending in the place of those that tell a format.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let plain = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let stem = match (Format::of_name(plain), plain.rsplit_once('.')) {
        (Some(_), Some((stem, _))) => name.get(..stem.len()).unwrap_or(&name),
        _ => &name,
    };
    path.with_file_name(format!("{stem}.{ending}"))
}
