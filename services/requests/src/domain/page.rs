//! Where a list of requests goes on. A page token holds the place of the last row that was shown, so that rows which come
//! and go neither repeat nor hide others; it fits only the list, with the filters, that it came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use fault::{Reason, Refusal};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const SEAL_BYTES: usize = 12;

/// A row's place in every list of requests: newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Which one of those sent at the same instant.
    pub id: Uuid,
}

/// A row's place in a list that is sorted by something else before the instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedPlace {
    /// What comes first.
    pub key: String,
    /// Which one of those.
    pub place: Place,
}

impl From<Place> for SortedPlace {
    fn from(place: Place) -> Self {
        Self { key: String::new(), place }
    }
}

/// A list with its filters, whose tokens are of use for it alone.
pub struct List(Sha256);

/// What part of a list is wanted.
pub struct Page {
    /// The list, for the token of its next page.
    pub list: List,
    /// How many rows at most.
    pub size: usize,
    /// After which row; none at the beginning.
    pub after: Option<SortedPlace>,
}

impl Page {
    /// How many rows to look for: one more than the page holds tells whether the list goes on.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// After which row, in a list that is sorted by nothing but the instant.
    pub fn placed_after(&self) -> Option<Place> {
        self.after.as_ref().map(|after| after.place)
    }

    /// Cuts what was found to the page, with the token of the next one: empty at the end of the list.
    pub fn cut<Row, At: Into<SortedPlace>>(
        &self,
        mut found: Vec<Row>,
        place: impl Fn(&Row) -> At,
    ) -> (Vec<Row>, String) {
        let more = found.len() > self.size;
        found.truncate(self.size);
        let next = found.last().filter(|_| more).map(|last| self.list.token(&place(last).into()));
        (found, next.unwrap_or_default())
    }
}

impl List {
    /// The list that an RPC gives for these filters (its request without what differs from page to page).
    pub fn new(rpc: &str, filters: &impl prost::Message) -> Self {
        Self(Sha256::new().chain_update(rpc).chain_update([0]).chain_update(filters.encode_to_vec()))
    }

    /// The token that continues after this row.
    pub fn token(&self, SortedPlace { key, place }: &SortedPlace) -> String {
        let at = place.sent_at.timestamp_micros().to_be_bytes();
        let key = [&at[..], place.id.as_bytes(), key.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode([&self.seal(&key)[..], &key].concat())
    }

    /// The row after which to go on; none at the beginning. Refused with `PAGE_TOKEN_INVALID`.
    pub fn after(&self, token: &str) -> Result<Option<SortedPlace>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let invalid =
            || Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token");
        self.opened(token).map(Some).ok_or_else(invalid)
    }

    fn opened(&self, token: &str) -> Option<SortedPlace> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, key) = token.split_at_checked(SEAL_BYTES)?;
        if seal != self.seal(key) {
            return None;
        }
        let (instant, rest) = key.split_first_chunk::<8>()?;
        let (id, key) = rest.split_first_chunk::<16>()?;
        let sent_at = DateTime::from_timestamp_micros(i64::from_be_bytes(*instant))?;
        let place = Place { sent_at, id: Uuid::from_bytes(*id) };
        Some(SortedPlace { key: String::from_utf8(key.to_vec()).ok()?, place })
    }

    fn seal(&self, key: &[u8]) -> [u8; SEAL_BYTES] {
        let digest = self.0.clone().chain_update([0]).chain_update(key).finalize();
        std::array::from_fn(|at| digest[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::requests::v1::ListIncomingRequestsRequest;
    use proptest::prelude::*;

    fn folder(child_id: &str) -> List {
        let filters = ListIncomingRequestsRequest { child_id: child_id.to_owned(), ..Default::default() };
        List::new("ListIncomingRequests", &filters)
    }

    #[test]
    fn a_token_of_another_list_another_filter_or_nobody_is_refused() {
        let place = Place { sent_at: DateTime::UNIX_EPOCH, id: Uuid::from_u128(1) };
        let place = SortedPlace { key: "smith".to_owned(), place };
        let token = folder("3549863").token(&place);
        assert_eq!(folder("3549863").after(&token).unwrap(), Some(place));
        assert_eq!(folder("3549863").after("").unwrap(), None);

        let other_list = List::new("ListRequests", &ListIncomingRequestsRequest::default());
        for (list, token) in
            [(&other_list, token.as_str()), (&folder("1"), &token), (&folder("3549863"), "A")]
        {
            assert_eq!(list.after(token).unwrap_err().reason, Reason::PageTokenInvalid);
        }
    }

    proptest! {
        #[test]
        fn every_place_comes_back_as_it_went(
            micros in 0..4_102_444_800_000_000_i64,
            id: u128,
            key in ".{0,40}",
        ) {
            let sent_at = DateTime::from_timestamp_micros(micros).unwrap();
            let place = SortedPlace { key, place: Place { sent_at, id: Uuid::from_u128(id) } };
            let list = folder("3549863");
            prop_assert_eq!(list.after(&list.token(&place)).unwrap(), Some(place));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(text.is_empty() || folder("x").after(&text).is_err());
        }
    }
}
