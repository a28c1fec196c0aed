//! What GOV.UK Notify tells by itself of a message that it took.

use super::delivery::{Outcome, Stage};
use uuid::Uuid;

/// A delivery receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message, as it was handed over.
    pub delivery_id: Uuid,
    /// Under which id Notify took it.
    pub accepted_as: Uuid,
    /// What came of it.
    pub status: Stage,
    /// In Notify's own word.
    pub said: String,
}

/// A message as a receipt finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// How far it has come, as far as is known.
    pub status: Stage,
    /// How often it was tried.
    pub tries: u32,
    /// Under which id a provider took it, where it was not said yet what came of it.
    pub accepted_as: Option<Uuid>,
    /// How often it was changed.
    pub version: i64,
    /// Its last attempt, which a receipt ends unless it has ended.
    pub last_attempt: Option<i32>,
}

impl Receipt {
    /// What becomes of the message; nothing where the receipt says what was known, or what is no longer true of it.
    ///
    /// A receipt may be quicker than the answer to the hand-over. One of an earlier hand-over, whose answer was lost, counts
    /// only where it says that the message has arrived: what was handed over since may still.
    pub fn outcome(&self, sent: &Sent) -> Option<Outcome> {
        let of_the_last = sent.accepted_as.is_none_or(|accepted_as| accepted_as == self.accepted_as);
        let counts = match sent.status {
            Stage::Sending | Stage::Pending => of_the_last || self.status == Stage::Delivered,
            Stage::Created | Stage::PermanentFailure | Stage::TemporaryFailure | Stage::TechnicalFailure => {
                self.status == Stage::Delivered
            }
            // Of what went abroad more is heard now and then.
            Stage::Sent => self.status == Stage::Delivered,
            Stage::Delivered | Stage::Withheld => false,
        };
        counts.then(|| Outcome::new(self.status, &*self.said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: Uuid = Uuid::from_u128(7);
    const EARLIER: Uuid = Uuid::from_u128(6);

    fn counts(status: Stage, accepted_as: Option<Uuid>, receipt: (Stage, Uuid)) -> bool {
        let sent = Sent { status, tries: 1, accepted_as, version: 3, last_attempt: Some(1) };
        let (status, accepted_as) = receipt;
        let receipt = Receipt { delivery_id: Uuid::nil(), accepted_as, status, said: "so".into() };
        let outcome = receipt.outcome(&sent);
        assert!(outcome.as_ref().is_none_or(|it| (it.status, &*it.detail) == (status, "so")));
        outcome.is_some()
    }

    #[test]
    fn a_receipt_ends_what_is_under_way_and_says_nothing_new_of_what_has_ended() {
        for status in [Stage::Delivered, Stage::PermanentFailure, Stage::TemporaryFailure] {
            assert!(counts(Stage::Sending, Some(TAKEN), (status, TAKEN)));
            assert!(counts(Stage::Pending, Some(TAKEN), (status, TAKEN)));
            assert!(counts(Stage::Sending, None, (status, TAKEN)), "quicker than the answer");
            assert!(!counts(Stage::Delivered, None, (status, TAKEN)), "again");
            let arrived = status == Stage::Delivered;
            assert_eq!(counts(Stage::Sending, Some(TAKEN), (status, EARLIER)), arrived);
            assert_eq!(counts(Stage::Sent, None, (status, TAKEN)), arrived);
            for failed in [Stage::PermanentFailure, Stage::TemporaryFailure, Stage::TechnicalFailure] {
                assert_eq!(counts(failed, None, (status, TAKEN)), arrived);
            }
        }
    }
}
