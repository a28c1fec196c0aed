//! Writes what panels came to into the children's case notes in workflow: once, however often it is tried. What is to be written
//! is a row, claimed for a while by whichever replica finds it; workflow knows each note by its source, and writes it once. A child
//! whom the directory does not know is recorded there first, from the extract's row.

use super::registrar::Registrar;
use crate::{
    domain::discussion::{NOTE_TYPE, subject},
    ops::Desk,
    store::{self, discussion::Note},
};
use contracts::{
    panels::v1::DiscussionNoted,
    workflow::v1::{AddCaseNoteRequest, case_service_client::CaseServiceClient},
};
use eventlog::{NewEvent, Record};
use fault::{Fault, Fields, Reason, reason_of};
use identity::TokenSource;
use runtime::{Context, StartError};
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

/// How often it is looked whether something is to be written.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait after a failed attempt: a little longer each time, at most five minutes.
const WAIT_SECONDS: f64 = 0.5;
const LONGEST_WAIT_SECONDS: f64 = 300.0;

/// What writes case notes.
pub struct Noter {
    desk: Desk,
    token: TokenSource,
    workflow: Channel,
    registrar: Registrar,
}

impl Noter {
    /// Starts to write, where there is a workflow. Until then, notes wait.
    pub fn start(context: &Context, desk: &Desk) -> Result<(), StartError> {
        if !context.config.peers.contains_key("workflow") {
            return Ok(());
        }
        let token = context.service_token.clone();
        let directory = context.peers.channel("directory")?;
        let noter = Self {
            desk: desk.clone(),
            token: token.clone(),
            workflow: context.peers.channel("workflow")?,
            registrar: Registrar::new(desk.clone(), token, directory),
        };
        let stop = context.stop.clone();
        context.tasks.spawn(async move {
            let writing = async {
                loop {
                    // Out of time is as good as being woken.
                    let _woken = timeout(LOOK, noter.desk.to_note.notified()).await;
                    noter.turn().await;
                }
            };
            // Nothing is left to do when it was cancelled: the claim runs out.
            let _stopped = stop.run_until_cancelled(writing).await;
        });
        Ok(())
    }

    async fn turn(&self) {
        loop {
            match store::discussion::claim_note(&self.desk.pool).await {
                Ok(Some(note)) => self.write(&note).await,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(error = %fault::describe(&error), "case notes cannot be looked for; trying again");
                    return;
                }
            }
        }
    }

    async fn write(&self, note: &Note) {
        if let Err(fault) = self.attempt(note).await {
            let attempts = note.note_attempts;
            tracing::warn!(
                error = %fault::describe(&fault), panel.date = %note.panel_date, attempts,
                "a case note cannot be written; trying again"
            );
            let seconds = (WAIT_SECONDS * f64::from(attempts)).min(LONGEST_WAIT_SECONDS);
            if let Err(error) = store::discussion::put_off(&self.desk.pool, note, seconds).await {
                tracing::warn!(error = %fault::describe(&error), "a case note is tried again when its claim runs out");
            }
        }
    }

    async fn attempt(&self, note: &Note) -> Result<(), Fault> {
        let note_id = match self.send(note).await {
            Ok(note_id) => note_id,
            Err(refused) => {
                // Workflow hears of the child from the directory: the note is tried again soon.
                if reason_of(&refused) == Some(Reason::NotFound) {
                    self.registrar.register(note).await?;
                }
                return Err(Fault::unavailable("workflow", refused));
            }
        };
        let Desk { pool, clock, log, .. } = &self.desk;
        let (id, at) = (clock.new_id(), clock.now());
        let noted = DiscussionNoted { panel_date: note.panel_date.to_string(), note_id: note_id.to_string() };
        let fact = NewEvent::of(id, subject(note.panel_date, &note.child_id), 2, at, &noted);
        let record = Record { events: vec![fact.child(&note.child_id)], ..Record::default() };
        store::discussion::noted(pool, note, note_id, &record).await?;
        log.committed();
        Ok(())
    }

    async fn send(&self, note: &Note) -> Result<Uuid, Status> {
        let mut request = Request::new(AddCaseNoteRequest {
            request_id: self.desk.clock.new_id().to_string(),
            child_id: note.child_id.clone(),
            r#type: NOTE_TYPE.to_owned(),
            title: note.note_title.clone(),
            text: note.note_text.clone(),
            source_key: format!("panels:{}", subject(note.panel_date, &note.child_id)),
            written_by_worker_id: note.recorded_by.to_string(),
            ..AddCaseNoteRequest::default()
        });
        request.metadata_mut().insert("authorization", self.token.bearer()?);
        let answer = CaseServiceClient::new(self.workflow.clone()).add_case_note(request).await?;
        let written = answer.into_inner().note.unwrap_or_default().note_id;
        let mut wrong = Fields::default();
        let id = wrong.uuid("note.note_id", &written);
        wrong.finish()?;
        Ok(id)
    }
}
