//! Whom an agenda refers to their service managers, to correct the record, and to whom.

use super::export::not_listed;
use crate::{
    domain::{
        agenda::{Drawn, Extracted, NotListed},
        rules::Cohort,
        service_manager::KeptFor,
    },
    ops::Desk,
    store::{
        self,
        agenda_child::{Own, Part},
    },
};
use fault::Fault;

/// A child who is referred.
pub(super) struct Referred {
    /// On whose sheet it stands: whom the directory allocates now, else for whom the extract's text is kept, else that text.
    pub(super) whose: String,
    /// By what, and why.
    pub(super) child: NotListed,
    /// What the extract says.
    pub(super) extracted: Extracted,
}

/// All whom the filters of the cohort that refer took off this agenda, of somebody or of everybody.
pub(super) async fn referred(
    desk: &Desk,
    agenda: &Drawn,
    cohort: &Cohort,
    own: Option<&Own>,
) -> Result<Vec<Referred>, Fault> {
    let mut found = Vec::new();
    let filters = cohort.filters.iter().chain(&cohort.afterwards);
    for filter in filters.filter(|filter| filter.refers) {
        let part = Part::NotListed { by: Some(filter.key.to_string()), own: own.cloned() };
        found.extend(not_listed(desk, agenda.id, &part, usize::MAX).await?);
    }
    let ids: Vec<&str> = found.iter().map(|(child, _)| child.child_id.as_str()).collect();
    let allocated = store::record::allocated(&desk.pool, &ids).await?;
    let workers: Vec<_> = allocated.values().copied().collect();
    let shown = store::discussion::names(&desk.pool, &workers).await?;
    let kept = store::service_manager_name::now(&desk.pool).await?;
    let referred = found.into_iter().map(|(child, extracted)| {
        let known = allocated.get(&child.child_id).and_then(|worker| shown.get(worker));
        let whose = match (known, kept.kept_for(&extracted.service_manager)) {
            (Some(name), _) => name.clone(),
            (None, KeptFor::Worker(manager)) => manager.name.clone(),
            (None, _) => extracted.service_manager.clone(),
        };
        Referred { whose, child, extracted }
    });
    Ok(referred.collect())
}
