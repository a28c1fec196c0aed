use super::asked::key;
use crate::{
    grpc::file::{File, Parts},
    store::action,
};
use contracts::panels::v1::{
    self as wire, ExportAgendaRequest, ExportAgendaResponse, ExportPanelsResponse, ExportTrackerRequest,
    ExportTrackerResponse, export_agenda_response, export_panels_response, export_tracker_response,
};
use fault::{Fault, Fields};
use uuid::Uuid;

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Comma-separated.
    Csv,
    /// An array of objects.
    Json,
}

/// Which agenda is to leave as a file.
pub struct ExportedAgenda {
    /// The agenda.
    pub agenda_id: Uuid,
    /// Which of the children csv and json hold.
    pub listed: bool,
    /// As what.
    pub format: Format,
}

/// Which actions are to leave as a file.
pub struct ExportedTracker {
    /// What to keep.
    pub filter: action::Filter,
    /// As what.
    pub format: Format,
}

impl ExportedAgenda {
    /// Reads the request.
    pub fn read(request: &ExportAgendaRequest) -> Result<Self, Fault> {
        let ExportAgendaRequest { agenda_id, format, part } = request;
        let mut wrong = Fields::default();
        let agenda_id = wrong.uuid("agenda_id", agenda_id);
        let format = self::format(&mut wrong, *format);
        let listed = match wire::AgendaPart::try_from(*part) {
            Ok(wire::AgendaPart::Unspecified | wire::AgendaPart::Listed) => true,
            Ok(wire::AgendaPart::NotListed) => {
                wrong.require("part", format != Format::Xlsx, "is for csv and json: a workbook holds both");
                false
            }
            Err(_) => {
                wrong.refuse("part", "is not one of its values");
                true
            }
        };
        wrong.finish()?;
        Ok(Self { agenda_id, listed, format })
    }
}

impl ExportedTracker {
    /// Reads the request.
    pub fn read(request: &ExportTrackerRequest) -> Result<Self, Fault> {
        let ExportTrackerRequest { panel_date, cohort, open_only, format } = request;
        let mut wrong = Fields::default();
        let filter = action::Filter {
            panel: wrong.optional_date("panel_date", panel_date),
            cohort: (!cohort.is_empty()).then(|| key(&mut wrong, "cohort", cohort)),
            open_only: *open_only,
            ..action::Filter::default()
        };
        let format = self::format(&mut wrong, *format);
        wrong.finish()?;
        Ok(Self { filter, format })
    }
}

fn format(wrong: &mut Fields, raw: i32) -> Format {
    match wrong.one_of("format", raw) {
        wire::ExportFormat::Csv => Format::Csv,
        wire::ExportFormat::Json => Format::Json,
        wire::ExportFormat::Xlsx | wire::ExportFormat::Unspecified => Format::Xlsx,
    }
}

impl File {
    /// As the parts of an agenda's file.
    pub(in crate::grpc) fn of_agenda(self) -> Parts<ExportAgendaResponse> {
        use export_agenda_response::Part;
        self.messages(
            |file| ExportAgendaResponse { part: Some(Part::File(file)) },
            |piece| ExportAgendaResponse { part: Some(Part::Piece(piece)) },
        )
    }

    /// As the parts of the calendar of panels.
    pub(in crate::grpc) fn of_panels(self) -> Parts<ExportPanelsResponse> {
        use export_panels_response::Part;
        self.messages(
            |file| ExportPanelsResponse { part: Some(Part::File(file)) },
            |piece| ExportPanelsResponse { part: Some(Part::Piece(piece)) },
        )
    }

    /// As the parts of the tracker's file.
    pub(in crate::grpc) fn of_tracker(self) -> Parts<ExportTrackerResponse> {
        use export_tracker_response::Part;
        self.messages(
            |file| ExportTrackerResponse { part: Some(Part::File(file)) },
            |piece| ExportTrackerResponse { part: Some(Part::Piece(piece)) },
        )
    }
}
