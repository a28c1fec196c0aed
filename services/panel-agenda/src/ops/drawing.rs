//! Drawing: one extract's records, in the order of their ids, some at a time.

use super::differing::Differing;
use crate::{
    domain::{
        agenda::{Considered, Draw, Drawn, FilterSaid, Inputs, Listed, NotSealed, Seal},
        codes::CodeSet,
        rules::{Cohort, Rules},
        service_manager::ServiceManagers,
    },
    store::{self, agenda_child::Line, remembered::Known},
};
use calendar::london_date;
use fault::Fault;
use sqlx::PgConnection;
use uuid::Uuid;

/// How many records are considered at a time.
const AT_ONCE: i64 = 2_000;

/// By what an agenda is drawn.
pub(super) struct Drawing<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// The cohort.
    pub cohort: &'a Cohort,
    /// The codes.
    pub codes: &'a CodeSet,
    /// From what it is drawn.
    pub inputs: Inputs,
    /// The names by which the extract knows service managers.
    pub managers: ServiceManagers,
    /// The extract's records.
    pub extract_import_id: Uuid,
}

/// What came of it.
pub(super) struct Outcome {
    /// Of the agenda, in hexadecimal.
    pub sha256: String,
    /// How many children are on it.
    pub listed: i32,
    /// How many are not.
    pub not_listed: i32,
}

impl<'a> Drawing<'a> {
    /// Ready to be drawn: of `inputs` the cohort, the rules and the code set are set here.
    pub(super) fn of(
        (rules, cohort, codes): (&'a Rules, &'a Cohort, &'a CodeSet),
        (inputs, managers): (Inputs, ServiceManagers),
        extract_import_id: Uuid,
    ) -> Self {
        let inputs = Draw::begin(rules, cohort, codes, inputs).inputs().clone();
        Self { rules, cohort, codes, inputs, managers, extract_import_id }
    }

    /// Draws, and keeps every child as one of that agenda's.
    pub(super) async fn kept(&self, connection: &mut PgConnection, id: Uuid) -> Result<Outcome, Fault> {
        let mut pass = Pass::begin(self)?;
        while let Some(lines) = pass.next(connection).await? {
            store::agenda_child::add(&mut *connection, id, &lines).await?;
        }
        Ok(pass.finish())
    }

    /// Draws and keeps nothing; gives the first so many who are on the agenda, in its order, and compares everybody.
    pub(super) async fn previewed(
        &self,
        connection: &mut PgConnection,
        so_many: usize,
        differing: &mut [Differing],
    ) -> Result<(Outcome, Vec<Listed>), Fault> {
        let mut pass = Pass::begin(self)?;
        let mut first: Vec<Listed> = Vec::new();
        while let Some(lines) = pass.next(connection).await? {
            for one in &mut *differing {
                one.take(&mut *connection, &lines).await?;
            }
            first.extend(lines.into_iter().filter_map(|line| match line.child {
                Considered::Listed(listed) => Some(*listed),
                Considered::NotListed(_) => None,
            }));
            first.sort_by(|one, other| one.order().cmp(&other.order()));
            first.truncate(so_many);
        }
        Ok((pass.finish(), first))
    }

    /// The agenda as it is kept and shown.
    pub(super) fn drawn(
        &self,
        id: Uuid,
        line: String,
        outcome: &Outcome,
        by: (Uuid, String, chrono::DateTime<chrono::Utc>),
    ) -> Drawn {
        Drawn {
            id,
            extract_import_id: self.extract_import_id,
            panel: self.inputs.panel,
            cohort: self.inputs.cohort.clone(),
            cohort_title: self.cohort.title.clone(),
            as_of: self.inputs.as_of,
            draw_on: self.inputs.draw_on,
            inputs: line,
            filters: FilterSaid::of(self.rules, self.cohort),
            sha256: outcome.sha256.clone(),
            stale: self.inputs.are_stale_on(london_date(by.2)),
            late: self.inputs.are_late_at(by.2),
            listed: outcome.listed,
            not_listed: outcome.not_listed,
            by,
            issue: None,
        }
    }
}

/// One way through the records.
struct Pass<'a> {
    draw: Draw<'a>,
    drawing: &'a Drawing<'a>,
    seal: Seal,
    last: String,
    listed: i32,
    not_listed: i32,
}

impl<'a> Pass<'a> {
    fn begin(drawing: &'a Drawing<'a>) -> Result<Self, Fault> {
        let draw = Draw::begin(drawing.rules, drawing.cohort, drawing.codes, drawing.inputs.clone());
        let draw = draw.knowing(drawing.managers.clone());
        let seal = Seal::begin(draw.inputs()).map_err(Fault::defect)?;
        Ok(Self { draw, drawing, seal, last: String::new(), listed: 0, not_listed: 0 })
    }

    /// The next children; none at the end.
    async fn next(&mut self, connection: &mut PgConnection) -> Result<Option<Vec<Line>>, Fault> {
        let Drawing { codes, extract_import_id, .. } = self.drawing;
        let records =
            store::record::after(&mut *connection, codes, *extract_import_id, &self.last, AT_ONCE).await?;
        let Some(last) = records.last() else { return Ok(None) };
        self.last.clone_from(&last.child_id);
        let ids: Vec<&str> = records.iter().map(|kept| &*kept.child_id).collect();
        let Inputs { states, as_of, .. } = self.drawing.inputs;
        let known = store::remembered::of_children(connection, states, &ids, as_of).await?;
        let nothing = Known::default();
        let lines = records.iter().map(|kept| {
            let Known { remembered, open_actions } = known.get(&kept.child_id).unwrap_or(&nothing);
            self.line(self.draw.consider(&kept.record(), remembered, open_actions))
        });
        let lines: Result<Vec<Line>, NotSealed> = lines.collect();
        lines.map(Some).map_err(Fault::defect)
    }

    fn line(&mut self, child: Considered) -> Result<Line, NotSealed> {
        match child {
            Considered::Listed(_) => self.listed += 1,
            Considered::NotListed(_) => self.not_listed += 1,
        }
        let line = self.seal.add(&child)?;
        Ok(Line { child, line: String::from_utf8_lossy(&line).into_owned() })
    }

    fn finish(self) -> Outcome {
        Outcome { sha256: self.seal.finish(), listed: self.listed, not_listed: self.not_listed }
    }
}
