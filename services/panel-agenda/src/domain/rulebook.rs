//! Everything that is data and comes with the software: code sets, the layout of an extract, the rules.

use super::{
    codes::{CodeSet, SSDA903},
    data_file::Mistakes,
    layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
    matching::{LONG_TERM_FOSTERING, Matching},
    panel_hour::PanelHour,
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
    /// When panels begin.
    pub hour: PanelHour,
}

/// Which of a rulebook's files is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {mistakes}")]
pub struct WrongFile {
    /// The code sets, the layout, or what else they are read with.
    pub file: &'static str,
    /// Everything that is wrong with it.
    pub mistakes: Mistakes,
}

impl Rulebook {
    /// The one that comes with the software.
    pub fn standard() -> Result<Self, WrongFile> {
        Self::of(None, None, PanelHour::default())
    }

    /// The same with a council's own code sets and layout in place of the software's, where it has some. Agendas are drawn from what
    /// was read by earlier sets, so that a council's own keep every code.
    pub fn of(codes: Option<&str>, layout: Option<&str>, hour: PanelHour) -> Result<Self, WrongFile> {
        let wrong = |file| move |mistakes| WrongFile { file, mistakes };
        let standard = CodeSet::load(SSDA903).map_err(wrong("the software's code sets"))?;
        let codes = match codes {
            Some(yaml) => CodeSet::load(yaml).and_then(|own| own.keeping_all_of(&standard)),
            None => Ok(standard),
        };
        let codes = codes.map_err(wrong("the code sets"))?;
        let layout = Layout::load(layout.unwrap_or(CHILDREN_CURRENTLY_IN_CARE), &codes);
        Ok(Self {
            layout: layout.map_err(wrong("the layout"))?,
            rules: Rules::load(SEPTEMBER_2023, &codes).map_err(wrong("the rules"))?,
            matching: Matching::load(LONG_TERM_FOSTERING).map_err(wrong("the process"))?,
            codes,
            hour,
        })
    }
}
