//! Who is not on an agenda, as a file: an agenda's lines never change, so that it is read once to say how large the file is and whom
//! it shows, and once more while the file goes. It is never in memory as a whole.

use super::{file::File, read::Read};
use crate::{
    domain::agenda::{Drawn, FilterSaid, Told},
    export::{Lines, NOT_LISTED, Text, not_listed_row},
    store::{self, agenda_child::Part},
};
use fault::Fault;
use futures::{StreamExt, stream};
use sqlx::PgPool;
use uuid::Uuid;

/// How many children are read at a time.
const AT_ONCE: i64 = 1_000;

/// The file, once each child that it shows stands in an entry.
pub(super) async fn off_list(
    pool: &PgPool,
    read: &Read<'_>,
    agenda: &Drawn,
    part: Part,
    (name, text): (&str, Text),
) -> Result<File, Fault> {
    let begin = || OffList::of(pool.clone(), agenda, part.clone(), text);
    let (mut size, mut counted) = (0, begin());
    while let Some((bytes, child_ids)) = counted.next().await? {
        size += bytes.len();
        let children = child_ids.into_iter().map(|child_id| format!("child/{child_id}"));
        read.also(|entry| entry.subject(agenda.subject()).subjects(children)).await?;
    }
    let next = |mut list: OffList| async move {
        let next = list.next().await?;
        Ok(next.map(|(bytes, _)| (bytes, list)))
    };
    File::text((name, text), size, stream::try_unfold(begin(), next).boxed())
}

/// One way through the children.
struct OffList {
    pool: PgPool,
    agenda_id: Uuid,
    part: Part,
    filters: Vec<FilterSaid>,
    /// None when all is written.
    lines: Option<Lines>,
    above: Vec<u8>,
    last: Option<String>,
}

impl OffList {
    fn of(pool: PgPool, agenda: &Drawn, part: Part, text: Text) -> Self {
        let (lines, above) = Lines::begin(text, &NOT_LISTED);
        let (agenda_id, filters) = (agenda.id, agenda.filters.clone());
        Self { pool, agenda_id, part, filters, lines: Some(lines), above, last: None }
    }

    /// The next bytes, and the children in them; none at the end.
    async fn next(&mut self) -> Result<Option<(Vec<u8>, Vec<String>)>, Fault> {
        let Some(mut lines) = self.lines.take() else { return Ok(None) };
        let after = self.last.as_deref();
        let page = store::agenda_child::page(&self.pool, self.agenda_id, &self.part, after, AT_ONCE).await?;
        let mut bytes = std::mem::take(&mut self.above);
        let mut child_ids = Vec::with_capacity(page.len());
        for child in page {
            let Told::NotListed(off) = child.told else { continue };
            bytes.extend(lines.row(&not_listed_row(&off.not_listed(), &child.extracted, &self.filters)));
            child_ids.push(off.child_id);
        }
        match child_ids.last() {
            Some(last) => {
                self.last = Some(last.clone());
                self.lines = Some(lines);
            }
            None => bytes.extend(lines.end()),
        }
        Ok(Some((bytes, child_ids)))
    }
}
