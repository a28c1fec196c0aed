//! What a scheduler learns from the exit code, and what people are told to do next.

use super::council::{Council, EXTRACT, MONDAY, THURSDAY, run};
use crate::process::{complained, permanence, printed};
use std::process::Output;

/// How a command ended, and that it told people this.
fn assert_ends(output: &Output, code: i32, told: &[&str]) {
    let complaint = complained(output);
    assert_eq!(output.status.code(), Some(code), "{complaint}");
    for told in told {
        assert!(complaint.contains(told), "{told:?} is not in {complaint}");
    }
    assert!(printed(output).is_empty(), "nothing is told as if it were done: {}", printed(output));
}

const DRAW: [&str; 4] = ["agenda", "draw", "--panel", THURSDAY];

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_tries_again_calls_somebody_or_does_neither() {
    let council = Council::on_monday().await;

    assert_ends(&council.run(&DRAW).await, 6, &["EXTRACT_MISSING", "next: hand the export in"]);
    let file = council.file("children.csv", EXTRACT);
    let import = ["extract", "import", &file, "--as-of", MONDAY];
    let imported = council.run(&import).await;
    assert_eq!(imported.status.code(), Some(0), "{}", complained(&imported));
    let undrawn = council.run(&["agenda", "circulate", "--panel", THURSDAY]).await;
    assert_ends(&undrawn, 4, &["no agenda is drawn", "permanence agenda draw"]);

    // Files.
    let missing = council.run(&["extract", "import", "nowhere.xlsx", "--as-of", MONDAY]).await;
    assert_ends(&missing, 6, &["nowhere.xlsx cannot be read", "next: see that the export is there"]);
    let empty = council.file("empty.csv", "");
    assert_ends(&council.run(&["extract", "import", &empty, "--as-of", MONDAY]).await, 6, &["is empty"]);
    let folder = council.run(&["extract", "import", ".", "--as-of", MONDAY]).await;
    assert_ends(&folder, 4, &["cannot be read", "readable for this user"]);
    let letter = council.file("letter.csv", "Dear all,\nplease find enclosed\n");
    let refused = council.run(&["extract", "import", &letter, "--as-of", MONDAY]).await;
    assert_ends(&refused, 4, &["HEADINGS_MISSING", "hand it in again"]);
    let tomorrow = council.run(&["extract", "import", &file, "--as-of", "2026-11-24"]).await;
    assert_ends(&tomorrow, 4, &["FIELD_INVALID", "is after today"]);

    // Panels.
    council.cancel("2026-12-03").await;
    let cancelled = ["agenda", "draw", "--panel", "2026-12-03"];
    assert_ends(&council.run(&cancelled).await, 3, &["nothing to do", "does not take place"]);
    assert_ends(&council.run(&[&cancelled[..], &["--or-nothing"]].concat()).await, 0, &["nothing to do"]);
    let shown = council.run(&["agenda", "show", "--panel", "2026-12-03"]).await;
    assert_ends(&shown, 3, &["nothing to do"]);

    // Who may.
    assert_ends(&council.run_as("sandra", &DRAW).await, 5, &["NOT_PERMITTED", "`business support`"]);
    let stranger = council.run_as("nobody.knows", &DRAW).await;
    assert_ends(&stranger, 5, &["WORKER_UNKNOWN", "an administrator records"]);
    let mut forged = council.command("care.records", &DRAW);
    forged.env("PERMANENCE_TOKEN", "not.a.token");
    assert_ends(&run(forged).await, 5, &["TOKEN_MALFORMED", "get a new token"]);
    let mut two_lines = council.command("care.records", &DRAW);
    two_lines.env("PERMANENCE_TOKEN", "two\nlines");
    assert_ends(&run(two_lines).await, 5, &["it has more than one line"]);
    let mut nothing = council.command("care.records", &DRAW);
    nothing.env_remove("PERMANENCE_TOKEN");
    assert_ends(&run(nothing).await, 5, &["there is no token", "--token-file"]);
    let unread = council.run(&[&DRAW[..], &["--token-file", "nowhere"]].concat()).await;
    assert_ends(&unread, 5, &["the token cannot be read from nowhere"]);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 0, "none of them drew anything");

    // A token from a file is as good.
    let token = council.file("token", &format!("{}\n", council.suite.token("care.records")));
    let mut by_file = council.command("nobody", &[&DRAW[..], &["--token-file", &token]].concat());
    by_file.env("PERMANENCE_TOKEN", "not.a.token");
    assert_eq!(run(by_file).await.status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monday_that_was_missed_is_made_good_on_tuesday_from_tuesdays_export() {
    const TUESDAY: &str = "2026-11-24";
    let council = Council::on_monday().await;
    let last_week = council.file("last-week.csv", &EXTRACT.replace("Okoro", "Okafor"));
    let imported = council.run(&["extract", "import", &last_week, "--as-of", "2026-11-16"]).await;
    assert_eq!(imported.status.code(), Some(0), "{}", complained(&imported));
    council.suite.clock().set(format!("{TUESDAY}T06:00:00Z").parse().unwrap());
    let file = council.file("children.csv", EXTRACT);
    let imported = council.run(&["extract", "import", &file, "--as-of", TUESDAY]).await;
    assert_eq!(imported.status.code(), Some(0), "{}", complained(&imported));
    let drawn = council.run(&[&DRAW[..], &["--output", "json"]].concat()).await;
    assert_eq!(drawn.status.code(), Some(0), "{}", complained(&drawn));
    let drawn: serde_json::Value = serde_json::from_str(&printed(&drawn)).unwrap();
    assert_eq!(drawn["as_of"], TUESDAY);
    assert!(drawn["late"] == true && drawn["stale"] == false, "{drawn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_nobody_exports_any_more_is_not_todays() {
    let council = Council::on_monday().await;
    // The command goes by the clock of its machine.
    let clock = calendar::Clock::system();
    council.suite.clock().set(clock.now());
    let file = council.file("children.csv", EXTRACT);
    let long_ago = council.run(&["extract", "import", &file, "--as-of", "2024-01-08"]).await;
    assert_eq!(long_ago.status.code(), Some(0), "{}", complained(&long_ago));
    let import = ["extract", "import", &file];
    let told = ["nothing to do", "as the export of 2024-01-08", "--as-of"];
    assert_ends(&council.run(&import).await, 3, &told);
    assert_ends(&council.run(&[&import[..], &["--or-nothing"]].concat()).await, 0, &told);
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 1);

    let today = clock.today().to_string();
    let said = council.run(&[&import[..], &["--as-of", &today]].concat()).await;
    assert_eq!(said.status.code(), Some(0), "who says so is believed: {}", complained(&said));
    let changed = council.file("children.csv", &EXTRACT.replace("Okoro", "Okafor"));
    let new = council.run(&["extract", "import", &changed]).await;
    assert_eq!(new.status.code(), Some(0), "{}", complained(&new));
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_away_is_tried_again_later() {
    let port = runtime::postgres::free_port().unwrap();
    let mut command = permanence(&DRAW);
    command.env("PERMANENCE_TOKEN", "a.b.c").env("PERMANENCE_GATEWAY", format!("127.0.0.1:{port}"));
    assert_ends(&run(command).await, 6, &["next: try again: it is safe"]);
}

#[test]
fn every_help_lists_the_exit_codes_and_a_wrong_line_is_one_of_them() {
    for command in ["agenda", "extract", "tracker"] {
        let help = permanence(&[command, "--help"]).output().unwrap();
        for line in ["0  done", "3  nothing to do", "4  refused", "5  not permitted", "6  try again later"] {
            assert!(printed(&help).contains(line), "{command}: {line}");
        }
    }
    let wrong = permanence(&["agenda", "draw", "--panel", "Thursday"]).output().unwrap();
    assert_ends(&wrong, 2, &["--panel"]);
}
