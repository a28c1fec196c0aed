//! Loading rules: everything that is wrong with a file is said at once, by line and column.

use super::{Cohort, Condition, Does, Field, Filter, Named, Rules, Test, condition::bits, says::RawSays};
use crate::domain::{
    codes::{CodeSet, List},
    data_file::{self, Key, Mistakes},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Key,
    version: Key,
    title: String,
    source: String,
    literal_procedure: bool,
    exclusions: Vec<RawFilter>,
    cohorts: Vec<RawCohort>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCohort {
    key: Key,
    number: u32,
    title: String,
    source: String,
    filters: Vec<RawFilter>,
    #[serde(default)]
    afterwards: Vec<RawFilter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFilter {
    key: Key,
    label: String,
    source: String,
    #[serde(default)]
    says: Option<RawSays>,
    #[serde(default)]
    keep: Vec<RawCondition>,
    #[serde(default)]
    exclude: Vec<RawCondition>,
    #[serde(default)]
    except_where: Vec<RawCondition>,
    #[serde(default)]
    refers: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    field: Key,
    #[serde(default)]
    is: Vec<Key>,
    #[serde(default)]
    at_least: Option<u32>,
    #[serde(default)]
    at_most: Option<u32>,
    #[serde(default, rename = "in")]
    cohorts: Vec<Key>,
    #[serde(default)]
    successors: bool,
}

/// What a file is read with.
struct Loading<'a> {
    codes: &'a CodeSet,
    cohorts: Vec<(Key, String)>,
    /// The file was right when it was kept: a code that is there no longer is nobody's.
    kept: bool,
    wrong: Mistakes,
}

impl Rules {
    /// Reads and checks a rules file.
    pub fn load(yaml: &str, codes: &CodeSet) -> Result<Self, Mistakes> {
        Self::read(yaml, codes, false)
    }

    /// Reads rules that were checked when they were kept. The code sets may have dropped a code that they name.
    pub fn kept(yaml: &str, codes: &CodeSet) -> Result<Self, Mistakes> {
        Self::read(yaml, codes, true)
    }

    fn read(yaml: &str, codes: &CodeSet, kept: bool) -> Result<Self, Mistakes> {
        let file: File = data_file::read(yaml)?;
        let cohorts = file.cohorts.iter().map(|cohort| (cohort.key.clone(), cohort.title.clone())).collect();
        let mut loading = Loading { codes, cohorts, kept, wrong: Mistakes::default() };
        let rules = Self {
            exclusions: loading.filters(file.exclusions),
            cohorts: file.cohorts.into_iter().map(|cohort| loading.cohort(cohort)).collect(),
            id: file.id,
            version: file.version,
            title: file.title,
            source: file.source,
            literal_procedure: file.literal_procedure,
            sha256: data_file::sha256(yaml.as_bytes()),
            yaml: yaml.to_owned(),
        };
        rules.check(&mut loading.wrong);
        loading.wrong.unless_any(rules)
    }

    fn check(&self, wrong: &mut Mistakes) {
        let place = self.id.place();
        wrong.unique("rules file", [&self.id]);
        wrong.require(place, !self.title.trim().is_empty(), "the rules need a title");
        wrong.require(place, !self.cohorts.is_empty(), "the rules need a cohort");
        wrong.unique("cohort", self.cohorts.iter().map(|cohort| &cohort.key));
        for (number, cohort) in (1..).zip(&self.cohorts) {
            let place = cohort.key.place();
            wrong.require(place, cohort.number == number, format_args!("it is number {number} in its order"));
            wrong.require(place, !cohort.title.trim().is_empty(), "a cohort needs a title");
            wrong.require(place, !cohort.filters.is_empty(), "a cohort needs a filter");
            let filters = cohort.filters.iter().chain(&self.exclusions).chain(&cohort.afterwards);
            wrong.unique("filter", filters.map(|filter| &filter.key));
            cohort.check_that_somebody_can_be_in(wrong);
        }
    }
}

impl Cohort {
    /// A filter after which nobody can be left makes a cohort that lists nobody, silently.
    fn check_that_somebody_can_be_in(&self, wrong: &mut Mistakes) {
        let kept = |filter: &&Filter| filter.does == Does::Keep && filter.except_where.is_empty();
        for keeping in self.filters.iter().filter(kept) {
            for filter in &self.filters {
                let place = filter.key.place();
                let clash = filter.except_where.is_empty()
                    && keeping.conditions.iter().any(|condition| condition.clashes_with(filter));
                let said = format_args!("nobody is left of those whom {} keeps", keeping.key);
                wrong.require(place, !clash, said);
            }
        }
    }
}

impl Condition {
    /// Whether that filter takes off everybody for whom this holds.
    fn clashes_with(&self, filter: &Filter) -> bool {
        let same_field = |other: &&Condition| other.field == self.field;
        match filter.does {
            Does::Keep => {
                let mut others = filter.conditions.iter().filter(same_field);
                others.any(|other| !self.test.overlaps(&other.test))
            }
            Does::Exclude => {
                let alone = filter.conditions.len() == 1;
                alone
                    && filter.conditions.iter().filter(same_field).any(|other| self.test.implies(&other.test))
            }
        }
    }
}

impl Loading<'_> {
    fn cohort(&mut self, raw: RawCohort) -> Cohort {
        Cohort {
            filters: self.filters(raw.filters),
            afterwards: self.filters(raw.afterwards),
            key: raw.key,
            number: raw.number,
            title: raw.title,
            source: raw.source,
        }
    }

    fn filters(&mut self, raw: Vec<RawFilter>) -> Vec<Filter> {
        raw.into_iter().map(|filter| self.filter(filter)).collect()
    }

    fn filter(&mut self, raw: RawFilter) -> Filter {
        let place = raw.key.place();
        self.wrong.require(place, !raw.label.trim().is_empty(), "a filter needs a label");
        self.wrong.require(place, !raw.source.trim().is_empty(), "a filter needs its source");
        let one = raw.keep.is_empty() != raw.exclude.is_empty();
        self.wrong.require(place, one, "a filter either keeps or excludes");
        let does = if raw.exclude.is_empty() { Does::Keep } else { Does::Exclude };
        let conditions = if raw.exclude.is_empty() { raw.keep } else { raw.exclude };
        let mut filter = Filter {
            conditions: conditions.into_iter().map(|condition| self.condition(condition)).collect(),
            except_where: raw.except_where.into_iter().map(|condition| self.condition(condition)).collect(),
            key: raw.key,
            label: raw.label,
            source: raw.source,
            does,
            refers: raw.refers,
            says: None,
        };
        filter.says = raw.says.map(|says| says.checked(&filter, &mut self.wrong));
        filter
    }

    fn condition(&mut self, raw: RawCondition) -> Condition {
        let place = raw.field.place();
        let field = Field::ALL.into_iter().find(|field| field.key() == &*raw.field);
        self.wrong.require(place, field.is_some(), format_args!("there is no field {}", raw.field));
        let field = field.unwrap_or(Field::Age);
        let test = match field.list() {
            Some(list) => self.is(list, &raw),
            None => self.within(field, &raw),
        };
        Condition { field, test }
    }

    fn is(&mut self, list: List, raw: &RawCondition) -> Test {
        let place = raw.field.place();
        let numbers = raw.at_least.is_some() || raw.at_most.is_some() || !raw.cohorts.is_empty();
        self.wrong.require(place, !raw.is.is_empty(), "it needs the values that it `is` one of");
        self.wrong.require(place, !numbers, "of a value there is only `is`");
        self.wrong.unique("value", &raw.is);
        for key in raw.is.iter().filter(|key| !self.kept && self.codes.find(list, key).is_none()) {
            self.wrong.refuse(key.place(), format_args!("there is no value {key}"));
        }
        let named = bits(raw.is.iter().filter_map(|key| self.codes.find(list, key)));
        if !raw.successors {
            return Test::Is { values: named, successors: 0 };
        }
        let values = raw.is.iter().filter_map(|key| self.codes.find(list, key));
        let successors = bits(values.filter_map(|value| self.codes.successor(list, value))) & !named;
        self.wrong.require(
            place,
            self.kept || successors != 0,
            "none of these values has a successor that is not named",
        );
        Test::Is { values: named | successors, successors }
    }

    fn within(&mut self, field: Field, raw: &RawCondition) -> Test {
        let place = raw.field.place();
        let bounded = raw.at_least.is_some() || raw.at_most.is_some();
        self.wrong.require(place, bounded, "of a number there is `at_least` and `at_most`");
        self.wrong.require(place, raw.is.is_empty() && !raw.successors, "a number has no values");
        let some = raw.at_least.zip(raw.at_most).is_none_or(|(least, most)| least <= most);
        self.wrong.require(place, some, "no number is at least the one and at most the other");
        let discussions = field == Field::DaysSinceDiscussed;
        self.wrong.require(
            place,
            discussions != raw.cohorts.is_empty(),
            "`in` names the cohorts of discussions",
        );
        self.wrong.unique("cohort here", &raw.cohorts);
        let mut cohorts = Vec::new();
        for key in &raw.cohorts {
            match self.cohorts.iter().find(|(own, _)| own == key) {
                Some((_, title)) => cohorts.push(Named { key: key.to_string(), title: title.clone() }),
                None => self.wrong.refuse(key.place(), format_args!("there is no cohort {key}")),
            }
        }
        let least = raw.at_least.map_or(i64::MIN, i64::from);
        let most = raw.at_most.map_or(i64::MAX, i64::from);
        Test::Within { range: least..=most, cohorts }
    }
}
