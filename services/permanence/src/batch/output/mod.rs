//! What batch commands print and write. Standard output holds what was asked for and nothing else; what people should know
//! beside it goes to standard error.

mod exported;
mod file;
mod receipt;
mod table;

pub(super) use exported::{Exported, kept, shown};
pub(super) use receipt::Receipt;

/// Something that people should know beside the output.
pub(super) fn note(text: &str) {
    eprintln!("permanence: {text}");
}
