//! What happened, as the rules speak of it, and the people who have a part in it.

use super::request::Request;
use super::workstep::Workstep;
use chrono::{DateTime, Utc};
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
    /// The child's allocated service manager.
    ServiceManager,
    /// The child's allocated reviewing officer.
    ReviewingOfficer,
}

/// How far something has to come until nothing is left to do about a notification of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// The step is started, by whomever.
    Started,
    /// The step or request is taken out of its inbox.
    Claimed,
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
            Until::Answered => "ANSWERED",
            Until::Ended => "ENDED",
        }
    }
}

/// What a step or a request has come to, and with it everything before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub matter: Matter,
    /// What is settled by it.
    pub settles: &'static [Until],
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A workstep.
    Workstep(Uuid),
    /// A request.
    Request(Uuid),
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

/// Whose record, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The child.
    pub child_id: String,
    /// The case.
    pub case_id: Uuid,
    /// The step.
    pub workstep_id: Uuid,
    /// The step's exact title.
    pub workstep_title: String,
    /// The request, with its title as the folder shows it.
    pub request: Option<(Uuid, String)>,
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

    fn happening(self, trigger: Trigger, about: About, parties: Parties) -> Happening {
        Happening { cause: self.cause, trigger, at: self.at, by: self.by, about, parties }
    }
}
