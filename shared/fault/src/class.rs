//! Which gRPC code each reason comes with.

use crate::Reason;

/// The kind of a fault: one for each gRPC code that the suite answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// What was sent is wrong, whatever the state of things.
    InvalidArgument,
    /// Who is calling is not known.
    Unauthenticated,
    /// Who is calling is known, and may not.
    PermissionDenied,
    /// There is none, or none for this caller to see.
    NotFound,
    /// There is one already.
    AlreadyExists,
    /// The state of things forbids it; something else has to happen first.
    FailedPrecondition,
    /// Somebody else was faster: read again, then decide.
    Aborted,
    /// A position beyond what there is.
    OutOfRange,
    /// Try again: nothing is wrong with the call.
    Unavailable,
    /// There is no such call.
    Unimplemented,
    /// A defect of ours.
    Internal,
}

impl Class {
    /// The gRPC code on the wire.
    pub fn code(self) -> tonic::Code {
        match self {
            Class::InvalidArgument => tonic::Code::InvalidArgument,
            Class::Unauthenticated => tonic::Code::Unauthenticated,
            Class::PermissionDenied => tonic::Code::PermissionDenied,
            Class::NotFound => tonic::Code::NotFound,
            Class::AlreadyExists => tonic::Code::AlreadyExists,
            Class::FailedPrecondition => tonic::Code::FailedPrecondition,
            Class::Aborted => tonic::Code::Aborted,
            Class::OutOfRange => tonic::Code::OutOfRange,
            Class::Unavailable => tonic::Code::Unavailable,
            Class::Unimplemented => tonic::Code::Unimplemented,
            Class::Internal => tonic::Code::Internal,
        }
    }
}

/// The class of a reason, exactly as its comment in `errors/v1/reason.proto` promises to callers.
pub fn class_of(reason: Reason) -> Class {
    match reason {
        Reason::TokenMissing
        | Reason::TokenMalformed
        | Reason::TokenExpired
        | Reason::TokenAudience
        | Reason::TokenSignature => Class::Unauthenticated,

        Reason::WorkerUnknown
        | Reason::WorkerInactive
        | Reason::NotPermitted
        | Reason::NotTheAssignee
        | Reason::NotAWriter
        | Reason::NotAFinisher
        | Reason::NotASender
        | Reason::NotTheSender
        | Reason::NotACanceller
        | Reason::OwnRequest
        | Reason::OwnReport
        | Reason::RoleRequired
        | Reason::CoverNotYours
        | Reason::NotYoursToPassOn
        | Reason::NotTheServiceManager
        | Reason::NotYourAction => Class::PermissionDenied,

        Reason::FieldInvalid
        | Reason::RequestIdReused
        | Reason::PageTokenInvalid
        | Reason::CursorMalformed
        | Reason::ProcessInvalid
        | Reason::ExtractTooLarge
        | Reason::RulesInvalid
        | Reason::MessageTooLarge
        | Reason::MessageMalformed => Class::InvalidArgument,

        Reason::NotFound => Class::NotFound,

        Reason::AlreadyExists | Reason::SubjectTaken | Reason::NameTaken => Class::AlreadyExists,

        Reason::EtagStale | Reason::Contended | Reason::CoveredTextChanged => Class::Aborted,

        Reason::CursorForeign => Class::OutOfRange,

        Reason::DirectoryStale | Reason::Unavailable => Class::Unavailable,

        Reason::RouteUnknown | Reason::EncodingUnknown => Class::Unimplemented,

        Reason::Unspecified | Reason::Internal => Class::Internal,

        Reason::LineManagerLoop
        | Reason::CaseAlreadyOpen
        | Reason::WorkstepNotIncoming
        | Reason::WorkstepNotStarted
        | Reason::WorkstepEnded
        | Reason::WorkstepOpen
        | Reason::SectionIncomplete
        | Reason::RequiredFieldEmpty
        | Reason::RequestNotSent
        | Reason::RequestNotCompleted
        | Reason::RequestVoided
        | Reason::NextActionMissing
        | Reason::NextActionsExclude
        | Reason::NextActionNotAvailable
        | Reason::NextActionReasonRequired
        | Reason::NextActionAlreadySent
        | Reason::AnswerRequired
        | Reason::FactRequired
        | Reason::OpenStepRequired
        | Reason::OpenStepForbidden
        | Reason::PairRequired
        | Reason::PairNotDue
        | Reason::NoAllocatedWorker
        | Reason::InboxUnknown
        | Reason::RecipientNotPermitted
        | Reason::RequestAlreadyOpen
        | Reason::RequestOutOfOrder
        | Reason::RequestEnded
        | Reason::AdmSectionIncomplete
        | Reason::DecisionContradictsQueue
        | Reason::NotificationStands
        | Reason::RatificationNotStanding
        | Reason::CoverNeedsAdm
        | Reason::CoverOver
        | Reason::DeliveryNotDead
        | Reason::ChannelNotConfigured
        | Reason::PreferenceFixed
        | Reason::ReceiverNotPermitted
        | Reason::NotFromAnInbox
        | Reason::AlreadyLeft
        | Reason::LineManagerRequired
        | Reason::ExtractMissing
        | Reason::ExtractNotRead
        | Reason::ExtractStale
        | Reason::ExtractUnchanged
        | Reason::RotationMissing
        | Reason::PanelFallsOut
        | Reason::PanelBegun
        | Reason::CohortNotDue
        | Reason::AgendaNotIssued
        | Reason::ItemAlreadySo
        | Reason::DeterminationEnded
        | Reason::ItemRemoved
        | Reason::PanelNotBegun
        | Reason::ActionEnded => Class::FailedPrecondition,
    }
}
