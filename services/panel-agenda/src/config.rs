//! What a council decides of its panels: its own layout of extracts and code sets, and the hour.

use crate::domain::{
    panel_hour::NoHour,
    rulebook::{Rulebook, WrongFile},
};
use runtime::settings::Panels;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why the service cannot start with these settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("the setting {key}: {file} cannot be read")]
    Unreadable {
        /// The setting.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A file is wrong, by line and column.
    #[error("a file that panels.codes or panels.layout names is refused")]
    Wrong(#[from] WrongFile),
    /// The hour is none.
    #[error("the setting panels.begins is refused")]
    NoHour(#[from] NoHour),
}

/// The data by which extracts are read and agendas drawn: the software's own, but for what these settings say.
pub fn rulebook(settings: &Panels) -> Result<Rulebook, ConfigError> {
    let codes = settings.codes.as_deref().map(|file| read("panels.codes", file)).transpose()?;
    let layout = settings.layout.as_deref().map(|file| read("panels.layout", file)).transpose()?;
    let hour = settings.begins.as_deref().map(str::parse).transpose()?.unwrap_or_default();
    let rulebook = Rulebook::of(codes.as_deref(), layout.as_deref(), hour)?;
    for doubt in &rulebook.doubts {
        tracing::warn!("{doubt}; the council's own stands");
    }
    Ok(rulebook)
}

fn read(key: &'static str, file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|source| ConfigError::Unreadable {
        key,
        file: file.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        codes::{List, SSDA903},
        layout::CHILDREN_CURRENTLY_IN_CARE,
    };

    fn of(codes: Option<&str>, layout: Option<&str>, begins: Option<&str>) -> Result<Rulebook, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: Option<&str>| {
            text.map(|text| {
                let file = folder.path().join(name);
                std::fs::write(&file, text).unwrap();
                file
            })
        };
        let settings = Panels {
            codes: file("codes.yaml", codes),
            layout: file("layout.yaml", layout),
            begins: begins.map(str::to_owned),
        };
        rulebook(&settings).map_err(|wrong| fault::describe(&wrong).to_string())
    }

    #[test]
    fn a_councils_own_codes_are_read_beside_the_softwares_and_a_clash_keeps_nothing_from_starting() {
        let own = SSDA903.replace(
            "permanence_plan:\n",
            "  - {key: U7, label: \"Foster placement of ours\"}\n\npermanence_plan:\n",
        );
        assert!(of(Some(&own), None, None).unwrap().codes.find(List::PlacementCode, "U7").is_some());
        // As if the software's had come later with K3, P3 and a whole list that the council's do not have.
        let older = "placement_code:\n  - {key: U7, label: Ours}\n  - {key: K3, label: \"Shared flats\"}\n";
        let rulebook = of(Some(older), None, None).unwrap();
        for key in ["U7", "K3", "P3"] {
            assert!(rulebook.codes.find(List::PlacementCode, key).is_some(), "{key}");
        }
        assert_eq!(rulebook.doubts, ["the code sets: the software says something else of K3"]);
        let successor = |rulebook: &Rulebook, key: &str| {
            let codes = &rulebook.codes;
            let value = codes.find(List::PlacementCode, key).expect("a placement code");
            codes
                .successor(List::PlacementCode, value)
                .map(|it| codes.key(List::PlacementCode, it).to_owned())
        };
        assert_eq!(successor(&rulebook, "H5"), None, "nobody in a shared flat lives in what H5 became");
        let own_h5 = "placement_code:\n  - {key: H5, label: \"Semi-independent, of ours\"}\n";
        assert_eq!(successor(&of(Some(own_h5), None, None).unwrap(), "H5").as_deref(), Some("K3"));
        let both = format!("{own_h5}  - {{key: K3, label: \"Shared flats\"}}\n");
        assert_eq!(successor(&of(Some(&both), None, None).unwrap(), "H5"), None);
        let refused = of(Some("placement_code: [{key: U7, label: ''}]"), None, None).unwrap_err();
        assert!(refused.contains("the code sets: line 1, column 24: a code needs a label"), "{refused}");
    }

    #[test]
    fn a_wrong_file_is_refused_by_line_column_and_reason() {
        let wrong = CHILDREN_CURRENTLY_IN_CARE.replace("  team: [", "  teams: [");
        let refused = of(None, Some(&wrong), None).unwrap_err();
        assert!(refused.contains("the layout: line ") && refused.contains("column "), "{refused}");
        assert!(refused.contains("teams"), "{refused}");
        let refused = of(None, Some("headings: ["), None).unwrap_err();
        assert!(refused.contains("the layout: line "), "{refused}");
        assert!(of(None, None, Some("ten")).unwrap_err().contains("panels.begins"));
        let missing = Panels { layout: Some("/nowhere/layout.yaml".into()), ..Panels::default() };
        assert!(rulebook(&missing).unwrap_err().to_string().contains("panels.layout: /nowhere/layout.yaml"));
    }
}
