//! Where a list goes on. A page token holds the place of the last row that was shown, so that rows which come and go neither
//! repeat nor hide others; it fits only the list, with the filters, that it came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::{Reason, Refusal};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

const SEAL_BYTES: usize = 12;

/// A part of a list. `P` is a row's place in it.
pub struct Page<P> {
    list: Sha256,
    size: usize,
    after: Option<P>,
}

impl<P: Serialize + DeserializeOwned> Page<P> {
    /// That part of the list which an RPC gives for these filters (its request without what differs from page to page).
    /// Refused with `PAGE_TOKEN_INVALID`.
    pub fn of(rpc: &str, filters: &impl prost::Message, size: usize, token: &str) -> Result<Self, Refusal> {
        let list = Sha256::new().chain_update(rpc).chain_update([0]).chain_update(filters.encode_to_vec());
        let page = Self { list, size, after: None };
        if token.is_empty() {
            return Ok(page);
        }
        let invalid =
            || Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token");
        let after = page.opened(token).ok_or_else(invalid)?;
        Ok(Self { after: Some(after), ..page })
    }

    /// After which row; none at the beginning.
    pub fn after(&self) -> Option<&P> {
        self.after.as_ref()
    }

    /// How many rows it holds at most.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many rows to look for: one more than the page holds tells whether the list goes on.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// Cuts what was found to the page, with the token of the next one: empty at the end of the list.
    pub fn cut<Row>(&self, mut found: Vec<Row>, place: impl Fn(&Row) -> P) -> (Vec<Row>, String) {
        let more = found.len() > self.size;
        found.truncate(self.size);
        let next = found.last().filter(|_| more).map(|last| self.token(&place(last)));
        (found, next.unwrap_or_default())
    }

    /// The token that continues after that place.
    pub fn token(&self, place: &P) -> String {
        // A place is a tuple of texts and numbers, which JSON can say.
        let key = serde_json::to_vec(place).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([&self.seal(&key)[..], &key].concat())
    }

    fn opened(&self, token: &str) -> Option<P> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, key) = token.split_at_checked(SEAL_BYTES)?;
        if seal != self.seal(key) {
            return None;
        }
        serde_json::from_slice(key).ok()
    }

    fn seal(&self, key: &[u8]) -> [u8; SEAL_BYTES] {
        let digest = self.list.clone().chain_update([0]).chain_update(key).finalize();
        std::array::from_fn(|at| digest[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::panels::v1::GetAgendaRequest;
    use proptest::prelude::*;

    fn page(agenda_id: &str, token: &str) -> Result<Page<(String, i32)>, Refusal> {
        let filters = GetAgendaRequest { agenda_id: agenda_id.to_owned(), ..Default::default() };
        Page::of("GetAgenda", &filters, 2, token)
    }

    #[test]
    fn a_page_ends_with_the_place_where_the_next_begins() {
        let first = page("a", "").unwrap();
        assert_eq!((first.rows(), first.after()), (3, None));
        let (rows, token) = first.cut(vec![1, 2, 3], |row| ("x".to_owned(), *row));
        assert_eq!(rows, [1, 2]);
        let next = page("a", &token).unwrap();
        assert_eq!(next.after(), Some(&("x".to_owned(), 2)));
        let (rows, token) = next.cut(vec![3], |row| ("x".to_owned(), *row));
        assert_eq!((rows, token.as_str()), (vec![3], ""));
    }

    #[test]
    fn a_token_of_another_list_or_of_nobody_is_refused() {
        let token = page("a", "").unwrap().token(&("x".to_owned(), 2));
        for (agenda, token) in [("b", token.as_str()), ("a", "A"), ("a", &token[1..])] {
            assert_eq!(page(agenda, token).err().unwrap().reason, Reason::PageTokenInvalid);
        }
    }

    proptest! {
        #[test]
        fn every_place_comes_back_as_it_went(key in ".{0,40}", number: i32) {
            let token = page("a", "").unwrap().token(&(key.clone(), number));
            prop_assert_eq!(page("a", &token).unwrap().after().cloned(), Some((key, number)));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(text.is_empty() || page("x", &text).is_err());
        }
    }
}
