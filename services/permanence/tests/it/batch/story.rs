//! From the export to the tracker, each step run as a scheduler runs it, and twice.

use super::council::{Council, EXTRACT, MONDAY, THURSDAY};
use crate::process::{complained, printed};
use futures::future::join_all;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::process::Output;

/// The output of a command that did what it was asked.
fn done(output: &Output) -> &Output {
    assert_eq!(output.status.code(), Some(0), "{}", complained(output));
    let complaint = complained(output);
    assert!(!complaint.contains('\r') && !complaint.contains('\u{1b}'), "progress in a pipe: {complaint:?}");
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&done(output).stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_export_to_the_tracker_as_batch_jobs_do_it() {
    let council = Council::on_monday().await;
    let file = council.file("children.csv", EXTRACT);
    let import: &[&str] = &["extract", "import", &file, "--as-of", MONDAY, "--output", "json"];
    let read = council.run(import).await;
    let extract = json(&read);
    let counts = ["state", "rows", "accepted", "rejected"].map(|key| extract[key].clone());
    assert_eq!(json!(counts), json!(["read", 5, 4, 1]));
    assert!(complained(&read).contains("1 of 5 rows are rejected"), "{}", complained(&read));
    assert_eq!(json(&council.run(import).await), extract, "the same file again changes nothing");
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 1);
    let id = extract["extract_import_id"].as_str().unwrap();
    assert_eq!(json(&council.run(&["extract", "show", id, "--output", "json"]).await), extract);

    let draw: &[&str] = &["agenda", "draw", "--panel", THURSDAY, "--output", "json"];
    let first = council.run(draw).await;
    let agenda = json(&first);
    let about = ["cohort", "listed", "not_listed", "late"].map(|key| agenda[key].clone());
    assert_eq!(json!(about), json!(["section_20", 2, 2, false]));
    assert_eq!(complained(&first), "");
    let again = council.run(draw).await;
    assert_eq!(json(&again), agenda, "the same agenda");
    assert!(complained(&again).contains("it was drawn before"), "{}", complained(&again));

    // A corrected export changes nothing for whoever only asks again.
    let corrected = council.file("corrected.csv", &EXTRACT.replace("04/05/18", "04/05/2018"));
    json(&council.run(&["extract", "import", &corrected, "--as-of", MONDAY, "--output", "json"]).await);
    assert_eq!(json(&council.run(draw).await), agenda, "the first answer");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
    let by_hand = council.run_as("bea", draw).await;
    assert_eq!(json(&by_hand), agenda, "by hand, beside the job");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
    let anew = json(&council.run(&[draw, &["--again"]].concat()).await);
    assert_eq!(json!([anew["listed"], anew["not_listed"]]), json!([2, 3]));
    assert_ne!(anew["agenda_id"], agenda["agenda_id"]);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 2);

    shown_in_each_form(&council, &anew).await;
    exported(&council).await;
    circulated(&council, &anew).await;
    tracked(&council, &anew).await;
}

/// What was drawn last is shown.
async fn shown_in_each_form(council: &Council, agenda: &Value) {
    let show =
        async |form: &str| council.run(&["agenda", "show", "--panel", THURSDAY, "--output", form]).await;
    let table = printed(done(&show("table").await));
    let title = "s20 +12 weeks, for the panel on 2026-11-26: 2 on the agenda, 3 not; not circulated";
    assert_eq!(table.lines().next(), Some(title));
    for word in ["Service manager", "Okoro", "Jayden", "Smith", "Maya Lind", "84 days"] {
        assert!(table.contains(word), "{word}: {table}");
    }
    assert!(!table.contains("Novak"), "83 days: {table}");

    let rows = json(&show("json").await);
    let ids: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["person_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "2"], "by service manager");

    let csv = printed(done(&show("csv").await));
    assert!(csv.starts_with("\u{feff}Service manager,Surname,"), "{csv}");
    assert_eq!(csv.lines().filter(|line| line.contains(",Okoro,Jayden,2,")).count(), 1, "{csv}");

    let workbook = show("xlsx").await;
    assert!(done(&workbook).stdout.starts_with(b"PK"), "a workbook goes into a pipe");
    let by_id = ["agenda", "show", "--agenda", agenda["agenda_id"].as_str().unwrap(), "--output", "xlsx"];
    assert_eq!(council.run(&by_id).await.stdout, workbook.stdout, "the same bytes by its id");
}

async fn exported(council: &Council) {
    let workbook = council.run(&["agenda", "show", "--panel", THURSDAY, "--output", "xlsx"]).await.stdout;
    for time in ["first", "second"] {
        let export = council.run(&["agenda", "export", "--panel", THURSDAY]).await;
        let name = printed(done(&export));
        assert_eq!(name, "permanence-panel-2026-11-26-section_20.xlsx\n", "the {time} time");
        assert_eq!(std::fs::read(council.folder.path().join(name.trim())).unwrap(), workbook);
    }
    let to = council.folder.path().join("panels.ics").display().to_string();
    done(&council.run(&["agenda", "export", "--panel", THURSDAY, "--output", "ics", "--to", &to]).await);
    let calendar = std::fs::read_to_string(&to).unwrap();
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("DTSTART:20261126T100000Z"));
    for narrowed in [&["--cohort", "section_20"][..], &["--agenda", "x"], &["--not-listed"]] {
        let export = ["agenda", "export", "--output", "ics", "--to", &to];
        let refused = council.run(&[&export[..], narrowed].concat()).await;
        assert_eq!(refused.status.code(), Some(2), "{narrowed:?}: {}", complained(&refused));
        assert!(complained(&refused).contains(narrowed[0]), "{}", complained(&refused));
    }
    let off = ["agenda", "show", "--panel", THURSDAY, "--not-listed"];
    let table = printed(done(&council.run(&off).await));
    assert!(table.contains("Taken off by") && table.contains("83 days"), "{table}");
    let off = json(&council.run(&[&off[..], &["--output", "json"]].concat()).await);
    assert_eq!(off.as_array().unwrap().len(), 3);
    let to = council.folder.path().join("agenda.json").display().to_string();
    done(&council.run(&["agenda", "export", "--panel", THURSDAY, "--output", "json", "--to", &to]).await);
    assert!(std::fs::read_to_string(&to).unwrap().contains("\"surname\": \"Okoro\""));
}

async fn circulated(council: &Council, agenda: &Value) {
    let circulate: &[&str] = &["agenda", "circulate", "--panel", THURSDAY, "--output", "json"];
    let issued = json(&council.run(circulate).await);
    assert_eq!(json!([issued["agenda_id"], issued["issue_number"]]), json!([agenda["agenda_id"], 1]));
    let again = council.run(circulate).await;
    assert_eq!(json(&again), issued);
    assert!(complained(&again).contains("it is issued already"), "{}", complained(&again));
    assert_eq!(council.count("select count(*) from panels.issue").await, 1);

    // What is issued is what is shown, though another was drawn since.
    let file = council.file("late.csv", &EXTRACT.replace("04/05/18", "05/05/2018"));
    json(&council.run(&["extract", "import", &file, "--as-of", MONDAY, "--output", "json"]).await);
    json(&council.run(&["agenda", "draw", "--panel", THURSDAY, "--again", "--output", "json"]).await);
    let shown = printed(done(&council.run(&["agenda", "show", "--panel", THURSDAY]).await));
    assert!(shown.lines().next().unwrap().ends_with("circulated as version 1"), "{shown}");
    let by_id = ["agenda", "circulate", "--agenda", agenda["agenda_id"].as_str().unwrap()];
    let in_form = async |form: &str| council.run(&[&by_id[..], &["--output", form]].concat()).await;
    assert_eq!(json(&in_form("json").await), issued);
    let table = printed(done(&in_form("table").await));
    assert!(table.contains("issue number") && table.contains("s20 +12 weeks"), "{table}");
    let csv = printed(done(&in_form("csv").await));
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.starts_with("agenda_id,panel_date,cohort,"), "{csv}");
}

async fn tracked(council: &Council, agenda: &Value) {
    let show = async |more: &[&str]| council.run(&[&["tracker", "show"], more].concat()).await;
    assert_eq!(json(&show(&["--output", "json"]).await), json!([]), "nothing is wanted yet");
    council.suite.clock().set(format!("{THURSDAY}T10:15:00Z").parse().unwrap());
    let fifth: &[&str] = &["agenda", "draw", "--panel", "2026-12-03", "--cohort", "plan_not_identified"];
    let early = complained(done(&council.run(fifth).await));
    assert!(early.contains("nothing is recorded: 2;") && early.contains("--again"), "{early}");
    council.discuss(agenda["agenda_id"].as_str().unwrap(), "1").await;
    let later = council.run(&[fifth, &["--again"]].concat()).await;
    assert!(complained(done(&later)).contains("nothing is recorded: 1;"), "{}", complained(&later));

    let rows = json(&show(&["--output", "json"]).await);
    let [action] = &rows.as_array().unwrap()[..] else { panic!("{rows}") };
    let about = ["person_id", "action", "owner", "by", "state"].map(|key| action[key].as_str().unwrap());
    assert_eq!(about, ["1", "Convene a Legal Gateway Meeting", "bea", "2026-12-10", "open"]);
    let table = printed(done(&show(&["--panel", THURSDAY, "--open"]).await));
    assert!(table.starts_with("Permanence Tracker\n") && table.contains("Convene a Legal"), "{table}");
    let none = json(&show(&["--cohort", "reunification", "--output", "json"]).await);
    assert_eq!(none, json!([]), "another cohort's");
    let csv = printed(done(&show(&["--output", "csv"]).await));
    assert_eq!(csv.lines().count(), 2, "{csv}");

    let to = council.folder.path().join("tracker.xlsx").display().to_string();
    let export = council.run(&["tracker", "export", "--to", &to]).await;
    assert_eq!(printed(done(&export)).trim(), to);
    assert!(std::fs::read(&to).unwrap().starts_with(b"PK"));
}

/// What is drawn by hand before the job comes is what the job gets, though what is remembered has changed since.
#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_that_was_drawn_by_hand_is_the_one_that_the_job_gets() {
    let council = Council::on_monday().await;
    let import = async |text: String| {
        let file = council.file("children.csv", &text);
        json(&council.run(&["extract", "import", &file, "--as-of", MONDAY, "--output", "json"]).await)
    };
    import(EXTRACT.to_owned()).await;
    let draw = ["agenda", "draw", "--panel", THURSDAY, "--output", "json"];
    let by_hand = json(&council.run_as("bea", &draw).await);
    import(EXTRACT.replace("04/05/18", "04/05/2018")).await;
    let again = council.run(&draw).await;
    assert_eq!(json(&again), by_hand);
    assert!(complained(&again).contains("it was drawn before"), "{}", complained(&again));
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1, "nothing stands beside it");
    let circulated =
        json(&council.run(&["agenda", "circulate", "--panel", THURSDAY, "--output", "json"]).await);
    assert_eq!(circulated["agenda_id"], by_hand["agenda_id"]);
    assert_eq!(json(&council.run(&draw).await)["agenda_id"], by_hand["agenda_id"], "nor once it is issued");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
    let anew = json(&council.run(&[&draw[..], &["--again"]].concat()).await);
    assert_ne!(anew["agenda_id"], by_hand["agenda_id"], "who asks for it anew gets what has come in");
}

/// None of them sees what another is about to draw.
#[tokio::test(flavor = "multi_thread")]
async fn schedulers_that_ask_at_once_get_one_agenda() {
    let council = Council::on_monday().await;
    let file = council.file("children.csv", EXTRACT);
    json(&council.run(&["extract", "import", &file, "--as-of", MONDAY, "--output", "json"]).await);
    let draw = ["agenda", "draw", "--panel", THURSDAY, "--output", "json"];
    let at_once = join_all([(); 4].map(|()| council.run(&draw))).await;
    let agendas: HashSet<String> =
        at_once.iter().map(|output| json(output)["agenda_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(agendas.len(), 1, "{agendas:?}");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
}
