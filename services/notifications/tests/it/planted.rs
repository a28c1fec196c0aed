//! Nothing personal leaves: every message, log line, event, audit entry and record of an attempt is searched for the names of
//! everybody in the tests. A name that is planted on purpose in each of these places shows that the search would find one.
//!
//! What is logged is what a process writes, so the scene runs in a process of its own: this test again, told where to leave
//! what it gathers.

mod counted;
mod plant;
mod scene;

use counted::Metrics;
use scene::Scene;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const SELF: &str = "planted::no_name_and_no_address_is_in_anything_that_leaves";
const FOLDER: &str = "PLANTED_IN";
/// What a deployment writes unless it says otherwise, and all that our own crates could write.
const LOG: &str =
    "info,notifications=debug,eventlog=debug,identity=debug,runtime=debug,calendar=debug,fault=debug";

/// What there is to search.
const PLACES: [&str; 11] = [
    "attempts",
    "audit",
    "digests",
    "events",
    "log",
    "mail",
    "metrics",
    "notify-mail",
    "receipts",
    "texts",
    "webhooks",
];
/// Those that people or other systems read: nothing of a case is in them either.
const MESSAGES: [&str; 5] = ["digests", "mail", "notify-mail", "texts", "webhooks"];
/// Nobody is called so.
const ON_PURPOSE: &str = "Quatermass";
/// The children, their date of birth, the workers, and where they are reached.
const PERSONAL: [&str; 20] = [
    "Chloe",
    "Smith",
    "Jones",
    "2018-05-04",
    "04/05/2018",
    "Okafor",
    "Priya",
    "Nair",
    "Marsh",
    "Adeyemi",
    "Tanaka",
    "Brennan",
    "Lindqvist",
    "Holloway",
    "Pemberton",
    "Sykes",
    "Dan Jones",
    "reach-grace",
    "reach-sam",
    "7700900123",
];
/// What else says something of a child or their case, and is in no message.
const OF_A_CASE: [&str; 6] =
    ["3549863", "3550001", "Permanency", "Permanence Panel", "Agency Decision", "review and authorise"];

#[tokio::test]
async fn no_name_and_no_address_is_in_anything_that_leaves() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return gather(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = std::env::current_exe().expect("this test's program");
    let ran = Command::new(program)
        .args([SELF, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("RUST_LOG", LOG)
        .output()
        .expect("to run it again");
    let log = [ran.stdout, ran.stderr].concat();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&log));

    let mut places: BTreeMap<String, String> =
        [("log".to_owned(), String::from_utf8_lossy(&log).into())].into();
    for file in std::fs::read_dir(folder.path()).expect("what was gathered") {
        let file = file.expect("a file");
        let text = std::fs::read(file.path()).expect("its text");
        places.insert(file.file_name().to_string_lossy().into(), String::from_utf8_lossy(&text).into());
    }
    assert_eq!(places.keys().collect::<Vec<_>>(), PLACES);
    for (place, text) in &places {
        assert!(line_with(text, ON_PURPOSE).is_some(), "the search does not reach {place}");
        let of_a_case = OF_A_CASE.iter().filter(|_| MESSAGES.contains(&place.as_str()));
        for personal in PERSONAL.iter().chain(of_a_case) {
            assert_eq!(line_with(text, personal), None, "{personal} is in {place}");
        }
    }
}

/// Where it stands, however it is spelt.
fn line_with<'t>(text: &'t str, sought: &str) -> Option<&'t str> {
    let sought = sought.to_lowercase();
    text.lines().find(|line| line.to_lowercase().contains(&sought))
}

/// Lets people be told of everything that there is by all channels, with failures, and leaves what came of it in the folder.
async fn gather(folder: &Path) {
    let metrics = Metrics::begin();
    let scenes = [scene::of_all_kinds().await, scene::by_notify().await];
    for scene in &scenes {
        plant::everywhere(scene).await;
    }
    leave(folder, &scenes).await;
    std::fs::write(folder.join("metrics"), metrics.end()).expect("to leave them");
}

async fn leave(folder: &Path, scenes: &[Scene]) {
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    for scene in scenes {
        for (place, text) in scene.left().await {
            places.entry(place).or_default().push_str(&text);
        }
    }
    for (place, text) in places {
        std::fs::write(folder.join(place), text).expect("to leave it");
    }
}
