//! How an extract is laid out: which headings stand for which column, which words for which value. All of it is data.

mod headings;
mod load;
mod vocabulary;

pub use headings::{Headings, HeadingsRefused};
pub use vocabulary::Vocabulary;

/// The layout of "Children Currently in Care" that comes with the software.
pub const CHILDREN_CURRENTLY_IN_CARE: &str =
    include_str!("../../../extracts/children-currently-in-care.yaml");

use super::{data_file::Mistake, extract::Column};

/// A layout, checked against the code sets.
#[derive(Clone, Debug)]
pub struct Layout {
    /// For each column its headings, folded, the preferred one first.
    headings: Vec<(Column, Vec<String>)>,
    vocabulary: Vocabulary,
    doubts: Vec<Mistake>,
    sha256: String,
    yaml: String,
}

impl Layout {
    /// What words of cells stand for.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Words of the file that stand for something else by the code sets: the file's counts.
    pub fn doubts(&self) -> &[Mistake] {
        &self.doubts
    }

    /// Of the file that it was read from, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The file itself: by its hash it is found again when an extract of it is read once more.
    pub fn yaml(&self) -> &str {
        &self.yaml
    }
}
