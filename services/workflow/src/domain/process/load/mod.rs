//! Loading a process file: everything that is wrong with it is said at once, by line and column.

mod choices;
mod forms;
mod names;
mod next_actions;
mod places;
mod requests;
mod rules;
mod steps;
mod who;
mod wrong;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(in crate::domain) use tests::RIGHT;
pub(in crate::domain) use wrong::Wrong;

use super::{Place, Process};
use fault::Fields;
use places::Places;
use serde::Deserialize;
use serde_saphyr::MessageFormatter;

impl Process {
    /// Reads and checks a process file. A file that is no process at all is refused at its first mistake; any other
    /// with all of them: fields are as `line 12, column 5`, the reason is `PROCESS_INVALID`.
    pub fn load(yaml: &str) -> Result<Self, Fields> {
        let process: Self = read(yaml)?;
        let places: Places = read(yaml)?;
        let wrong = Wrong::with(&process, &places);
        if wrong.is_empty() { Ok(process) } else { Err(wrong.into_fields()) }
    }
}

impl Wrong {
    /// Everything that is wrong with a process whose rules stand at those places.
    fn with(process: &Process, places: &Places) -> Self {
        let mut wrong = Wrong::default();
        names::check(process, &mut wrong);
        who::check(process, &mut wrong);
        forms::check(process, &mut wrong);
        requests::check(process, &mut wrong);
        next_actions::check(process, &mut wrong);
        steps::check(process, &mut wrong);
        rules::check(process, places, &mut wrong);
        choices::check(process, &mut wrong);
        wrong
    }
}

fn read<'y, T: Deserialize<'y>>(yaml: &'y str) -> Result<T, Fields> {
    serde_saphyr::from_str(yaml).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_saphyr::Error) -> Fields {
    let location = error.location();
    let place = location.map(|at| Place { line: at.line(), column: at.column() }).unwrap_or_default();
    let said = serde_saphyr::UserMessageFormatter.format_message(error.without_snippet());
    let mut wrong = Wrong::default();
    wrong.refuse(place, said);
    wrong.into_fields()
}
