//! An agenda is drawn again from what it records and from what is kept: the same bytes, whatever was recorded since.

use crate::{
    council::{Council, MONDAY, THURSDAY, ok, small},
    people::id_of,
};
use chrono::NaiveDate;
use contracts::panels::v1::{
    ActionToRecord, Agenda, DrawAgendaRequest, ImportLongTermMatchesRequest, PanelActionState,
    RecordDiscussionRequest, RecordLegalDeterminationRequest, SetServiceManagerNameRequest,
    UpdateActionRequest,
};
use panel_agenda::{
    domain::{
        agenda::{Draw, Inputs, OpenAction, Seal},
        codes::CodeSet,
        panel_hour::PanelHour,
        rulebook::Rulebook,
        rules::{Discussed, MatchedBy, Remembered, Rules},
        service_manager::{Manager, ServiceManagers},
    },
    reading::sift,
};
use std::{collections::BTreeMap, io::Cursor};
use uuid::Uuid;

async fn recorded(
    council: &Council,
    agenda: &Agenda,
    child_id: &str,
) -> Vec<contracts::panels::v1::PanelAction> {
    let action = ActionToRecord {
        what: "Visit the carers".into(),
        owner_worker_id: id_of("sam").to_string(),
        due_on: "2026-12-03".into(),
        workstep_id: String::new(),
    };
    let request = RecordDiscussionRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        actions: vec![action],
        none_needed_because: String::new(),
    };
    ok(council.tracker("bea").record_discussion(request).await).discussion.expect("it is kept").actions
}

async fn remember(council: &Council, determined: &str, matched: &str, name: &str) {
    let determination = RecordLegalDeterminationRequest {
        request_id: council.id(),
        child_id: determined.into(),
        determined_on: MONDAY.into(),
        review_on: String::new(),
    };
    ok(council.care_data("leo").record_legal_determination(determination).await);
    let (request_id, child_ids) = (council.id(), vec![matched.to_owned()]);
    let list = ImportLongTermMatchesRequest { request_id, child_ids };
    ok(council.care_data("fred").import_long_term_matches(list).await);
    let kept = SetServiceManagerNameRequest {
        request_id: council.id(),
        name: name.into(),
        worker_id: id_of("maya").to_string(),
        etag: String::new(),
    };
    ok(council.care_data("bea").set_service_manager_name(kept).await);
}

async fn draw(council: &Council, cohort: &str) -> Agenda {
    let request = DrawAgendaRequest { panel_date: "2026-12-31".into(), ..council.draw_request(cohort) };
    ok(council.panels("bea").draw_agenda(request).await).agenda.expect("it is kept")
}

async fn text(council: &Council, sha256: &str) -> String {
    sqlx::query_scalar("select text from panels.kept_text where sha256 = $1")
        .bind(sha256)
        .fetch_one(&council.admin())
        .await
        .expect("the text is kept")
}

/// What is remembered of a child in the states that an agenda records.
async fn known(council: &Council, inputs: &Inputs, child_id: &str) -> (Remembered, Vec<OpenAction>) {
    let (pool, states) = (council.admin(), inputs.states);
    let determined: bool = sqlx::query_scalar(
        "select exists (select from panels.legal_determination where child_id = $1 and recorded_state <= $2)",
    )
    .bind(child_id)
    .bind(states.legal_determinations)
    .fetch_one(&pool)
    .await
    .expect("it is kept");
    let matched: bool = sqlx::query_scalar(
        "select exists (select from panels.long_term_match where child_id = $1 and since_state <= $2
                           and coalesce(until_state, $2 + 1) > $2)",
    )
    .bind(child_id)
    .bind(states.fostering_list)
    .fetch_one(&pool)
    .await
    .expect("it is kept");
    let discussed: Vec<(NaiveDate, String)> = sqlx::query_as(
        "select panel_date, cohort from panels.discussion where child_id = $1 and recorded_state <= $2",
    )
    .bind(child_id)
    .bind(states.discussions)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let open: Vec<(Uuid, String, String, NaiveDate)> = sqlx::query_as(
        "select panel_action_id, what, owner_name, due_on from panels.panel_action
          where child_id = $1 and recorded_state <= $2 and coalesce(ended_state, $2 + 1) > $2",
    )
    .bind(child_id)
    .bind(states.open_actions)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let open =
        open.into_iter().map(|(id, what, owner, due)| OpenAction { due, what, owner, id: id.to_string() });
    let remembered = Remembered {
        determined,
        matched: matched.then_some(MatchedBy::FosteringList),
        discussed: discussed.into_iter().map(|(on, cohort)| Discussed { on, cohort }).collect(),
    };
    (remembered, open.collect())
}

async fn managers(council: &Council, state: i64) -> ServiceManagers {
    let named: Vec<(String, Uuid, String)> = sqlx::query_as(
        "select folded, worker_id, worker_name from panels.service_manager_name
          where since_state <= $1 and coalesce(until_state, $1 + 1) > $1",
    )
    .bind(state)
    .fetch_all(&council.admin())
    .await
    .expect("it is kept");
    let named = named.into_iter().map(|(folded, id, name)| (folded, Manager { id, name }));
    ServiceManagers::new(state, named.collect())
}

/// The hash of an agenda that is drawn from the extract's bytes and the recorded inputs, and from nothing else.
async fn redrawn(council: &Council, agenda: &Agenda) -> String {
    let pool = council.admin();
    let id: Uuid = agenda.agenda_id.parse().expect("it is kept");
    let (line, import): (String, Uuid) =
        sqlx::query_as("select inputs, extract_import_id from panels.agenda where agenda_id = $1")
            .bind(id)
            .fetch_one(&pool)
            .await
            .expect("it is kept");
    let inputs: Inputs = serde_json::from_str(&line).expect("it is kept");
    let codes = text(council, &inputs.codes_sha256).await;
    let rulebook = Rulebook::of(Some(&codes), None, PanelHour::default()).expect("it is kept");
    let codes = CodeSet::load(&codes).expect("it is kept");
    let rules = Rules::load(&text(council, &inputs.rules_sha256).await, &codes).expect("it is kept");
    let pieces: Vec<Vec<u8>> = sqlx::query_scalar(
        "select bytes from panels.extract_piece join panels.extract_import using (upload_id)
          where extract_import_id = $1 order by number",
    )
    .bind(import)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let mut records = BTreeMap::new();
    sift(Cursor::new(pieces.concat()), &rulebook, (inputs.as_of, None), |batch| {
        records.extend(batch.records.into_iter().map(|kept| (kept.child_id.clone(), kept)));
        true
    })
    .expect("it is kept");
    let cohort = rules.cohort(&inputs.cohort).expect("it is kept");
    let draw = Draw::begin(&rules, cohort, &codes, inputs.clone());
    let draw = draw.knowing(managers(council, inputs.states.service_manager_names).await);
    assert_eq!(draw.inputs(), &inputs, "what was recorded is all of it");
    let mut seal = Seal::begin(&inputs).expect("it is kept");
    for kept in records.values() {
        let (remembered, open_actions) = known(council, &inputs, &kept.child_id).await;
        seal.add(&draw.consider(&kept.record(), &remembered, &open_actions)).expect("it is kept");
    }
    seal.finish()
}

#[tokio::test]
async fn whatever_is_recorded_later_an_agenda_is_drawn_again_to_the_same_bytes() {
    let council = Council::new().await;
    council.read(&small()).await;
    let issued = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    let action = recorded(&council, &issued, "1").await.remove(0);
    remember(&council, "2", "4", "Sandra Poole").await;
    let cohorts = ["section_20", "long_term_matching", "plan_not_identified"];
    let mut agendas = Vec::new();
    for cohort in cohorts {
        agendas.push(draw(&council, cohort).await);
    }

    recorded(&council, &issued, "2").await;
    let done = UpdateActionRequest {
        request_id: council.id(),
        panel_action_id: action.panel_action_id,
        progress: "They were visited.".into(),
        state: PanelActionState::Done.into(),
        etag: action.etag,
    };
    ok(council.tracker("sam").update_action(done).await);
    remember(&council, "1", "6", "Maya Lind").await;
    let mut changed = 0;
    for (cohort, agenda) in cohorts.iter().zip(&agendas) {
        assert_eq!(redrawn(&council, agenda).await, agenda.sha256, "{cohort}");
        let later = draw(&council, cohort).await;
        changed += usize::from(later.listed_count != agenda.listed_count);
        assert_ne!(later.sha256, agenda.sha256, "{cohort}");
        assert_eq!(redrawn(&council, &later).await, later.sha256, "{cohort}");
    }
    assert!(changed > 0, "what was recorded since makes a difference");
}
