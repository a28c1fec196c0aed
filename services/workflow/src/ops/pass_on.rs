use super::{
    Command, Desk,
    attempt::{Setback, nothing_to_hear, settled},
    command::receipt,
    fact::Cause,
    trace,
};
use crate::{
    domain::{
        decide::pass_on::{self, InHand, PassedOn, Passer, Receiver},
        moment::Moment,
        people::{Act, Actor, Assignee},
        step::Step,
    },
    rpc,
    store::{self, names::Names, opening::Asked, passing::PassingFound},
};
use contracts::workflow::v1::{ClaimWorkstepResponse, ReassignWorkResponse, ReleaseWorkstepResponse};
use eventlog::Record;
use fault::{Class, Fault, Refusal};
use identity::{Caller, Resource};
use prost::Message;
use uuid::Uuid;

/// The deed that a policy permits to those who may pass on what lies with anybody.
pub(crate) const OF_ANYBODY: &str = "pass on anybody's work";

/// Steps that somebody wants to change hands, each with the etag that was read.
#[derive(Clone, Debug)]
pub(crate) struct PassOn {
    /// Which, each once.
    pub steps: Vec<(Uuid, String)>,
    /// Whoever shall have them; none for a claim and a release, which say it themselves.
    pub receiver: Option<Assignee>,
}

/// Steps that lie in other hands now, in the order in which they were named, with the names of whose.
pub(crate) struct Held {
    /// The steps.
    pub steps: Vec<Step>,
    /// The names.
    pub names: Names,
}

/// Takes a step out of an inbox into the caller's hands.
pub(crate) async fn claim_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<PassOn>,
) -> Result<ClaimWorkstepResponse, Fault> {
    pass(desk, caller, &command, rpc::CLAIM_WORKSTEP, |scene, in_hand, etag, moment| {
        pass_on::claim(in_hand, etag, scene.passer.actor, moment)
    })
    .await
}

/// Puts a step back into the inbox that it was taken out of.
pub(crate) async fn release_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<PassOn>,
) -> Result<ReleaseWorkstepResponse, Fault> {
    pass(desk, caller, &command, rpc::RELEASE_WORKSTEP, |scene, in_hand, etag, moment| {
        pass_on::release(in_hand, etag, scene.passer.actor, moment)
    })
    .await
}

/// Passes steps on, all of them or none.
pub(crate) async fn reassign_work(
    desk: &Desk,
    caller: &Caller,
    command: Command<PassOn>,
) -> Result<ReassignWorkResponse, Fault> {
    pass(desk, caller, &command, rpc::REASSIGN_WORK, |scene, in_hand, etag, moment| {
        let receiver = scene.receiver.as_ref();
        let receiver = receiver.ok_or_else(|| Refusal::not_found(format!("workstep/{}", in_hand.step.id)))?;
        pass_on::reassign(in_hand, etag, &scene.passer, receiver, moment)
    })
    .await
}

/// What a decision about one of the steps may look at besides it.
struct PassingScene<'a> {
    passer: Passer<'a>,
    receiver: Option<Receiver>,
}

async fn pass<A>(
    desk: &Desk,
    caller: &Caller,
    command: &Command<PassOn>,
    rpc: &'static str,
    decide: impl Fn(&PassingScene, &InHand, &str, Moment) -> Result<Option<PassedOn>, Refusal> + Sync,
) -> Result<A, Fault>
where
    A: Message + Default + From<Held>,
{
    let asked = command.asked(caller, rpc);
    settled(|| attempt(desk, caller, &asked, &command.wanted, &decide), nothing_to_hear).await
}

async fn attempt<A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &PassOn,
    decide: &(impl Fn(&PassingScene, &InHand, &str, Moment) -> Result<Option<PassedOn>, Refusal> + Sync),
) -> Result<A, Setback>
where
    A: Message + Default + From<Held>,
{
    let ids: Vec<Uuid> = wanted.steps.iter().map(|(id, _)| *id).collect();
    let worker = wanted.receiver.and_then(|receiver| match receiver {
        Assignee::Worker(id) => Some(id),
        Assignee::Inbox(_) => None,
    });
    let loaded = store::passing::load(&desk.pool, asked, &ids, worker, desk.clock.today()).await?;
    let resource = Resource::Record { child_id: child_of(&loaded.found) };
    let identified = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let of_anybody = desk.policies.permits(&identified, OF_ANYBODY)?;
    let actor = Actor::from(&identified);
    let found = loaded.found;
    let scene = PassingScene {
        passer: Passer { actor: &actor, of_anybody },
        receiver: wanted.receiver.map(|assignee| receiver(assignee, &found)),
    };
    let at = desk.clock.now();
    let in_hand = in_hand(desk, wanted, &found).await?;
    let decide = |in_hand: &InHand, etag: &str| {
        decide(&scene, in_hand, etag, Moment::new(at, &|| desk.clock.new_id()))
    };
    let (steps, passed) = all_or_none(&in_hand, decide)?;
    let names = found.names.and_actor(&identified);
    let answer = A::from(Held { steps: steps.clone(), names: names.clone() });
    let record = record(desk, asked, &steps, &passed, actor.act(at), &names, &answer);
    store::passing::apply(&desk.pool, &passed, || desk.clock.new_id(), &record).await?;
    desk.log.committed();
    Ok(answer)
}

/// The child, where all are one child's.
fn child_of(found: &PassingFound) -> String {
    let mut children = found.steps.iter().map(|found| &found.step.child_id);
    let first = children.next();
    first.filter(|first| children.all(|child| child == *first)).cloned().unwrap_or_default()
}

fn receiver(assignee: Assignee, found: &PassingFound) -> Receiver {
    let (person, inbox) = match assignee {
        Assignee::Worker(id) => (found.people.get(&id).cloned(), None),
        Assignee::Inbox(id) => (None, found.inboxes.iter().find(|inbox| inbox.id == id).cloned()),
    };
    Receiver { assignee, person, inbox }
}

/// A step that was named, with the etag that was read; nothing where there is no such step.
struct Named<'a> {
    id: Uuid,
    etag: &'a str,
    in_hand: Option<InHand>,
}

async fn in_hand<'a>(desk: &Desk, wanted: &'a PassOn, found: &PassingFound) -> Result<Vec<Named<'a>>, Fault> {
    let mut named = Vec::with_capacity(wanted.steps.len());
    for (id, etag) in &wanted.steps {
        let in_hand = match found.steps.iter().find(|found| found.step.id == *id) {
            Some(found) => {
                let (process_id, version) = (&found.process_id, found.process_version);
                let process = desk.processes.of_case(&desk.pool, process_id, version).await?;
                let (step, managers, changed) = (found.step.clone(), found.managers.clone(), found.changed);
                Some(InHand { process, step, managers, changed })
            }
            None => None,
        };
        named.push(Named { id: *id, etag, in_hand });
    }
    Ok(named)
}

/// Every step as it now lies, and those that changed hands; or everything for which one is refused.
fn all_or_none(
    named: &[Named<'_>],
    decide: impl Fn(&InHand, &str) -> Result<Option<PassedOn>, Refusal>,
) -> Result<(Vec<Step>, Vec<PassedOn>), Fault> {
    let (mut steps, mut passed, mut refusals) = (Vec::new(), Vec::new(), Vec::new());
    for Named { id, etag, in_hand } in named {
        let Some(in_hand) = in_hand else {
            refusals.push(Refusal::not_found(format!("workstep/{id}")).with("workstep_id", id));
            continue;
        };
        match decide(in_hand, etag) {
            Ok(changed) => {
                steps.push(changed.as_ref().map_or(&in_hand.step, |it| &it.step).clone());
                passed.extend(changed);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    refusals.sort_by_key(|refusal| refusal.class() != Class::PermissionDenied);
    if refusals.is_empty() { Ok((steps, passed)) } else { Err(Fault::Refused(refusals)) }
}

/// An entry for each step, because each is on a child's record.
fn record(
    desk: &Desk,
    asked: &Asked<'_>,
    steps: &[Step],
    passed: &[PassedOn],
    own: Act,
    names: &Names,
    answer: &impl Message,
) -> Record {
    let mut record = Record { receipt: receipt(asked, answer), ..Record::default() };
    for step in steps {
        let passed = passed.iter().find(|it| it.step.id == step.id);
        let act = passed.map_or(own, |it| it.act);
        let cause = Cause { child_id: &step.child_id, case_id: Some(step.case_id), act, names };
        let told = passed.map(|it| it.told.clone());
        record.events.extend(cause.events(told.as_slice(), || desk.clock.new_id()));
        record.audit.push(trace::of(asked.rpc, &cause).subject(format!("workstep/{}", step.id)));
    }
    record
}
