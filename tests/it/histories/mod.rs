//! Invariants 1 to 12, 19 and 20 as histories: random people press random things, and a model that was written from document
//! A, and shares no code with the services, says what must come of each.
//!
//! `HISTORIES`, `COMMANDS`, `SEED` and `BEGINS` lengthen or repeat a run; a failure prints those of its batch, and what was
//! pressed.

mod agreement;
mod asking;
mod chance;
mod command;
mod document;
mod fields;
mod finishing;
mod folders;
mod history;
mod london;
mod message;
mod passing;
mod people;
mod refusal;
mod replies;
mod shown;
mod state;
mod tried;
mod wording;
mod writing;

use chance::one_of;
use chrono::{Days, NaiveDate, TimeDelta};
use contracts::directory::v1::Cover;
use contracts::r#type::v1::Role;
use fastrand::Rng;
use fault::Reason;
use fields::Fields;
use folders::Folders;
use futures::future::join_all;
use history::{AGREE_WITHIN, History};
use london::instant_in_london;
use people::Who;
use state::Model;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::council::{Council, QAAG};
use tests::people::cover_of;
use tokio::task::JoinSet;
use tried::Tried;

/// Children of one council whose histories run side by side, by one clock.
const AT_ONCE: u64 = 25;
/// Who hears whom, while a case goes its way.
const FEEDS: [(&str, &str); 2] = [("workflow", "requests"), ("requests", "workflow")];
/// Who keeps what cases are made of.
const KEPT: [&str; 3] = ["directory", "workflow", "requests"];
/// Batches in one council.
const BATCHES: u64 = 8;

fn setting<T: FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_come_out_as_document_a_says() {
    let (histories, commands): (u64, u64) = (setting("HISTORIES", 50), setting("COMMANDS", 100));
    let seed: u64 = setting("SEED", 2_023);
    let mut seeds = (0..histories.div_ceil(AT_ONCE)).map(|batch| seed + batch).peekable();
    let mut tried = Tried::default();
    while seeds.peek().is_some() {
        let council = council().await;
        if let Ok(begins) = std::env::var("BEGINS") {
            council.at(&begins);
        }
        for seed in seeds.by_ref().take(BATCHES as usize) {
            let begins = council.suite.clock().now().to_rfc3339();
            println!("BEGINS={begins} SEED={seed} HISTORIES={AT_ONCE} COMMANDS={commands}");
            tried.add(&batch(&council, seed, commands).await);
        }
        the_record_is_whole(&council).await;
    }
    println!("{tried:#?}");
    tried.is_everything();
}

/// A council in which a family finder is a team manager too, and a social worker works from the QAAG inbox.
async fn council() -> Arc<Council> {
    let council = Council::of_cases().await;
    council.gives_roles(&council.second_finder, &[Role::FamilyFinder, Role::TeamManager]).await;
    council.gives_roles(&council.other_sw, &[Role::SocialWorker, Role::QaagWorker]).await;
    council.works_from(QAAG, &[&council.qaag, &council.other_sw]).await;
    Arc::new(council)
}

async fn batch(council: &Arc<Council>, seed: u64, commands: u64) -> Tried {
    let mut chance = Rng::with_seed(seed);
    let fields = Arc::new(Fields::of_the_process(&council.forms));
    let covers = covers(council.suite.clock().today(), &mut chance);
    let arranged = arranged(council, &covers).await;
    let covers = Arc::new(covers);
    let mut histories = Vec::new();
    for _ in 0..AT_ONCE {
        let child = council.register_child().await;
        histories.push(History::of(
            council.clone(),
            child,
            Model::of_nothing(&fields, &covers),
            chance.u64(..),
        ));
    }
    let (mut held, mut upgraded) = (JoinSet::new(), JoinSet::new());
    for turn in 0..commands {
        // The clock moves while nobody presses anything: what is asked on one day is answered on it.
        if chance.u8(..100) < 5 {
            time_passes(council, &mut histories, &mut chance).await;
        }
        if chance.u8(..100) < 4 {
            let (service, upstream) = FEEDS[chance.usize(..FEEDS.len())];
            held.spawn(held_up(council.clone(), service, upstream));
        }
        let (upgrades, replica) = (chance.u8(..100) < 1, chance.usize(..2));
        let service = KEPT[chance.usize(..KEPT.len())];
        while upgraded.try_join_next().is_some() {}
        if upgrades && upgraded.is_empty() {
            upgraded.spawn(upgrade(council.clone(), service, replica));
        }
        join_all(histories.iter_mut().map(History::turn)).await;
        if turn == commands / 2 {
            join_all(histories.iter_mut().step_by(5).map(History::remembers)).await;
            in_time(async || {
                let folders = Folders::of_everybody(council).await.map_err(|it| it.to_string())?;
                histories.iter().try_for_each(|history| history.is_in_the_folders(&folders))
            })
            .await;
        }
    }
    join_all(histories.iter_mut().step_by(5).map(History::remembers)).await;
    in_time(async || {
        let folders = Folders::of_everybody(council).await.map_err(|it| it.to_string())?;
        let agree = histories.iter().map(|history| history.is_what_everybody_sees(&folders));
        join_all(agree).await.into_iter().collect()
    })
    .await;
    held.join_all().await;
    upgraded.join_all().await;
    for cover in arranged {
        if let Err(refused) = council.admin.end_cover(&cover).await {
            assert_eq!(fault::reason_of(&refused), Some(Reason::CoverOver), "{refused:?}");
        }
    }
    let mut tried = Tried::default();
    for history in &mut histories {
        history.tried.came_to(history.model.outcomes(), history.model.steps.len());
        tried.add(&history.tried);
    }
    tried
}

/// Until the services agree, or ought to.
async fn in_time(agree: impl AsyncFn() -> Result<(), String>) {
    let begun = Instant::now();
    loop {
        let in_time = begun.elapsed() < AGREE_WITHIN;
        let Err(what) = agree().await else { return };
        // Who looked before the time was over may have seen what was still on its way.
        assert!(in_time, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A feed is not read for a while; what depends on it is pulled, or waits.
async fn held_up(council: Arc<Council>, service: &str, upstream: &str) {
    council.pause(service, upstream);
    tokio::time::sleep(Duration::from_millis(150)).await;
    council.resume(service, upstream);
}

/// Some hours or weeks; or until the first or the last hour of the day, or of the day before, on which a child's next pair is
/// due, whereupon somebody tries it.
async fn time_passes(council: &Council, histories: &mut [History], chance: &mut Rng) {
    let clock = council.suite.clock();
    let due = |(index, history): (usize, &History)| Some((index, history.model.pair_to_come()?.1));
    let due: Vec<(usize, NaiveDate)> = histories.iter().enumerate().filter_map(due).collect();
    let some_time = TimeDelta::hours(chance.i64(1..40 * 24));
    if let (Some((index, due)), true) = (one_of(chance, &due), chance.u8(..3) > 0) {
        let (day, late) = (*due - Days::new(chance.u64(..2)), chance.bool());
        let edge = if late { day.and_hms_opt(23, 30, 0) } else { day.and_hms_opt(0, 30, 0) };
        let edge = instant_in_london(edge.expect("a time of day"));
        if edge > clock.now() {
            clock.set(edge);
            return histories[*index].tries_the_pair().await;
        }
    }
    clock.advance(some_time);
}

/// One of the two replicas of a service stops and starts again, as upgrades do.
async fn upgrade(council: Arc<Council>, service: &'static str, replica: usize) {
    council.restart_of(service, replica).await;
}

/// The social worker and the supervisor are away for some weeks, and stood in for.
fn covers(today: NaiveDate, chance: &mut Rng) -> Vec<people::Cover> {
    let pairs = [(Who::Sw, Who::OtherSw), (Who::Ps, Who::Tm)];
    let some_weeks = |(absent, by)| {
        let first = today + Days::new(chance.u64(1..40));
        people::Cover { absent, by, days: first..=first + Days::new(chance.u64(..60)) }
    };
    pairs.into_iter().map(some_weeks).collect()
}

/// Arranges them; every service knows when this returns.
async fn arranged(council: &Council, covers: &[people::Cover]) -> Vec<Cover> {
    let mut arranged = Vec::new();
    for people::Cover { absent, by, days } in covers {
        let (first, last) = (days.start().to_string(), days.end().to_string());
        let cover = cover_of(absent.person(council), by.person(council), &first, &last);
        let set = absent.person(council).set_cover(cover).await.expect("a cover");
        council.known_everywhere(&set).await;
        arranged.push(set);
    }
    arranged
}

/// What must hold of the record whatever was pressed (invariants 1, 5 and 7).
async fn the_record_is_whole(council: &Council) {
    let database = council.suite.database();
    for service in council.keeping() {
        let out_of_order: i64 = sqlx::query_scalar(
            "select count(*) from (
                select subject_version <= lag(subject_version) over (partition by subject order by position) as back
                from events) as versions where back",
        )
        .fetch_one(&database.pool(service))
        .await
        .expect("the events");
        assert_eq!(out_of_order, 0, "events of {service} about one subject are in order");
    }
    for (what, broken) in [
        (
            "steps without a parent are the first of their case",
            "select count(*) from (
                select case_id, count(*) filter (where parent_id is null) as first
                from workflow.workstep group by case_id) as cases where first <> 1",
        ),
        (
            "what one step created exists once",
            "select count(*) from (
                select parent_id, kind, purpose from workflow.workstep where parent_id is not null
                group by 1, 2, 3 having count(*) > 1) as twice",
        ),
        (
            "a case is open with an open step, or closed with none",
            "select count(*) from workflow.permanence_case c where (c.outcome is null) <> exists (
                select from workflow.workstep w where w.case_id = c.id and w.state in ('incoming', 'started'))",
        ),
        (
            "a family finding that is finished led to another or to a match",
            "select count(*) from workflow.workstep w
                where kind = 'family_finding' and purpose = 'FAMILY_FINDING' and state = 'finished' and not exists (
                    select from workflow.workstep c where c.parent_id = w.id
                        and c.kind in ('family_finding', 'information_sharing'))",
        ),
        (
            "at most one step of family finding is open in a case",
            "select count(*) from (
                select case_id from workflow.workstep
                where kind = 'family_finding' and purpose = 'FAMILY_FINDING' and state in ('incoming', 'started')
                group by 1 having count(*) > 1) as twice",
        ),
    ] {
        let found: i64 =
            sqlx::query_scalar(broken).fetch_one(&database.pool("workflow")).await.expect("the record");
        assert_eq!(found, 0, "{what}");
    }
}
