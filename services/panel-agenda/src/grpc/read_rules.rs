//! The read of versions of the rules, and of names of service managers.

use super::{
    convert::{Names, RuleSets},
    read::Read,
};
use crate::{
    domain::{
        rule_set::RuleSet,
        service_manager::{Name, SUBJECT, names},
    },
    ops::{Desk, kept_rules},
    rpc, store,
};
use contracts::panels::v1::{ListRuleSetsResponse, ListServiceManagerNamesResponse};
use fault::Fault;
use identity::{Caller, Resource};

pub(super) async fn list_rule_sets(
    desk: &Desk,
    caller: &Caller,
    asked: RuleSets,
) -> Result<ListRuleSetsResponse, Fault> {
    let RuleSets { page } = asked;
    let before = page.after().copied();
    let seen = store::rule_set::list(&desk.pool, &caller.subject, before, page.rows()).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_RULE_SETS, Resource::Council)?;
    let mut found = Vec::new();
    for kept in seen.found {
        let rules = kept_rules(desk, Some(&kept.yaml), &desk.rulebook.codes)?;
        found.push(kept.shown(&rules));
    }
    // The one that comes with the software is there always, as the last.
    found.push(RuleSet::standard(&desk.rulebook.rules));
    let (sets, next_page_token) = page.cut(found, |set| set.number);
    read.noting(|entry| entry.subjects(sets.iter().map(RuleSet::subject))).left().await?;
    Ok(ListRuleSetsResponse { rule_sets: sets.iter().map(Into::into).collect(), next_page_token })
}

pub(super) async fn list_service_manager_names(
    desk: &Desk,
    caller: &Caller,
    asked: Names,
) -> Result<ListServiceManagerNamesResponse, Fault> {
    let Names { unkept_only, page } = asked;
    let seen = store::service_manager_name::list(&desk.pool, &caller.subject).await?;
    let read =
        Read::permitted(desk, caller, seen.access, rpc::LIST_SERVICE_MANAGER_NAMES, Resource::Council)?;
    let store::service_manager_name::Material { kept, said, here } = seen.found;
    let wanted = |name: &Name| {
        let after = page.after().is_none_or(|after| name.folded > *after);
        after && (name.kept.is_none() || !unkept_only)
    };
    let found: Vec<Name> = names(kept, said, &here).into_iter().filter(wanted).collect();
    let (names, next_page_token) = page.cut(found, |name| name.folded.clone());
    let detail = format!("unkept={unkept_only}");
    read.noting(|entry| entry.subject(SUBJECT).detail(detail)).left().await?;
    Ok(ListServiceManagerNamesResponse { names: names.iter().map(Into::into).collect(), next_page_token })
}
