//! Each way in which a call is not permitted has its reason.

use super::{person, policies, worker};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use fault::{Fault, Reason};
use identity::{Access, Caller, InboxRef, Policies, PoliciesError, Resource};
use tonic::{Code, Status};
use uuid::Uuid;

const SAVE: &str = "permanence.workflow.v1.WorkstepService/SaveWorkstep";
const SUBSCRIBE: &str = "permanence.directory.v1.EventService/Subscribe";

fn reason(caller: &Caller, access: Option<Access>, rpc: &'static str) -> Reason {
    policies().authorise(caller, access, rpc, Resource::Council).unwrap_err().reason()
}

#[test]
fn an_unknown_worker_an_inactive_one_and_a_stale_copy_are_told_apart() {
    let social_worker = worker(&[Role::SocialWorker]);
    assert_eq!(reason(&person(), None, SAVE), Reason::WorkerUnknown);
    let left = Access { active: false, ..social_worker.clone() };
    assert_eq!(reason(&person(), Some(left.clone()), SAVE), Reason::WorkerInactive);
    let stale = Access { fresh: false, ..social_worker };
    assert_eq!(reason(&person(), Some(stale), SAVE), Reason::DirectoryStale);
    let both = Access { fresh: false, ..left };
    assert_eq!(reason(&person(), Some(both), SAVE), Reason::DirectoryStale, "they may have come back");
}

#[test]
fn a_refusal_names_the_call() {
    let access = Some(worker(&[Role::Administrator]));
    let fault = policies().authorise(&person(), access, SAVE, Resource::Council).unwrap_err();
    let status = Status::from(fault);
    assert_eq!(status.code(), Code::PermissionDenied);
    assert_eq!(fault::reason_of(&status), Some(Reason::NotPermitted));
    assert_eq!(fault::metadata_of(&status)["rpc"], SAVE);
}

#[test]
fn services_and_people_do_not_pass_for_each_other() {
    let service = Caller::named("service:workflow");
    let everything = Some(worker(&[Role::SocialWorker]));
    assert_eq!(reason(&service, everything.clone(), SAVE), Reason::NotPermitted);
    assert_eq!(reason(&person(), everything, SUBSCRIBE), Reason::NotPermitted);
    let policies = policies();
    assert!(policies.authorise_service(&service, SUBSCRIBE).is_ok());
    let refused = |caller: &Caller, rpc| policies.authorise_service(caller, rpc).unwrap_err().reason();
    assert_eq!(refused(&person(), SUBSCRIBE), Reason::NotPermitted);
    assert_eq!(refused(&service, SAVE), Reason::NotPermitted);
}

#[test]
fn a_call_that_no_policy_speaks_of_is_a_defect_of_ours() {
    let access = Some(worker(&[Role::SocialWorker]));
    let fault =
        policies().authorise(&person(), access, "permanence.x.v1.X/Y", Resource::Council).unwrap_err();
    assert!(matches!(fault, Fault::Defect(_)));
}

#[test]
fn a_permitted_worker_is_the_actor() {
    let inbox = InboxRef { id: Uuid::from_u128(9), name: "CS QAAG – Inbox".into() };
    let access = Access {
        roles: vec![Role::QaagWorker as i32, 4711],
        relations: vec![AllocationRole::Supervisor as i32, 4711],
        inboxes: vec![inbox.clone()],
        line_manager_id: Some(Uuid::from_u128(8)),
        ..worker(&[])
    };
    let record = Resource::Record { child_id: "3549863".into() };
    let actor = policies().authorise(&person(), Some(access), SAVE, record).unwrap();
    assert_eq!(
        (actor.worker_id, &*actor.subject, actor.name.as_str()),
        (Uuid::from_u128(7), "priya", "Priya Nair")
    );
    assert_eq!(actor.roles, [Role::QaagWorker], "a role newer than this program is left out");
    assert!(actor.holds(Role::QaagWorker) && !actor.holds(Role::SocialWorker));
    assert!(actor.is_allocated_as(AllocationRole::Supervisor));
    assert!(actor.works_from(inbox.id) && !actor.works_from(Uuid::from_u128(1)));
    assert_eq!(actor.reference().worker_id, Uuid::from_u128(7).to_string());
}

#[test]
fn policies_that_cannot_be_true_are_refused_with_their_file_or_their_fault() {
    let schema = include_str!("../../../policies/permanence.cedarschema");
    let compile =
        |text: &str| Policies::compile(schema, &[("own.cedar", text)]).err().map(|error| error.to_string());
    let refused = |text: &str, part: &str| {
        let error = compile(text).unwrap();
        assert!(error.contains(part), "{error}");
    };
    refused("permit (principal", "own.cedar");
    refused("permit (principal is Worker, action, resource);", "own.cedar");
    refused("@id(\"x\") permit (principal is Worker, action == Action::\"fly\", resource);", "fly");
    refused(
        "@id(\"x\") permit (principal is Worker, action, resource) when { context.relation };",
        "relation",
    );
    let error = Policies::compile("entity", &[]).err().unwrap();
    assert!(matches!(error, PoliciesError::Schema(_)));
    let own = "@id(\"x\") permit (principal is Worker, action, resource) when \
               { context.relations.contains(\"Social worker\") };";
    assert_eq!(compile(own), None);
}
