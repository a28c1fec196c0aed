//! The places in lists after which they go on: the sort key of a row.

use chrono::NaiveDate;
use uuid::Uuid;

/// A row's place in a list, as the texts of a page token.
pub trait Place: Sized {
    /// The texts of a token.
    fn parts(&self) -> Vec<String>;
    /// The place that these texts name; none if they name no place of this list.
    fn of(parts: Vec<String>) -> Option<Self>;
}

/// A place among workers in order of name.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerPlace {
    /// The line manager, if one was shown before all others: they do not come again at their own place.
    pub head: Option<Uuid>,
    /// The name by which the row is ordered; empty for the line manager at the head.
    pub name_key: String,
    /// The row's worker; nil for the line manager at the head.
    pub worker_id: Uuid,
}

/// A place among children by surname, first name, id.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildPlace {
    /// The surname by which the row is ordered.
    pub surname_key: String,
    /// The first name by which it is ordered.
    pub first_name_key: String,
    /// The row's child.
    pub child_id: String,
}

/// A place among covers by first day and id.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverPlace {
    /// The first day by which the row is ordered.
    pub first_day: NaiveDate,
    /// The row's cover.
    pub cover_id: Uuid,
}

/// A place among teams, or among inboxes, in order of name: no two of them have the same.
#[derive(Clone, Debug, PartialEq)]
pub struct NamePlace {
    /// The name by which the row is ordered.
    pub name_key: String,
}

impl Place for WorkerPlace {
    fn parts(&self) -> Vec<String> {
        let head = self.head.map_or_else(String::new, |id| id.to_string());
        vec![head, self.name_key.clone(), self.worker_id.to_string()]
    }

    fn of(parts: Vec<String>) -> Option<Self> {
        let [head, name_key, worker_id] = <[String; 3]>::try_from(parts).ok()?;
        let head = if head.is_empty() { None } else { Some(Uuid::try_parse(&head).ok()?) };
        Some(Self { head, name_key, worker_id: Uuid::try_parse(&worker_id).ok()? })
    }
}

impl Place for ChildPlace {
    fn parts(&self) -> Vec<String> {
        vec![self.surname_key.clone(), self.first_name_key.clone(), self.child_id.clone()]
    }

    fn of(parts: Vec<String>) -> Option<Self> {
        let [surname_key, first_name_key, child_id] = <[String; 3]>::try_from(parts).ok()?;
        Some(Self { surname_key, first_name_key, child_id })
    }
}

impl Place for CoverPlace {
    fn parts(&self) -> Vec<String> {
        vec![self.first_day.to_string(), self.cover_id.to_string()]
    }

    fn of(parts: Vec<String>) -> Option<Self> {
        let [first_day, cover_id] = <[String; 2]>::try_from(parts).ok()?;
        Some(Self { first_day: first_day.parse().ok()?, cover_id: Uuid::try_parse(&cover_id).ok()? })
    }
}

impl Place for NamePlace {
    fn parts(&self) -> Vec<String> {
        vec![self.name_key.clone()]
    }

    fn of(parts: Vec<String>) -> Option<Self> {
        let [name_key] = <[String; 1]>::try_from(parts).ok()?;
        Some(Self { name_key })
    }
}
