//! The rules, played through in memory: no database, no clock, no network.

mod acts;
mod world;

mod agency_decision;
mod answers;
mod cancelling;
mod covering;
mod documented;
mod edits;
mod etags;
mod family_finding;
mod finishing;
mod happy_path;
mod information_sharing;
mod invariants;
mod next_actions;
mod opening;
mod optional_forms;
mod other_process;
mod panel;
mod passing_on;
mod planning;
mod prefill;
mod ratifying;
mod requests;
mod sending_immediately;
mod small_process;
mod starting;
mod tables;
mod three_months;
mod wandering;

use super::refused::Refused;
use fault::Reason;

/// The reasons of a refusal, in their order.
fn reasons<T: std::fmt::Debug>(result: Result<T, Refused>) -> Vec<Reason> {
    match result.expect_err("it should be refused") {
        Refused::Because(refusals) => refusals.iter().map(|refusal| refusal.reason).collect(),
        Refused::Invalid(fields) => vec![fields.reason()],
        Refused::Stale(..) => vec![Reason::EtagStale],
        Refused::Late(refusal, _) => vec![refusal.reason],
    }
}

/// The wrong fields of a refusal, by path.
fn wrong_fields<T: std::fmt::Debug>(result: Result<T, Refused>) -> Vec<String> {
    match result.expect_err("it should be refused") {
        Refused::Invalid(fields) => fields.violations().iter().map(|wrong| wrong.field.clone()).collect(),
        other => panic!("no field is to blame: {other:?}"),
    }
}

/// The metadata of the first refusal for that reason.
fn metadata<T: std::fmt::Debug>(result: &Result<T, Refused>, reason: Reason, key: &str) -> String {
    let refusals = match result {
        Err(Refused::Because(refusals)) => refusals.as_slice(),
        Err(Refused::Late(refusal, _)) => std::slice::from_ref(refusal.as_ref()),
        other => panic!("it should be refused: {other:?}"),
    };
    let refusal =
        refusals.iter().find(|refusal| refusal.reason == reason).expect("refused for another reason");
    refusal.metadata.get(key).cloned().unwrap_or_default()
}
