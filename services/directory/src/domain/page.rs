//! Where a list goes on. A page token holds the sort key of the last row that was shown, so that rows which come and go
//! neither repeat nor hide others; it fits only the list, with the filters, that it came from.

use super::place::Place;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::{Reason, Refusal};
use sha2::{Digest, Sha256};

const SEAL_BYTES: usize = 12;

/// A list with its filters, whose tokens are of use for it alone.
pub struct List(Vec<u8>);

/// What part of a list is wanted.
pub struct Page<P> {
    /// The list, for the token of its next page.
    pub list: List,
    /// How many rows at most.
    pub size: usize,
    /// After which row; none at the beginning.
    pub after: Option<P>,
}

impl<P: Place> Page<P> {
    /// How many rows to look for: one more than the page holds tells whether the list goes on.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// Cuts what was found to the page, with the token of the next one: empty at the end of the list.
    pub fn cut<Row>(&self, mut found: Vec<Row>, place: impl Fn(&Row) -> P) -> (Vec<Row>, String) {
        let more = found.len() > self.size;
        found.truncate(self.size);
        let next = found.last().filter(|_| more).map(|last| self.list.token(&place(last)));
        (found, next.unwrap_or_default())
    }
}

impl List {
    /// The list that an RPC gives for these filters (its request without what differs from page to page).
    pub fn new(rpc: &str, filters: &impl prost::Message) -> Self {
        let mut name = rpc.as_bytes().to_vec();
        name.push(0);
        name.extend(filters.encode_to_vec());
        Self(name)
    }

    /// The token that continues after this row.
    pub fn token(&self, after: &impl Place) -> String {
        let key = serde_json::to_vec(&after.parts()).unwrap_or_default();
        let mut token = self.seal(&key).to_vec();
        token.extend(key);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The row after which to go on; none at the beginning. Refused with `PAGE_TOKEN_INVALID`.
    pub fn after<P: Place>(&self, token: &str) -> Result<Option<P>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let place = self.parts(token).and_then(P::of).map(Some);
        place.ok_or_else(|| {
            Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token")
        })
    }

    fn parts(&self, token: &str) -> Option<Vec<String>> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, key) = token.split_at_checked(SEAL_BYTES)?;
        let parts: Vec<String> = serde_json::from_slice(key).ok().filter(|_| seal == self.seal(key))?;
        let storable = !parts.iter().any(|part| part.contains('\0'));
        storable.then_some(parts)
    }

    fn seal(&self, key: &[u8]) -> [u8; SEAL_BYTES] {
        let digest = Sha256::new().chain_update(&self.0).chain_update([0]).chain_update(key).finalize();
        std::array::from_fn(|at| digest[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::{ChildPlace, WorkerPlace};
    use contracts::directory::v1::SearchChildrenRequest;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn search(query: &str) -> List {
        List::new("Search", &SearchChildrenRequest { query: query.to_owned(), ..Default::default() })
    }

    fn chloe(surname_key: &str) -> ChildPlace {
        ChildPlace {
            surname_key: surname_key.to_owned(),
            first_name_key: "chloe".to_owned(),
            child_id: "3549863".to_owned(),
        }
    }

    #[test]
    fn a_token_of_another_list_another_filter_or_nobody_is_refused() {
        let token = search("smith").token(&chloe("smith"));
        assert_eq!(search("smith").after(&token).unwrap(), Some(chloe("smith")));
        assert_eq!(search("smith").after::<ChildPlace>("").unwrap(), None);

        let filters = SearchChildrenRequest { query: "smith".into(), ..Default::default() };
        let cut = &token[..token.len() - 2];
        for (list, token) in [
            (List::new("List", &filters), token.as_str()),
            (search("jones"), &token),
            (search("smith"), "nonsense"),
            (search("smith"), cut),
        ] {
            assert_eq!(list.after::<ChildPlace>(token).unwrap_err().reason, Reason::PageTokenInvalid);
        }
        assert_eq!(
            search("smith").after::<WorkerPlace>(&token).unwrap_err().reason,
            Reason::PageTokenInvalid
        );
    }

    #[test]
    fn a_token_cannot_smuggle_what_the_database_would_refuse() {
        let token = search("").token(&chloe("a\0b"));
        assert_eq!(search("").after::<ChildPlace>(&token).unwrap_err().reason, Reason::PageTokenInvalid);
    }

    #[test]
    fn a_page_goes_on_only_when_there_are_more_rows() {
        let page = Page::<ChildPlace> { list: search(""), size: 2, after: None };
        assert_eq!(page.rows(), 3);
        let place = |key: &&str| chloe(key);
        assert_eq!(page.cut(vec!["a", "b"], place), (vec!["a", "b"], String::new()));
        let (rows, next) = page.cut(vec!["a", "b", "c"], place);
        assert_eq!((rows, search("").after(&next).unwrap()), (vec!["a", "b"], Some(chloe("b"))));
    }

    proptest! {
        #[test]
        fn every_place_comes_back_as_it_went(name_key in "[^\0]{0,40}", id: u128, head: Option<u128>) {
            let place = WorkerPlace { head: head.map(Uuid::from_u128), name_key, worker_id: Uuid::from_u128(id) };
            prop_assert_eq!(search("x").after(&search("x").token(&place)).unwrap(), Some(place));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(text.is_empty() || search("x").after::<ChildPlace>(&text).is_err());
        }
    }
}
