use super::{Command, Desk, command::record, rules_in_force::wrong_rules};
use crate::{
    domain::rule_set::{RuleSet, WantedRuleSet, expect_new},
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{CreateRuleSetResponse, RuleSetCreated};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields};
use identity::{Caller, Resource};

/// Keeps rules as a new version. Refused with `FIELD_INVALID`, `RULES_INVALID` and `ALREADY_EXISTS`.
pub async fn create_rule_set(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedRuleSet>,
) -> Result<CreateRuleSetResponse, Fault> {
    let asked = command.asked(caller, rpc::CREATE_RULE_SET);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedRuleSet,
) -> Result<CreateRuleSetResponse, Setback> {
    let (present, codes) = (&desk.rulebook.rules, &desk.rulebook.codes);
    let rules = wanted.rules(present, codes);
    let named = rules.as_ref().map(|rules| rules.named()).unwrap_or_default();
    let loaded = store::rule_set::load(&desk.pool, asked, &named).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let rules = rules.map_err(|mistakes| wrong_rules(&mistakes))?;
    let mut wrong = Fields::default();
    wrong.require(
        "valid_from",
        wanted.valid_from >= desk.clock.today(),
        "is in the past, which stays as it was",
    );
    wrong.finish()?;
    expect_new(loaded.found.taken || named == present.named(), &rules)?;

    let at = desk.clock.now();
    let created = (wanted.valid_from, (actor.worker_id, actor.name.clone(), at));
    let set = RuleSet::of(loaded.found.count + 1, &rules, wanted.yaml.clone(), Some(created.clone()));
    let answer = CreateRuleSetResponse { rule_set: Some((&set).into()) };
    let payload = RuleSetCreated { rules: named, valid_from: wanted.valid_from.to_string() };
    let fact = NewEvent::of(desk.clock.new_id(), set.subject(), 1, at, &payload).actor(actor.worker_id);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject(set.subject());
    let record = record(asked, Some(fact), entry, &answer);
    store::rule_set::insert(&desk.pool, &set, &created, &record).await?;
    Ok(answer)
}
