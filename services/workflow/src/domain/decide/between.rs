//! The change between a step as it stood and as it stands after a decision: what is written and what is told follows
//! from comparing the two.

use crate::domain::{
    change::{Change, StepWrite},
    fact::{Brief, Fact, TimelineEntry, TimelineKind, Told},
    people::Act,
    process::StepType,
    request::{Answer, SentRequest},
    step::Step,
};

/// A step before and after a decision.
pub(super) struct Between<'a> {
    pub step_type: &'a StepType,
    pub before: &'a Step,
    pub after: &'a Step,
    /// Whose decision it is.
    pub act: Act,
}

impl Between<'_> {
    /// Everything that follows, save what only the decision itself knows.
    pub(super) fn change(&self) -> Change {
        let (before, after) = (self.before, self.after);
        let sent: Vec<&SentRequest> =
            after.requests.iter().filter(|request| self.earlier(request).is_none()).collect();
        let answered: Vec<&SentRequest> =
            after.requests.iter().filter(|request| self.is_answered(request)).collect();
        Change {
            step: Some(StepWrite {
                id: before.id,
                expected_version: before.version,
                state: after.state.clone(),
                assignee: after.assignee,
                outcome: None,
                act: self.act,
            }),
            sections: after
                .sections
                .iter()
                .filter(|one| **one != before.section_of(one.form.as_deref(), one.number))
                .cloned()
                .collect(),
            queue: (after.queue != before.queue).then(|| after.queue.clone()),
            timeline: self.timeline(&sent, &answered),
            told: after.requests.iter().filter_map(|request| self.tell(request)).collect(),
            sent: sent.into_iter().cloned().collect(),
            answered: answered.into_iter().cloned().collect(),
            ..Change::default()
        }
    }

    fn earlier(&self, request: &SentRequest) -> Option<&SentRequest> {
        self.before.requests.iter().find(|earlier| earlier.id == request.id)
    }

    fn is_answered(&self, request: &SentRequest) -> bool {
        self.earlier(request).is_some_and(|earlier| earlier != request)
    }

    fn timeline(&self, sent: &[&SentRequest], answered: &[&SentRequest]) -> Vec<TimelineEntry> {
        let sent = sent.iter().map(|request| TimelineEntry {
            to: Some(request.assignee),
            ..self.entry(TimelineKind::RequestSent, request, request.sent)
        });
        let answers = answered.iter().flat_map(|request| self.answer_entries(request));
        sent.chain(answers).collect()
    }

    /// A completion that arrives for a text which was edited meanwhile is entered, and so is its voiding.
    fn answer_entries(&self, request: &SentRequest) -> Vec<TimelineEntry> {
        let earlier = self.earlier(request).map(|earlier| &earlier.answer);
        let entry = |kind, act, comment: &str| TimelineEntry {
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
            ..self.entry(kind, request, act)
        };
        match &request.answer {
            answer if Some(answer) == earlier => Vec::new(),
            Answer::Waiting => Vec::new(),
            Answer::Completed(done) => vec![entry(TimelineKind::RequestCompleted, done.act, &done.comment)],
            Answer::Returned { act, comment } => vec![entry(TimelineKind::RequestReturned, *act, comment)],
            Answer::Withdrawn { act } => vec![entry(TimelineKind::RequestWithdrawn, *act, "")],
            Answer::Lapsed { .. } => vec![entry(TimelineKind::RequestWithdrawn, self.act, "")],
            Answer::Voided { was, .. } => {
                let arrived = was.as_ref().filter(|_| !matches!(earlier, Some(Answer::Completed(_))));
                let completed =
                    arrived.map(|done| entry(TimelineKind::RequestCompleted, done.act, &done.comment));
                let voided = (!matches!(earlier, Some(Answer::Voided { .. })))
                    .then(|| entry(TimelineKind::RequestVoided, self.act, ""));
                completed.into_iter().chain(voided).collect()
            }
        }
    }

    fn entry(&self, kind: TimelineKind, request: &SentRequest, act: Act) -> TimelineEntry {
        let title = self.step_type.request(&request.kind).map(|kind| kind.title.to_string());
        TimelineEntry { request: Some(request.id), title, ..TimelineEntry::of_step(kind, self.after, act) }
    }

    /// What the requests service hears of one request; nothing of one that was sent and taken back in one go.
    fn tell(&self, request: &SentRequest) -> Option<Told> {
        let brief = Brief::of(self.step_type, self.after, request);
        let lapsed = matches!(request.answer, Answer::Lapsed { .. });
        let fact = match (self.earlier(request), lapsed) {
            (None, true) => None,
            (None, false) => self.sent(request, brief),
            (Some(earlier), true) => earlier.waits().then_some(Fact::RequestLapsed { request: request.id }),
            (Some(earlier), false) => self
                .matters(earlier, request, &brief)
                .then_some(Fact::RequestBriefed { request: request.id, brief }),
        }?;
        Some(Told { subject_version: self.after.version, fact })
    }

    /// Whether a brief has changed of a request that waited, stood completed, or is voided just now.
    fn matters(&self, earlier: &SentRequest, request: &SentRequest, brief: &Brief) -> bool {
        let stood = earlier.waits() || earlier.completion().is_some();
        let stands = request.waits() || request.completion().is_some() || brief.voided;
        stood && stands && Brief::of(self.step_type, self.before, earlier) != *brief
    }

    fn sent(&self, request: &SentRequest, brief: Brief) -> Option<Fact> {
        let kind = self.step_type.request(&request.kind)?;
        Some(Fact::RequestSent {
            request: Box::new(request.clone()),
            title: kind.title.to_string(),
            step: self.after.id,
            step_title: self.step_type.title.to_string(),
            answered_by: kind.answered_by.iter().map(|name| name.role).collect(),
            must_be_sent: kind.must_be_sent,
            blocks_finish: kind.blocks_finish,
            decides: kind.decides_in.is_some(),
            brief,
        })
    }
}
