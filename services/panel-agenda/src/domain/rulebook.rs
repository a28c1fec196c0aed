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
    /// What of a council's own files says something else than the software's, and stands.
    pub doubts: Vec<String>,
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
    /// The one by which an extract was read before: by those texts of the code sets and the layout.
    pub fn of_before(&self, codes: &str, layout: &str) -> Result<Self, WrongFile> {
        let wrong = |file| move |mistakes| WrongFile { file, mistakes };
        let codes = CodeSet::load(codes).map_err(wrong("the code sets"))?;
        let layout = Layout::load(layout, &codes).map_err(wrong("the layout"))?;
        Ok(Self { codes, layout, ..self.clone() })
    }

    /// The one that comes with the software.
    pub fn standard() -> Result<Self, WrongFile> {
        Self::of(None, None, PanelHour::default())
    }

    /// The same with a council's own code sets and layout, where it has some. What its code sets lack is the software's; and where
    /// the software says something else of a code or a word, the council's stands: a release with new national codes takes nothing
    /// from a council, and does not keep the service from starting.
    pub fn of(codes: Option<&str>, layout: Option<&str>, hour: PanelHour) -> Result<Self, WrongFile> {
        let wrong = |file| move |mistakes| WrongFile { file, mistakes };
        let standard = CodeSet::load(SSDA903).map_err(wrong("the software's code sets"))?;
        let own_codes = codes.is_some();
        let own =
            codes.map(|yaml| CodeSet::own(yaml, &standard)).transpose().map_err(wrong("the code sets"))?;
        let codes = own.unwrap_or_else(|| standard.clone());
        let layout = Layout::load(layout.unwrap_or(CHILDREN_CURRENTLY_IN_CARE), &codes);
        let layout = layout.map_err(wrong("the layout"))?;
        // The software's rules are right by its own code sets; a council's may know no successor of a code.
        let rules = match own_codes {
            true => Rules::kept(SEPTEMBER_2023, &codes),
            false => Rules::load(SEPTEMBER_2023, &codes),
        };
        let of_codes = codes
            .differing_from(&standard)
            .into_iter()
            .map(|key| format!("the code sets: the software says something else of {key}"));
        let of_words =
            layout.doubts().iter().map(|doubt| format!("the layout: {}: {}", doubt.place, doubt.said));
        Ok(Self {
            doubts: of_codes.chain(of_words).collect(),
            layout,
            rules: rules.map_err(wrong("the rules"))?,
            matching: Matching::load(LONG_TERM_FOSTERING).map_err(wrong("the process"))?,
            codes,
            hour,
        })
    }
}
