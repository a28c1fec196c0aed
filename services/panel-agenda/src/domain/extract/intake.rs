//! From rows to records: each row is accepted or rejected, and everything that is wrong with it is said.

use super::{
    column::Column,
    date::{SerialDates, date_in},
    issue::{Flags, Issue, IssueKind},
    memo::Memo,
    record::{Record, halves},
    row::{Cell, Row},
    seen::Seen,
};
use crate::domain::{
    codes::{Category, CodeSet, List},
    facts::{Facts, KnownCodes},
    layout::{Headings, Layout},
};
use chrono::NaiveDate;

/// Takes the rows of one extract in, in their order. Rows in are always accepted plus rejected.
pub struct Intake<'a> {
    layout: &'a Layout,
    headings: Headings,
    known: KnownCodes,
    made_on: NaiveDate,
    serials: Option<SerialDates>,
    exact_width: bool,
    seen: Seen,
    words: [Memo<Option<Category>>; 6],
    issues: Vec<Issue>,
    counts: Counts,
}

/// How many rows were taken in, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows with anything in them.
    pub rows: u32,
    /// Those that say something of a child.
    pub accepted: u32,
    /// All others.
    pub rejected: u32,
}

/// How the rows of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// From which day numbers count that stand for dates; none if the file does not say.
    pub serials: Option<SerialDates>,
    /// Whether each row has as many cells as the headings: so it is in csv, while a workbook leaves out blank ones.
    pub exact_width: bool,
}

/// What became of a row.
#[derive(Debug)]
pub struct Taken<'r, 'i> {
    /// The child's record, unless the row is rejected.
    pub record: Option<Record<'r>>,
    /// What is wrong with the row: of a rejected one what rejects it and what does not, of an accepted one what flags it.
    pub issues: &'i [Issue],
    /// The number of an accepted row that this one replaces, and which is now rejected as `DUPLICATE_CHILD` (B14).
    pub replaces: Option<u32>,
}

/// The longest cell, in bytes.
const LONGEST_CELL: usize = 1000;

impl<'a> Intake<'a> {
    /// Ready for the rows below those headings, of an extract made on that date.
    pub fn new(
        codes: &CodeSet,
        layout: &'a Layout,
        headings: Headings,
        made_on: NaiveDate,
        written: Written,
    ) -> Self {
        Self {
            layout,
            headings,
            known: KnownCodes::on(codes, made_on),
            made_on,
            serials: written.serials,
            exact_width: written.exact_width,
            seen: Seen::default(),
            words: std::array::from_fn(|_| Memo::new(None)),
            issues: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// How far it is.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Looks at rows that are about to be taken in, so that they are taken in faster.
    pub fn expect(&self, rows: &[Row]) {
        self.seen.touch(rows.iter().map(|row| self.cell(row, Column::ChildId).text()));
    }

    /// Takes the next row in. A row with nothing in it is none, and is not counted: do not hand it in.
    pub fn take<'r>(&mut self, row: &'r Row) -> Taken<'r, '_> {
        self.issues.clear();
        self.counts.rows += 1;
        let mut record = self.read(row);
        let rejected = self.issues.iter().any(|issue| issue.kind.rejects());
        if rejected {
            self.counts.rejected += 1;
            return Taken { record: None, issues: &self.issues, replaces: None };
        }
        let earlier = self.seen.put(record.child_id, record.row, record.facts.in_care_since);
        if let Some(earlier) = earlier {
            let start = record.facts.in_care_since;
            record.facts.in_care_since = earlier.start().into_iter().chain(start).min();
        }
        self.flag(&mut record, earlier.is_some());
        self.counts.rejected += u32::from(earlier.is_some());
        self.counts.accepted += u32::from(earlier.is_none());
        Taken { record: Some(record), issues: &self.issues, replaces: earlier.map(|earlier| earlier.row) }
    }

    fn read<'r>(&mut self, row: &'r Row) -> Record<'r> {
        if self.exact_width && row.len() != self.headings.width() {
            self.issue(Column::ChildId, IssueKind::WrongNumberOfCells);
        }
        let (surname, first_name) = self.name(row);
        let plan_said = self.cell(row, Column::PermanencePlan).text();
        let facts = self.facts(row);
        Record {
            row: row.number(),
            child_id: self.child_id(row),
            surname,
            first_name,
            gender: self.text(row, Column::Gender),
            team: self.text(row, Column::Team),
            social_worker: self.text(row, Column::SocialWorker),
            service_manager: self.text(row, Column::ServiceManager),
            plan_said,
            facts,
            flags: Flags::default(),
        }
    }

    fn facts(&mut self, row: &Row) -> Facts {
        let born = self.date(row, Column::DateOfBirth);
        let exported_age = self.age(row);
        if born.is_some_and(|born| born > self.made_on) {
            self.issue(Column::DateOfBirth, IssueKind::BirthInFuture);
        }
        let birth_unreadable = self.issues.iter().any(|issue| issue.column == Column::DateOfBirth);
        if born.is_none() && exported_age.is_none() && !birth_unreadable {
            self.issue(Column::DateOfBirth, IssueKind::AgeUnknown);
        }
        Facts {
            legal_status: self.value(row, Column::LegalStatus, 0, List::LegalStatus),
            placement_code: self.value(row, Column::PlacementCode, 1, List::PlacementCode),
            permanence_plan: self.value(row, Column::PermanencePlan, 2, List::PermanencePlan),
            permanence_achieved: self.value(row, Column::PermanenceAchieved, 3, List::YesOrNo),
            care_proceedings: self.value(row, Column::CareProceedings, 4, List::YesOrNo),
            legal_determination: self.value(row, Column::LegalDetermination, 5, List::YesOrNo),
            born,
            exported_age,
            in_care_since: self.date(row, Column::InCareSince),
        }
    }

    fn flag(&mut self, record: &mut Record, merged: bool) {
        record.flags = record.facts.flags(&self.known, self.made_on);
        if merged {
            record.flags.set(IssueKind::DuplicateMerged);
        }
        if record.surname.is_empty() && record.first_name.is_empty() {
            record.flags.set(IssueKind::NameMissing);
        }
        if record.service_manager.is_empty() {
            record.flags.set(IssueKind::ServiceManagerMissing);
        }
        for issue in &self.issues {
            record.flags.set(issue.kind);
        }
        if record.flags == Flags::default() {
            return;
        }
        for kind in record.flags.iter() {
            if !self.issues.iter().any(|issue| issue.kind == kind) {
                let column = self.about(kind, &record.facts);
                self.issues.push(Issue { column, kind });
            }
        }
    }

    /// The column to look at.
    fn about(&self, kind: IssueKind, facts: &Facts) -> Column {
        match kind {
            IssueKind::NameMissing if self.headings.of(Column::Name).is_none() => Column::Surname,
            IssueKind::NameMissing => Column::Name,
            IssueKind::BirthDateMissing => Column::DateOfBirth,
            IssueKind::AgeDiffers | IssueKind::AgeUnreadable | IssueKind::AgedEighteenOrOver => Column::Age,
            IssueKind::StartMissing | IssueKind::StartInFuture | IssueKind::StartBeforeBirth => {
                Column::InCareSince
            }
            IssueKind::CodeOutOfYear if self.known.is_status_of_year(facts) => Column::PlacementCode,
            IssueKind::CodeOutOfYear => Column::LegalStatus,
            IssueKind::PlanUnlisted => Column::PermanencePlan,
            IssueKind::PlacedWithParentsUnderSection20
            | IssueKind::PlacedWithParentsWithoutCareOrder
            | IssueKind::ShortBreaksInLongTermFostering => Column::LegalStatus,
            IssueKind::ServiceManagerMissing => Column::ServiceManager,
            _ => Column::ChildId,
        }
    }

    fn child_id<'r>(&mut self, row: &'r Row) -> &'r str {
        let id = self.text(row, Column::ChildId);
        let fits = id.len() <= 40 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if id.is_empty() {
            self.issue(Column::ChildId, IssueKind::ChildIdMissing);
        } else if !fits {
            self.issue(Column::ChildId, IssueKind::ChildIdInvalid);
        }
        id
    }

    fn name<'r>(&mut self, row: &'r Row) -> (&'r str, &'r str) {
        match self.headings.of(Column::Surname).zip(self.headings.of(Column::FirstName)) {
            Some(_) => (self.text(row, Column::Surname), self.text(row, Column::FirstName)),
            None => halves(self.text(row, Column::Name)),
        }
    }

    fn age(&mut self, row: &Row) -> Option<u8> {
        let text = self.cell(row, Column::Age).text();
        let age = text.parse().ok().filter(|age| *age <= 120);
        if age.is_none() && !self.layout.vocabulary().is_blank(text) {
            self.issue(Column::Age, IssueKind::AgeUnreadable);
        }
        age
    }

    fn date(&mut self, row: &Row, column: Column) -> Option<NaiveDate> {
        let cell = match self.cell(row, column) {
            // A csv has text only: what stands there as a number is one.
            Cell::Text(text) if self.exact_width && self.serials.is_some() => numbered(text),
            cell => cell,
        };
        match date_in(cell, self.serials) {
            Ok(date) => date,
            Err(_) if self.layout.vocabulary().is_blank(cell.text()) => None,
            Err(kind) => {
                self.issue(column, kind);
                None
            }
        }
    }

    fn value(&mut self, row: &Row, column: Column, memo: usize, list: List) -> Category {
        let text = self.text(row, column);
        if text.is_empty() {
            return Category::BLANK;
        }
        let vocabulary = self.layout.vocabulary();
        match self.words[memo].get(text, |text| vocabulary.value(list, text)) {
            Some(value) => value,
            None if list == List::PermanencePlan => Category::UNLISTED,
            None => {
                self.issue(column, IssueKind::ValueUnknown);
                Category::UNLISTED
            }
        }
    }

    /// The words of a cell, however they are written there.
    fn text<'r>(&mut self, row: &'r Row, column: Column) -> &'r str {
        let cell = self.cell(row, column);
        let text = cell.text();
        if matches!(cell, Cell::Unreadable(_)) {
            self.issue(column, IssueKind::CellUnreadable);
        } else if text.len() > LONGEST_CELL {
            self.issue(column, IssueKind::CellTooLong);
        }
        text
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> Cell<'r> {
        self.headings.of(column).map_or(Cell::Blank, |index| row.cell(index))
    }

    fn issue(&mut self, column: Column, kind: IssueKind) {
        self.issues.push(Issue { column, kind });
    }
}

/// A text that is nothing but digits is a number.
fn numbered(text: &str) -> Cell<'_> {
    let digits = (1..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits => Cell::Number(number, text),
        _ => Cell::Text(text),
    }
}
