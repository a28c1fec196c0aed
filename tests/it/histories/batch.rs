//! Histories of several children that run side by side, by one clock.

use super::cast::Cast;
use super::chance::one_of;
use super::faults::{Faults, Kill};
use super::fields::Fields;
use super::folders::Folders;
use super::history::{AGREE_WITHIN, History};
use super::london::instant_in_london;
use super::people::{Cover, Who};
use super::refusal::said;
use super::state::Model;
use super::tried::Tried;
use chrono::{Days, NaiveDate, TimeDelta};
use contracts::directory::v1 as directory;
use fastrand::Rng;
use futures::future::join_all;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::people::cover_of;

/// Children whose histories run side by side.
pub(super) const AT_ONCE: u64 = 50;

pub(super) async fn batch(cast: &Arc<Cast>, seed: u64, commands: u64) -> Tried {
    let mut chance = Rng::with_seed(seed);
    let fields = Arc::new(Fields::of_the_process(&cast.forms));
    let covers = covers(cast.suite.clock().today(), &mut chance);
    let arranged = arranged(cast, &covers).await;
    let covers = Arc::new(covers);
    let children = join_all((0..AT_ONCE).map(|_| cast.register_child())).await;
    let new = |child| History::of(cast.clone(), child, Model::of_nothing(&fields, &covers), chance.u64(..));
    let mut histories: Vec<History> = children.into_iter().map(new).collect();
    let mut faults = Faults::none(cast);
    let somebody_leaves = chance.u64(commands / 3..=commands * 2 / 3);
    let killed = [chance.u64(..commands), chance.u64(..commands)];
    for turn in 0..commands {
        // The clock moves, and people leave, while nobody presses anything: what is asked on one day is answered on it.
        if turn == somebody_leaves {
            cast.somebody_leaves().await;
            histories.iter_mut().for_each(|history| history.model.gone = Some(Who::Leaver));
            join_all(histories.iter_mut().map(History::remembers)).await;
            all_is_in_the_folders(cast, &histories).await;
        }
        if chance.u8(..100) < 5 {
            time_passes(cast, &mut histories, &mut chance).await;
        }
        faults.may_begin(&mut chance);
        let kill = killed.contains(&turn).then(|| Kill::some_time(&mut chance));
        let turns = join_all(histories.iter_mut().map(History::turn));
        match kill {
            Some(kill) => {
                tokio::join!(turns, faults.kills(kill));
            }
            None => {
                turns.await;
            }
        }
    }
    join_all(histories.iter_mut().map(History::remembers)).await;
    in_time(async || {
        join_all(histories.iter().map(History::is_what_is_on_record)).await.into_iter().collect()
    })
    .await;
    all_is_in_the_folders(cast, &histories).await;
    faults.end().await;
    ended(cast, arranged).await;
    let mut tried = Tried::nothing();
    for history in &mut histories {
        history.tried.came_to(history.model.outcomes(), history.model.steps.len());
        tried.add(&history.tried);
    }
    tried
}

async fn all_is_in_the_folders(cast: &Cast, histories: &[History]) {
    in_time(async || {
        let gone = histories.first().and_then(|history| history.model.gone);
        let folders = Folders::of_everybody(cast, gone).await?;
        histories.iter().try_for_each(|history| history.is_in_the_folders(&folders))
    })
    .await;
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

/// Some hours or weeks; or until the first or the last hour of the day, or of the day before, on which a child's next pair is
/// due, whereupon somebody tries it.
async fn time_passes(cast: &Cast, histories: &mut [History], chance: &mut Rng) {
    let clock = cast.suite.clock();
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

/// The social worker, the supervisor and the agency decision maker are away for some weeks, and stood in for.
fn covers(today: NaiveDate, chance: &mut Rng) -> Vec<Cover> {
    let pairs = [(Who::Sw, Who::OtherSw), (Who::Ps, Who::Tm), (Who::Adm, Who::OtherAdm)];
    let some_weeks = |(absent, by)| {
        let first = today + Days::new(chance.u64(1..40));
        Cover { absent, by, days: first..=first + Days::new(chance.u64(..60)) }
    };
    pairs.into_iter().map(some_weeks).collect()
}

/// Arranges them; every service knows when this returns.
async fn arranged(cast: &Cast, covers: &[Cover]) -> Vec<directory::Cover> {
    let mut arranged = Vec::new();
    for Cover { absent, by, days } in covers {
        let (first, last) = (days.start().to_string(), days.end().to_string());
        let cover = cover_of(absent.person(cast), by.person(cast), &first, &last);
        let set = absent.person(cast).set_cover(cover).await.expect("a cover");
        cast.known_everywhere(&set).await;
        arranged.push(set);
    }
    arranged
}

/// Ends what is not over.
async fn ended(cast: &Cast, arranged: Vec<directory::Cover>) {
    for cover in arranged {
        if let Err(refused) = cast.admin.end_cover(&cover).await {
            assert_eq!(said(&refused), ["COVER_OVER"], "{refused:?}");
        }
    }
}
