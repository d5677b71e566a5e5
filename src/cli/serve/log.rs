//! What happens, as JSON lines on standard error.

use tracing::Level;

use crate::cli::terminal::Terminal;

/// Starts the log: requests and reloads, with `--quiet` only what goes wrong.
pub(super) fn start(terminal: &Terminal) {
    let level = match (terminal.quiet, terminal.verbose) {
        (true, _) => Level::WARN,
        (_, true) => Level::DEBUG,
        _ => Level::INFO,
    };
    let log = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_max_level(level)
        .with_writer(std::io::stderr);
    // There is one already only in tests.
    let _ = log.try_init();
    std::panic::set_hook(Box::new(|panic| {
        // It is reported as an error of a damaged file.
        #[cfg(any(feature = "columnar", feature = "xlsx"))]
        if crate::io::read::is_guarded() {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
        tracing::error!(place, what = text.unwrap_or_default(), "panic");
    }));
}
