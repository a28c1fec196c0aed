//! How a preview differs from an agenda that was issued: told while it is drawn, some children at a time.

use crate::{
    domain::{
        agenda::Considered,
        compare::{Counted, Moved},
    },
    store::{
        self,
        agenda_child::Line,
        difference::{Before, Issued},
    },
};
use fault::Fault;
use sqlx::PgConnection;
use uuid::Uuid;

/// How many of those who came or went are named.
const NAMED: usize = 500;

/// How a preview differs from an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differed {
    /// The agenda.
    pub issued: Issued,
    /// Who came and who went.
    pub counted: Counted,
}

/// A comparison that is under way.
pub(super) struct Differing {
    issued: Issued,
    counted: Counted,
}

impl Differing {
    /// With that agenda.
    pub(super) fn from(issued: Issued) -> Self {
        Self { issued, counted: Counted::default() }
    }

    /// Compares the next children.
    pub(super) async fn take(&mut self, connection: &mut PgConnection, lines: &[Line]) -> Result<(), Fault> {
        let ids: Vec<&str> = lines.iter().map(|line| line.child.child_id()).collect();
        let before = store::difference::before(connection, self.issued.agenda_id, &ids).await?;
        for line in lines {
            let before = before.get(line.child.child_id());
            let was_listed = before.is_some_and(|before| before.listed);
            match (&line.child, was_listed) {
                (Considered::Listed(_), true) => self.counted.stayed += 1,
                (Considered::Listed(child), false) => {
                    let off_by = before.map(|Before { off_by, .. }| off_by.clone());
                    self.counted.add(Moved { child_id: child.child_id.clone(), off_by }, NAMED);
                }
                (Considered::NotListed(child), true) => {
                    let off_by = Some(child.off.filter.clone());
                    self.counted.drop(Moved { child_id: child.child_id.clone(), off_by }, NAMED);
                }
                (Considered::NotListed(_), false) => {}
            }
        }
        Ok(())
    }

    /// Adds whom the extract does not have any more.
    pub(super) async fn finish(
        mut self,
        connection: &mut PgConnection,
        extract_import_id: Uuid,
    ) -> Result<Differed, Fault> {
        let so_many = i64::try_from(NAMED).unwrap_or(i64::MAX);
        let (count, first) =
            store::difference::gone(connection, self.issued.agenda_id, extract_import_id, so_many).await?;
        let gone = first.into_iter().map(|child_id| Moved { child_id, off_by: None });
        self.counted.drop_gone(usize::try_from(count).map_err(Fault::defect)?, gone, NAMED);
        Ok(Differed { issued: self.issued, counted: self.counted })
    }
}
