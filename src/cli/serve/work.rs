//! Work that takes the processor: away from the threads that move bytes.

use super::app::Slot;
use super::error::ApiError;

/// Runs work on a thread of its own. It keeps the slot of its request until it ends, also if nobody waits for it any more.
///
/// # Errors
/// If it panics.
pub(super) async fn run<T: Send + 'static>(
    slot: Slot,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        work()
    });
    done.await.map_err(|_| ApiError::panicked())
}
