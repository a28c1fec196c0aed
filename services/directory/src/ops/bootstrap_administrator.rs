use super::fact::worker_changed;
use crate::{
    domain::{
        stamp::Act,
        text,
        worker::{self, Worker, WorkerChange},
    },
    store,
};
use calendar::Clock;
use eventlog::{Audit, Record};
use fault::{Fault, Fields};
use sqlx::PgPool;

/// Who acts here, and under which name, as audit entries know them: nobody's token stands behind it.
const ACTOR: &str = "permanence";
const OPERATION: &str = "permanence.directory.bootstrap_administrator";

/// Gives a directory that has no active administrator one: the worker of this subject, active from now on, or a new worker
/// of that name. Does nothing, and says nobody, where there is an active administrator. For operators: the pool is the
/// directory's own role's. Refused with `FIELD_INVALID`.
pub async fn bootstrap_administrator(
    pool: &PgPool,
    clock: &Clock,
    subject: &str,
    display_name: &str,
) -> Result<Option<Worker>, Fault> {
    let mut wrong = Fields::default();
    let subject = text::worker_subject(&mut wrong, "subject", subject);
    let display_name = text::display_name(&mut wrong, "display_name", display_name);
    wrong.finish()?;

    let mut transaction = eventlog::begin(pool).await?;
    store::worker::lock_administration(&mut *transaction).await?;
    if store::worker::is_administered(&mut *transaction).await? {
        return Ok(None);
    }
    let found = store::worker::of_subject(&mut *transaction, &subject).await?;
    let act = Act { by: None, at: clock.now() };
    let worker = worker::appoint_administrator(found, clock.new_id(), &subject, &display_name, act);
    let audit = Audit::new(ACTOR, OPERATION, act.at).subject(worker::subject(worker.id));
    let event = worker_changed(clock.new_id(), &worker);
    let record = Record { events: vec![event], audit: vec![audit], receipt: None };
    let change = WorkerChange { worker, management_version: None };
    store::worker::replace(&mut *transaction, &change, &record).await?;
    transaction.commit().await?;
    Ok(Some(change.worker))
}
