//! The difference between two agendas.

use super::agenda::{Agenda, Listed, NotListed};
use std::collections::BTreeMap;

/// What has changed from one agenda to another, each by the child's id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// On the later one only, and what kept them off the earlier one.
    pub added: Vec<Moved>,
    /// On the earlier one only, and what took them off the later one.
    pub dropped: Vec<Moved>,
    /// On both.
    pub stayed: Vec<String>,
}

/// A child who is on one of two agendas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The council's own id.
    pub child_id: String,
    /// The filter that keeps the child off the other; none if the other's extract does not have the child.
    pub off_by: Option<String>,
}

/// A difference that was told child by child: of those who moved only the first are named, all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// On the later one only.
    pub added: Vec<Moved>,
    /// How many these are.
    pub added_count: usize,
    /// On the earlier one only.
    pub dropped: Vec<Moved>,
    /// How many these are.
    pub dropped_count: usize,
    /// How many are on both.
    pub stayed: usize,
}

impl Counted {
    /// One more on the later one only; named while there are not `named` of them.
    pub fn add(&mut self, moved: Moved, named: usize) {
        self.added_count += 1;
        if self.added.len() < named {
            self.added.push(moved);
        }
    }

    /// One more on the earlier one only.
    pub fn drop(&mut self, moved: Moved, named: usize) {
        self.dropped_count += 1;
        if self.dropped.len() < named {
            self.dropped.push(moved);
        }
    }

    /// So many more on the earlier one only, of whom these are the first: in the order of the ids with those before.
    pub fn drop_gone(&mut self, so_many: usize, first: impl IntoIterator<Item = Moved>, named: usize) {
        self.dropped_count += so_many;
        self.dropped.extend(first);
        self.dropped.sort_by(|one, other| one.child_id.cmp(&other.child_id));
        self.dropped.truncate(named);
    }
}

impl Difference {
    /// From the earlier agenda to the later one.
    pub fn between(earlier: &Agenda, later: &Agenda) -> Self {
        let stayed = both(&earlier.listed, &later.listed);
        Self { added: only_on(&later.listed, earlier), dropped: only_on(&earlier.listed, later), stayed }
    }
}

fn both(earlier: &[Listed], later: &[Listed]) -> Vec<String> {
    let before: BTreeMap<&str, ()> = earlier.iter().map(|child| (child.child_id.as_str(), ())).collect();
    let mut stayed: Vec<String> = later
        .iter()
        .filter(|child| before.contains_key(child.child_id.as_str()))
        .map(|child| child.child_id.clone())
        .collect();
    stayed.sort();
    stayed
}

fn only_on(listed: &[Listed], other: &Agenda) -> Vec<Moved> {
    let there: BTreeMap<&str, ()> = other.listed.iter().map(|child| (child.child_id.as_str(), ())).collect();
    let off: BTreeMap<&str, &NotListed> =
        other.not_listed.iter().map(|child| (child.child_id.as_str(), child)).collect();
    let mut moved: Vec<Moved> = listed
        .iter()
        .filter(|child| !there.contains_key(child.child_id.as_str()))
        .map(|child| Moved {
            child_id: child.child_id.clone(),
            off_by: off.get(child.child_id.as_str()).map(|other| other.off.filter.clone()),
        })
        .collect();
    moved.sort_by(|one, other| one.child_id.cmp(&other.child_id));
    moved
}
