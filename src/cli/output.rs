//! Output files: written beside their final name, and renamed when whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::exit::Failure;
use super::interrupt;

/// An output that is whole or not there.
pub(super) enum OutputFile {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file that does not have its name yet.
    File { temporary: BufWriter<NamedTempFile>, path: PathBuf },
    /// A device or a pipe that stands under the name already: written to as it is.
    Special { file: BufWriter<File>, path: PathBuf },
}

const BUFFER: usize = 1 << 16;

impl OutputFile {
    /// Standard output, for `-` too.
    pub(super) fn stdout() -> Self {
        Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()))
    }

    /// A file somewhere below a folder that is there; until it has its name, it is in that folder itself.
    pub(super) fn below(folder: &Path, path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        Self::partial(folder, path.to_owned())
    }

    /// A file under its final name once [`OutputFile::commit`] is called.
    #[expect(clippy::disallowed_methods, reason = "the command line is where output files are made")]
    pub(super) fn file(path: &Path) -> Result<Self, Failure> {
        let failed = |e: &io::Error| Failure::writing(&format!("`{}`", path.display()), e);
        if path.as_os_str() == "-" {
            return Ok(Self::stdout());
        }
        if path.is_dir() {
            return Err(Failure::new(format!("cannot write `{}`: it is a folder", path.display())));
        }
        if path.exists() && !path.is_file() {
            let file = File::options().write(true).open(path).map_err(|e| failed(&e))?;
            return Ok(Self::Special { file: BufWriter::with_capacity(BUFFER, file), path: path.to_owned() });
        }
        // A link is followed, so that it goes on pointing to the file.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        Self::partial(&folder, path.clone()).map_err(|e| Failure::writing(&format!("`{}`", path.display()), &e))
    }

    fn partial(folder: &Path, path: PathBuf) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".relief-").suffix(".partial");
        #[cfg(unix)]
        {
            // The rights of any new file, not those of a private temporary one.
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.tempfile_in(folder)?;
        interrupt::remove_at_end(temporary.path());
        Ok(Self::File { temporary: BufWriter::with_capacity(BUFFER, temporary), path })
    }

    /// What a person calls it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "standard output".to_owned(),
            Self::File { path, .. } | Self::Special { path, .. } => format!("`{}`", path.display()),
        }
    }

    /// Gives the file its name. Without this nothing is left of it.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let name = self.name();
        self.close().map_err(|e| Failure::writing(&name, &e))?.map_or(Ok(()), WrittenFile::commit)
    }

    /// Ends what is written without giving the file its name: so that many may wait, and none of them is open. `None` of
    /// what has its name already.
    pub(super) fn close(self) -> io::Result<Option<WrittenFile>> {
        match self {
            Self::Stdout(mut out) => out.flush().map(|()| None),
            Self::Special { mut file, .. } => file.flush().map(|()| None),
            Self::File { temporary, path } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                temporary.as_file().sync_all()?;
                Ok(Some(WrittenFile { partial: temporary.into_temp_path(), path }))
            }
        }
    }
}

/// A file that is whole, and does not have its name yet.
pub(super) struct WrittenFile {
    partial: TempPath,
    path: PathBuf,
}

impl WrittenFile {
    /// The name that it is to have.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name. Without this nothing is left of it.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { partial, path } = self;
        let name = format!("`{}`", path.display());
        let place = partial.to_path_buf();
        interrupt::release(&place, || partial.persist(path)).map_err(|e| Failure::writing(&name, &e.error))
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { temporary, .. } => temporary.write(bytes),
            Self::Special { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { temporary, .. } => temporary.flush(),
            Self::Special { file, .. } => file.flush(),
        }
    }
}

/// Writes a whole text to a file, or to standard output without one.
///
/// # Errors
/// What could not be written. Nothing is left of the file then.
pub(super) fn write_text(output: Option<&Path>, text: &str) -> Result<(), Failure> {
    let mut sink = output.map_or_else(|| Ok(OutputFile::stdout()), OutputFile::file)?;
    sink.write_all(text.as_bytes()).map_err(|e| Failure::writing(&sink.name(), &e))?;
    sink.commit()
}

/// The format that the name of an output gives, by its extension; `default` for standard output.
///
/// # Errors
/// No format has that extension.
pub(super) fn format_by_name<T: Copy>(output: Option<&Path>, formats: &[(&str, T)], default: T) -> Result<T, Failure> {
    let Some(path) = output.filter(|path| path.as_os_str() != "-") else { return Ok(default) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let known = formats.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|(_, format)| *format);
    known.ok_or_else(|| {
        let names: Vec<String> = formats.iter().map(|(known, _)| format!(".{known}")).collect();
        let last = names.last().cloned().unwrap_or_default();
        let others = names.get(..names.len().saturating_sub(1)).unwrap_or_default().join(", ");
        Failure::new(format!(
            "the output format of `{}` is not known: its name does not end in {others} or {last}; add --output-format",
            path.display()
        ))
    })
}
