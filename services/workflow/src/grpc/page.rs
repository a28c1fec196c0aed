//! Where a list goes on. A page token holds the place of the last row that was shown, so that rows which come and go
//! neither repeat nor hide others; it fits only the list, with the filters, that it came from.

use crate::store::place::{Key, Place};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::{Fields, Reason, Refusal};
use sha2::{Digest, Sha256};

const SEAL_BYTES: usize = 12;

/// What part of a list is wanted.
pub(super) struct Page<K = Place> {
    list: List,
    size: usize,
    after: Option<K>,
}

/// A list with its filters, whose tokens are of use for it alone.
struct List(Sha256);

/// The page of a request, before its token is looked at.
pub(super) struct Wanted {
    list: List,
    size: usize,
}

impl<K: Key> Page<K> {
    /// After which row it begins; `beginning` where it is the first.
    pub(super) fn after(&self, beginning: K) -> K {
        self.after.clone().unwrap_or(beginning)
    }

    /// The same where the list has no place before its first row.
    pub(super) fn after_any(&self) -> Option<K> {
        self.after.clone()
    }

    /// How many rows to look for: one more than the page holds tells whether the list goes on.
    pub(super) fn rows(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// Cuts what was found to the page, with the token of the next one: empty at the end of the list.
    pub(super) fn cut<Row>(&self, found: &mut Vec<Row>, place: impl Fn(&Row) -> K) -> String {
        let more = found.len() > self.size;
        found.truncate(self.size);
        let next = found.last().filter(|_| more).map(|last| self.list.token(&place(last)));
        next.unwrap_or_default()
    }
}

impl Wanted {
    /// The size of the page that an RPC is asked for; `filters` is its request without what differs from page to page.
    pub(super) fn of(
        rpc: &str,
        filters: &impl prost::Message,
        wrong: &mut Fields,
        size: i32,
        (standard, most): (u16, u16),
    ) -> Self {
        let size = wrong.page_size("page_size", size, standard, most).into();
        Self { list: List::new(rpc, filters), size }
    }

    /// The page that goes on where the token says. Refused with `PAGE_TOKEN_INVALID`.
    pub(super) fn going_on<K: Key>(self, token: &str) -> Result<Page<K>, Refusal> {
        let after = self.list.after(token)?;
        Ok(Page { list: self.list, size: self.size, after })
    }
}

impl List {
    fn new(rpc: &str, filters: &impl prost::Message) -> Self {
        Self(Sha256::new().chain_update(rpc).chain_update([0]).chain_update(filters.encode_to_vec()))
    }

    fn token(&self, after: &impl Key) -> String {
        let key = after.bytes();
        URL_SAFE_NO_PAD.encode([&self.seal(&key)[..], &key].concat())
    }

    fn after<K: Key>(&self, token: &str) -> Result<Option<K>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let invalid =
            || Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token");
        self.opened(token).map(Some).ok_or_else(invalid)
    }

    fn opened<K: Key>(&self, token: &str) -> Option<K> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, key) = token.split_at_checked(SEAL_BYTES)?;
        if seal == self.seal(key) { K::of(key) } else { None }
    }

    fn seal(&self, key: &[u8]) -> [u8; SEAL_BYTES] {
        let digest = self.0.clone().chain_update([0]).chain_update(key).finalize();
        std::array::from_fn(|at| digest[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::place::SortedPlace;
    use chrono::DateTime;
    use contracts::workflow::v1::ListCasesRequest;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn cases_of(child_id: &str) -> List {
        List::new("List", &ListCasesRequest { child_id: child_id.to_owned(), ..Default::default() })
    }

    fn place(micros: i64, id: u128) -> Place {
        let at = DateTime::from_timestamp_micros(micros).expect("an instant");
        Place { at, id: Uuid::from_u128(id) }
    }

    #[test]
    fn a_token_of_another_list_another_filter_or_nobody_is_refused() {
        let token = cases_of("1").token(&place(5, 7));
        let other = List::new("Other", &ListCasesRequest { child_id: "1".into(), ..Default::default() });

        assert_eq!(cases_of("1").after(&token).unwrap(), Some(place(5, 7)));
        assert_eq!(cases_of("1").after::<Place>("").unwrap(), None);
        for (list, token) in [(other, token.as_str()), (cases_of("2"), &token), (cases_of("1"), "nonsense")] {
            assert_eq!(list.after::<Place>(token).unwrap_err().reason, Reason::PageTokenInvalid);
        }
    }

    proptest! {
        #[test]
        fn every_place_comes_back_as_it_went(micros in 0..4_000_000_000_000_000_i64, id: u128) {
            let list = cases_of("1");
            prop_assert_eq!(list.after(&list.token(&place(micros, id))).unwrap(), Some(place(micros, id)));
        }

        #[test]
        fn so_does_every_place_behind_another_key(micros in 0..4_000_000_000_000_000_i64, id: u128, key in "[^\0]{0,40}") {
            let (list, place) = (cases_of("1"), SortedPlace { key, place: place(micros, id) });
            prop_assert_eq!(list.after(&list.token(&place)).unwrap(), Some(place));
        }

        #[test]
        fn so_does_every_text_by_which_a_list_is_ordered(text in "[^\0]{1,40}") {
            let list = cases_of("1");
            prop_assert_eq!(list.after(&list.token(&text)).unwrap(), Some(text));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(text.is_empty() || cases_of("1").after::<Place>(&text).is_err());
        }
    }
}
