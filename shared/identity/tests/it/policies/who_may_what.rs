//! The whole of what the policies permit, as one table that a change to them has to change.

use super::{every_call, every_role, person, policies, worker};
use contracts::{directory::v1::AllocationRole, does_case_work, r#type::v1::Role};
use identity::{Access, Caller, Resource};
use std::fmt::Write;

/// Who asks, in the order of the table's columns.
const COLUMNS: [(&str, &[Role]); 14] = [
    ("no role", &[]),
    ("SW", &[Role::SocialWorker]),
    ("PS", &[Role::PracticeSupervisor]),
    ("TM", &[Role::TeamManager]),
    ("QAAG", &[Role::QaagWorker]),
    ("ADM", &[Role::AgencyDecisionMaker]),
    ("FF", &[Role::FamilyFinder]),
    ("IRO", &[Role::IndependentReviewingOfficer]),
    ("BS", &[Role::BusinessSupport]),
    ("SM", &[Role::ServiceManager]),
    ("LGM", &[Role::LegalGateway]),
    ("FS", &[Role::FosteringService]),
    ("system", &[Role::System]),
    ("admin", &[Role::Administrator]),
];

fn permitted(access: Access, call: &'static str) -> bool {
    let record = Resource::Record { child_id: "3549863".into() };
    policies().authorise(&person(), Some(access), call, record).is_ok()
}

#[test]
fn the_table_of_calls_and_roles_is_as_it_was_reviewed() {
    let policies = policies();
    let service = Caller::named("service:workflow");
    let mut table = format!("{:<66}", "");
    for (name, _) in COLUMNS {
        write!(table, "{name:>8}").unwrap();
    }
    table += " service\n";
    for call in every_call() {
        write!(table, "{:<66}", call.trim_start_matches("permanence.")).unwrap();
        for (_, roles) in COLUMNS {
            let may = policies.authorise(&person(), Some(worker(roles)), call, Resource::Council).is_ok();
            write!(table, "{:>8}", if may { "yes" } else { "-" }).unwrap();
        }
        let may = policies.authorise_service(&service, call).is_ok();
        writeln!(table, "{:>8}", if may { "yes" } else { "-" }).unwrap();
    }
    insta::assert_snapshot!(table);
}

/// What the services put into nobody's hands by their own rule is what the policies would not let them work on.
#[test]
fn who_does_case_work_by_the_services_rule_does_so_by_the_policies() {
    const COMPLETE: &str = "permanence.requests.v1.RequestService/CompleteRequest";
    for (name, roles) in COLUMNS {
        let with_administration = [roles, &[Role::Administrator]].concat();
        for roles in [roles.to_vec(), with_administration] {
            assert_eq!(permitted(worker(&roles), COMPLETE), does_case_work(&roles), "{name}: {roles:?}");
        }
    }
}

#[test]
fn every_role_has_a_column() {
    let columns: Vec<Role> = COLUMNS.iter().flat_map(|(_, roles)| roles.iter().copied()).collect();
    assert_eq!(columns, every_role().collect::<Vec<_>>());
}

#[test]
fn a_placement_is_ratified_by_the_childs_own_reviewing_officer() {
    const RATIFY: &str = "permanence.workflow.v1.CaseService/RecordPlacementRatification";
    let own =
        |role: Role, relation: AllocationRole| Access { relations: vec![relation as i32], ..worker(&[role]) };
    let reviewing = AllocationRole::IndependentReviewingOfficer;
    assert!(permitted(own(Role::IndependentReviewingOfficer, reviewing), RATIFY));
    assert!(!permitted(worker(&[Role::IndependentReviewingOfficer]), RATIFY), "another child's officer");
    assert!(!permitted(own(Role::SocialWorker, AllocationRole::SocialWorker), RATIFY));
    assert!(!permitted(own(Role::SocialWorker, reviewing), RATIFY), "an officer no longer");
}

#[test]
fn a_ratification_is_ended_by_the_childs_own_reviewing_officer_or_social_worker() {
    const END: &str = "permanence.workflow.v1.CaseService/EndPlacementRatification";
    let own =
        |role: Role, relation: AllocationRole| Access { relations: vec![relation as i32], ..worker(&[role]) };
    let reviewing = AllocationRole::IndependentReviewingOfficer;
    assert!(permitted(own(Role::IndependentReviewingOfficer, reviewing), END));
    assert!(permitted(own(Role::SocialWorker, AllocationRole::SocialWorker), END));
    for role in every_role() {
        assert!(!permitted(worker(&[role]), END), "{role:?} of another child");
    }
    assert!(!permitted(own(Role::SocialWorker, reviewing), END), "an officer no longer");
    assert!(!permitted(own(Role::PracticeSupervisor, AllocationRole::Supervisor), END));
}

#[test]
fn an_administrator_sees_no_case_whatever_other_role_they_hold() {
    const OPEN: &str = "permanence.workflow.v1.WorkstepService/GetWorkstep";
    assert!(permitted(worker(&[Role::SocialWorker, Role::TeamManager]), OPEN));
    assert!(!permitted(worker(&[Role::SocialWorker, Role::Administrator]), OPEN));
}
