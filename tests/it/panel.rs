//! The Permanence Panel through the gateway: from the export on a Monday morning.

use contracts::panels::v1 as panels;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use fault::Reason;
use tests::council::Council;
use tests::panels::{draw_request, extract_of};

use crate::refusals::assert_refused;

/// The Monday of the week in which the suite's clock begins, and the Thursday of its panel.
const MONDAY: &str = "2026-01-12";
const THURSDAY: &str = "2026-01-15";

#[tokio::test]
async fn an_export_of_some_megabytes_goes_through_the_gateway_and_becomes_an_agenda() {
    let council = Council::with_two_replicas().await;
    let ids: Vec<String> = (0..30_000).map(|id| format!("{}", 7_000_000 + id)).collect();
    let children: Vec<(&str, &str, &str, &str)> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| (&**id, if place % 100 == 0 { "V2" } else { "C2" }, "U4", "Long term fostering"))
        .collect();
    let file = extract_of(&children);
    assert!(file.len() > 2 << 20);
    let import = council.support.hand_in_and_wait(MONDAY, file).await;
    assert_eq!((import.row_count, import.accepted_count, import.rejected_count), (30_000, 30_000, 0));

    let agenda = council.support.draw(&draw_request(THURSDAY, "section_20")).await.expect("an agenda");
    assert_eq!((agenda.listed_count, agenda.not_listed_count), (300, 29_700));
    let again = council.support.draw(&draw_request(THURSDAY, "section_20")).await.expect("the same");
    assert_eq!(again, agenda);

    let message =
        panels::GetAgendaRequest { agenda_id: agenda.agenda_id, page_size: 500, ..Default::default() };
    let call = async |asked| PanelServiceClient::new(council.manager.door()).get_agenda(asked).await;
    let shown = council.manager.insist(message, call).await.expect("the service manager checks it");
    assert_eq!(shown.items.len(), 300);
    assert!(shown.items.iter().all(|item| item.service_manager == "Sandra Poole"));

    let refused = council.manager.draw(&draw_request(THURSDAY, "section_20")).await;
    assert_refused(refused, Reason::NotPermitted, "a service manager draws no agendas");
}
