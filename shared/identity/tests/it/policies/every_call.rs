//! The policies speak of every call in the contracts, and of nothing else.

use super::{every_call, every_role, person, policies, worker};
use contracts::directory::v1::AllocationRole;
use identity::{Caller, Policies, Resource};
use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../../../policies/permanence.cedarschema");

#[test]
fn every_call_in_the_contracts_is_named_and_every_named_call_is_in_the_contracts() {
    let named: BTreeSet<&str> =
        SCHEMA.split('"').filter(|quoted| quoted.starts_with("permanence.")).collect();
    let calls: BTreeSet<&str> = every_call().into_iter().collect();
    assert!(calls.len() > 40);
    assert_eq!(named, calls);
}

#[test]
fn every_call_is_permitted_to_somebody() {
    let policies = policies();
    let service = Caller::named("service:workflow");
    for call in every_call() {
        let record = || Resource::Record { child_id: "3549863".into() };
        let to_a_worker = every_role().any(|role| {
            let own = AllocationRole::IndependentReviewingOfficer as i32;
            let access = identity::Access { relations: vec![own], ..worker(&[role]) };
            policies.authorise(&person(), Some(access), call, record()).is_ok()
        });
        assert!(to_a_worker || policies.authorise_service(&service, call).is_ok(), "{call}");
    }
}

/// What stands in the policy files, each with its path.
fn files() -> Vec<(String, String)> {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/policies")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let policies = paths.filter(|path| path.extension().is_some_and(|extension| extension == "cedar"));
    policies.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_shipped_policies_agree_with_their_schema() {
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(files.len(), 4, "a new file is shipped only once Policies::standard() names it");
    let wrong = Policies::compile(SCHEMA, &files).err();
    assert!(wrong.is_none(), "{}", wrong.unwrap());
}

#[test]
fn policies_name_every_group_of_calls() {
    let policies: String = files().into_iter().map(|(_, text)| text).collect();
    let groups = SCHEMA.lines().filter_map(|line| line.strip_prefix("action \"")?.strip_suffix("\";"));
    let groups: Vec<&str> = groups.collect();
    assert!(groups.len() > 10);
    for group in groups {
        assert!(policies.contains(&format!("Action::\"{group}\"")), "no policy speaks of \"{group}\"");
    }
}
