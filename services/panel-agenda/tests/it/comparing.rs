//! Two agendas compared.

use crate::{
    council::{Council, csv, ok, row, small},
    refused::refused,
};
use contracts::panels::v1::{AgendaMove, CompareAgendasRequest, DrawAgendaRequest, ExtractMetadata};
use fault::Reason;

#[tokio::test]
async fn who_came_who_went_and_who_stayed() {
    let council = Council::new().await;
    council.read(&small()).await;
    let earlier = council.draw("section_20").await;
    let rows = [
        row("2", "C2", "01/02/2024", "U6", "Return home", "Sandra Poole"),
        row("1", "s20", "30/08/2026", "U6", "", "Maya Lind"),
        row("3", "V2", "01/08/2026", "U6", "", "Maya Lind"),
        row("9", "V2", "01/08/2026", "U6", "", "Maya Lind"),
    ];
    let metadata = ExtractMetadata { as_of: "2026-11-22".into(), ..council.metadata() };
    let file = csv(&rows.each_ref().map(String::as_str));
    let import = council.import_as("bea", metadata, &file).await.expect("another extract");
    council.ended(&import.extract_import_id).await;
    let request = DrawAgendaRequest {
        extract_import_id: import.extract_import_id,
        ..council.draw_request("section_20")
    };
    let later = ok(council.panels("bea").draw_agenda(request).await).agenda.unwrap();

    let compare = |earlier: &str, later: &str| CompareAgendasRequest {
        earlier_agenda_id: earlier.into(),
        later_agenda_id: later.into(),
    };
    let mut bea = council.panels("bea");
    let told = ok(bea.compare_agendas(compare(&earlier.agenda_id, &later.agenda_id)).await);
    let moved =
        |child_id: &str, off_by: &str| AgendaMove { child_id: child_id.into(), off_by: off_by.into() };
    assert_eq!(told.added, [moved("3", "twelve_weeks"), moved("9", "")]);
    assert_eq!(told.dropped, [moved("2", "is_section_20")]);
    assert_eq!(told.stayed_child_ids, ["1"]);

    let same = ok(bea.compare_agendas(compare(&later.agenda_id, &later.agenda_id)).await);
    assert_eq!((same.added.len(), same.dropped.len(), same.stayed_child_ids.len()), (0, 0, 3));
    refused(bea.compare_agendas(compare(&earlier.agenda_id, &council.id())).await, Reason::NotFound);
    let outcome = council.panels("sam").compare_agendas(compare(&earlier.agenda_id, &later.agenda_id)).await;
    refused(outcome, Reason::NotPermitted);
}
