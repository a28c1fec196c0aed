//! One child, by all cohorts.

use crate::{
    council::{Council, MONDAY, THURSDAY, csv, ok, row},
    people::CHLOE,
    refused::refused,
};
use contracts::panels::v1::ExplainChildRequest;
use fault::Reason;

fn about(child_id: &str) -> ExplainChildRequest {
    ExplainChildRequest { child_id: child_id.into(), ..Default::default() }
}

#[tokio::test]
async fn all_cohorts_are_explained_in_sentences() {
    let council = Council::new().await;
    refused(council.panels("sam").explain_child(about(CHLOE)).await, Reason::ExtractMissing);
    council.read(&csv(&[&row(CHLOE, "V2", "01/09/2026", "U6", "Return home", "Maya Lind")])).await;
    let told = ok(council.panels("sam").explain_child(about(CHLOE)).await);
    assert_eq!((&*told.as_of, &*told.panel_date, told.cohorts.len()), (MONDAY, THURSDAY, 5));
    let listed: Vec<bool> = told.cohorts.iter().map(|cohort| cohort.listed).collect();
    assert_eq!(listed, [false, false, true, false, false]);
    assert_eq!(
        told.cohorts[0].sentences[0],
        "Cohort 1 (s20 +12 weeks) does not list the child: the child has been in care for 83 days, since 01/09/2026, \
         and the rule asks for 84 days or more (B:35)."
    );
    refused(council.panels("sam").explain_child(about("404")).await, Reason::NotFound);
    let entries = "select count(*) from panels.audit_entry
                    where rpc = 'permanence.panels.v1.PanelService/ExplainChild' and child_id = '3549863'";
    assert_eq!(council.count(entries).await, 1);
}

#[tokio::test]
async fn administrators_and_systems_are_told_nothing_of_a_child() {
    let council = Council::new().await;
    council.read(&csv(&[&row(CHLOE, "V2", "01/09/2026", "U6", "", "Maya Lind")])).await;
    for subject in ["ada", "sys"] {
        refused(council.panels(subject).explain_child(about(CHLOE)).await, Reason::NotPermitted);
        refused(council.panels(subject).explain_child(about("404")).await, Reason::NotPermitted);
    }
    refused(council.panels("bea").explain_child(about("no id!")).await, Reason::FieldInvalid);
}
