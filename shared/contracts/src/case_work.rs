//! What the roles say of whoever holds them, alike in every service.

use crate::r#type::v1::Role;

/// Whether somebody with these roles has a part in case work: they hold one, and are neither an administrator nor another
/// system beside it. The policies let nobody else near a case, so nothing of a case is put into anybody else's hands.
pub fn does_case_work<'a>(roles: impl IntoIterator<Item = &'a Role>) -> bool {
    let mut roles = roles.into_iter().peekable();
    let of_none = [Role::Unspecified, Role::Administrator, Role::System];
    roles.peek().is_some() && !roles.any(|role| of_none.contains(role))
}
