//! What a reader has: the cursor of a stream of changes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::{Fault, Reason, Refusal};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

const SEAL_BYTES: usize = 8;
const COUNT_BYTES: usize = 4;
const ROW_BYTES: usize = 20;

/// The rows that a reader has, each with a mark of how it looked, and the count that the reader was told. A cursor holds
/// all of it: nothing of it is kept anywhere else, and it never expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    rpc: &'static str,
    standing: Standing,
    rows: BTreeMap<Uuid, i32>,
    total: i32,
}

/// Whether the reader has anything yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The reader has nothing, and was told nothing; because of this, where a cursor was given in vain.
    Nothing(Option<Reason>),
    /// The reader says so. It is not known yet whether a cursor of theirs said it.
    Claimed([u8; SEAL_BYTES]),
    /// The reader was told so.
    Told,
}

impl Held {
    /// What a cursor says. Refused with `CURSOR_MALFORMED`.
    pub fn claimed(rpc: &'static str, cursor: &str) -> Result<Self, Fault> {
        let nothing = Self { rpc, standing: Standing::Nothing(None), rows: BTreeMap::new(), total: 0 };
        if cursor.is_empty() {
            return Ok(nothing);
        }
        let malformed =
            || Refusal::new(Reason::CursorMalformed, "it is not a cursor that this stream gave out");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| malformed())?;
        let (seal, rest) = bytes.split_first_chunk::<SEAL_BYTES>().ok_or_else(malformed)?;
        let (total, rows) = rest.split_first_chunk::<COUNT_BYTES>().ok_or_else(malformed)?;
        if rows.len() % ROW_BYTES != 0 {
            return Err(malformed().into());
        }
        let rows = rows.chunks_exact(ROW_BYTES).filter_map(row).collect();
        Ok(Self { standing: Standing::Claimed(*seal), rows, total: i32::from_be_bytes(*total), ..nothing })
    }

    /// The same, once it is known who reads: nothing, for the reason `CURSOR_FOREIGN`, unless the cursor was given to
    /// this worker.
    pub(super) fn proven(self, worker_id: Uuid) -> Self {
        let Standing::Claimed(seal) = self.standing else { return self };
        if seal == self.seal(worker_id) {
            return Self { standing: Standing::Told, ..self };
        }
        let standing = Standing::Nothing(Some(Reason::CursorForeign));
        Self { standing, rows: BTreeMap::new(), total: 0, ..self }
    }

    /// Whether the reader has the same rows by both.
    pub(super) fn says_as_much_as(&self, other: &Self) -> bool {
        self.rows == other.rows
    }

    /// Set when the reader has nothing and shall forget whatever they think they have; with the reason, where a cursor
    /// was given in vain.
    pub(super) fn reset(&self) -> Option<Option<Reason>> {
        match self.standing {
            Standing::Nothing(reason) => Some(reason),
            Standing::Claimed(_) | Standing::Told => None,
        }
    }

    /// The cursor that says all this to the same worker again.
    pub(super) fn cursor(&self, worker_id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode([&self.seal(worker_id)[..], &self.content()].concat())
    }

    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.rows.keys().copied()
    }

    /// The rows and their marks, side by side, as a statement takes them.
    pub fn columns(&self) -> (Vec<Uuid>, Vec<i32>) {
        self.rows.iter().map(|(id, mark)| (*id, *mark)).unzip()
    }

    /// Whether the reader has this row, however it looked.
    pub(super) fn has(&self, id: Uuid) -> bool {
        self.rows.contains_key(&id)
    }

    /// The count that the reader was told.
    pub(super) fn total(&self) -> i32 {
        self.total
    }

    /// What the reader has once they are told that these rows are gone, and that those look so now.
    pub(super) fn told(
        mut self,
        gone: &[Uuid],
        look: impl IntoIterator<Item = (Uuid, i32)>,
        total: i32,
    ) -> Self {
        for id in gone {
            self.rows.remove(id);
        }
        self.rows.extend(look);
        Self { standing: Standing::Told, total, ..self }
    }

    fn content(&self) -> Vec<u8> {
        let rows =
            self.rows.iter().flat_map(|(id, mark)| id.into_bytes().into_iter().chain(mark.to_be_bytes()));
        self.total.to_be_bytes().into_iter().chain(rows).collect()
    }

    fn seal(&self, worker_id: Uuid) -> [u8; SEAL_BYTES] {
        let digest = Sha256::new()
            .chain_update(self.rpc)
            .chain_update(worker_id.as_bytes())
            .chain_update(self.content())
            .finalize();
        std::array::from_fn(|at| digest[at])
    }
}

fn row(bytes: &[u8]) -> Option<(Uuid, i32)> {
    let (id, mark) = bytes.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*id), i32::from_be_bytes(mark.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RPC: &str = "permanence.workflow.v1.WorkstepService/WatchIncomingWork";

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn held() -> Held {
        let nothing = Held::claimed(RPC, "").unwrap();
        nothing.told(&[], [(id(1), 5), (id(2), -6)], 2).told(&[id(1)], [(id(2), 7), (id(3), 8)], 9)
    }

    #[test]
    fn a_cursor_says_to_its_own_reader_what_they_have() {
        let read = Held::claimed(RPC, &held().cursor(id(70))).unwrap().proven(id(70));
        assert_eq!(read, held());
        assert!(Held::claimed(RPC, "").unwrap().proven(id(70)).reset() == Some(None));
        assert_eq!(read.columns(), (vec![id(2), id(3)], vec![7, 8]));
        assert_eq!((read.total(), read.reset()), (9, None));
        assert!(read.has(id(2)) && !read.has(id(1)));
    }

    #[test]
    fn anothers_cursor_and_that_of_another_stream_begin_again_by_reason() {
        let cursor = held().cursor(id(70));
        let mut altered = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        *altered.last_mut().unwrap() ^= 1;
        for (rpc, cursor, reader) in [
            (RPC, cursor.clone(), id(71)),
            ("permanence.requests.v1.RequestService/WatchIncomingRequests", cursor, id(70)),
            (RPC, URL_SAFE_NO_PAD.encode(altered), id(70)),
        ] {
            let read = Held::claimed(rpc, &cursor).unwrap().proven(reader);
            assert_eq!(read.reset(), Some(Some(Reason::CursorForeign)));
            assert_eq!((read.rows().count(), read.total()), (0, 0));
        }
    }

    #[test]
    fn what_no_stream_gave_out_is_malformed() {
        let cut = &held().cursor(id(70))[..20];
        for cursor in ["?", "AAAA", cut] {
            let refused = Held::claimed(RPC, cursor).unwrap_err();
            assert_eq!(refused.reason(), Reason::CursorMalformed, "{cursor}");
        }
    }
}
