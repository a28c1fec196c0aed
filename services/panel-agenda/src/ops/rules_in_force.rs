//! By which rules: those that a council created, or those that come with the software.

use super::Desk;
use crate::{
    domain::{data_file::Mistakes, rules::Rules},
    store,
};
use chrono::NaiveDate;
use fault::{Fault, Fields, Reason};
use std::borrow::Cow;

/// The rules of that text, which was checked when it was kept; without one those that come with the software.
pub fn kept_rules(desk: &Desk, text: Option<String>) -> Result<Cow<'_, Rules>, Fault> {
    match text {
        Some(text) => Rules::load(&text, &desk.rulebook.codes).map(Cow::Owned).map_err(Fault::defect),
        None => Ok(Cow::Borrowed(&desk.rulebook.rules)),
    }
}

/// The rules that hold for panels on that day.
pub async fn rules_on(desk: &Desk, day: NaiveDate) -> Result<Cow<'_, Rules>, Fault> {
    kept_rules(desk, store::rule_set::text_on(&desk.pool, day).await?)
}

/// The rules whose text has that hash: by them an agenda was drawn, and with it they were kept. An agenda that was drawn before texts
/// were kept is told by the present ones, unless somebody created its own.
pub async fn rules_of<'d>(desk: &'d Desk, sha256: &str) -> Result<Cow<'d, Rules>, Fault> {
    if sha256 == desk.rulebook.rules.sha256 {
        return Ok(Cow::Borrowed(&desk.rulebook.rules));
    }
    kept_rules(desk, store::kept_text::get(&desk.pool, sha256).await?)
}

/// A refusal of rules, by line and column.
pub fn wrong_rules(mistakes: &Mistakes) -> Fault {
    let mut wrong = Fields::because(Reason::RulesInvalid);
    for mistake in mistakes.iter() {
        wrong.refuse("rules_yaml", format_args!("{}: {}", mistake.place, mistake.said));
    }
    wrong.into()
}
