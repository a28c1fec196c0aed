//! Inboxes: virtual workers that several people work from.

use super::{
    names::comparable,
    place::NamePlace,
    stamp::{self, Act, Read, Stamp},
    taken::expect_free_name,
};
use fault::{Fault, Fields};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Somebody, with the name under which they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The worker.
    pub id: Uuid,
    /// How others see them.
    pub display_name: String,
}

/// An inbox with its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// Chosen by whoever first recorded it.
    pub id: Uuid,
    /// Exact, as "CS QAAG – Inbox"; compared by [`super::names::comparable`].
    pub name: String,
    /// Who works from it, by name.
    pub members: Vec<Person>,
    /// Its last change, of the members too.
    pub stamp: Stamp,
}

impl Inbox {
    /// The place in a list after which it goes on.
    pub fn place(&self) -> NamePlace {
        NamePlace { name_key: comparable(&self.name) }
    }
}

/// An inbox as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct WantedInbox {
    /// Which inbox.
    pub id: Uuid,
    /// Its name from now on.
    pub name: String,
    /// Its members from now on, as they were listed.
    pub members: Vec<Uuid>,
    /// What they read.
    pub read: Read,
}

/// What else there is that bears on an inbox.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Those of the wanted members whom the directory knows, by name.
    pub known: Vec<Person>,
    /// Another inbox that has the wanted name.
    pub holder: Option<Uuid>,
}

/// The subject of an inbox's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("inbox/{id}")
}

/// Decides whether the inbox becomes what is wanted. A member who is listed twice is a member once. Refused with
/// `ETAG_STALE`, `NOT_FOUND`, `NAME_TAKEN`, and `FIELD_INVALID` for a member whom the directory does not know.
pub fn replace(
    found: Option<&Inbox>,
    wanted: WantedInbox,
    around: Surroundings,
    act: Act,
) -> Result<Inbox, Fault> {
    let stamp = stamp::replace(found.map(|inbox| &inbox.stamp), &subject(wanted.id), &wanted.read, act)?;
    expect_free_name(around.holder.map(subject))?;
    let known = around.known;
    let by_id: BTreeMap<Uuid, &Person> = known.iter().map(|person| (person.id, person)).collect();
    let mut wrong = Fields::default();
    for (at, member) in wanted.members.iter().enumerate() {
        let field = format_args!("inbox.members[{at}].worker_id");
        wrong.require(field, by_id.contains_key(member), "is no worker");
    }
    wrong.finish()?;
    Ok(Inbox { id: wanted.id, name: wanted.name, members: known, stamp })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn each_member_whom_the_directory_does_not_know_is_named() {
        let [priya, owen, nobody] = [1, 2, 3].map(Uuid::from_u128);
        let person = |id| Person { id, display_name: "Somebody".to_owned() };
        let wanted = |members: &[Uuid]| WantedInbox {
            id: Uuid::from_u128(9),
            name: "CS QAAG – Inbox".to_owned(),
            members: members.to_vec(),
            read: Read { etag: String::new(), allow_missing: true },
        };
        let knowing = |known| Surroundings { known, holder: None };
        let act = Act { by: None, at: DateTime::UNIX_EPOCH };

        let made =
            replace(None, wanted(&[owen, priya, owen]), knowing(vec![person(priya), person(owen)]), act)
                .unwrap();
        assert_eq!(made.members, [person(priya), person(owen)]);

        let refused = replace(None, wanted(&[owen, nobody, priya]), knowing(vec![person(owen)]), act);
        let Err(Fault::Invalid(wrong)) = refused else { panic!("not refused by field") };
        let fields: Vec<&str> = wrong.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["inbox.members[1].worker_id", "inbox.members[2].worker_id"]);
    }
}
