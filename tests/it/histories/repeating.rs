//! What was accepted is sent again, and something else under its id.

use super::history::{History, Sent};
use super::refusal::{INACTIVE, said};

/// Why a second command under an id is refused.
const REUSED: &str = "REQUEST_ID_REUSED";

impl History {
    /// A repeat gets the first answer, whatever happened since; but not whoever has left.
    pub(super) async fn again(&mut self) {
        let Some(place) = (!self.accepted.is_empty()).then(|| self.chance.usize(..self.accepted.len()))
        else {
            return;
        };
        let sent = &self.accepted[place];
        let repeated = sent.message.send(sent.command.who.person(&self.council)).await.answer;
        let is_right = match &repeated {
            Ok(reply) => self.model.is_here(sent.command.who) && sent.answer.as_ref().ok() == Some(reply),
            Err(refused) => !self.model.is_here(sent.command.who) && said(refused) == [INACTIVE],
        };
        if !is_right {
            self.disagree(&format!("a repeat of {:?} was answered {repeated:?}", sent.command));
        }
    }

    /// An id is one command's: another under it is refused.
    pub(super) async fn another_under_the_same_id(&mut self) {
        let Some(last) = self.accepted.front().filter(|last| self.model.is_here(last.command.who)) else {
            return;
        };
        let other = |sent: &&Sent| {
            sent.command.who == last.command.who && sent.message.is_of_the_kind_of(&last.message)
        };
        let Some(other) = self.accepted.iter().skip(1).find(other) else { return };
        let reused = last.message.under_the_id_of(&other.message);
        if reused == other.message {
            return;
        }
        let answer = reused.send(last.command.who.person(&self.council)).await.answer;
        let refused_for = answer.as_ref().err().map(said).unwrap_or_default();
        if refused_for != [REUSED] {
            self.disagree(&format!(
                "another command under the id of {:?} was answered {answer:?}",
                other.command
            ));
        }
        self.tried.give(refused_for);
    }
}
