//! Who is told of something that happened.

use super::around::Around;
use super::happening::{Assignee, Audience, Happening, Trigger, Until};
use super::rules::{Due, Kind, Reminder, Rules};
use contracts::directory::v1::AllocationRole;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One worker is told, in the words of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Hearer<'r> {
    /// The key of the kind or reminder.
    pub kind: &'r str,
    /// Its title, with what there is to put in.
    pub title: &'r str,
    /// What settles it.
    pub until: Option<Until>,
    /// Who is told.
    pub worker_id: Uuid,
}

impl Rules {
    /// Who is told of it, each once. Nobody hears of what they did themselves; whoever covers somebody hears too. Of work that lies
    /// with nobody who is there business support hears too: it is not to be lost in silence.
    pub fn hearers(&self, happening: &Happening, around: &Around) -> Vec<Hearer<'_>> {
        let mut told: BTreeSet<Uuid> = happening.by.into_iter().collect();
        let mut hearers = Vec::new();
        for kind in self.kinds_of(happening) {
            let support = kind.is_lost(happening, around).then_some(Audience::BusinessSupport);
            let tells = kind.tells.iter().copied().chain(support);
            for worker_id in new_ones(tells, happening, around, &mut told) {
                hearers.push(Hearer { kind: &kind.key, title: &kind.title, until: kind.until, worker_id });
            }
        }
        hearers
    }

    /// Whether there is something to do that lies with nobody who is there.
    pub fn is_lost(&self, happening: &Happening, around: &Around) -> bool {
        self.kinds_of(happening).any(|kind| kind.is_lost(happening, around))
    }

    fn kinds_of(&self, happening: &Happening) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().filter(move |kind| kind.when == happening.trigger)
    }
}

impl Kind {
    /// Whether it is for those with whom it lies, to do something, and none of them is there.
    fn is_lost(&self, happening: &Happening, around: &Around) -> bool {
        let with = match happening.parties.assignee {
            Some(Assignee::Worker(_)) => Audience::Assignee,
            Some(Assignee::Inbox(_)) => Audience::InboxMembers,
            None => return false,
        };
        self.until.is_some() && self.tells.contains(&with) && reached(with, happening, around).is_empty()
    }
}

impl Reminder {
    /// Who is told that it fell due, each once. What would reach nobody reaches business support: it is not to be lost in
    /// silence. What lies in an inbox is done with for the other members once one of them
    /// takes it.
    pub fn hearers(&self, happening: &Happening, around: &Around) -> Vec<Hearer<'_>> {
        let until = match self.due {
            Due::RequestUnanswered { .. } => Until::Answered,
            Due::WorkstepOpen { .. }
            | Due::Review { .. }
            | Due::PanelAction { .. }
            | Due::PanelUnrecorded { .. }
            | Due::TrackerNotUpdated { .. } => Until::Ended,
        };
        let mut told = BTreeSet::new();
        let mut tell = |audience| {
            let until = if audience == Audience::InboxMembers { Until::Taken } else { until };
            let workers = new_ones([audience], happening, around, &mut told).into_iter();
            let hearer =
                |worker_id| Hearer { kind: &self.key, title: &self.title, until: Some(until), worker_id };
            workers.map(hearer).collect::<Vec<_>>()
        };
        let hearers: Vec<_> = self.tells.iter().copied().flat_map(&mut tell).collect();
        if hearers.is_empty() { tell(Audience::BusinessSupport) } else { hearers }
    }
}

/// Those of these audiences who have not been told yet, in their order.
fn new_ones(
    tells: impl IntoIterator<Item = Audience>,
    happening: &Happening,
    around: &Around,
    told: &mut BTreeSet<Uuid>,
) -> Vec<Uuid> {
    let people = tells.into_iter().flat_map(|audience| reached(audience, happening, around));
    let with_covers = people.flat_map(|worker_id| [worker_id].into_iter().chain(around.covering(worker_id)));
    with_covers.filter(|worker_id| told.insert(*worker_id)).collect()
}

/// Those of an audience who are there to be told. Where nobody is known who handed an extract in, who administers a panel or
/// who manages a child on its agenda, it is business support (B:14).
fn reached(audience: Audience, happening: &Happening, around: &Around) -> Vec<Uuid> {
    let reached = |people: Vec<Uuid>| people.into_iter().flat_map(|it| around.reached(it)).collect();
    match audience {
        Audience::ServiceManager if happening.is_of_panels() => managers(happening, around),
        Audience::Importer | Audience::PanelAdministrator => {
            around.or_business_support(reached(people(audience, happening, around)))
        }
        _ => reached(people(audience, happening, around)),
    }
}

/// Those who manage the children that it is about; business support too where somebody is nobody's.
fn managers(happening: &Happening, around: &Around) -> Vec<Uuid> {
    let mut by_child: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for allocated in around.allocated_as(AllocationRole::ServiceManager, happening) {
        by_child.entry(&allocated.child_id).or_default().extend(around.reached(allocated.worker_id));
    }
    let is_nobodys = |child_id: &&str| by_child.get(child_id).is_none_or(Vec::is_empty);
    let support: &[Uuid] =
        if happening.children().iter().any(is_nobodys) { &around.business_support } else { &[] };
    by_child.values().flatten().chain(support).copied().collect()
}

fn people(audience: Audience, happening: &Happening, around: &Around) -> Vec<Uuid> {
    let parties = &happening.parties;
    let allocated = |role| around.allocated_as(role, happening).map(|it| it.worker_id).collect();
    match audience {
        Audience::Assignee => person(parties.assignee),
        Audience::InboxMembers => around.members(happening.inbox()),
        Audience::PreviousHolder => person(parties.previous),
        Audience::Sender => parties.senders.clone(),
        Audience::Answerer => parties.answerers.clone(),
        Audience::StepHolder => person(parties.step),
        Audience::LineManagers => around.line_managers(happening),
        Audience::SocialWorker => allocated(AllocationRole::SocialWorker),
        Audience::Supervisor => allocated(AllocationRole::Supervisor),
        Audience::ServiceManager => allocated(AllocationRole::ServiceManager),
        Audience::ReviewingOfficer => allocated(AllocationRole::IndependentReviewingOfficer),
        Audience::PanelAdministrator => parties.administrator.into_iter().collect(),
        Audience::BusinessSupport => around.business_support.clone(),
        Audience::ActionOwners => parties.owners.clone(),
        Audience::Importer => parties.importer.into_iter().collect(),
    }
}

fn person(assignee: Option<Assignee>) -> Vec<Uuid> {
    match assignee {
        Some(Assignee::Worker(worker_id)) => vec![worker_id],
        Some(Assignee::Inbox(_)) | None => Vec::new(),
    }
}

impl Happening {
    /// Everybody whom it names, so that it can be looked up who of them has left.
    pub fn named(&self) -> Vec<Uuid> {
        let Happening { parties, .. } = self;
        let holders = [parties.assignee, parties.previous, parties.step].into_iter().flat_map(person);
        let each = [&parties.senders, &parties.answerers, &parties.owners].into_iter().flatten().copied();
        holders.chain(each).chain(parties.administrator).chain(parties.importer).collect()
    }

    /// The children whose people it concerns.
    pub fn children(&self) -> Vec<&str> {
        let children = self.about.child_id.iter().chain(&self.parties.children);
        children.map(String::as_str).collect()
    }

    /// Whether it is about a panel.
    pub fn is_of_panels(&self) -> bool {
        self.about.panel.is_some()
    }

    /// Whether business support may have a part in it whoever else is there: in what is a panel's or an extract's, and in what nobody
    /// does.
    pub fn may_concern_business_support(&self) -> bool {
        self.is_of_panels() || self.about.extract.is_some() || self.trigger == Trigger::FellDue
    }

    /// The person in whose hands it lies.
    pub fn holder(&self) -> Option<Uuid> {
        person(self.parties.assignee).first().copied()
    }

    /// The inbox in which it lies.
    pub fn inbox(&self) -> Option<Uuid> {
        match self.parties.assignee {
            Some(Assignee::Inbox(inbox)) => Some(inbox),
            Some(Assignee::Worker(_)) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::around::Allocated;
    use crate::domain::request::Request;
    use crate::domain::rules::STANDARD;
    use crate::domain::sample::{
        FINDER, INBOX, MANAGER, WORKER, act_of, told, waiting_request, waiting_step,
    };
    use crate::domain::workstep::Workstep;

    const COLLEAGUE: Uuid = Uuid::from_u128(4);

    fn told_by(happening: &Happening, around: &Around) -> Vec<(String, Uuid)> {
        let rules = Rules::load(STANDARD).unwrap();
        let hearers = rules.hearers(happening, around);
        hearers.iter().map(|hearer| (hearer.kind.to_owned(), hearer.worker_id)).collect()
    }

    fn said(kind: &str, worker_id: Uuid) -> (String, Uuid) {
        (kind.to_owned(), worker_id)
    }

    #[test]
    fn the_members_of_an_inbox_hear_of_what_comes_into_it_but_for_who_sent_it_there() {
        let around = Around { members: vec![(INBOX, FINDER), (INBOX, COLLEAGUE)], ..Around::default() };
        let mut arrived = told(1).of_step(Trigger::WorkstepArrived, &waiting_step());
        let both = [said("inbox_work_arrived", FINDER), said("inbox_work_arrived", COLLEAGUE)];
        assert_eq!(told_by(&arrived, &around), both);
        arrived.by = Some(FINDER);
        assert_eq!(told_by(&arrived, &around), both[1..]);
    }

    #[test]
    fn who_is_asked_hears_and_in_the_place_of_one_who_has_left_their_line_manager() {
        let sent = told(1).of_request(Trigger::RequestSent, &waiting_request(), None);
        assert_eq!(told_by(&sent, &Around::default()), [said("request_received", MANAGER)]);
        let left = |manager| Around { gone: [(MANAGER, manager)].into(), ..Around::default() };
        assert_eq!(told_by(&sent, &left(Some(COLLEAGUE))), [said("request_received", COLLEAGUE)]);
        assert_eq!(told_by(&sent, &left(None)), []);
        let both_left = |of_both| Around {
            gone: [(MANAGER, Some(COLLEAGUE)), (COLLEAGUE, of_both)].into(),
            ..Around::default()
        };
        assert_eq!(told_by(&sent, &both_left(None)), []);
        assert_eq!(told_by(&sent, &both_left(Some(FINDER))), [said("request_received", FINDER)]);
        assert_eq!(told_by(&sent, &both_left(Some(MANAGER))), [], "a circle of leavers");
    }

    #[test]
    fn work_that_lies_with_nobody_who_is_there_is_told_to_business_support() {
        let rules = Rules::load(STANDARD).unwrap();
        let support = || Around { business_support: vec![COLLEAGUE], ..Around::default() };
        let arrived = told(1).of_step(Trigger::WorkstepArrived, &waiting_step());
        assert!(rules.is_lost(&arrived, &Around::default()), "an inbox without members");
        assert_eq!(told_by(&arrived, &support()), [said("inbox_work_arrived", COLLEAGUE)]);
        let left = Around { gone: [(MANAGER, None)].into(), ..support() };
        let sent = told(1).of_request(Trigger::RequestSent, &waiting_request(), None);
        assert_eq!(told_by(&sent, &left), [said("request_received", COLLEAGUE)]);
        assert!(!rules.is_lost(&sent, &support()), "who is asked is there");

        let with_more = STANDARD.replacen("tells: [assignee]", "tells: [assignee, social_worker]", 1);
        let rules_with_more = Rules::load(&with_more).unwrap();
        let social_worker = Allocated {
            child_id: "3549863".to_owned(),
            role: AllocationRole::SocialWorker,
            worker_id: FINDER,
        };
        let with_social_worker =
            Around { allocated: vec![social_worker], gone: [(MANAGER, None)].into(), ..support() };
        let in_hand = Workstep { assignee: Assignee::Worker(MANAGER), ..waiting_step() };
        let arrived = told(1).of_step(Trigger::WorkstepArrived, &in_hand);
        let told_to: Vec<Uuid> = rules_with_more
            .hearers(&arrived, &with_social_worker)
            .iter()
            .map(|hearer| hearer.worker_id)
            .collect();
        assert_eq!(told_to, [FINDER, COLLEAGUE], "who heard before hears still");

        let mut claimed = told(1).of_request(Trigger::RequestReassigned, &waiting_request(), None);
        claimed.by = Some(MANAGER);
        assert!(!rules.is_lost(&claimed, &support()), "who took it knows");
        let completed = told(1).of_request(Trigger::RequestCompleted, &waiting_request(), None);
        assert!(!rules.is_lost(&completed, &left), "nothing is left to do about it");
    }

    #[test]
    fn whoever_covers_somebody_hears_too() {
        let sent = told(1).of_request(Trigger::RequestSent, &waiting_request(), None);
        let around = Around { covers: vec![(MANAGER, COLLEAGUE), (WORKER, FINDER)], ..Around::default() };
        let both = [said("request_received", MANAGER), said("request_received", COLLEAGUE)];
        assert_eq!(told_by(&sent, &around), both);
    }

    #[test]
    fn whoever_covers_somebody_who_may_hear_of_nothing_any_more_hears_in_their_place() {
        let sent = told(1).of_request(Trigger::RequestSent, &waiting_request(), None);
        let around = Around {
            gone: [(MANAGER, Some(WORKER))].into(),
            covers: vec![(MANAGER, COLLEAGUE)],
            ..Around::default()
        };
        assert_eq!(told_by(&sent, &around), [said("request_received", COLLEAGUE)]);
        let of_the_manager = Around {
            gone: [(MANAGER, Some(FINDER)), (FINDER, Some(WORKER))].into(),
            covers: vec![(FINDER, COLLEAGUE)],
            ..Around::default()
        };
        assert_eq!(told_by(&sent, &of_the_manager), [said("request_received", COLLEAGUE)]);
        assert!(!Rules::load(STANDARD).unwrap().is_lost(&sent, &around));
    }

    #[test]
    fn a_reminder_of_a_request_goes_to_the_line_managers_of_whom_it_was_asked() {
        let fell_due = told(0).of_request(Trigger::FellDue, &waiting_request(), None);
        let around = Around { line_managers: [(MANAGER, COLLEAGUE)].into(), ..Around::default() };
        let rules = Rules::load(STANDARD).unwrap();
        let hearers = rules.reminder("request_unanswered").unwrap().hearers(&fell_due, &around);
        assert_eq!(hearers.len(), 1);
        assert_eq!((hearers[0].worker_id, hearers[0].until), (COLLEAGUE, Some(Until::Answered)));
    }

    #[test]
    fn of_things_that_happened_together_each_concerns_its_own_people() {
        let other_inbox = Uuid::from_u128(19);
        let supervisor = |child_id: &str, worker_id| Allocated {
            child_id: child_id.into(),
            role: AllocationRole::Supervisor,
            worker_id,
        };
        let around = Around {
            members: vec![(INBOX, FINDER), (other_inbox, WORKER)],
            line_managers: [(FINDER, COLLEAGUE), (WORKER, MANAGER)].into(),
            allocated: vec![supervisor("3549863", WORKER), supervisor("3549864", MANAGER)],
            ..Around::default()
        };
        let arrived = told(1).of_step(Trigger::WorkstepArrived, &waiting_step());
        let reached = |audience| people(audience, &arrived, &around);
        assert_eq!(reached(Audience::InboxMembers), [FINDER]);
        assert_eq!(reached(Audience::LineManagers), [COLLEAGUE]);
        assert_eq!(reached(Audience::Supervisor), [WORKER]);
    }

    #[test]
    fn a_reminder_that_would_reach_nobody_reaches_business_support() {
        let fell_due = told(0).of_request(Trigger::FellDue, &waiting_request(), None);
        let rules = Rules::load(STANDARD).unwrap();
        let told_to = |line_managers, gone| {
            let business_support = vec![FINDER];
            let around = Around { line_managers, gone, business_support, ..Around::default() };
            let hearers = rules.reminder("request_unanswered").unwrap().hearers(&fell_due, &around);
            hearers.iter().map(|hearer| hearer.worker_id).collect::<Vec<_>>()
        };
        assert_eq!(
            told_to([(MANAGER, MANAGER)].into(), [(MANAGER, None)].into()),
            [FINDER],
            "they have left"
        );
        assert_eq!(told_to(BTreeMap::new(), BTreeMap::new()), [FINDER]);
        assert_eq!(told_to([(MANAGER, MANAGER)].into(), BTreeMap::new()), [MANAGER]);
    }

    #[test]
    fn an_answer_is_told_to_who_asked_and_to_who_has_the_step_each_once() {
        let moved = waiting_request().completed(act_of(MANAGER), told(1)).unwrap();
        let completed = |step| {
            let mut happening = told(1).of_request(Trigger::RequestCompleted, &moved.request, Some(step));
            happening.by = Some(MANAGER);
            told_by(&happening, &Around::default())
        };
        let of_sender = said("request_completed", WORKER);
        assert_eq!(completed(Assignee::Worker(WORKER)), std::slice::from_ref(&of_sender));
        let with_holder = [of_sender, said("request_completed", COLLEAGUE)];
        assert_eq!(completed(Assignee::Worker(COLLEAGUE)), with_holder);
    }

    #[test]
    fn an_edit_that_voids_is_told_to_both_sides_but_not_to_its_author() {
        let answered = waiting_request().completed(act_of(MANAGER), told(1)).unwrap().request;
        let voided = answered.voided(told(2)).unwrap().request;
        let mut happening = told(2).of_request(Trigger::RequestVoided, &voided, None);
        let both = [said("request_voided", WORKER), said("request_voided", MANAGER)];
        assert_eq!(told_by(&happening, &Around::default()), both);
        happening.by = Some(WORKER);
        assert_eq!(told_by(&happening, &Around::default()), both[1..]);
    }

    #[test]
    fn an_edit_that_voids_what_is_open_is_told_to_whoever_has_it() {
        let voided = waiting_request().voided(told(2)).unwrap();
        let happening = voided.happening(told(2), None).unwrap();
        let both = [said("request_voided", WORKER), said("request_voided", MANAGER)];
        assert_eq!(told_by(&happening, &Around::default()), both);
        let in_an_inbox = Request { assignee: Assignee::Inbox(INBOX), ..waiting_request() };
        let happening = in_an_inbox.voided(told(2)).unwrap().happening(told(2), None).unwrap();
        let around = Around { members: vec![(INBOX, FINDER)], ..Around::default() };
        assert_eq!(told_by(&happening, &around)[1..], [said("request_voided", FINDER)]);
    }
}
