//! The full names of the calls, as policies, audit entries and receipts know them.

/// An extract handed in.
pub const IMPORT_EXTRACT: &str = "permanence.panels.v1.CareDataService/ImportExtract";
/// How far an import is.
pub const GET_IMPORT: &str = "permanence.panels.v1.CareDataService/GetImport";
/// What is wrong with its rows.
pub const LIST_IMPORT_ISSUES: &str = "permanence.panels.v1.CareDataService/ListImportIssues";
/// An agenda drawn.
pub const DRAW_AGENDA: &str = "permanence.panels.v1.PanelService/DrawAgenda";
/// An agenda with its children.
pub const GET_AGENDA: &str = "permanence.panels.v1.PanelService/GetAgenda";
/// Agendas.
pub const LIST_AGENDAS: &str = "permanence.panels.v1.PanelService/ListAgendas";
/// One child, by all cohorts.
pub const EXPLAIN_CHILD: &str = "permanence.panels.v1.PanelService/ExplainChild";
/// Whom the cohorts may overlook.
pub const LIST_BLIND_SPOTS: &str = "permanence.panels.v1.PanelService/ListBlindSpots";
/// Everything that the directory told is known here.
pub const CATCH_UP: &str = "permanence.panels.v1.CopyService/CatchUp";
