//! What the policies call things.

use contracts::{directory::v1::AllocationRole, r#type::v1::Role};

/// What the policies call a role.
pub(super) fn role(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Unspecified => return None,
        Role::SocialWorker => "Social worker",
        Role::PracticeSupervisor => "Practice supervisor",
        Role::TeamManager => "Team manager",
        Role::QaagWorker => "QAAG worker",
        Role::AgencyDecisionMaker => "Agency decision maker",
        Role::FamilyFinder => "Family finder",
        Role::IndependentReviewingOfficer => "Independent reviewing officer",
        Role::BusinessSupport => "Business support",
        Role::ServiceManager => "Service manager",
        Role::LegalGateway => "Legal gateway",
        Role::FosteringService => "Fostering service",
        Role::System => "System",
        Role::Administrator => "Administrator",
    })
}

/// What the policies call a child's standing to a worker.
pub(super) fn relation(relation: AllocationRole) -> Option<&'static str> {
    Some(match relation {
        AllocationRole::Unspecified => return None,
        AllocationRole::SocialWorker => "Social worker",
        AllocationRole::Supervisor => "Supervisor",
        AllocationRole::ServiceManager => "Service manager",
        AllocationRole::IndependentReviewingOfficer => "Independent reviewing officer",
    })
}
