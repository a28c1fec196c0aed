//! What a Legal Gateway Meeting determined: that section 20 is the right long-term legal status. The software remembers it (B7).

use super::agenda::Signed;
use chrono::NaiveDate;
use fault::{Reason, Refusal};
use uuid::Uuid;

/// A determination for one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determination {
    /// The council's own id of the child.
    pub child_id: String,
    /// The day of the meeting.
    pub determined_on: NaiveDate,
    /// The day on which it is to be looked at again, from which it excludes no longer; none for never.
    pub review_on: Option<NaiveDate>,
    /// The day from which it holds no longer, where somebody ended it.
    pub ended_on: Option<NaiveDate>,
}

/// A determination as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedDetermination {
    /// Its id.
    pub id: Uuid,
    /// What was determined.
    pub determination: Determination,
    /// Who recorded it, and when.
    pub recorded: Signed,
    /// Who ended it, and when.
    pub ended: Option<Signed>,
}

/// A determination that is to be ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedEnd {
    /// The determination.
    pub id: Uuid,
    /// The day from which it holds no longer.
    pub ended_on: NaiveDate,
    /// The determination's.
    pub etag: String,
}

/// What a determination is called in events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("legal-determination/{id}")
}

impl RecordedDetermination {
    /// What callers send back to show which state they read: it changes once, when it ends.
    pub fn etag(&self) -> &'static str {
        if self.ended.is_some() { "2" } else { "1" }
    }

    /// The same, ended. Refused with `DETERMINATION_ENDED` and `ETAG_STALE`.
    pub fn ended(self, wanted: &WantedEnd, by: Signed) -> Result<Self, Refusal> {
        if let Some(ended_on) = self.determination.ended_on {
            let refusal = Refusal::new(Reason::DeterminationEnded, "somebody has ended it before");
            return Err(refusal.with("ended_on", ended_on));
        }
        if wanted.etag != self.etag() {
            let (by, _, at) = &self.recorded;
            return Err(Refusal::etag_stale(subject(self.id), (Some(*by), Some(*at)), self.etag()));
        }
        let determination = Determination { ended_on: Some(wanted.ended_on), ..self.determination };
        Ok(Self { determination, ended: Some(by), ..self })
    }
}

impl Determination {
    /// Whether it stands on that day: from the meeting up to the day before its review, or before its end.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        let over = |end: Option<NaiveDate>| end.is_some_and(|end| end <= day);
        self.determined_on <= day && !over(self.review_on) && !over(self.ended_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;

    #[test]
    fn it_stands_from_the_meeting_to_the_day_before_its_review_or_end() {
        let standing = |review_on: Option<&str>, ended_on: Option<&str>, day: &str| {
            let determination = Determination {
                child_id: "3549863".into(),
                determined_on: date("2026-03-02"),
                review_on: review_on.map(date),
                ended_on: ended_on.map(date),
            };
            determination.stands_on(date(day))
        };
        for (review_on, ended_on, day, stands) in [
            (None, None, "2026-03-01", false),
            (None, None, "2026-03-02", true),
            (None, None, "2036-03-02", true),
            (Some("2026-11-24"), None, "2026-11-23", true),
            (Some("2026-11-23"), None, "2026-11-23", false),
            (Some("2026-11-24"), Some("2026-06-01"), "2026-05-31", true),
            (Some("2026-11-24"), Some("2026-06-01"), "2026-06-01", false),
        ] {
            assert_eq!(standing(review_on, ended_on, day), stands, "{review_on:?} {ended_on:?} {day}");
        }
    }
}
