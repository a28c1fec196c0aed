use super::people::signed;
use crate::{
    domain::{
        page::Page,
        rule_set::{RuleSet, WantedRuleSet},
    },
    ops::Command,
};
use contracts::panels::v1::{self as wire, CreateRuleSetRequest, ListRuleSetsRequest};
use fault::{Fault, Fields};

/// So that a page of them fits into a message.
const LONGEST_RULES: usize = 100_000;
const PAGE_SIZES: (u16, u16) = (10, 20);

impl TryFrom<CreateRuleSetRequest> for Command<WantedRuleSet> {
    type Error = Fault;

    fn try_from(request: CreateRuleSetRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let CreateRuleSetRequest { request_id, rules_yaml, valid_from } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.text("rules_yaml", &rules_yaml, 1, LONGEST_RULES);
        let valid_from = wrong.date("valid_from", &valid_from);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedRuleSet { yaml: rules_yaml, valid_from } })
    }
}

/// Which versions of the rules are asked for.
pub struct RuleSets {
    /// Which part of them: before that number.
    pub page: Page<i32>,
}

impl RuleSets {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListRuleSetsRequest) -> Result<Self, Fault> {
        let filters = ListRuleSetsRequest::default();
        let ListRuleSetsRequest { page_size, page_token } = request;
        let mut wrong = Fields::default();
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

impl From<&RuleSet> for wire::RuleSet {
    fn from(set: &RuleSet) -> Self {
        let RuleSet { number: _, rules, title, source, sha256, yaml, literal_procedure, created } =
            set.clone();
        let (valid_from, created) = created.unzip();
        Self {
            rules,
            title,
            source,
            sha256,
            rules_yaml: yaml,
            valid_from: valid_from.map(|day| day.to_string()).unwrap_or_default(),
            literal_procedure,
            created: created.as_ref().map(signed),
        }
    }
}
