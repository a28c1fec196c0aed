//! In whose list a request comes to stand: checked here, because whoever keeps the answers knows no process.

use super::Revising;
use crate::domain::{
    people::{Act, Assignee},
    process::{GoesTo, Key, RequestType},
};
use fault::{Reason, Refusal};
use uuid::Uuid;

impl Revising<'_> {
    /// The recipient; none where it is refused.
    pub(super) fn recipient(
        &mut self,
        path: &str,
        request: &RequestType,
        named: Option<Assignee>,
        sent: Act,
    ) -> Option<Assignee> {
        match (&request.goes_to, named) {
            (GoesTo::Inbox(name), named) => self.fixed_inbox(request, name, named),
            (_, None) => {
                self.wrong.refuse(format_args!("{path}.recipient"), "is missing: say to whom it goes");
                None
            }
            (GoesTo::Worker, Some(Assignee::Inbox(_))) => {
                self.not_permitted(request, named, "an inbox: find a worker who may answer it")
            }
            (GoesTo::Anyone, Some(Assignee::Inbox(inbox))) => {
                let known = self.found.inboxes.iter().any(|one| one.id == inbox);
                if known {
                    named
                } else {
                    self.not_permitted(request, named, "no inbox that the directory knows")
                }
            }
            (GoesTo::Worker | GoesTo::Anyone, Some(Assignee::Worker(worker))) => {
                self.person(request, worker, sent)
            }
        }
    }

    fn fixed_inbox(
        &mut self,
        request: &RequestType,
        name: &Key,
        named: Option<Assignee>,
    ) -> Option<Assignee> {
        let Some(inbox) = self.found.inbox(name).map(|inbox| Assignee::Inbox(inbox.id)) else {
            let message = format!("the directory has no inbox “{name}”: an administrator adds it");
            self.refusals.push(Refusal::new(Reason::InboxUnknown, message).with("inbox", name));
            return None;
        };
        let fits = named.is_none_or(|named| named == inbox);
        if fits {
            Some(inbox)
        } else {
            self.not_permitted(request, named, "another than the inbox that it goes to")
        }
    }

    /// Nobody authorises their own request or report (invariant 9), nor one that was sent for them.
    fn person(&mut self, request: &RequestType, worker: Uuid, sent: Act) -> Option<Assignee> {
        let covers = self.step_type.covered_by(&request.key);
        let is_author = covers.is_some_and(|covers| covers.authors(&self.step).contains(&worker));
        let person = self.found.people.get(&worker);
        let roles = request.answered_by.iter().map(|name| name.role);
        let recipient = Some(Assignee::Worker(worker));
        match person {
            None => self.not_permitted(request, recipient, "nobody that the directory knows"),
            Some(_) if sent.people().any(|sender| sender == worker) => {
                self.not_permitted(request, recipient, "its sender: nobody answers their own")
            }
            Some(_) if is_author => self.not_permitted(
                request,
                recipient,
                "an author of what it covers: nobody authorises their own",
            ),
            Some(person) if person.may_be_given(roles) => recipient,
            Some(_) => self.not_permitted(request, recipient, "nobody who may answer it"),
        }
    }

    fn not_permitted(
        &mut self,
        request: &RequestType,
        named: Option<Assignee>,
        what: &str,
    ) -> Option<Assignee> {
        let message = format!("the recipient of “{}” is {what}", request.title);
        let refusal = Refusal::new(Reason::RecipientNotPermitted, message).with("request_type", &request.key);
        self.refusals.push(match named {
            Some(Assignee::Worker(id) | Assignee::Inbox(id)) => refusal.with("recipient", id),
            None => refusal,
        });
        None
    }
}
