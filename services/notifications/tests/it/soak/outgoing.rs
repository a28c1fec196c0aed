//! What left the application for people, whichever way it went.

use crate::other_side::OtherSide;
use crate::people::id_of;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A message, as the mail server or Notify took it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub channel: &'static str,
    pub to: String,
    /// Under which it came.
    pub id: String,
    /// The notification that it tells of.
    pub reference: String,
}

/// All that the mail server and Notify took.
pub fn all(side: &OtherSide) -> Vec<Outgoing> {
    let letters = side.office.letters().into_iter().map(|letter| {
        let reference = letter.text.lines().find_map(|line| line.strip_prefix("Reference: "));
        Outgoing {
            channel: "email",
            to: letter.to.clone(),
            id: letter.header("Message-ID").to_owned(),
            reference: reference.expect("a reference").to_owned(),
        }
    });
    let by_notify = side.notify.taken().into_iter().map(|taken| {
        let text = |name: &str| taken.body[name].as_str().map(str::to_owned);
        let reference = taken.body["personalisation"]["reference"].as_str();
        Outgoing {
            channel: taken.channel,
            to: text("email_address").or_else(|| text("phone_number")).expect("a recipient"),
            id: text("reference").expect("an id"),
            reference: reference.expect("a reference").to_owned(),
        }
    });
    letters.chain(by_notify).collect()
}

/// How many went to these addresses.
pub fn to(outgoing: &[Outgoing], addresses: &[&str]) -> usize {
    outgoing.iter().filter(|it| addresses.contains(&it.to.as_str())).count()
}

/// What tells by one channel of one notification comes under one id, and under that id nothing else. Gives how many there are.
pub fn assert_one_id_each(outgoing: &[Outgoing]) -> usize {
    let (mut ids, mut references) = (BTreeMap::new(), BTreeMap::new());
    for it in outgoing {
        let id = ids.entry((it.channel, &it.reference)).or_insert(&it.id);
        assert_eq!(*id, &it.id, "{} of {} under one id", it.channel, it.reference);
        let reference = references.entry(&it.id).or_insert(&it.reference);
        assert_eq!(*reference, &it.reference, "{} tells of one thing", it.id);
    }
    ids.len()
}

/// Everything that somebody was told went to this address.
pub fn assert_all_went(outgoing: &[Outgoing], address: &str, order: &[(String, Uuid)], subject: &str) {
    let went: std::collections::BTreeSet<&str> =
        outgoing.iter().filter(|it| it.to == address).map(|it| it.reference.as_str()).collect();
    let told = order.iter().filter(|(_, worker_id)| *worker_id == id_of(subject));
    let told: Vec<&str> = told.map(|(reference, _)| reference.as_str()).collect();
    assert!(!told.is_empty());
    for reference in &told {
        assert!(went.contains(reference), "{reference} never went to {subject}");
    }
    assert_eq!(went.len(), told.len(), "nothing else went to {subject}");
}
