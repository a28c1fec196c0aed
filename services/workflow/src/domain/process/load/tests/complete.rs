//! Nothing that the loader checks is without a file that fails it.

use std::{
    collections::BTreeSet,
    fs,
    panic::Location,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// A check: the file and the line that refuses.
type Check = (String, u32);

static FAILED: Mutex<BTreeSet<Check>> = Mutex::new(BTreeSet::new());

/// Notes which check has just refused something.
#[track_caller]
pub(in crate::domain::process::load) fn failed_here() {
    let here = Location::caller();
    let file = here.file().rsplit("src/").next().unwrap_or_default().to_owned();
    FAILED.lock().unwrap_or_else(PoisonError::into_inner).insert((file, here.line()));
}

/// Where the checks stand.
const CHECKED_BY: [&str; 10] = [
    "domain/process/load/choices.rs",
    "domain/process/load/forms.rs",
    "domain/process/load/mod.rs",
    "domain/process/load/names.rs",
    "domain/process/load/next_actions.rs",
    "domain/process/load/requests.rs",
    "domain/process/load/rules.rs",
    "domain/process/load/steps.rs",
    "domain/process/load/who.rs",
    "domain/rules/check.rs",
];

/// Every line on which something can be refused, those that ask for a check that they share among them.
fn checks() -> impl Iterator<Item = (Check, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    CHECKED_BY.into_iter().chain(["domain/process/step_type.rs"]).flat_map(move |file| {
        let text = fs::read_to_string(source.join(file)).expect("a file of the loader");
        let shared = |line: &str| ["keys(", "titles("].iter().any(|call| line.trim_start().starts_with(call));
        let refusing = move |line: &str| {
            shared(line) || [".require(", ".refuse(", "self.exists("].iter().any(|call| line.contains(call))
        };
        // What `exists` itself requires is told of the line that calls it.
        let counted = move |line: &str| refusing(line) && !line.contains("require(key.place(), exists,");
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        (1..)
            .zip(lines)
            .filter(move |(_, line)| counted(line))
            .map(move |(at, line)| ((file.to_owned(), at), line))
    })
}

#[test]
fn every_check_has_a_file_that_fails_it() {
    for mistakes in super::ALL {
        mistakes();
    }
    let failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let never: Vec<_> = checks().filter(|(check, _)| !failed.contains(check)).collect();
    assert!(checks().count() > 50, "the checks are found");
    assert!(never.is_empty(), "no file fails {never:#?}");
}
