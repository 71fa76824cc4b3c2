//! What a command prints.

use std::io::{ErrorKind, Write, stderr, stdout};

use crate::app::StartError;

/// Prints to standard output. That nobody reads on (`openapi | head`) is no failure.
pub(super) fn print(text: &str) -> Result<(), StartError> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|source| StartError::System { doing: "cannot print", source }),
    }
}

/// Says why the command failed.
pub(super) fn complain(error: &StartError) {
    // When even that cannot be written, the exit code has to do.
    let _ = writeln!(stderr().lock(), "error: {}", error.report());
}
