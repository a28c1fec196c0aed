//! Where a list of notifications goes on. A page token holds the position of the last row that was shown, so that rows
//! which come neither repeat nor hide others; it fits only the list, with the filters, that it came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::{Reason, Refusal};
use sha2::{Digest, Sha256};

const SEAL_BYTES: usize = 12;

/// A list with its filters, whose tokens are of use for it alone.
pub struct List(Sha256);

/// What part of a list is wanted.
pub struct Page {
    /// The list, for the token of its next page.
    pub list: List,
    /// How many rows at most.
    pub size: usize,
    /// Before which position, as the newest come first; none at the beginning.
    pub before: Option<i64>,
}

impl Page {
    /// How many rows to look for: one more than the page holds tells whether the list goes on.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// Cuts what was found to the page, with the token of the next one: empty at the end of the list.
    pub fn cut<Row>(&self, mut found: Vec<Row>, position: impl Fn(&Row) -> i64) -> (Vec<Row>, String) {
        let more = found.len() > self.size;
        found.truncate(self.size);
        let next = found.last().filter(|_| more).map(|last| self.list.token(position(last)));
        (found, next.unwrap_or_default())
    }
}

impl List {
    /// The list that an RPC gives for these filters (its request without what differs from page to page).
    pub fn new(rpc: &str, filters: &impl prost::Message) -> Self {
        Self(Sha256::new().chain_update(rpc).chain_update([0]).chain_update(filters.encode_to_vec()))
    }

    /// The token that continues before this position.
    pub fn token(&self, before: i64) -> String {
        let key = before.to_be_bytes();
        URL_SAFE_NO_PAD.encode([&self.seal(&key)[..], &key].concat())
    }

    /// The position before which to go on; none at the beginning. Refused with `PAGE_TOKEN_INVALID`.
    pub fn before(&self, token: &str) -> Result<Option<i64>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let invalid =
            || Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token");
        self.opened(token).map(Some).ok_or_else(invalid)
    }

    fn opened(&self, token: &str) -> Option<i64> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, key) = token.split_at_checked(SEAL_BYTES)?;
        let position = <[u8; 8]>::try_from(key).ok()?;
        (seal == self.seal(key)).then_some(i64::from_be_bytes(position))
    }

    fn seal(&self, key: &[u8]) -> [u8; SEAL_BYTES] {
        let digest = self.0.clone().chain_update([0]).chain_update(key).finalize();
        std::array::from_fn(|at| digest[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::notifications::v1::ListNotificationsRequest;
    use proptest::prelude::*;

    fn list(child_id: &str) -> List {
        let filters = ListNotificationsRequest { child_id: child_id.to_owned(), ..Default::default() };
        List::new("ListNotifications", &filters)
    }

    #[test]
    fn a_token_of_another_filter_or_nobody_is_refused() {
        let token = list("3549863").token(7);
        assert_eq!(list("3549863").before(&token).unwrap(), Some(7));
        assert_eq!(list("3549863").before("").unwrap(), None);
        for (list, token) in [(list("1"), token.as_str()), (list("3549863"), "A")] {
            assert_eq!(list.before(token).unwrap_err().reason, Reason::PageTokenInvalid);
        }
    }

    proptest! {
        #[test]
        fn every_position_comes_back_as_it_went(position: i64) {
            prop_assert_eq!(list("x").before(&list("x").token(position)).unwrap(), Some(position));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(text.is_empty() || list("x").before(&text).is_err());
        }
    }
}
