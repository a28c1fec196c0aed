//! What happened, as the rules speak of it, and the people who have a part in it.

use super::panel::Extract;
use super::request::Request;
use super::workstep::Workstep;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// In whose hands something lies: exactly one person's, or one inbox's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// One worker's.
    Worker(Uuid),
    /// That of everybody who works from the inbox.
    Inbox(Uuid),
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The person who acted: never only an inbox.
    pub by: Uuid,
    /// The absent person who was covered.
    pub on_behalf_of: Option<Uuid>,
}

impl Act {
    /// Whoever acted, and whoever was covered.
    pub fn people(&self) -> impl Iterator<Item = Uuid> {
        [self.by].into_iter().chain(self.on_behalf_of)
    }
}

/// Upon what a notification is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A workstep came into somebody's hands.
    WorkstepArrived,
    /// A workstep was passed on, or put back into its inbox.
    WorkstepReassigned,
    /// A request was sent.
    RequestSent,
    /// It was passed on, or put back into its inbox.
    RequestReassigned,
    /// It was marked Completed.
    RequestCompleted,
    /// It was sent back with a comment.
    RequestReturned,
    /// An edit took away what it stood on.
    RequestVoided,
    /// The agenda of a panel was issued.
    AgendaCirculated,
    /// A panel whose agenda was issued does not take place.
    PanelCancelled,
    /// A child was taken off the agenda of a panel.
    AgendaItemRemoved,
    /// A child who was taken off is on it again.
    AgendaItemRestored,
    /// The cross-reference took a child off, whose record is to be corrected.
    RecordReferred,
    /// What a panel wants done for a child was recorded.
    PanelActionsRecorded,
    /// An extract is wholly read.
    ExtractRead,
    /// A file that was handed in is no extract.
    ExtractRefused,
    /// A reminder of it fell due. Which ones there are is said apart.
    #[serde(skip)]
    FellDue,
}

/// Who is told, of those who have a part in what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The person in whose hands the step, or in whose list the request, lies.
    Assignee,
    /// Everybody who works from the inbox in which it lies.
    InboxMembers,
    /// The person in whose hands it lay before.
    PreviousHolder,
    /// Who sent the request, and whom they covered.
    Sender,
    /// Who answered it, and whom they covered.
    Answerer,
    /// The person in whose hands the request's step lies.
    StepHolder,
    /// The line managers of those in whose hands it lies: the person's, or those of the inbox's members.
    LineManagers,
    /// The child's allocated social worker.
    SocialWorker,
    /// The child's allocated supervisor.
    Supervisor,
    /// The allocated service manager of the child or, where it is about an agenda, of each child on it.
    ServiceManager,
    /// The child's allocated reviewing officer.
    ReviewingOfficer,
    /// Who circulated the panel's agenda.
    PanelAdministrator,
    /// Everybody in business support.
    BusinessSupport,
    /// Who is to do what the panel wants done.
    ActionOwners,
    /// Who handed the extract in.
    Importer,
}

/// How far something has to come until nothing is left to do about a notification of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// The step is started, by whomever.
    Started,
    /// The step or request is taken out of its inbox.
    Claimed,
    /// Somebody else takes it out of its inbox, or nothing is left to do about it for anybody.
    Taken,
    /// The request is answered, or stands no longer.
    Answered,
    /// The step is finished or cancelled.
    Ended,
}

impl Until {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Until::Started => "STARTED",
            Until::Claimed => "CLAIMED",
            Until::Taken => "TAKEN",
            Until::Answered => "ANSWERED",
            Until::Ended => "ENDED",
        }
    }
}

/// What a step or a request has come to, and with it everything before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub matter: Matter,
    /// What is settled by it.
    pub settles: &'static [Until],
}

/// What a notification is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A workstep.
    Workstep(Uuid),
    /// A request.
    Request(Uuid),
    /// What a panel wants done.
    PanelAction {
        /// The panel.
        panel: NaiveDate,
        /// The action.
        id: Uuid,
    },
    /// That the tracker tells a panel how far a child's actions are.
    Tracker {
        /// The panel.
        panel: NaiveDate,
        /// The child.
        child_id: String,
    },
    /// That what a panel came to is recorded.
    Recording(NaiveDate),
    /// Anything of a panel but what it wants done: it does not take place.
    Panel(NaiveDate),
}

/// Something that happened, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The event or reminder that tells of it.
    pub cause: Uuid,
    /// What it was.
    pub trigger: Trigger,
    /// When.
    pub at: DateTime<Utc>,
    /// The worker who did it; nobody in particular where time or the suite did.
    pub by: Option<Uuid>,
    /// What it is about, to open.
    pub about: About,
    /// Who has a part in it.
    pub parties: Parties,
}

/// What to open: whose record, and where in it; or what is of no one child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The child.
    pub child_id: Option<String>,
    /// The case.
    pub case_id: Option<Uuid>,
    /// The step, with its exact title.
    pub workstep: Option<(Uuid, String)>,
    /// The request, with its title as the folder shows it.
    pub request: Option<(Uuid, String)>,
    /// The panel.
    pub panel: Option<NaiveDate>,
    /// What the panel wants done.
    pub panel_action: Option<Uuid>,
    /// The extract.
    pub extract: Option<Extract>,
}

/// Who has a part in something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// In whose hands it lies.
    pub assignee: Option<Assignee>,
    /// In whose hands it lay before.
    pub previous: Option<Assignee>,
    /// Who sent it, and whom they covered.
    pub senders: Vec<Uuid>,
    /// Who answered it, and whom they covered.
    pub answerers: Vec<Uuid>,
    /// In whose hands the step lies.
    pub step: Option<Assignee>,
    /// The children on an agenda, whose people it concerns.
    pub children: Vec<String>,
    /// Who circulated the panel's agenda.
    pub administrator: Option<Uuid>,
    /// Who is to do what the panel wants done.
    pub owners: Vec<Uuid>,
    /// Who handed the extract in.
    pub importer: Option<Uuid>,
}

/// What an event said beside its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The event.
    pub cause: Uuid,
    /// Its `subject_version`: what is not newer than the last one heard changes nothing.
    pub version: i64,
    /// The worker whose command it was.
    pub by: Option<Uuid>,
    /// The instant of that command.
    pub at: DateTime<Utc>,
}

impl Told {
    /// What happened to a step.
    pub fn of_step(self, trigger: Trigger, step: &Workstep) -> Happening {
        let parties = Parties { assignee: Some(step.assignee), ..Parties::default() };
        self.happening(trigger, step.about(), parties)
    }

    /// A step came into other hands.
    pub fn of_step_passed_on(self, step: &Workstep, previous: Assignee) -> Happening {
        let parties =
            Parties { assignee: Some(step.assignee), previous: Some(previous), ..Parties::default() };
        self.happening(Trigger::WorkstepReassigned, step.about(), parties)
    }

    /// What happened to a request, whose step lies in these hands as far as is known.
    pub fn of_request(self, trigger: Trigger, request: &Request, step: Option<Assignee>) -> Happening {
        self.happening(trigger, request.about(), request.parties(step))
    }

    pub(super) fn happening(self, trigger: Trigger, about: About, parties: Parties) -> Happening {
        Happening { cause: self.cause, trigger, at: self.at, by: self.by, about, parties }
    }
}
