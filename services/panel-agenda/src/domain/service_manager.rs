//! Who the service managers are whom extracts name by texts: names are kept for workers, and agendas know the workers by them.

use super::{agenda::Signed, naming::folded};
use fault::Refusal;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What events and audit entries call the names.
pub const SUBJECT: &str = "service-manager-names";

/// A worker, and how the directory showed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// The worker.
    pub id: Uuid,
    /// As the directory showed them when the name was kept.
    pub name: String,
}

/// The names in one of their numbered states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceManagers {
    state: i64,
    named: HashMap<String, Manager>,
}

/// For whom a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptFor<'a> {
    /// For this worker.
    Worker(&'a Manager),
    /// For nobody, though names are kept.
    Nobody,
    /// There is nothing to say: the text is blank, or no name was ever kept.
    Unsaid,
}

impl ServiceManagers {
    /// Those names, by what is left of them when they are folded, in that state.
    pub fn new(state: i64, named: HashMap<String, Manager>) -> Self {
        Self { state, named }
    }

    /// For whom a text of an extract is kept.
    pub fn kept_for(&self, said: &str) -> KeptFor<'_> {
        let folded = folded(said);
        match self.named.get(&folded) {
            Some(manager) => KeptFor::Worker(manager),
            None if self.state == 0 || folded.is_empty() => KeptFor::Unsaid,
            None => KeptFor::Nobody,
        }
    }
}

/// Who is responsible for a child: the directory's current allocation decides, and the extract only where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responsible {
    /// Whom the directory allocates now.
    pub allocated: Option<Uuid>,
    /// For whom the extract's text was kept when the agenda was drawn.
    pub kept: Option<Uuid>,
    /// As the agenda names them.
    pub said: String,
}

impl Responsible {
    /// Whom the directory allocates and, by those names, for whom the extract's text is kept.
    pub fn now(allocated: Option<Uuid>, said: &str, names: &ServiceManagers) -> Self {
        let kept = match names.kept_for(said) {
            KeptFor::Worker(manager) => Some(manager.id),
            KeptFor::Nobody | KeptFor::Unsaid => None,
        };
        Self { allocated, kept, said: said.to_owned() }
    }

    /// The worker, where one is known: others hear of them by it.
    pub fn worker(&self) -> Option<Uuid> {
        self.allocated.or(self.kept)
    }

    /// The same as text, empty for nobody.
    pub fn worker_id(&self) -> String {
        self.worker().map(|id| id.to_string()).unwrap_or_default()
    }

    /// Whether it is one of these workers or, where no worker is known, one who is called the same.
    pub fn is_one_of(&self, workers: &[Uuid], name: &str) -> bool {
        match self.worker() {
            Some(id) => workers.contains(&id),
            None => !name.is_empty() && folded(name) == folded(&self.said),
        }
    }
}

/// A name that is kept for a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptName {
    /// As it was kept.
    pub name: String,
    /// For whom.
    pub manager: Manager,
    /// Who keeps it so, and since when.
    pub kept: Signed,
    /// The state since which it is kept so: its etag.
    pub since: i64,
}

/// A name that is to be kept for a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedName {
    /// The text.
    pub name: String,
    /// For whom; none to keep it for nobody.
    pub worker: Option<Uuid>,
    /// The name's; empty while it is kept for nobody.
    pub etag: String,
}

impl WantedName {
    /// What tells it from others.
    pub fn folded(&self) -> String {
        folded(&self.name)
    }

    /// Refuses with `ETAG_STALE` whoever read another state of the name than the one that stands.
    pub fn expect(&self, standing: Option<&KeptName>) -> Result<(), Refusal> {
        let etag = standing.map(|kept| kept.since.to_string()).unwrap_or_default();
        if etag == self.etag {
            return Ok(());
        }
        let changed = super::agenda::changed(standing.map(|kept| &kept.kept));
        Err(Refusal::etag_stale(SUBJECT, changed, etag))
    }
}

/// A text by which extracts call a service manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its place in the list: what is left of it when it is folded.
    pub folded: String,
    /// As it was kept, or as the extract spells it first.
    pub name: String,
    /// For whom it is kept.
    pub kept: Option<KeptName>,
    /// How many children of the newest extract have it.
    pub children: i32,
    /// The one service manager whom the directory calls the same.
    pub suggested: Option<Manager>,
}

/// All texts by which service managers are called, each once, in their order: those that are kept, and those that an extract says
/// of so many children.
pub fn names(kept: Vec<KeptName>, said: Vec<(String, i32)>, here: &[Manager]) -> Vec<Name> {
    let mut names: BTreeMap<String, Name> = BTreeMap::new();
    let entry = |text: &str| {
        let folded = folded(text);
        let name = Name {
            folded: folded.clone(),
            name: text.to_owned(),
            kept: None,
            children: 0,
            suggested: called(&folded, here),
        };
        (folded, name)
    };
    for one in kept {
        let (folded, name) = entry(&one.name);
        names.insert(folded, Name { kept: Some(one), ..name });
    }
    for (text, children) in said {
        let (folded, name) = entry(&text);
        if !folded.is_empty() {
            names.entry(folded).or_insert(name).children += children;
        }
    }
    names.into_values().collect()
}

fn called(text: &str, here: &[Manager]) -> Option<Manager> {
    let mut same = here.iter().filter(|manager| folded(&manager.name) == text);
    same.next().filter(|_| same.next().is_none()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn manager(id: u128, name: &str) -> Manager {
        Manager { id: Uuid::from_u128(id), name: name.into() }
    }

    fn kept(name: &str, manager: Manager) -> KeptName {
        KeptName {
            name: name.into(),
            manager,
            kept: (Uuid::from_u128(9), "Bea Lang".into(), DateTime::UNIX_EPOCH),
            since: 3,
        }
    }

    #[test]
    fn a_text_is_kept_however_it_is_spelt_and_flagged_only_where_names_are_kept() {
        let sandra = manager(1, "Sandra Poole");
        let named = HashMap::from([(folded("Poole, S."), sandra.clone())]);
        let managers = ServiceManagers::new(1, named);
        assert_eq!(managers.kept_for("POOLE  S"), KeptFor::Worker(&sandra));
        assert_eq!(managers.kept_for("Maya Lind"), KeptFor::Nobody);
        assert_eq!(managers.kept_for(" – "), KeptFor::Unsaid);
        assert_eq!(ServiceManagers::default().kept_for("Maya Lind"), KeptFor::Unsaid);
        assert_eq!(ServiceManagers::new(2, HashMap::new()).kept_for("Maya Lind"), KeptFor::Nobody);
    }

    #[test]
    fn the_directory_decides_then_the_kept_name_and_only_then_who_is_called_the_same() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let of = |allocated, kept, said: &str| Responsible { allocated, kept, said: said.into() };
        assert!(of(None, None, "Poole, Sandra").is_one_of(&[other], "Poole Sandra"));
        assert!(!of(None, None, "").is_one_of(&[other], ""));
        assert!(of(None, Some(one), "Sandra Poole").is_one_of(&[other, one], "Somebody Else"));
        assert!(!of(None, Some(one), "Sandra Poole").is_one_of(&[other], "Sandra Poole"));
        assert!(of(Some(other), Some(one), "Sandra Poole").is_one_of(&[other], "Maya Lind"));
        assert!(!of(Some(other), Some(one), "Sandra Poole").is_one_of(&[one], "Sandra Poole"));
        assert!(!of(Some(other), None, "Sandra Poole").is_one_of(&[one], "Sandra Poole"));
    }

    #[test]
    fn every_text_stands_once_in_the_list_with_how_many_children_and_who_may_be_meant() {
        let (sandra, maya) = (manager(1, "Sandra Poole"), manager(2, "Maya Lind"));
        let here = [sandra.clone(), maya.clone(), manager(3, "Kim Lee"), manager(4, "Kim Lee")];
        let said = vec![
            ("Kim Lee".into(), 4),
            ("MAYA LIND".into(), 1),
            ("Maya Lind".into(), 2),
            ("Poole, S".into(), 5),
            ("--".into(), 7),
        ];
        let found = names(vec![kept("S Poole", sandra), kept("Poole S.", maya.clone())], said, &here);
        let told: Vec<_> = found
            .iter()
            .map(|it| (&*it.name, it.kept.as_ref().map(|kept| kept.since), it.children, &it.suggested))
            .collect();
        assert_eq!(
            told,
            [
                ("Kim Lee", None, 4, &None),
                ("MAYA LIND", None, 3, &Some(maya)),
                ("Poole S.", Some(3), 5, &None),
                ("S Poole", Some(3), 0, &None),
            ]
        );
    }

    #[test]
    fn a_name_is_kept_on_the_state_that_was_read() {
        let wanted = |etag: &str| WantedName { name: "S Poole".into(), worker: None, etag: etag.into() };
        let standing = kept("S Poole", manager(1, "Sandra Poole"));
        assert!(wanted("").expect(None).is_ok() && wanted("3").expect(Some(&standing)).is_ok());
        for (etag, standing) in [("1", None), ("", Some(&standing)), ("2", Some(&standing))] {
            assert_eq!(wanted(etag).expect(standing).unwrap_err().reason, fault::Reason::EtagStale, "{etag}");
        }
    }
}
