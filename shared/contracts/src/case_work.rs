//! What the roles say of whoever holds them, alike in every service.

use crate::{directory::v1::AllocationRole, r#type::v1::Role};

/// The roles that have no part in case work, and take whoever holds one out of it.
pub const NO_CASE_WORK: [Role; 2] = [Role::Administrator, Role::System];

/// Whether somebody with these roles has a part in case work: they hold one, and are neither an administrator nor another
/// system beside it. The policies let nobody else near a case, so nothing of a case is put into anybody else's hands.
pub fn does_case_work<'a>(roles: impl IntoIterator<Item = &'a Role>) -> bool {
    let mut roles = roles.into_iter().peekable();
    roles.peek().is_some() && !roles.any(|role| *role == Role::Unspecified || NO_CASE_WORK.contains(role))
}

/// The roles of which a worker needs one to be allocated so. Practice supervisors and team managers are interchangeable.
pub fn fitting_roles(role: AllocationRole) -> &'static [Role] {
    match role {
        AllocationRole::Unspecified => &[],
        AllocationRole::SocialWorker => &[Role::SocialWorker],
        AllocationRole::Supervisor => &[Role::PracticeSupervisor, Role::TeamManager],
        AllocationRole::ServiceManager => &[Role::ServiceManager],
        AllocationRole::IndependentReviewingOfficer => &[Role::IndependentReviewingOfficer],
    }
}
