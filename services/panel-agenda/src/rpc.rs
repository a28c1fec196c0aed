//! The full names of the calls, as policies, audit entries and receipts know them.

/// An extract handed in.
pub const IMPORT_EXTRACT: &str = "permanence.panels.v1.CareDataService/ImportExtract";
/// How far an import is.
pub const GET_IMPORT: &str = "permanence.panels.v1.CareDataService/GetImport";
/// What is wrong with its rows.
pub const LIST_IMPORT_ISSUES: &str = "permanence.panels.v1.CareDataService/ListImportIssues";
/// The Fostering Service's list.
pub const IMPORT_LONG_TERM_MATCHES: &str = "permanence.panels.v1.CareDataService/ImportLongTermMatches";
/// Records to correct.
pub const LIST_REFERRALS: &str = "permanence.panels.v1.PanelService/ListReferrals";
/// Names of service managers.
pub const LIST_SERVICE_MANAGER_NAMES: &str = "permanence.panels.v1.CareDataService/ListServiceManagerNames";
/// One kept for a worker.
pub const SET_SERVICE_MANAGER_NAME: &str = "permanence.panels.v1.CareDataService/SetServiceManagerName";
/// One kept for nobody any more.
pub const REMOVE_SERVICE_MANAGER_NAME: &str = "permanence.panels.v1.CareDataService/RemoveServiceManagerName";
/// Versions of the rules.
pub const LIST_RULE_SETS: &str = "permanence.panels.v1.PanelService/ListRuleSets";
/// A new one.
pub const CREATE_RULE_SET: &str = "permanence.panels.v1.PanelService/CreateRuleSet";
/// Thursdays as a calendar.
pub const EXPORT_PANELS: &str = "permanence.panels.v1.PanelService/ExportPanels";
/// A determination remembered.
pub const RECORD_LEGAL_DETERMINATION: &str = "permanence.panels.v1.CareDataService/RecordLegalDetermination";
/// A determination ended.
pub const END_LEGAL_DETERMINATION: &str = "permanence.panels.v1.CareDataService/EndLegalDetermination";
/// A child's determinations.
pub const LIST_LEGAL_DETERMINATIONS: &str = "permanence.panels.v1.CareDataService/ListLegalDeterminations";
/// A rotation recorded.
pub const SCHEDULE_PANELS: &str = "permanence.panels.v1.PanelService/SchedulePanels";
/// Thursdays.
pub const LIST_PANELS: &str = "permanence.panels.v1.PanelService/ListPanels";
/// One of them.
pub const GET_PANEL: &str = "permanence.panels.v1.PanelService/GetPanel";
/// A panel cancelled.
pub const CANCEL_PANEL: &str = "permanence.panels.v1.PanelService/CancelPanel";
/// An agenda issued.
pub const CIRCULATE_AGENDA: &str = "permanence.panels.v1.PanelService/CirculateAgenda";
/// A child removed.
pub const REMOVE_AGENDA_ITEM: &str = "permanence.panels.v1.PanelService/RemoveAgendaItem";
/// A child restored.
pub const RESTORE_AGENDA_ITEM: &str = "permanence.panels.v1.PanelService/RestoreAgendaItem";
/// What a panel came to for a child.
pub const RECORD_DISCUSSION: &str = "permanence.panels.v1.TrackerService/RecordDiscussion";
/// How far an action is.
pub const UPDATE_ACTION: &str = "permanence.panels.v1.TrackerService/UpdateAction";
/// Actions.
pub const LIST_ACTIONS: &str = "permanence.panels.v1.TrackerService/ListActions";
/// What panels came to, and what is still to be recorded.
pub const LIST_DISCUSSIONS: &str = "permanence.panels.v1.TrackerService/ListDiscussions";
/// An agenda as a file.
pub const EXPORT_AGENDA: &str = "permanence.panels.v1.PanelService/ExportAgenda";
/// The tracker as a file.
pub const EXPORT_TRACKER: &str = "permanence.panels.v1.TrackerService/ExportTracker";
/// Two agendas compared.
pub const COMPARE_AGENDAS: &str = "permanence.panels.v1.PanelService/CompareAgendas";
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
