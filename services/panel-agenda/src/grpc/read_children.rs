//! What the rules make of the children of an extract, outside any agenda.

use super::{
    convert::{BlindSpots, Child},
    read::Read,
    whose::{own_of, sees_everybody},
};
use crate::{
    domain::{
        blind_spots::Overlooked,
        extract_import::{ExtractImport, subject},
        rules::{Day, Remembered, Subject},
    },
    ops::{Desk, codes_for, extract_missing, rules_on},
    rpc, store,
};
use chrono::{Datelike, Days, NaiveDate};
use contracts::panels::v1::{ExplainChildResponse, ListBlindSpotsResponse};
use fault::{Fault, Refusal};
use identity::{Actor, Caller, Resource};
use std::borrow::Cow;
use uuid::Uuid;

/// How many records are looked at together.
const AT_ONCE: i64 = 2_000;

pub(super) async fn explain_child(
    desk: &Desk,
    caller: &Caller,
    asked: Child,
) -> Result<ExplainChildResponse, Fault> {
    let Child { child_id, extract, panel } = asked;
    let today = desk.clock.today();
    let access = store::extract_import::access_to(&desk.pool, &caller.subject, &child_id).await?;
    let resource = Resource::Record { child_id: child_id.clone() };
    let read = Read::permitted(desk, caller, access, rpc::EXPLAIN_CHILD, resource)?;
    let seen = store::extract_import::choose(&desk.pool, &caller.subject, extract, today).await?;
    let extract = usable(seen.found, extract, today)?;
    let codes = &*codes_for(desk, Cow::Borrowed(&desk.rulebook.codes), &extract.codes_sha256).await?;
    let kept = store::record::of_child(&desk.pool, codes, extract.id, &child_id).await?;
    let kept = kept.ok_or_else(|| Refusal::not_found(format!("child/{child_id}")))?;
    read.noting(|entry| entry.child(&child_id).subject(extract.subject())).left().await?;

    let panel = panel.unwrap_or_else(|| thursday_from(today));
    let day = Day::new(extract.as_of, panel, codes);
    let mut connection = desk.pool.acquire().await?;
    let states = store::remembered::now(&mut *connection).await?;
    let ids = [&*child_id];
    let mut known = store::remembered::of_children(&mut connection, states, &ids, extract.as_of).await?;
    drop(connection);
    let remembered = known.remove(&child_id).unwrap_or_default().remembered;
    let explained = rules_on(desk, panel, codes)
        .await?
        .explain(&Subject::new(&kept.facts, &kept.plan_said, &remembered, &day), codes);
    Ok(ExplainChildResponse {
        child_id,
        as_of: extract.as_of.to_string(),
        panel_date: panel.to_string(),
        cohorts: explained.into_iter().map(Into::into).collect(),
        flags: kept.flags.iter().map(|kind| super::convert::kind(kind).into()).collect(),
    })
}

pub(super) async fn list_blind_spots(
    desk: &Desk,
    caller: &Caller,
    asked: BlindSpots,
) -> Result<ListBlindSpotsResponse, Fault> {
    let BlindSpots { extract, page } = asked;
    let today = desk.clock.today();
    let seen = store::extract_import::choose(&desk.pool, &caller.subject, extract, today).await?;
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::LIST_BLIND_SPOTS, Resource::Council)?;
    let extract = usable(seen.found, extract, today)?;
    let after = page.after().cloned().unwrap_or_default();
    let overlooked = overlooked(desk, &actor, &extract, (after, page.size() + 1)).await?;
    let (overlooked, next_page_token) = page.cut(overlooked, |it| it.child.child_id.clone());
    let subjects: Vec<String> = overlooked.iter().map(|it| format!("child/{}", it.child.child_id)).collect();
    read.noting(|entry| entry.subject(extract.subject()).subjects(subjects)).left().await?;
    Ok(ListBlindSpotsResponse {
        extract_import_id: extract.id.to_string(),
        children: overlooked.into_iter().map(Into::into).collect(),
        next_page_token,
        care_proceedings_missing: !extract.proceedings_said,
    })
}

/// The first so many children after that one whom the cohorts may overlook.
async fn overlooked(
    desk: &Desk,
    actor: &Actor,
    extract: &ExtractImport,
    (mut after, so_many): (String, usize),
) -> Result<Vec<Overlooked>, Fault> {
    let everybody = sees_everybody(desk, actor)?;
    let codes = &*codes_for(desk, Cow::Borrowed(&desk.rulebook.codes), &extract.codes_sha256).await?;
    let rules = rules_on(desk, desk.clock.today(), codes).await?;
    // What was discussed takes off afterwards, and makes no blind spot: the panel's date does not matter.
    let (day, nothing) = (Day::new(extract.as_of, extract.as_of, codes), Remembered::default());
    let mut found = Vec::new();
    loop {
        let records = store::record::after(&desk.pool, codes, extract.id, &after, AT_ONCE).await?;
        let Some(last) = records.last() else { return Ok(found) };
        after.clone_from(&last.child_id);
        let overlooked = records.into_iter().map(|kept| {
            let subject = Subject::new(&kept.facts, &kept.plan_said, &nothing, &day);
            let spots = rules.blind_spots(&subject, codes, extract.proceedings_said);
            Overlooked { child: kept, spots }
        });
        let mut overlooked: Vec<Overlooked> = overlooked.filter(|it| !it.spots.is_empty()).collect();
        if !everybody {
            overlooked =
                own_of(desk, actor, overlooked, |it| (&*it.child.child_id, &*it.child.service_manager))
                    .await?;
        }
        found.extend(overlooked);
        if found.len() >= so_many {
            found.truncate(so_many);
            return Ok(found);
        }
    }
}

fn usable(
    found: Option<ExtractImport>,
    wanted: Option<Uuid>,
    today: NaiveDate,
) -> Result<ExtractImport, Refusal> {
    let extract = found.ok_or_else(|| match wanted {
        Some(id) => Refusal::not_found(subject(id)),
        None => extract_missing(today),
    })?;
    extract.expect_read()?;
    Ok(extract)
}

/// That day, or the next Thursday.
fn thursday_from(day: NaiveDate) -> NaiveDate {
    let days = (10 - day.weekday().num_days_from_monday()) % 7;
    day + Days::new(days.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_panel_is_on_the_thursday_that_is_to_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, thursday) in
            [("2026-11-23", "2026-11-26"), ("2026-11-26", "2026-11-26"), ("2026-11-27", "2026-12-03")]
        {
            assert_eq!(thursday_from(day(today)), day(thursday), "{today}");
        }
    }
}
