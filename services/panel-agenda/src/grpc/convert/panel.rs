use super::people::{signed, timestamp};
use crate::{
    domain::{
        plan::{PlannedPanel, Recorded, WantedCancellation, WantedRotation, noon},
        rotation::{FallsOut, WhenItFallsOut},
    },
    ops::Command,
};
use chrono::NaiveDate;
use contracts::panels::v1::{
    self as wire, CancelPanelRequest, CirculateAgendaRequest, CompareAgendasRequest, ExportPanelsRequest,
    ListPanelsRequest, SchedulePanelsRequest,
};
use fault::{Fault, Fields};
use uuid::Uuid;

const LONGEST_REASON: usize = 500;
const LONGEST_ETAG: usize = 40;
/// How many Thursdays are shown unless asked for otherwise, and at most.
const WEEKS: (u16, u16) = (10, 60);

impl TryFrom<SchedulePanelsRequest> for Command<WantedRotation> {
    type Error = Fault;

    fn try_from(request: SchedulePanelsRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let SchedulePanelsRequest { request_id, anchor, when_it_falls_out, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let anchor = wrong.date("anchor", &anchor);
        let when_it_falls_out = match wrong.one_of("when_it_falls_out", when_it_falls_out) {
            wire::WhenItFallsOut::Skips => WhenItFallsOut::Skips,
            wire::WhenItFallsOut::Slides | wire::WhenItFallsOut::Unspecified => WhenItFallsOut::Slides,
        };
        wrong.text("etag", &etag, 0, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedRotation { anchor, when_it_falls_out, etag } })
    }
}

impl TryFrom<CancelPanelRequest> for Command<WantedCancellation> {
    type Error = Fault;

    fn try_from(request: CancelPanelRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let CancelPanelRequest { request_id, panel_date, reason } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let panel = wrong.date("panel_date", &panel_date);
        wrong.text("reason", &reason, 1, LONGEST_REASON);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedCancellation { panel, reason } })
    }
}

impl TryFrom<CirculateAgendaRequest> for Command<Uuid> {
    type Error = Fault;

    fn try_from(request: CirculateAgendaRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let CirculateAgendaRequest { request_id, agenda_id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let wanted = wrong.uuid("agenda_id", &agenda_id);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

/// Which Thursdays are asked for.
pub struct Thursdays {
    /// The day to begin with; none for today.
    pub from: Option<NaiveDate>,
    /// How many.
    pub weeks: u32,
}

impl Thursdays {
    /// Reads the request.
    pub fn read(request: &ListPanelsRequest) -> Result<Self, Fault> {
        let ListPanelsRequest { from, weeks } = request;
        Self::from_day(from, *weeks)
    }

    /// Reads the request for a calendar.
    pub fn of_calendar(request: &ExportPanelsRequest) -> Result<Self, Fault> {
        let ExportPanelsRequest { from, weeks } = request;
        Self::from_day(from, *weeks)
    }

    fn from_day(from: &str, weeks: i32) -> Result<Self, Fault> {
        let mut wrong = Fields::default();
        let from = wrong.optional_date("from", from);
        let (standard, most) = WEEKS;
        let weeks = wrong.page_size("weeks", weeks, standard, most).into();
        wrong.finish()?;
        Ok(Self { from, weeks })
    }
}

/// Which two agendas are to be compared.
pub struct Compared {
    /// The one.
    pub earlier: Uuid,
    /// The other.
    pub later: Uuid,
}

impl Compared {
    /// Reads the request.
    pub fn read(request: &CompareAgendasRequest) -> Result<Self, Fault> {
        let CompareAgendasRequest { earlier_agenda_id, later_agenda_id } = request;
        let mut wrong = Fields::default();
        let earlier = wrong.uuid("earlier_agenda_id", earlier_agenda_id);
        let later = wrong.uuid("later_agenda_id", later_agenda_id);
        wrong.finish()?;
        Ok(Self { earlier, later })
    }
}

impl From<&Recorded> for wire::Rotation {
    fn from(recorded: &Recorded) -> Self {
        let when_it_falls_out = match recorded.when_it_falls_out {
            WhenItFallsOut::Slides => wire::WhenItFallsOut::Slides,
            WhenItFallsOut::Skips => wire::WhenItFallsOut::Skips,
        };
        Self {
            anchor: recorded.anchor.to_string(),
            when_it_falls_out: when_it_falls_out.into(),
            recorded: Some(signed(&recorded.by)),
            etag: recorded.number.to_string(),
        }
    }
}

impl From<&PlannedPanel> for wire::Panel {
    fn from(planned: &PlannedPanel) -> Self {
        let PlannedPanel { thursday, cohort, cancelled, issued, begins } = planned;
        let state = match thursday.panel {
            Ok(_) => wire::PanelState::Planned,
            Err(FallsOut::BankHoliday) => wire::PanelState::BankHoliday,
            Err(FallsOut::Cancelled) => wire::PanelState::Cancelled,
        };
        let panel = thursday.panel.ok();
        let (issue_number, agenda_id) = issued.unzip();
        Self {
            panel_date: thursday.date.to_string(),
            cohort: cohort.0.clone(),
            cohort_title: cohort.1.clone(),
            state: state.into(),
            begin_time: Some(timestamp(*begins)),
            draw_on: panel.map(|panel| panel.draw_on.to_string()).unwrap_or_default(),
            circulate_by: panel.map(|panel| timestamp(noon(panel.draw_on))),
            actions_by: panel.map(|panel| panel.actions_by.to_string()).unwrap_or_default(),
            cancelled_because: cancelled.as_ref().map(|it| it.reason.clone()).unwrap_or_default(),
            cancelled: cancelled.as_ref().map(|it| signed(&it.by)),
            agenda_id: agenda_id.map(|id| id.to_string()).unwrap_or_default(),
            issue_number: issue_number.unwrap_or_default(),
        }
    }
}
