//! What drives requests: all of them wait for others, so one thread does.

use std::io;

use tokio::runtime::Builder;
use tokio::task::LocalSet;

/// Waits for the outcome of a future, which may spawn others that stay on this thread.
///
/// # Errors
///
/// The system has no more of what a runtime needs.
pub fn block_on<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(LocalSet::new().block_on(&runtime, future))
}
