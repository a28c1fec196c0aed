//! Everything that is data and comes with the software: code sets, the layout of an extract, the rules.

use super::{
    codes::{CodeSet, SSDA903},
    data_file::Mistakes,
    layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
    matching::{LONG_TERM_FOSTERING, Matching},
    rules::{Rules, SEPTEMBER_2023},
};

/// The data by which extracts are read and agendas drawn.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The national code sets.
    pub codes: CodeSet,
    /// How an extract is laid out.
    pub layout: Layout,
    /// The cohorts, where no other rules were created.
    pub rules: Rules,
    /// By what a process says that a child is long-term matched.
    pub matching: Matching,
}

impl Rulebook {
    /// The one that comes with the software.
    pub fn standard() -> Result<Self, Mistakes> {
        let codes = CodeSet::load(SSDA903)?;
        let layout = Layout::load(CHILDREN_CURRENTLY_IN_CARE, &codes)?;
        let rules = Rules::load(SEPTEMBER_2023, &codes)?;
        let matching = Matching::load(LONG_TERM_FOSTERING)?;
        Ok(Self { codes, layout, rules, matching })
    }
}
