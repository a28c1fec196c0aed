//! The lines that the demonstration prints.

use std::io::Write;

/// A person begins to act.
pub(crate) fn speaks(name: &str, roles: &str) {
    line(&format!("\n{name} ({roles})"));
}

/// What the person does.
pub(crate) fn say(what: impl AsRef<str>) {
    line(&format!("  {}", what.as_ref()));
}

/// What the person sees.
pub(crate) fn sees(what: impl AsRef<str>) {
    line(&format!("  | {}", what.as_ref()));
}

/// One line for people. A reader that went away (a closed pipe) is no failure of the command.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads the output any more");
    }
}
