//! What words stand for.

use crate::domain::{
    codes::{Category, CodeSet, List},
    naming::folded,
};
use std::collections::HashMap;

/// What the words of cells stand for, for each list of values.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(super) legal_status: Words,
    pub(super) placement_code: Words,
    pub(super) permanence_plan: Words,
    pub(super) yes_or_no: Words,
    /// What a cell says that says nothing; lower case.
    pub(super) blanks: Vec<String>,
}

/// The words of one list.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// Folded.
    whole: HashMap<String, Category>,
    /// What may stand before more words, as in `V2: Single period under S20`; folded.
    leading: HashMap<String, Category>,
}

impl Vocabulary {
    /// The value of a cell's text; none if the words stand for nothing.
    pub fn value(&self, list: List, text: &str) -> Option<Category> {
        if self.is_blank(text) {
            return Some(Category::BLANK);
        }
        let words = self.words(list);
        let whole = words.whole.get(&folded(text));
        let leading = || {
            let end = text.find(|char: char| !char.is_alphanumeric())?;
            words.leading.get(&folded(&text[..end]))
        };
        whole.or_else(leading).copied()
    }

    /// Whether a cell of that text says nothing.
    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || self.blanks.contains(&text.to_lowercase())
    }

    fn words(&self, list: List) -> &Words {
        match list {
            List::LegalStatus => &self.legal_status,
            List::PlacementCode => &self.placement_code,
            List::PermanencePlan => &self.permanence_plan,
            List::YesOrNo => &self.yes_or_no,
        }
    }
}

impl Words {
    /// The keys, national codings and labels of a list. A label that is a code's too, or an earlier one's, stands for that.
    pub(super) fn of(codes: &CodeSet, list: List) -> Self {
        let mut words = Self::default();
        for (index, code) in codes.list(list).iter().enumerate() {
            let value = Category::at(index);
            for key in [&code.key].into_iter().chain(&code.codes) {
                words.whole.insert(folded(key), value);
                // A plan's single letter before more words would take "A home with her aunt" for a return.
                if list != List::PermanencePlan || key.len() > 3 {
                    words.leading.insert(folded(key), value);
                }
            }
        }
        for (index, code) in codes.list(list).iter().enumerate() {
            words.whole.entry(folded(&code.label)).or_insert(Category::at(index));
        }
        words
    }

    /// Adds an alias; what it stood for before.
    pub(super) fn add(&mut self, list: List, alias: &str, value: Category) -> Option<Category> {
        let word = folded(alias);
        let single = word.chars().any(|char| char.is_ascii_digit()) && !alias.trim().contains(' ');
        if single && matches!(list, List::LegalStatus | List::PlacementCode) {
            self.leading.insert(word.clone(), value);
        }
        self.whole.insert(word, value)
    }
}
