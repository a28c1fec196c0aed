//! The national code sets, by collection year. Values of a child's row are interned: a code is a small number.

mod category;
mod collection_year;
mod load;

pub use category::Category;
pub use collection_year::CollectionYear;

use super::data_file::Key;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The code sets that come with the software.
pub const SSDA903: &str = include_str!("../../../codes/ssda903.yaml");

/// All code sets that rows are read by.
#[derive(Clone, Debug)]
pub struct CodeSet {
    legal_status: Vec<Code>,
    placement_code: Vec<Code>,
    permanence_plan: Vec<Code>,
    yes_or_no: Vec<Code>,
    further: BTreeMap<&'static str, Vec<Code>>,
    sha256: String,
    yaml: String,
}

/// Which of the code sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// By which law a child is looked after.
    LegalStatus,
    /// Where a child lives.
    PlacementCode,
    /// What is planned to be lasting.
    PermanencePlan,
    /// An answer.
    YesOrNo,
}

/// One code, as `V2`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Stable, as people and other systems write it.
    pub key: Key,
    /// What it means.
    pub label: String,
    /// The first collection year in which it is valid, where it came later.
    #[serde(default)]
    pub from: Option<CollectionYear>,
    /// The last collection year in which it is valid, where it has ended.
    #[serde(default)]
    pub until: Option<CollectionYear>,
    /// What took its place.
    #[serde(default)]
    pub successor: Option<Key>,
    /// Other national codings of the same.
    #[serde(default)]
    pub codes: Vec<Key>,
}

impl Code {
    /// Whether it belongs to that collection year's set.
    pub fn is_valid_in(&self, year: CollectionYear) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }

    fn says_the_same_as(&self, other: &Self) -> bool {
        (&self.label, self.from, self.until) == (&other.label, other.from, other.until)
    }
}

impl CodeSet {
    /// Of the file that it was read from, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The file itself: by its hash it is found again when an agenda of it is drawn once more.
    pub fn yaml(&self) -> &str {
        &self.yaml
    }

    /// A national set that no column of an extract is read by, as `placement_provider`; empty where there is none of that name. A
    /// council's own file need not have it.
    pub fn further(&self, set: &str) -> &[Code] {
        self.further.get(set).map(Vec::as_slice).unwrap_or_default()
    }

    /// The codes of a list.
    pub fn list(&self, list: List) -> &[Code] {
        match list {
            List::LegalStatus => &self.legal_status,
            List::PlacementCode => &self.placement_code,
            List::PermanencePlan => &self.permanence_plan,
            List::YesOrNo => &self.yes_or_no,
        }
    }

    /// The value of that key, or of which it is another coding; `blank` is one too.
    pub fn find(&self, list: List, key: &str) -> Option<Category> {
        if key == BLANK {
            return Some(Category::BLANK);
        }
        let codes = self.list(list);
        let by_key = codes.iter().position(|code| *code.key == *key);
        let by_coding = || codes.iter().position(|code| code.codes.iter().any(|other| **other == *key));
        by_key.or_else(by_coding).map(Category::at)
    }

    /// The code that a value stands for; none for a blank and for what is in no list.
    pub fn code(&self, list: List, value: Category) -> Option<&Code> {
        self.list(list).get(value.index())
    }

    /// The key of a value, as `V2`; `blank`, and `unlisted` for what is in no list.
    pub fn key(&self, list: List, value: Category) -> &str {
        match self.code(list, value) {
            Some(code) => &code.key,
            None if value == Category::BLANK => BLANK,
            None => "unlisted",
        }
    }

    /// The value that took the place of that one.
    pub fn successor(&self, list: List, value: Category) -> Option<Category> {
        let successor = self.code(list, value)?.successor.as_ref()?;
        self.find(list, successor)
    }
}

/// How data files call an empty cell.
pub(in crate::domain) const BLANK: &str = "blank";
