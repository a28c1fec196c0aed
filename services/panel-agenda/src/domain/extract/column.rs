//! The columns of an extract.

/// A column of the extract that the software knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The council's own id of the child.
    ChildId,
    /// The whole name in one column.
    Name,
    /// The family name.
    Surname,
    /// The given name.
    FirstName,
    /// When the child was born.
    DateOfBirth,
    /// The age as the export says it.
    Age,
    /// As the council records it.
    Gender,
    /// By which law the child is looked after.
    LegalStatus,
    /// The start of the period of care.
    InCareSince,
    /// Where the child lives.
    PlacementCode,
    /// What is planned to be lasting.
    PermanencePlan,
    /// Whether it has been.
    PermanenceAchieved,
    /// The team that is responsible.
    Team,
    /// The child's social worker.
    SocialWorker,
    /// The case-responsible service manager.
    ServiceManager,
    /// Whether the child is the subject of care proceedings.
    CareProceedings,
    /// Whether a Legal Gateway Meeting determined that section 20 is right.
    LegalDetermination,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::ChildId,
        Self::Name,
        Self::Surname,
        Self::FirstName,
        Self::DateOfBirth,
        Self::Age,
        Self::Gender,
        Self::LegalStatus,
        Self::InCareSince,
        Self::PlacementCode,
        Self::PermanencePlan,
        Self::PermanenceAchieved,
        Self::Team,
        Self::SocialWorker,
        Self::ServiceManager,
        Self::CareProceedings,
        Self::LegalDetermination,
    ];

    /// Its key in data files.
    pub fn key(self) -> &'static str {
        match self {
            Self::ChildId => "child_id",
            Self::Name => "name",
            Self::Surname => "surname",
            Self::FirstName => "first_name",
            Self::DateOfBirth => "date_of_birth",
            Self::Age => "age",
            Self::Gender => "gender",
            Self::LegalStatus => "legal_status",
            Self::InCareSince => "in_care_since",
            Self::PlacementCode => "placement_code",
            Self::PermanencePlan => "permanence_plan",
            Self::PermanenceAchieved => "permanence_achieved",
            Self::Team => "team",
            Self::SocialWorker => "social_worker",
            Self::ServiceManager => "service_manager",
            Self::CareProceedings => "care_proceedings",
            Self::LegalDetermination => "legal_determination",
        }
    }

    /// Whether a file without it is refused. The name may stand in one column or in two.
    pub(in crate::domain) fn is_needed(self) -> bool {
        let by_itself = [Self::Name, Self::Surname, Self::FirstName];
        let optional = [Self::CareProceedings, Self::LegalDetermination];
        !by_itself.contains(&self) && !optional.contains(&self)
    }
}
