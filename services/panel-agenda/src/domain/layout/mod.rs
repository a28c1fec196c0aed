//! How an extract is laid out: which headings stand for which column, which words for which value. All of it is data.

mod headings;
mod load;
mod vocabulary;

pub use headings::{Headings, HeadingsRefused};
pub use vocabulary::Vocabulary;

/// The layout of "Children Currently in Care" that comes with the software.
pub const CHILDREN_CURRENTLY_IN_CARE: &str =
    include_str!("../../../extracts/children-currently-in-care.yaml");

use super::extract::Column;

/// A layout, checked against the code sets.
#[derive(Clone, Debug)]
pub struct Layout {
    /// For each column its headings, folded, the preferred one first.
    headings: Vec<(Column, Vec<String>)>,
    vocabulary: Vocabulary,
}

impl Layout {
    /// What words of cells stand for.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}
