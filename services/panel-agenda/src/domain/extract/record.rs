//! An accepted row.

use super::issue::Flags;
use crate::domain::facts::Facts;

/// What an accepted row says of a child. It borrows from the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'r> {
    /// The number of the row.
    pub row: u32,
    /// The council's own id of the child.
    pub child_id: &'r str,
    /// The family name.
    pub surname: &'r str,
    /// The given name.
    pub first_name: &'r str,
    /// As the council records it.
    pub gender: &'r str,
    /// The responsible team.
    pub team: &'r str,
    /// The child's social worker.
    pub social_worker: &'r str,
    /// The case-responsible service manager; empty when the export names none.
    pub service_manager: &'r str,
    /// The permanence plan in the export's own words.
    pub plan_said: &'r str,
    /// What filters ask about.
    pub facts: Facts,
    /// What looks wrong with it.
    pub flags: Flags,
}

/// Surname and first name of a whole name: `Smith, Chloe` or `Chloe Smith`.
pub(super) fn halves(name: &str) -> (&str, &str) {
    if let Some((surname, first)) = name.split_once(',') {
        return (surname.trim_end(), first.trim_start());
    }
    match name.rsplit_once(char::is_whitespace) {
        Some((first, surname)) => (surname, first.trim_end()),
        None => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn a_whole_name_has_two_halves() {
        for (name, expected) in [
            ("Smith, Chloe", ("Smith", "Chloe")),
            ("Chloe Smith", ("Smith", "Chloe")),
            ("O'Neill-Smith , Chloe Ann", ("O'Neill-Smith", "Chloe Ann")),
            ("Chloe Ann  Smith", ("Smith", "Chloe Ann")),
            ("Chloe", ("Chloe", "")),
            ("", ("", "")),
        ] {
            assert_eq!(halves(name), expected);
        }
    }
}
