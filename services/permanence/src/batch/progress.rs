//! How far something is, on a terminal. Where standard error is none, nothing is drawn.

use indicatif::{ProgressBar, ProgressStyle};

/// So many bytes on their way.
pub(super) fn uploading(bytes: u64) -> ProgressBar {
    styled(ProgressBar::new(bytes), "handing in [{bar:40}] {bytes}/{total_bytes}")
}

/// A file that the service reads, in percent.
pub(super) fn reading() -> ProgressBar {
    styled(ProgressBar::new(100), "being read [{bar:40}] {percent}%")
}

/// A template that is wrong leaves indicatif's own.
fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
