//! Children in care.

use super::stamp::{Act, Stamp};
use calendar::london_date;
use chrono::NaiveDate;
use fault::{Fault, Fields, Reason, Refusal};

/// A child as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// The council's own id.
    pub id: String,
    /// What can be changed.
    pub details: Details,
    /// The last change, of the allocations too.
    pub stamp: Stamp,
}

/// What is recorded of a child.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The first name.
    pub first_name: String,
    /// The family name.
    pub surname: String,
    /// The date of birth, where it is known.
    pub date_of_birth: Option<NaiveDate>,
    /// As the council records it; empty when it does not.
    pub gender: String,
}

/// A child as somebody wants the record to be.
#[derive(Clone, Debug)]
pub struct WantedChild {
    /// Which child.
    pub id: String,
    /// The record from now on.
    pub details: Details,
    /// The state that they read; empty for a child who is not recorded yet.
    pub etag: String,
}

/// The subject of a child's events and audit entries.
pub fn subject(child_id: &str) -> String {
    format!("child/{child_id}")
}

/// Records a child. Refused with `ALREADY_EXISTS` and, for a child who is not born yet, `FIELD_INVALID`.
pub fn register(found: Option<&Child>, wanted: WantedChild, act: Act) -> Result<Child, Fault> {
    if found.is_some() {
        return Err(Refusal::new(Reason::AlreadyExists, "a child of that id is recorded already")
            .with("subject", subject(&wanted.id))
            .into());
    }
    born(&wanted.details, act)?;
    Ok(Child { id: wanted.id, details: wanted.details, stamp: Stamp::first(act) })
}

/// Replaces a child's record. Refused with `NOT_FOUND`, `ETAG_STALE` and, for a child who is not born yet,
/// `FIELD_INVALID`.
pub fn update(found: Option<&Child>, wanted: WantedChild, act: Act) -> Result<Child, Fault> {
    let WantedChild { id, details, etag } = wanted;
    let child = found.ok_or_else(|| Refusal::not_found(subject(&id)))?;
    child.stamp.expect(&subject(&id), &etag)?;
    born(&details, act)?;
    Ok(Child { id, details, stamp: child.stamp.next(act) })
}

fn born(details: &Details, act: Act) -> Result<(), Fault> {
    let mut wrong = Fields::default();
    let born = details.date_of_birth.is_none_or(|date| date <= london_date(act.at));
    wrong.require("child.date_of_birth", born, "is in the future");
    wrong.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Days};

    fn act() -> Act {
        Act { by: None, at: "2023-08-25T23:30:00Z".parse::<DateTime<_>>().unwrap() }
    }

    fn wanted(date_of_birth: Option<NaiveDate>, etag: &str) -> WantedChild {
        let details = Details {
            first_name: "Chloe".to_owned(),
            surname: "Smith".to_owned(),
            date_of_birth,
            gender: "Female".to_owned(),
        };
        WantedChild { id: "3549863".to_owned(), details, etag: etag.to_owned() }
    }

    #[test]
    fn a_child_is_recorded_once_and_then_changed_on_the_state_that_was_read() {
        let chloe = register(None, wanted(None, ""), act()).unwrap();
        let again = register(Some(&chloe), wanted(None, ""), act()).unwrap_err();
        assert_eq!(again.reason(), Reason::AlreadyExists);

        assert_eq!(update(Some(&chloe), wanted(None, "1"), act()).unwrap().stamp.version, 2);
        assert_eq!(update(Some(&chloe), wanted(None, "2"), act()).unwrap_err().reason(), Reason::EtagStale);
        assert_eq!(update(None, wanted(None, "1"), act()).unwrap_err().reason(), Reason::NotFound);
    }

    #[test]
    fn nobody_is_born_after_the_day_in_london() {
        let tomorrow_in_utc = NaiveDate::from_ymd_opt(2023, 8, 26).unwrap();
        assert!(register(None, wanted(Some(tomorrow_in_utc), ""), act()).is_ok(), "London is an hour ahead");
        let later = tomorrow_in_utc + Days::new(1);
        let refused = register(None, wanted(Some(later), ""), act()).unwrap_err();
        assert_eq!(refused.reason(), Reason::FieldInvalid);
    }
}
