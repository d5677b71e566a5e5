//! Peers that are Python packages: a script, what it is given, and what it tells.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("relief-peers-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        Ok(Self(folder))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a script beside this file: the version of its package, and the seconds of its best run.
///
/// # Errors
/// If there is no Python, or it has no such package: the last line of what it says.
pub fn run(script: &str, input: &Path, output: &Path, more: &[String]) -> Result<(String, f64), String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(script);
    let mut command = Command::new(&python);
    command.arg(script).args([input, output]).args(more);
    let run = command.output().map_err(|e| format!("`{python}` cannot be run: {e}"))?;
    if !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr);
        return Err(said.lines().last().unwrap_or("it failed").to_owned());
    }
    let printed = String::from_utf8_lossy(&run.stdout).into_owned();
    let (version, seconds) = printed.trim().split_once(' ').ok_or("it printed no time")?;
    Ok((version.to_owned(), seconds.parse().map_err(|_| "it printed no time")?))
}
