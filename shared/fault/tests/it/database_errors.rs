//! What a database's error means to a caller, and what of it may be logged.

use fault::{Fault, Reason};
use sqlx::error::{DatabaseError, ErrorKind};
use std::{borrow::Cow, fmt};

#[derive(Debug)]
struct Postgres {
    state: &'static str,
    message: &'static str,
}

impl fmt::Display for Postgres {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.message)
    }
}

impl std::error::Error for Postgres {}

impl DatabaseError for Postgres {
    fn message(&self) -> &str {
        self.message
    }
    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.state.into())
    }
    fn constraint(&self) -> Option<&str> {
        (self.state == "23505").then_some("worker_subject_unique")
    }
    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }
    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }
    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

fn postgres(state: &'static str, message: &'static str) -> sqlx::Error {
    sqlx::Error::Database(Box::new(Postgres { state, message }))
}

#[test]
fn an_outage_is_unavailable_and_a_lost_race_can_be_run_again() {
    let reason = |error: sqlx::Error| Fault::from(error).reason();
    assert_eq!(reason(sqlx::Error::PoolTimedOut), Reason::Unavailable);
    assert_eq!(reason(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into())), Reason::Unavailable);
    for state in ["57P01", "57014", "53300", "08006", "25006"] {
        assert_eq!(reason(postgres(state, "")), Reason::Unavailable, "{state}");
    }
    for state in ["40001", "40P01"] {
        assert_eq!(reason(postgres(state, "")), Reason::Contended, "{state}");
    }
    for state in ["42P01", "23505", "22P02"] {
        assert_eq!(reason(postgres(state, "")), Reason::Internal, "{state}");
    }
    assert_eq!(reason(sqlx::Error::RowNotFound), Reason::Internal);
}

#[test]
fn what_is_logged_names_the_constraint_and_never_the_data() {
    let born = postgres("22P02", "invalid input syntax for type date: \"04/05/2018\"");
    assert_eq!(fault::describe(&born), "postgres 22P02");
    let taken = postgres("23505", "duplicate key value violates unique constraint");
    assert_eq!(
        fault::describe(&Fault::defect(taken)),
        "a defect: postgres 23505 duplicate key value violates unique constraint constraint=worker_subject_unique"
    );
}
