//! Invariants 1 to 12, 19 and 20 as histories: random people press random things, and a model that was written from document
//! A, and shares no code with the services, says what must come of each.
//!
//! `HISTORIES`, `COMMANDS`, `SEED` and `BEGINS` lengthen or repeat a run; a failure prints those of its batch, and what was
//! pressed.

mod agreement;
mod asking;
mod batch;
mod cast;
mod chance;
mod command;
mod document;
mod faults;
mod fields;
mod finishing;
mod folders;
mod handing;
mod history;
mod holding;
mod london;
mod message;
mod passing;
mod people;
mod record;
mod refusal;
mod repeating;
mod replies;
mod required;
mod shown;
mod standing;
mod state;
mod tried;
mod wording;
mod writing;

use batch::AT_ONCE;
use cast::Cast;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::panicking;
use std::time::Instant;
use tests::council::Council;
use tests::person::Person;
use tried::Tried;

/// Batches in one council.
const BATCHES: usize = 4;

/// Of the first batch.
const SEED: u64 = 2_023;

fn setting<T: FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_come_out_as_document_a_says() {
    histories(|batches| 0..batches.div_ceil(2)).await;
}

/// The other half: side by side they take half as long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_random_histories_come_out_as_document_a_says() {
    histories(|batches| batches.div_ceil(2)..batches).await;
}

/// A batch whose people call the gateway, in a council where everybody is there who listens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_come_out_so_through_the_gateway_too() {
    let council = Arc::new(Council::with_two_replicas().await);
    let other_adm = cast::staffed(&council).await;
    batches(&council, &other_adm, &[setting("SEED", SEED)]).await;
}

#[expect(clippy::print_stdout, reason = "who runs them longer wants to know what came about")]
async fn histories(of: impl FnOnce(u64) -> Range<u64>) {
    let histories: u64 = setting("HISTORIES", 100);
    let seed: u64 = setting("SEED", SEED);
    let seeds: Vec<u64> = of(histories.div_ceil(AT_ONCE)).map(|batch| seed + batch).collect();
    let mut tried = Tried::nothing();
    for seeds in seeds.chunks(BATCHES) {
        let (council, other_adm) = cast::council().await;
        tried.add(&batches(&council, &other_adm, seeds).await);
    }
    println!("{tried:#?}");
    tried.is_everything();
}

/// One of them failed: the others need not go on.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Notes it where what is under way fails.
struct Noted;

impl Drop for Noted {
    fn drop(&mut self) {
        FAILED.fetch_or(panicking(), Ordering::Relaxed);
    }
}

/// The batches that begin with these seeds, in one council.
#[expect(clippy::print_stdout, reason = "a failure is run again by what is printed")]
async fn batches(council: &Arc<Council>, other_adm: &Person, seeds: &[u64]) -> Tried {
    let commands: u64 = setting("COMMANDS", 100);
    faults::let_them_be_killed(council).await;
    if let Ok(begins) = std::env::var("BEGINS") {
        council.at(&begins);
    }
    let (mut tried, _noted) = (Tried::nothing(), Noted);
    for seed in seeds {
        assert!(!FAILED.load(Ordering::Relaxed), "another of them failed");
        let (begins, begun) = (council.suite.clock().now().to_rfc3339(), Instant::now());
        println!("BEGINS={begins} SEED={seed} HISTORIES={AT_ONCE} COMMANDS={commands}");
        let cast = Arc::new(Cast::of(council, other_adm, *seed).await);
        tried.add(&batch::batch(&cast, *seed, commands).await);
        println!("took {:.1} s", begun.elapsed().as_secs_f64());
    }
    record::the_record_is_whole(council).await;
    tried
}
