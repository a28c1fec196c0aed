//! Whether a worker may hear of what a message tells, at the moment at which it is to go out.

use crate::rpc;
use crate::store::sending::{Ready, Record};
use fault::{Fault, Reason};
use identity::{Access, Caller, Policies, Resource};

/// Whether a message may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hears {
    Yes,
    No,
    /// The directory was not heard for a while: nobody can tell.
    Unknown,
}

/// Asks what the list of notifications would be asked, and of a child's whether their record may be opened: one record that is
/// open is enough to say that there is something to read.
pub(super) fn hears(policies: &Policies, ready: &Ready) -> Result<Hears, Fault> {
    let Some(subject) = &ready.subject else { return Ok(Hears::No) };
    let worker = Caller::named(subject);
    let mut hears = Hears::No;
    for record in &ready.records {
        match hears_of(policies, &worker, record)? {
            Hears::Yes => return Ok(Hears::Yes),
            Hears::Unknown => hears = Hears::Unknown,
            Hears::No => {}
        }
    }
    Ok(hears)
}

fn hears_of(policies: &Policies, worker: &Caller, record: &Record) -> Result<Hears, Fault> {
    let asked = |call, resource| permitted(policies, worker, record.access.clone(), call, resource);
    match &record.child_id {
        None => asked(rpc::LIST_NOTIFICATIONS, Resource::Council),
        Some(child_id) => {
            let record = || Resource::Record { child_id: child_id.clone() };
            match asked(rpc::LIST_NOTIFICATIONS, record())? {
                Hears::Yes => asked(rpc::OPEN_A_RECORD, record()),
                no => Ok(no),
            }
        }
    }
}

fn permitted(
    policies: &Policies,
    worker: &Caller,
    access: Option<Access>,
    call: &'static str,
    resource: Resource,
) -> Result<Hears, Fault> {
    match policies.authorise(worker, access, call, resource) {
        Ok(_) => Ok(Hears::Yes),
        Err(fault) => match fault.reason() {
            Reason::WorkerUnknown | Reason::WorkerInactive | Reason::NotPermitted => Ok(Hears::No),
            Reason::DirectoryStale => Ok(Hears::Unknown),
            _ => Err(fault),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::directory::v1::AllocationRole;
    use contracts::r#type::v1::Role;
    use uuid::Uuid;

    const SCHEMA: &str = include_str!("../../../../../shared/identity/policies/permanence.cedarschema");

    /// A council in which notifications are everybody's, and a record is open to the child's own social worker alone.
    fn narrow() -> Policies {
        let own = r#"
            @id("everybody is told")
            permit (principal is Worker, action in Action::"see their own notifications", resource);
            @id("a record is open to the child's own social worker")
            permit (principal is Worker, action in Action::"open a child's record", resource)
            when { context.relations.contains("Social worker") };
        "#;
        Policies::compile(SCHEMA, &[("own.cedar", own)]).unwrap()
    }

    fn record(child_id: Option<&str>, relations: &[AllocationRole]) -> Record {
        let access = Access {
            worker_id: Uuid::from_u128(1),
            name: "Sam".into(),
            active: true,
            roles: vec![Role::SocialWorker.into()],
            team_id: None,
            line_manager_id: None,
            inboxes: Vec::new(),
            relations: relations.iter().map(|relation| (*relation).into()).collect(),
            child_known: child_id.is_some(),
            fresh: true,
            covers: Vec::new(),
        };
        Record { child_id: child_id.map(str::to_owned), access: Some(access) }
    }

    fn of(policies: &Policies, record: &Record) -> Hears {
        hears_of(policies, &Caller::named("sam"), record).unwrap()
    }

    #[test]
    fn of_a_child_whose_record_is_closed_to_them_nobody_hears_outside_the_application() {
        let (own, other) = (record(Some("3549863"), &[AllocationRole::SocialWorker]), record(Some("1"), &[]));
        let policies = narrow();
        assert_eq!(of(&policies, &own), Hears::Yes);
        assert_eq!(of(&policies, &other), Hears::No);
        assert_eq!(of(&policies, &record(None, &[])), Hears::Yes, "no record is opened by it");
        assert_eq!(of(&Policies::standard().unwrap(), &other), Hears::Yes, "every case worker opens any");
    }

    #[test]
    fn while_the_directory_is_not_heard_nobody_can_tell() {
        let mut stale = record(Some("3549863"), &[AllocationRole::SocialWorker]);
        stale.access = stale.access.map(|access| Access { fresh: false, ..access });
        assert_eq!(of(&narrow(), &stale), Hears::Unknown);
        stale.access = None;
        assert_eq!(of(&narrow(), &stale), Hears::No);
    }
}
