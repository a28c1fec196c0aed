//! What the policies permit, call by call and role by role.

mod cost;
mod every_call;
mod refused;
mod who_may_what;

use contracts::r#type::v1::Role;
use identity::{Access, Caller, Policies};
use prost::Message;
use prost_types::FileDescriptorSet;
use std::sync::OnceLock;
use uuid::Uuid;

/// Compiled once for all tests.
fn policies() -> &'static Policies {
    static POLICIES: OnceLock<Policies> = OnceLock::new();
    POLICIES.get_or_init(|| Policies::standard().unwrap())
}

fn person() -> Caller {
    Caller::named("priya")
}

/// A worker with these roles to whom no child is anything.
fn worker(roles: &[Role]) -> Access {
    Access {
        worker_id: Uuid::from_u128(7),
        name: "Priya Nair".into(),
        active: true,
        roles: roles.iter().map(|role| *role as i32).collect(),
        team_id: None,
        line_manager_id: None,
        inboxes: Vec::new(),
        relations: Vec::new(),
        child_known: true,
        fresh: true,
        covers: Vec::new(),
    }
}

/// The full name of every call in `proto/`, as `permanence.workflow.v1.WorkstepService/SaveWorkstep`.
fn every_call() -> Vec<&'static str> {
    let set = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
    let mut calls = Vec::new();
    for file in set.file.iter().filter(|file| file.package().starts_with("permanence.")) {
        for service in &file.service {
            for method in &service.method {
                let call = format!("{}.{}/{}", file.package(), service.name(), method.name());
                calls.push(&*call.leak());
            }
        }
    }
    calls.sort_unstable();
    calls
}

fn every_role() -> impl Iterator<Item = Role> {
    (1..100).filter_map(|number| Role::try_from(number).ok())
}
