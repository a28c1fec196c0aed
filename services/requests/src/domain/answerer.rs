//! Who may answer a request.

use super::request::{Act, Assignee, Request};
use chrono::{DateTime, Utc};
use contracts::r#type::v1::Role;
use fault::{Reason, Refusal};
use uuid::Uuid;

/// The worker who wants to answer, as the directory knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answerer {
    /// The worker.
    pub worker_id: Uuid,
    /// All the roles that the worker holds.
    pub roles: Vec<Role>,
    /// The inboxes that the worker works from.
    pub inboxes: Vec<Uuid>,
    /// Those for whom the worker may act today.
    pub covers: Vec<Absent>,
}

/// An absent worker in whose place somebody may answer. No role comes with it: the answer needs one of the answerer's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absent {
    /// The absent worker.
    pub worker_id: Uuid,
    /// The inboxes that they work from.
    pub inboxes: Vec<Uuid>,
}

impl Answerer {
    /// What this worker does at that instant in the right in which the assignee's list is open to them.
    pub(super) fn act_in(&self, right: Right, at: DateTime<Utc>) -> Act {
        let on_behalf_of = match right {
            Right::Own => None,
            Right::For(covered) => Some(covered),
        };
        Act { by: self.worker_id, on_behalf_of, at }
    }

    /// In which rights the list is open to this worker: as their own, or as that of somebody whom they cover.
    pub(super) fn rights(&self, assignee: Assignee) -> Vec<Right> {
        let stands_with = |worker_id: Uuid, inboxes: &[Uuid]| match assignee {
            Assignee::Worker(worker) => worker == worker_id,
            Assignee::Inbox(inbox) => inboxes.contains(&inbox),
        };
        if stands_with(self.worker_id, &self.inboxes) {
            return vec![Right::Own];
        }
        let covered = self.covers.iter().filter(|absent| stands_with(absent.worker_id, &absent.inboxes));
        covered.map(|absent| Right::For(absent.worker_id)).collect()
    }
}

/// In whose right somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Their own.
    Own,
    /// That of an absent worker whom they cover.
    For(Uuid),
}

impl Right {
    /// Nobody authorises their own through somebody else: who answers for another answers as both.
    fn people(self, answerer: Uuid) -> Vec<Uuid> {
        match self {
            Right::Own => vec![answerer],
            Right::For(covered) => vec![answerer, covered],
        }
    }
}

impl Request {
    /// Everything for which this worker may not answer, whatever the answer is about: `NOT_THE_ASSIGNEE`,
    /// `ROLE_REQUIRED`, `OWN_REQUEST`, `OWN_REPORT`. Neither an inbox nor cover nor a second role is a way around it.
    pub fn refusals_of(&self, answerer: &Answerer) -> Vec<Refusal> {
        self.act_of(answerer, DateTime::UNIX_EPOCH).err().unwrap_or_default()
    }

    /// The act by which this worker answers at that instant, in their own right or for somebody whom they cover; or
    /// everything for which they may not.
    pub(super) fn act_of(&self, answerer: &Answerer, at: DateTime<Utc>) -> Result<Act, Vec<Refusal>> {
        let rights = answerer.rights(self.assignee);
        let mut refused = None;
        for right in &rights {
            let refusals = self.refusals_in(*right, answerer);
            if refusals.is_empty() {
                return Ok(answerer.act_in(*right, at));
            }
            refused.get_or_insert(refusals);
        }
        let elsewhere =
            || [self.not_the_assignee()].into_iter().chain(self.refusals_in(Right::Own, answerer)).collect();
        Err(refused.unwrap_or_else(elsewhere))
    }

    fn refusals_in(&self, right: Right, answerer: &Answerer) -> Vec<Refusal> {
        let people = right.people(answerer.worker_id);
        [self.role_required(answerer), self.own_request(&people), self.own_report(&people)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The act by which this worker sends it back; or everything for which they may not: `NOT_THE_ASSIGNEE`,
    /// `ROLE_REQUIRED`. To send back what one wrote or sent oneself authorises nothing.
    pub(super) fn returning_act(&self, answerer: &Answerer, at: DateTime<Utc>) -> Result<Act, Vec<Refusal>> {
        let right = answerer.rights(self.assignee).into_iter().next();
        let elsewhere = right.is_none().then(|| self.not_the_assignee());
        let refusals: Vec<Refusal> =
            [elsewhere, self.role_required(answerer)].into_iter().flatten().collect();
        match right {
            Some(right) if refusals.is_empty() => Ok(answerer.act_in(right, at)),
            _ => Err(refusals),
        }
    }

    pub(super) fn not_the_assignee(&self) -> Refusal {
        let assignee = match self.assignee {
            Assignee::Worker(worker) => format!("worker/{worker}"),
            Assignee::Inbox(inbox) => format!("inbox/{inbox}"),
        };
        Refusal::new(Reason::NotTheAssignee, "it is assigned to somebody else").with("assignee", assignee)
    }

    fn role_required(&self, answerer: &Answerer) -> Option<Refusal> {
        let permitted =
            self.answered_by.is_empty() || self.answered_by.iter().any(|role| answerer.roles.contains(role));
        let refusal = || {
            let roles: Vec<&str> = self.answered_by.iter().map(|role| name_of(*role)).collect();
            Refusal::new(Reason::RoleRequired, "the answer needs another role")
                .with("roles", roles.join(", "))
        };
        (!permitted).then(refusal)
    }

    fn own_request(&self, people: &[Uuid]) -> Option<Refusal> {
        let own = people.iter().any(|it| self.sent.by == *it || self.sent.on_behalf_of == Some(*it));
        own.then(|| Refusal::new(Reason::OwnRequest, "nobody authorises what they sent themselves"))
    }

    fn own_report(&self, people: &[Uuid]) -> Option<Refusal> {
        let own = people.iter().any(|it| self.brief.authors.contains(it));
        own.then(|| Refusal::new(Reason::OwnReport, "nobody authorises what they wrote themselves"))
    }
}

fn name_of(role: Role) -> &'static str {
    let name = role.as_str_name();
    name.strip_prefix("ROLE_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::Act;
    use crate::domain::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, manager, waiting};

    fn reasons(request: &Request, answerer: &Answerer) -> Vec<Reason> {
        request.refusals_of(answerer).into_iter().map(|refusal| refusal.reason).collect()
    }

    fn to_the_inbox() -> Request {
        Request { assignee: Assignee::Inbox(INBOX), ..waiting() }
    }

    fn member() -> Answerer {
        Answerer { worker_id: Uuid::from_u128(77), inboxes: vec![Uuid::from_u128(78), INBOX], ..manager() }
    }

    #[test]
    fn a_person_answers_what_stands_in_their_own_list_or_in_that_of_their_inbox() {
        assert!(reasons(&waiting(), &manager()).is_empty());
        assert!(reasons(&to_the_inbox(), &member()).is_empty());

        assert_eq!(reasons(&waiting(), &member()), [Reason::NotTheAssignee]);
        assert_eq!(reasons(&to_the_inbox(), &manager()), [Reason::NotTheAssignee]);
        let refusal = waiting().refusals_of(&member()).remove(0);
        assert_eq!(refusal.metadata["assignee"], format!("worker/{MANAGER}"));
    }

    #[test]
    fn one_of_the_roles_is_enough_and_none_are_asked_of_anyone() {
        let team_manager =
            Answerer { roles: vec![Role::IndependentReviewingOfficer, Role::TeamManager], ..manager() };
        let social_worker = Answerer { roles: vec![Role::SocialWorker], ..manager() };
        assert!(reasons(&waiting(), &team_manager).is_empty());
        assert_eq!(reasons(&waiting(), &social_worker), [Reason::RoleRequired]);
        let refusal = waiting().refusals_of(&social_worker).remove(0);
        assert_eq!(refusal.metadata["roles"], "PRACTICE_SUPERVISOR, TEAM_MANAGER");

        let of_anyone = Request { answered_by: vec![], ..waiting() };
        assert!(reasons(&of_anyone, &social_worker).is_empty());
    }

    #[test]
    fn neither_the_sender_nor_an_author_answers_by_any_route() {
        for (worker_id, reason) in [(SENDER, Reason::OwnRequest), (AUTHOR, Reason::OwnReport)] {
            let to_themselves = Request { assignee: Assignee::Worker(worker_id), ..waiting() };
            assert_eq!(reasons(&to_themselves, &Answerer { worker_id, ..manager() }), [reason]);
            assert_eq!(reasons(&to_the_inbox(), &Answerer { worker_id, ..member() }), [reason]);
        }
    }

    #[test]
    fn who_was_covered_when_it_was_sent_is_its_sender_too() {
        let covered = Act { by: Uuid::from_u128(80), on_behalf_of: Some(MANAGER), at: at(1) };
        assert_eq!(reasons(&Request { sent: covered, ..waiting() }, &manager()), [Reason::OwnRequest]);
    }

    const ABSENT: Uuid = Uuid::from_u128(60);

    /// Another manager, who covers that worker.
    fn covering(absent: Uuid, inboxes: &[Uuid]) -> Answerer {
        let absent = Absent { worker_id: absent, inboxes: inboxes.to_vec() };
        Answerer { worker_id: Uuid::from_u128(61), covers: vec![absent], ..manager() }
    }

    #[test]
    fn who_covers_answers_for_the_absent_one_and_out_of_their_inboxes() {
        let act = |request: &Request, answerer: &Answerer| request.act_of(answerer, at(9));
        let for_manager = Act { by: Uuid::from_u128(61), on_behalf_of: Some(MANAGER), at: at(9) };
        assert_eq!(act(&waiting(), &covering(MANAGER, &[])), Ok(for_manager));
        let for_member = Act { by: Uuid::from_u128(61), on_behalf_of: Some(ABSENT), at: at(9) };
        assert_eq!(act(&to_the_inbox(), &covering(ABSENT, &[INBOX])), Ok(for_member));
        let member = Answerer { covers: covering(ABSENT, &[INBOX]).covers, ..member() };
        assert_eq!(
            act(&to_the_inbox(), &member).unwrap().on_behalf_of,
            None,
            "what is one's own is no cover"
        );
        assert_eq!(reasons(&waiting(), &covering(ABSENT, &[])), [Reason::NotTheAssignee]);
    }

    #[test]
    fn cover_lends_no_role() {
        let social_worker = Answerer { roles: vec![Role::SocialWorker], ..covering(MANAGER, &[]) };
        assert_eq!(reasons(&waiting(), &social_worker), [Reason::RoleRequired]);
    }

    #[test]
    fn nobody_authorises_their_own_through_cover() {
        for (worker_id, reason) in [(SENDER, Reason::OwnRequest), (AUTHOR, Reason::OwnReport)] {
            let themselves = Answerer { worker_id, ..covering(MANAGER, &[]) };
            assert_eq!(reasons(&waiting(), &themselves), [reason], "for the manager whom they cover");
            let for_them = covering(worker_id, &[INBOX]);
            assert_eq!(reasons(&to_the_inbox(), &for_them), [reason], "by a colleague who covers them");
        }
    }

    #[test]
    fn of_two_whom_somebody_covers_the_one_is_taken_for_whom_they_may_answer() {
        let mut both = covering(AUTHOR, &[INBOX]);
        both.covers.push(Absent { worker_id: ABSENT, inboxes: vec![INBOX] });
        let act = to_the_inbox().act_of(&both, at(9)).unwrap();
        assert_eq!(act.on_behalf_of, Some(ABSENT));
    }

    #[test]
    fn everything_is_said_at_once() {
        let stranger = Answerer { worker_id: SENDER, roles: vec![], ..manager() };
        let mut request = waiting();
        request.brief.authors.insert(SENDER);
        let all = [Reason::NotTheAssignee, Reason::RoleRequired, Reason::OwnRequest, Reason::OwnReport];
        assert_eq!(reasons(&request, &stranger), all);
    }
}
