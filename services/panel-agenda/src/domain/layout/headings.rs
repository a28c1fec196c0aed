//! Finding the columns by their headings.

use super::Layout;
use crate::domain::{
    extract::{Cell, Column, Row},
    naming::folded,
};

/// Where the columns of a file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headings {
    at: [Option<u16>; Column::ALL.len()],
    width: usize,
}

/// A row that cannot be the headings of an extract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("headings missing: [{}]; there twice: [{}]", keys(missing), keys(twice))]
pub struct HeadingsRefused {
    /// The needed columns that it lacks.
    pub missing: Vec<Column>,
    /// The columns whose heading stands there twice.
    pub twice: Vec<Column>,
}

impl HeadingsRefused {
    /// How far it is from being right: of several rows, the least wrong one was meant.
    pub fn distance(&self) -> usize {
        self.missing.len() + self.twice.len()
    }
}

impl Headings {
    /// Where that column is; none if the file lacks it.
    pub fn of(&self, column: Column) -> Option<usize> {
        self.at[column as usize].map(usize::from)
    }

    /// How many cells a row has.
    pub fn width(&self) -> usize {
        self.width
    }
}

impl Layout {
    /// Reads a row as the headings.
    pub fn headings(&self, row: &Row) -> Result<Headings, HeadingsRefused> {
        let found: Vec<String> = (0..row.len()).map(|index| heading(row.cell(index))).collect();
        let mut headings = Headings { at: Default::default(), width: row.len() };
        let mut twice = Vec::new();
        for (column, names) in &self.headings {
            let Some(name) = names.iter().find(|name| found.contains(name)) else { continue };
            let mut places = (0_u16..).zip(&found).filter(|(_, heading)| *heading == name);
            headings.at[*column as usize] = places.next().map(|(index, _)| index);
            if places.next().is_some() {
                twice.push(*column);
            }
        }
        let missing = headings.missing();
        if missing.is_empty() && twice.is_empty() {
            Ok(headings)
        } else {
            Err(HeadingsRefused { missing, twice })
        }
    }
}

impl Layout {
    /// What is refused of a file without any row.
    pub fn no_headings(&self) -> HeadingsRefused {
        let none = Headings { at: Default::default(), width: 0 };
        HeadingsRefused { missing: none.missing(), twice: vec![] }
    }
}

impl Headings {
    fn missing(&self) -> Vec<Column> {
        let has = |column: Column| self.of(column).is_some();
        let needed = Column::ALL.into_iter().filter(|column| column.is_needed() && !has(*column));
        let halves = [Column::Surname, Column::FirstName].map(has);
        let name = match (has(Column::Name), halves) {
            (true, _) | (false, [true, true]) => vec![],
            (false, [false, false]) => vec![Column::Name],
            (false, [surname, _]) => vec![if surname { Column::FirstName } else { Column::Surname }],
        };
        let mut missing: Vec<Column> = needed.chain(name).collect();
        missing.sort();
        missing
    }
}

/// Folded; empty for what is no words.
fn heading(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => folded(text),
        Cell::Blank | Cell::Number(..) | Cell::Unreadable(_) => String::new(),
    }
}

fn keys(columns: &[Column]) -> String {
    columns.iter().map(|column| column.key()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::CHILDREN_CURRENTLY_IN_CARE;
    use super::*;
    use crate::domain::codes::{CodeSet, SSDA903};

    const USUAL: &str = "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                         Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";

    fn headings(line: &str) -> Result<Headings, HeadingsRefused> {
        let codes = CodeSet::load(SSDA903).unwrap();
        let layout = Layout::load(CHILDREN_CURRENTLY_IN_CARE, &codes).unwrap();
        let mut row = Row::default();
        row.begin(1);
        row.split(line, b',');
        layout.headings(&row)
    }

    #[test]
    fn columns_are_found_in_any_order_and_spelling() {
        let found = headings(USUAL).unwrap();
        assert_eq!((found.of(Column::ChildId), found.of(Column::ServiceManager)), (Some(0), Some(12)));
        assert_eq!(found.of(Column::CareProceedings), None);

        let other = USUAL
            .replace("Person ID,", "")
            .replace("Date of Birth", " d.o.b. ")
            .replace("CIC Episode Start Date", "cic_episode_start");
        let found = headings(&format!("Extra,{other},MOSAIC ID,In Care Proceedings")).unwrap();
        assert_eq!((found.of(Column::ChildId), found.of(Column::DateOfBirth)), (Some(13), Some(2)));
        assert_eq!(found.of(Column::CareProceedings), Some(14));
        assert_eq!(found.width(), 15);
    }

    #[test]
    fn the_name_stands_in_one_column_or_in_two() {
        assert!(headings(&USUAL.replace("Name", "Surname,First Name")).is_ok());
        let refused = |line: &str| headings(line).unwrap_err().missing;
        assert_eq!(refused(&USUAL.replace("Name", "Surname")), [Column::FirstName]);
        assert_eq!(refused(&USUAL.replace("Name", "Forename")), [Column::Surname]);
        assert_eq!(refused(&USUAL.replace("Name", "Nickname")), [Column::Name]);
    }

    #[test]
    fn every_needed_heading_that_is_missing_is_named() {
        for heading in USUAL.split(',') {
            let line = USUAL.split(',').filter(|other| *other != heading).collect::<Vec<_>>().join(",");
            let refused = headings(&line).unwrap_err();
            assert_eq!(refused.missing.len(), 1, "{heading}: {refused}");
        }
        let all = headings("a,b").unwrap_err();
        assert_eq!(all.missing.len(), 13);
        assert_eq!(all.distance(), 13);
    }

    #[test]
    fn the_preferred_heading_counts_and_the_same_one_twice_is_refused() {
        let both = headings(&USUAL.replace("Placement Code", "Placement Type,Placement Code")).unwrap();
        assert_eq!(both.of(Column::PlacementCode), Some(8));
        let twice = headings(&format!("{USUAL},team")).unwrap_err();
        assert_eq!((twice.twice.as_slice(), twice.missing.len()), (&[Column::Team][..], 0));
        assert_eq!(twice.to_string(), "headings missing: []; there twice: [team]");
    }
}
