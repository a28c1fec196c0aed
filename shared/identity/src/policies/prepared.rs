//! What a question to the policies is made of, prepared so that asking builds next to nothing.
//!
//! What a policy can see of a worker is a set of roles, and of a child a set of relations: there are few of either in a
//! council, so the entities of each set are built once and shared by everybody who holds it.

use super::{PoliciesError, Resource, words};
use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use fault::{BoxError, Fault};
use moka::sync::Cache;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Who asks.
pub(super) enum Asker<'a> {
    Worker { roles: &'a [Role], relations: &'a [AllocationRole] },
    Service(&'a str),
}

/// A question that can be put to the policies.
pub(super) struct Question {
    pub(super) request: Request,
    pub(super) entities: Arc<Entities>,
}

pub(super) struct Prepared {
    actions: HashMap<String, EntityUid>,
    known: Entities,
    worker: EntityUid,
    council: EntityUid,
    types: Types,
    workers: Cache<u64, Arc<Entities>>,
    standings: Cache<u64, Context>,
}

struct Types {
    role: EntityTypeName,
    service: EntityTypeName,
    record: EntityTypeName,
}

impl Prepared {
    pub(super) fn new(known: Entities) -> Result<Self, PoliciesError> {
        let types = Types {
            role: type_name("Role")?,
            service: type_name("Service")?,
            record: type_name("ChildRecord")?,
        };
        let actions = known.iter().map(|action| (action.uid().id().unescaped().to_owned(), action.uid()));
        Ok(Self {
            actions: actions.collect(),
            worker: uid(&type_name("Worker")?, "the caller"),
            council: uid(&type_name("Council")?, "the council"),
            types,
            workers: Cache::new(1_000),
            standings: Cache::new(1_000),
            known,
        })
    }

    pub(super) fn question(
        &self,
        asker: Asker<'_>,
        rpc: &str,
        resource: &Resource,
    ) -> Result<Question, Fault> {
        let action =
            self.actions.get(rpc).ok_or_else(|| Fault::defect(format!("no policy speaks of {rpc}")))?;
        let resource = match resource {
            Resource::Record { child_id } => uid(&self.types.record, child_id),
            Resource::Council => self.council.clone(),
        };
        let (principal, entities, context) = match asker {
            Asker::Worker { roles, relations } => {
                (self.worker.clone(), self.worker_with(roles)?, self.standing(relations)?)
            }
            Asker::Service(name) => {
                (uid(&self.types.service, name), Arc::new(self.known.clone()), self.standing(&[])?)
            }
        };
        let request = Request::new(principal, action.clone(), resource, context, None);
        Ok(Question { request: request.map_err(Fault::defect)?, entities })
    }

    /// A worker with these roles.
    fn worker_with(&self, roles: &[Role]) -> Result<Arc<Entities>, Fault> {
        let build = || {
            let named = roles.iter().filter_map(|role| words::role(*role));
            let parents: HashSet<EntityUid> = named.map(|name| uid(&self.types.role, name)).collect();
            let worker = Entity::new_no_attrs(self.worker.clone(), parents);
            Ok::<_, BoxError>(Arc::new(self.known.clone().add_entities([worker], None)?))
        };
        let set = set_of(roles.iter().map(|role| *role as i32));
        self.workers.try_get_with(set, build).map_err(|error| Fault::defect(error.to_string()))
    }

    /// A child with these relations to the worker.
    fn standing(&self, relations: &[AllocationRole]) -> Result<Context, Fault> {
        let build = || {
            let named = relations.iter().filter_map(|relation| words::relation(*relation));
            let named = named.map(|name| RestrictedExpression::new_string(name.to_owned()));
            let relations = RestrictedExpression::new_set(named);
            Ok::<_, BoxError>(Context::from_pairs([("relations".to_owned(), relations)])?)
        };
        let set = set_of(relations.iter().map(|relation| *relation as i32));
        self.standings.try_get_with(set, build).map_err(|error| Fault::defect(error.to_string()))
    }
}

/// A set of small numbers as one, a bit for each.
fn set_of(numbers: impl Iterator<Item = i32>) -> u64 {
    numbers.fold(0, |set, number| set | 1_u64.wrapping_shl(number.unsigned_abs()))
}

fn type_name(name: &str) -> Result<EntityTypeName, PoliciesError> {
    name.parse().map_err(|error: cedar_policy::ParseErrors| PoliciesError::Question(error.into()))
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}
