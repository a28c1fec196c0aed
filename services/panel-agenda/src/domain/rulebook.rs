//! Everything that is data and comes with the software: code sets, the layout of an extract, the rules.

use super::{
    codes::{CodeSet, SSDA903},
    data_file::Mistakes,
    layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
    rules::{Rules, SEPTEMBER_2023},
};

/// The data by which extracts are read and agendas drawn.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The national code sets.
    pub codes: CodeSet,
    /// How an extract is laid out.
    pub layout: Layout,
    /// The cohorts.
    pub rules: Rules,
}

impl Rulebook {
    /// The one that comes with the software.
    pub fn standard() -> Result<Self, Mistakes> {
        let codes = CodeSet::load(SSDA903)?;
        let layout = Layout::load(CHILDREN_CURRENTLY_IN_CARE, &codes)?;
        let rules = Rules::load(SEPTEMBER_2023, &codes)?;
        Ok(Self { codes, layout, rules })
    }
}
