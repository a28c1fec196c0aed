//! Who has a part in what, what can be put into a title about it, and how far it can still come.

use super::{EXTRACT, PANEL, REJECTED, REQUEST, ROWS, WORKSTEP};
use crate::domain::happening::{Audience, Trigger, Until};

/// What a trigger or a reminder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A workstep.
    Step,
    /// A request of a workstep.
    Request,
    /// A panel and the children on its agenda.
    Panel,
    /// A child whom a panel considers.
    PanelChild,
    /// What a panel wants done for a child.
    PanelActions,
    /// An extract that somebody handed in.
    Extract,
}

impl Subject {
    /// What a title about it can hold.
    pub(super) fn places(self) -> &'static [&'static str] {
        match self {
            Subject::Step => &[WORKSTEP],
            Subject::Request => &[WORKSTEP, REQUEST],
            Subject::Panel | Subject::PanelChild | Subject::PanelActions => &[PANEL],
            Subject::Extract => &[EXTRACT],
        }
    }

    /// Whether such people have a part in it, whatever happened to it.
    pub(super) fn involves(self, audience: Audience) -> bool {
        let of_work = matches!(self, Subject::Step | Subject::Request);
        let of_a_panel = matches!(self, Subject::Panel | Subject::PanelChild | Subject::PanelActions);
        match audience {
            Audience::Assignee | Audience::InboxMembers | Audience::LineManagers => of_work,
            Audience::Sender | Audience::StepHolder => self == Subject::Request,
            Audience::ServiceManager => of_work || of_a_panel,
            Audience::SocialWorker | Audience::Supervisor | Audience::ReviewingOfficer => {
                of_work || matches!(self, Subject::PanelChild | Subject::PanelActions)
            }
            Audience::PanelAdministrator => matches!(self, Subject::Panel | Subject::PanelChild),
            Audience::BusinessSupport => of_a_panel || self == Subject::Extract,
            Audience::ActionOwners => self == Subject::PanelActions,
            Audience::Importer => self == Subject::Extract,
            Audience::PreviousHolder | Audience::Answerer => false,
        }
    }
}

impl Trigger {
    /// What it is about.
    pub(super) fn subject(self) -> Subject {
        match self {
            Trigger::WorkstepArrived | Trigger::WorkstepReassigned | Trigger::FellDue => Subject::Step,
            Trigger::RequestSent
            | Trigger::RequestReassigned
            | Trigger::RequestCompleted
            | Trigger::RequestReturned
            | Trigger::RequestVoided => Subject::Request,
            Trigger::AgendaCirculated | Trigger::PanelCancelled => Subject::Panel,
            Trigger::AgendaItemRemoved | Trigger::AgendaItemRestored | Trigger::RecordReferred => {
                Subject::PanelChild
            }
            Trigger::PanelActionsRecorded => Subject::PanelActions,
            Trigger::ExtractRead | Trigger::ExtractRefused => Subject::Extract,
        }
    }

    /// What a title about it can hold.
    pub(super) fn places(self) -> Vec<&'static str> {
        let counts: &[&str] = if self == Trigger::ExtractRead { &[ROWS, REJECTED] } else { &[] };
        [self.subject().places(), counts].concat()
    }

    /// Whether such people have a part in it.
    pub(super) fn involves(self, audience: Audience) -> bool {
        match audience {
            Audience::PreviousHolder => {
                matches!(self, Trigger::WorkstepReassigned | Trigger::RequestReassigned)
            }
            Audience::Answerer => {
                matches!(self, Trigger::RequestCompleted | Trigger::RequestReturned | Trigger::RequestVoided)
            }
            _ => self.subject().involves(audience),
        }
    }

    /// Whether what it is about can still come that far.
    pub(super) fn comes_to(self, until: Until) -> bool {
        match until {
            Until::Started => self == Trigger::WorkstepArrived,
            Until::Ended => matches!(self, Trigger::WorkstepArrived | Trigger::WorkstepReassigned),
            Until::Claimed | Until::Taken => matches!(
                self,
                Trigger::WorkstepArrived
                    | Trigger::WorkstepReassigned
                    | Trigger::RequestSent
                    | Trigger::RequestReassigned
            ),
            Until::Answered => matches!(self, Trigger::RequestSent | Trigger::RequestReassigned),
        }
    }
}
