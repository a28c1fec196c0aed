//! What a filter can ask about.

use crate::domain::codes::List;

/// A field of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// By which law the child is looked after.
    LegalStatus,
    /// Where the child lives.
    PlacementCode,
    /// What is planned to be lasting.
    PermanencePlan,
    /// Whether it has been.
    PermanenceAchieved,
    /// Whether the child is the subject of care proceedings, as far as can be seen (B3).
    CareProceedings,
    /// Whether a Legal Gateway Meeting has determined that section 20 is right, and that still stands (B7).
    LegalDetermination,
    /// Whether the child is long-term matched according to the Fostering Service or to an agreed match.
    LongTermMatched,
    /// Whole years on the extract's date.
    Age,
    /// Whole days in care on the extract's date.
    DaysInCare,
    /// Whole days from the last discussion in certain cohorts to the panel.
    DaysSinceDiscussed,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::LegalStatus,
        Self::PlacementCode,
        Self::PermanencePlan,
        Self::PermanenceAchieved,
        Self::CareProceedings,
        Self::LegalDetermination,
        Self::LongTermMatched,
        Self::Age,
        Self::DaysInCare,
        Self::DaysSinceDiscussed,
    ];

    /// Its key in rules files.
    pub fn key(self) -> &'static str {
        match self {
            Self::LegalStatus => "legal_status",
            Self::PlacementCode => "placement_code",
            Self::PermanencePlan => "permanence_plan",
            Self::PermanenceAchieved => "permanence_achieved",
            Self::CareProceedings => "care_proceedings",
            Self::LegalDetermination => "legal_determination",
            Self::LongTermMatched => "long_term_matched",
            Self::Age => "age",
            Self::DaysInCare => "days_in_care",
            Self::DaysSinceDiscussed => "days_since_discussed",
        }
    }

    /// As a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::LegalStatus => "legal status",
            Self::PlacementCode => "placement code",
            Self::PermanencePlan => "permanence plan",
            Self::PermanenceAchieved => "permanence achieved",
            Self::CareProceedings => "in care proceedings",
            Self::LegalDetermination => "s20 determined by a LGM",
            Self::LongTermMatched => "long-term matched",
            Self::Age => "age",
            Self::DaysInCare => "in care",
            Self::DaysSinceDiscussed => "last discussed",
        }
    }

    /// The list that its values are of; none if it is a number.
    pub fn list(self) -> Option<List> {
        match self {
            Self::LegalStatus => Some(List::LegalStatus),
            Self::PlacementCode => Some(List::PlacementCode),
            Self::PermanencePlan => Some(List::PermanencePlan),
            Self::PermanenceAchieved
            | Self::CareProceedings
            | Self::LegalDetermination
            | Self::LongTermMatched => Some(List::YesOrNo),
            Self::Age | Self::DaysInCare | Self::DaysSinceDiscussed => None,
        }
    }
}
