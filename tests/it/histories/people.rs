//! Who takes part in a history, and what the guide lets each do.

use tests::council::Council;
use tests::person::Person;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// The child's social worker.
    Sw,
    /// Another child's social worker.
    OtherSw,
    /// A practice supervisor.
    Ps,
    /// A team manager.
    Tm,
    Qaag,
    Adm,
    Finder,
    /// A family finder who is a team manager too: a second role is no way around one's own report.
    Both,
    Iro,
    Support,
    Manager,
}

pub(super) const EVERYBODY: [Who; 11] = [
    Who::Sw,
    Who::OtherSw,
    Who::Ps,
    Who::Tm,
    Who::Qaag,
    Who::Adm,
    Who::Finder,
    Who::Both,
    Who::Iro,
    Who::Support,
    Who::Manager,
];

impl Who {
    pub(super) fn person(self, council: &Council) -> &Person {
        match self {
            Who::Sw => &council.sw,
            Who::OtherSw => &council.other_sw,
            Who::Ps => &council.ps,
            Who::Tm => &council.tm,
            Who::Qaag => &council.qaag,
            Who::Adm => &council.adm,
            Who::Finder => &council.finder,
            Who::Both => &council.second_finder,
            Who::Iro => &council.iro,
            Who::Support => &council.support,
            Who::Manager => &council.manager,
        }
    }

    pub(super) fn is_sw(self) -> bool {
        self == Who::Sw
    }

    pub(super) fn is_iro_or_sw(self) -> bool {
        matches!(self, Who::Iro | Who::Sw)
    }

    pub(super) fn authorises(self) -> bool {
        matches!(self, Who::Ps | Who::Tm | Who::Both)
    }

    pub(super) fn is_sw_or_authorises(self) -> bool {
        self.is_sw() || self.authorises()
    }

    pub(super) fn is_qaag(self) -> bool {
        self == Who::Qaag
    }

    pub(super) fn is_adm(self) -> bool {
        self == Who::Adm
    }

    pub(super) fn finds_families(self) -> bool {
        matches!(self, Who::Finder | Who::Both)
    }
}

/// In whose hands something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Person(Who),
    QaagInbox,
    FindersInbox,
}

impl Holder {
    /// Whether it stands in that person's folder.
    pub(super) fn is_in_the_hands_of(self, who: Who) -> bool {
        match self {
            Holder::Person(holder) => holder == who,
            Holder::QaagInbox => who.is_qaag(),
            Holder::FindersInbox => who.finds_families(),
        }
    }
}
