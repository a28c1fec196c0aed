//! A year of weekly panels through the service, on a clock that is moved: bank holidays, a panel that is cancelled, a week whose
//! extract comes late, a determination that lapses, a child who turns 17.

use crate::council::{Council, csv, ok};
use crate::recording::{action, to_be_done};
use calendar::london_date;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use contracts::panels::v1::{
    Agenda, CancelPanelRequest, CirculateAgendaRequest, DrawAgendaRequest, ExtractMetadata, GetAgendaRequest,
    ListPanelsRequest, Panel, PanelState, RecordLegalDeterminationRequest, SchedulePanelsRequest,
    WhenItFallsOut,
};
use prost_types::Timestamp;
use std::collections::BTreeMap;

/// The first Thursday of the year, and the Thursday that is cancelled.
const FIRST: &str = "2025-12-18";
const CANCELLED: &str = "2026-03-12";
/// The Thursday for which no extract is made on its Monday, but on the Tuesday.
const LATE: &str = "2026-05-14";

/// The children as they are throughout the year: id, birth, legal status, placement, plan.
const CHILDREN: [(&str, &str, &str, &str, &str); 6] = [
    ("accommodated", "01/01/2015", "V2", "U6", "Adoption"),
    ("determined", "01/01/2015", "V2", "U6", "Adoption"),
    ("long-term", "01/01/2015", "C2", "U4", "Long term fostering"),
    ("no-plan", "01/01/2015", "C2", "K2", ""),
    ("turns-17", "16/07/2009", "V2", "U6", "Adoption"),
    ("with-parents", "01/01/2015", "C2", "P1", "Adoption"),
];

fn export() -> Vec<u8> {
    let row = |(id, born, status, placement, plan): &(&str, &str, &str, &str, &str)| {
        format!(
            "{id},\"Smith, {id}\",{born},,Female,{status},25/08/2023,{placement},{plan},,CIC Team 1,Sam Okafor,Maya Lind"
        )
    };
    let rows: Vec<String> = CHILDREN.iter().map(row).collect();
    csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn instant(told: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(told.seconds, 0).expect("an instant")
}

struct Year {
    council: Council,
    listed: BTreeMap<String, Vec<String>>,
    stale: Vec<String>,
    late: Vec<String>,
    /// Panels whose agenda is not due on a Monday, with the day on which it is.
    not_on_monday: Vec<(String, String)>,
    /// At which hour of UTC each panel begins.
    begins: BTreeMap<String, u32>,
}

impl Year {
    fn now(&self, at: DateTime<Utc>) {
        self.council.suite.clock().set(at);
    }

    async fn hand_in(&self, as_of: NaiveDate) {
        let metadata = ExtractMetadata { as_of: as_of.to_string(), ..self.council.metadata() };
        let import = self.council.import_as("bea", metadata, &export()).await.expect("to hand it in");
        self.council.ended(&import.extract_import_id).await;
    }

    async fn draw(&mut self, panel: &Panel) -> Agenda {
        let request =
            || DrawAgendaRequest { panel_date: panel.panel_date.clone(), ..self.council.draw_request("") };
        let drawn = ok(self.council.panels("sys").draw_agenda(request()).await).agenda.expect("an agenda");
        let again = ok(self.council.panels("bea").draw_agenda(request()).await).agenda.expect("an agenda");
        assert_eq!(again, drawn, "as often as it is asked for");
        assert_eq!((&drawn.cohort, drawn.listed_count + drawn.not_listed_count), (&panel.cohort, 6));
        for (held, list) in [(drawn.stale, &mut self.stale), (drawn.late, &mut self.late)] {
            if held {
                list.push(panel.panel_date.clone());
            }
        }
        drawn
    }

    async fn circulate(&self, agenda: &Agenda) -> i32 {
        let request =
            CirculateAgendaRequest { request_id: self.council.id(), agenda_id: agenda.agenda_id.clone() };
        ok(self.council.panels("sys").circulate_agenda(request).await).agenda.expect("it").issue_number
    }

    /// A week of the panel: the export and the agenda on the day on which it is due, the discussions after the panel.
    async fn week(&mut self, panel: &Panel) {
        let noon = instant(panel.circulate_by.expect("noon"));
        let draw_on = london_date(noon);
        assert_eq!(draw_on.to_string(), panel.draw_on);
        if draw_on.weekday() != Weekday::Mon {
            self.not_on_monday.push((panel.panel_date.clone(), panel.draw_on.clone()));
        }
        let begins = instant(panel.begin_time.expect("it begins"));
        self.begins.insert(panel.panel_date.clone(), begins.hour());
        self.now(noon - TimeDelta::hours(4));
        let agenda = if panel.panel_date == LATE {
            // Nobody hands anything in: the newest extract is last week's. On Tuesday there is one, and the agenda is issued again.
            let first = self.draw(panel).await;
            assert_eq!(self.circulate(&first).await, 1);
            self.now(noon + TimeDelta::hours(20));
            self.hand_in(draw_on + TimeDelta::days(1)).await;
            let second = self.draw(panel).await;
            assert_eq!(self.circulate(&second).await, 2);
            second
        } else {
            self.hand_in(draw_on).await;
            let agenda = self.draw(panel).await;
            assert_eq!(self.circulate(&agenda).await, 1);
            agenda
        };
        self.now(instant(panel.begin_time.expect("it begins")) + TimeDelta::hours(2));
        self.discuss(panel, &agenda).await;
    }

    async fn discuss(&mut self, panel: &Panel, agenda: &Agenda) {
        let request = GetAgendaRequest { agenda_id: agenda.agenda_id.clone(), ..Default::default() };
        for item in ok(self.council.panels("bea").get_agenda(request).await).items {
            let before = self.listed.entry(item.child_id.clone()).or_default();
            assert_eq!(
                before.last().cloned().unwrap_or_default(),
                item.last_discussed_on,
                "{}",
                item.child_id
            );
            assert_eq!(before.len(), item.open_actions.len(), "what was not done comes up again");
            before.push(panel.panel_date.clone());
            let actions = vec![action("Review the plan", &panel.actions_by)];
            let request = to_be_done(&self.council, agenda, &item.child_id, actions);
            let discussion = ok(self.council.tracker("bea").record_discussion(request).await).discussion;
            assert!(!discussion.expect("a discussion").late);
        }
    }

    fn on(&self, child_id: &str) -> Vec<&str> {
        self.listed.get(child_id).into_iter().flatten().map(|date| &date[5..]).collect()
    }
}

#[tokio::test]
async fn a_year_of_panels_through_the_service() {
    let council = Council::new().await;
    let mut year = Year {
        council,
        listed: BTreeMap::new(),
        stale: Vec::new(),
        late: Vec::new(),
        not_on_monday: Vec::new(),
        begins: BTreeMap::new(),
    };
    year.now("2025-12-12T09:00:00Z".parse().unwrap());
    let schedule = SchedulePanelsRequest {
        request_id: year.council.id(),
        anchor: FIRST.into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(year.council.panels("bea").schedule_panels(schedule).await);
    let (mut held, mut fell_out) = (0, Vec::new());
    let first: NaiveDate = FIRST.parse().unwrap();
    for week in 0..53 {
        let from = (first + TimeDelta::weeks(week)).to_string();
        if from == "2026-02-05" {
            let determined = RecordLegalDeterminationRequest {
                request_id: year.council.id(),
                child_id: "determined".into(),
                determined_on: "2026-01-29".into(),
                review_on: "2026-09-01".into(),
            };
            ok(year.council.care_data("leo").record_legal_determination(determined).await);
        }
        if from == CANCELLED {
            let (panel_date, reason) = (CANCELLED.into(), "Snow.".into());
            let cancel = CancelPanelRequest { request_id: year.council.id(), panel_date, reason };
            ok(year.council.panels("bea").cancel_panel(cancel).await);
        }
        // Whose turn it is, is known when the week comes: what fell out before has slid by then.
        let request = ListPanelsRequest { from, weeks: 1 };
        let panel = ok(year.council.panels("bea").list_panels(request).await).panels.remove(0);
        if panel.state() == PanelState::Planned {
            held += 1;
            year.week(&panel).await;
        } else {
            fell_out.push(panel.panel_date);
        }
    }
    assert_eq!((held, fell_out), (50, vec!["2025-12-25".into(), "2026-01-01".into(), CANCELLED.into()]));
    assert_eq!(year.stale, [LATE], "drawn from last week's extract");
    assert_eq!(year.late, [LATE], "drawn again on Tuesday");
    let told: Vec<(&str, &str)> = year.not_on_monday.iter().map(|(panel, day)| (&**panel, &**day)).collect();
    let before_bank_holidays = [
        ("2026-04-09", "2026-04-02"),
        ("2026-05-07", "2026-05-01"),
        ("2026-05-28", "2026-05-22"),
        ("2026-09-03", "2026-08-28"),
    ];
    assert_eq!(told, before_bank_holidays, "the last working day before Monday");
    for (panel, hour) in [("2026-03-26", 10), ("2026-04-02", 9), ("2026-10-22", 9), ("2026-10-29", 10)] {
        assert_eq!(year.begins[panel], hour, "{panel}: ten in London");
    }
    let every_fifth =
        ["12-18", "02-05", "03-19", "04-23", "05-28", "07-02", "08-06", "09-10", "10-15", "11-19"];
    assert_eq!(year.on("accommodated"), every_fifth);
    assert_eq!(year.on("determined"), ["12-18", "09-10", "10-15", "11-19"]);
    assert_eq!(year.on("turns-17"), every_fifth[..6]);
    for child_id in ["long-term", "no-plan", "with-parents"] {
        assert_eq!(year.on(child_id).len(), 10, "{child_id}");
    }
}
