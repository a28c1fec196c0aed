//! By which rules and code sets: those that a council created, those that come with the software, or those of an earlier time.

use super::Desk;
use crate::{
    domain::{codes::CodeSet, data_file::Mistakes, rules::Rules},
    store,
};
use chrono::NaiveDate;
use fault::{Fault, Fields, Reason};
use std::borrow::Cow;

/// The rules of that text, which was checked when it was kept, read with those code sets; without one those that come with the software.
pub fn kept_rules<'d>(desk: &'d Desk, text: Option<&str>, codes: &CodeSet) -> Result<Cow<'d, Rules>, Fault> {
    let own = &desk.rulebook.rules;
    let text = match text {
        // Sets of one hash have each code in one place, whatever they remember besides.
        None if codes.sha256() == desk.rulebook.codes.sha256() => return Ok(Cow::Borrowed(own)),
        None => &own.yaml,
        Some(text) => text,
    };
    Rules::kept(text, codes).map(Cow::Owned).map_err(Fault::defect)
}

/// The rules that hold for panels on that day, read with those code sets.
pub async fn rules_on<'d>(desk: &'d Desk, day: NaiveDate, codes: &CodeSet) -> Result<Cow<'d, Rules>, Fault> {
    kept_rules(desk, store::rule_set::text_on(&desk.pool, day).await?.as_deref(), codes)
}

/// The rules whose text has that hash: by them an agenda was drawn, and with it they were kept. An agenda that was drawn before texts
/// were kept is told by the present ones, unless somebody created its own.
pub async fn rules_of<'d>(desk: &'d Desk, sha256: &str, codes: &CodeSet) -> Result<Cow<'d, Rules>, Fault> {
    if sha256 == desk.rulebook.rules.sha256 {
        return kept_rules(desk, None, codes);
    }
    kept_rules(desk, store::kept_text::get(&desk.pool, sha256).await?.as_deref(), codes)
}

/// The code sets whose text has that hash; the present ones where it was not kept.
pub async fn codes_of<'d>(desk: &'d Desk, sha256: &str) -> Result<Cow<'d, CodeSet>, Fault> {
    let present = &desk.rulebook.codes;
    if sha256.is_empty() || sha256 == present.sha256() {
        return Ok(Cow::Borrowed(present));
    }
    match store::kept_text::get(&desk.pool, sha256).await? {
        Some(text) => CodeSet::load(&text).map(Cow::Owned).map_err(Fault::defect),
        None => Ok(Cow::Borrowed(present)),
    }
}

/// Those code sets, with what they lack of the ones by which an extract was read: what a council has dropped from its sets since is
/// told all the same.
pub async fn codes_for<'d>(
    desk: &'d Desk,
    codes: Cow<'d, CodeSet>,
    read_by: &str,
) -> Result<Cow<'d, CodeSet>, Fault> {
    if read_by.is_empty() || read_by == codes.sha256() {
        return Ok(codes);
    }
    let read = codes_of(desk, read_by).await?;
    Ok(Cow::Owned(codes.into_owned().remembering(&read)))
}

/// A refusal of rules, by line and column.
pub fn wrong_rules(mistakes: &Mistakes) -> Fault {
    let mut wrong = Fields::because(Reason::RulesInvalid);
    for mistake in mistakes.iter() {
        wrong.refuse("rules_yaml", format_args!("{}: {}", mistake.place, mistake.said));
    }
    wrong.into()
}
