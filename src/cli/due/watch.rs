//! Shows something made of files again whenever they change, and every minute if time plays a part in it.

use std::time::{Duration, SystemTime};

use super::super::exit::{Exit, Failure, Outcome};
use super::super::terminal::Terminal;
use super::super::{input_files, interrupt};

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(250);
/// How many looks make a minute.
const LOOKS: u32 = 240;

/// What distinguishes the states of a file: when it was changed, and how long it is; nothing if it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// Calls `show` with the files that `names` represent until the process is stopped.
///
/// # Errors
/// The first call fails. An error of a later one is printed, and the files are watched all the same.
pub(super) fn watch(
    names: &[String],
    each_minute: bool,
    terminal: &Terminal,
    mut show: impl FnMut(&[String]) -> Outcome,
) -> Outcome {
    interrupt::listen();
    let mut files = input_files::expand(names)?;
    let mut shown = stamps(&files);
    show(&files)?;
    let (mut last, mut looks) = (shown.clone(), 0);
    loop {
        std::thread::sleep(POLL);
        looks += 1;
        // A pattern that matches nothing for a moment is a file that is being replaced.
        if let Ok(found) = input_files::expand(names) {
            files = found;
        }
        let stamps = stamps(&files);
        // A file that still changes is being written.
        let settled = stamps == last;
        if settled && (stamps != shown || each_minute && looks >= LOOKS) {
            if stamps.iter().all(|(_, stamp)| stamp.is_some()) {
                match show(&files) {
                    Ok(_) => {}
                    Err(Failure::ClosedPipe) => return Ok(Exit::Fine),
                    Err(Failure::Message(message)) => terminal.complain(&message),
                }
            }
            shown.clone_from(&stamps);
            looks = 0;
        }
        last = stamps;
    }
}

fn stamps(files: &[String]) -> Vec<(String, Stamp)> {
    let stamp = |name: &String| {
        let about = std::fs::metadata(name).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    files.iter().map(|name| (name.clone(), stamp(name))).collect()
}
