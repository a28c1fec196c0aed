//! Everything that a call can end with but its answer.

use crate::{Class, Fields, Reason, Refusal, class_of};

/// Any error, where nobody downstream tells one kind from another.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Everything that a call can end with but its answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The rules refuse it. The first refusal gives the code and the `ErrorInfo`; refusals of class
    /// `FAILED_PRECONDITION`, or several, go out as `PreconditionFailure.violations` too, all of them.
    #[error("refused: {}", refusals(.0))]
    Refused(Vec<Refusal>),
    /// What was sent is wrong, field by field.
    #[error("{} wrong fields", .0.violations().len())]
    Invalid(Fields),
    /// A part that the call needs does not answer; nothing is wrong with the call.
    #[error("{service} does not answer")]
    Unavailable {
        /// Which part, as `database` or `directory`.
        service: &'static str,
        /// What it said.
        source: BoxError,
    },
    /// A defect of ours: logged once where it becomes a status, and told to the caller as a trace id only.
    #[error("a defect")]
    Defect(#[source] BoxError),
}

impl Fault {
    /// A part that the call needs does not answer.
    pub fn unavailable(service: &'static str, source: impl Into<BoxError>) -> Self {
        Fault::Unavailable { service, source: source.into() }
    }

    /// Others kept changing the same thing: `CONTENDED`.
    pub fn contended() -> Self {
        Refusal::new(Reason::Contended, "others kept changing the same thing; try again").into()
    }

    /// Something that cannot happen, did.
    pub fn defect(source: impl Into<BoxError>) -> Self {
        Fault::Defect(source.into())
    }

    /// The reason that the caller will read.
    pub fn reason(&self) -> Reason {
        match self {
            Fault::Refused(refusals) => refusals.first().map_or(Reason::Internal, |refusal| refusal.reason),
            Fault::Invalid(fields) => fields.reason(),
            Fault::Unavailable { .. } => Reason::Unavailable,
            Fault::Defect(_) => Reason::Internal,
        }
    }

    /// The class of its reason.
    pub fn class(&self) -> Class {
        class_of(self.reason())
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Fault::Refused(vec![refusal])
    }
}

impl From<Fields> for Fault {
    fn from(fields: Fields) -> Self {
        Fault::Invalid(fields)
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        if lost_a_race(&error) {
            return Fault::contended();
        }
        if does_not_answer(&error) { Fault::unavailable("database", error) } else { Fault::defect(error) }
    }
}

/// A deadlock or a serialisation failure: Postgres chose this transaction to be the one that tries again.
fn lost_a_race(error: &sqlx::Error) -> bool {
    matches!(sql_state(error).as_deref(), Some("40001" | "40P01"))
}

fn does_not_answer(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(_) => sql_state(error).is_some_and(|state| is_outage(&state)),
        _ => false,
    }
}

/// Connection exceptions (08), no resources left (53), the operator at work (57), a standby where the primary was.
fn is_outage(state: &str) -> bool {
    ["08", "53", "57"].iter().any(|class| state.starts_with(class)) || state == "25006"
}

fn sql_state(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

fn refusals(refusals: &[Refusal]) -> String {
    refusals.iter().map(Refusal::to_string).collect::<Vec<_>>().join(", ")
}
