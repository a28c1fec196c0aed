//! Who takes part in a history, what the guide lets each do, and who stands in for whom.

use super::cast::Cast;
use chrono::NaiveDate;
use std::ops::RangeInclusive;
use tests::person::Person;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// The child's social worker.
    Sw,
    /// Another child's social worker, who works from the QAAG inbox too: a second role is no way around one's own report.
    OtherSw,
    /// A practice supervisor.
    Ps,
    /// A team manager.
    Tm,
    /// A team manager who leaves before the histories end.
    Leaver,
    Qaag,
    Adm,
    /// Another agency decision maker, who covers the first.
    OtherAdm,
    Finder,
    /// A family finder who is a team manager too.
    Both,
    Iro,
    Support,
    Manager,
}

/// The line manager of who leaves, who sees what they left.
pub(super) const LINE_MANAGER: Who = Who::Ps;

pub(super) const EVERYBODY: [Who; 13] = [
    Who::Sw,
    Who::OtherSw,
    Who::Ps,
    Who::Tm,
    Who::Leaver,
    Who::Qaag,
    Who::Adm,
    Who::OtherAdm,
    Who::Finder,
    Who::Both,
    Who::Iro,
    Who::Support,
    Who::Manager,
];

impl Who {
    pub(super) fn person(self, cast: &Cast) -> &Person {
        match self {
            Who::Sw => &cast.sw,
            Who::OtherSw => &cast.other_sw,
            Who::Ps => &cast.ps,
            Who::Tm => &cast.tm,
            Who::Leaver => &cast.leaver,
            Who::Qaag => &cast.qaag,
            Who::Adm => &cast.adm,
            Who::OtherAdm => &cast.other_adm,
            Who::Finder => &cast.finder,
            Who::Both => &cast.second_finder,
            Who::Iro => &cast.iro,
            Who::Support => &cast.support,
            Who::Manager => &cast.manager,
        }
    }

    pub(super) fn is_sw(self) -> bool {
        self == Who::Sw
    }

    pub(super) fn is_iro_or_sw(self) -> bool {
        matches!(self, Who::Iro | Who::Sw)
    }

    pub(super) fn authorises(self) -> bool {
        matches!(self, Who::Ps | Who::Tm | Who::Leaver | Who::Both)
    }

    pub(super) fn is_sw_or_authorises(self) -> bool {
        self.is_sw() || self.authorises()
    }

    pub(super) fn is_qaag(self) -> bool {
        matches!(self, Who::Qaag | Who::OtherSw)
    }

    pub(super) fn is_adm(self) -> bool {
        matches!(self, Who::Adm | Who::OtherAdm)
    }

    pub(super) fn finds_families(self) -> bool {
        matches!(self, Who::Finder | Who::Both)
    }

    /// Who answers for the teams passes on anybody's work.
    pub(super) fn passes_on_anybodys(self) -> bool {
        self.authorises() || self == Who::Manager
    }

    /// Whoever has a step in hand counts as the child's own on it, if their role is that.
    pub(super) fn as_the_childs_own(self) -> Who {
        if self == Who::OtherSw { Who::Sw } else { self }
    }
}

/// On those days one stands where the other stands.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    pub(super) absent: Who,
    pub(super) by: Who,
    pub(super) days: RangeInclusive<NaiveDate>,
}

/// Somebody who presses something, and whom they cover that day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presser {
    pub(super) who: Who,
    pub(super) absent: Option<Who>,
}

impl Presser {
    pub(super) fn on(today: NaiveDate, who: Who, covers: &[Cover]) -> Self {
        let cover = covers.iter().find(|cover| cover.by == who && cover.days.contains(&today));
        Self { who, absent: cover.map(|cover| cover.absent) }
    }

    /// In whose right they do what some may do; none where they may not.
    pub(super) fn act(self, may: impl Fn(Who) -> bool) -> Option<Act> {
        let Self { who, absent } = self;
        if may(who) {
            return Some(Act { by: who, absent: None });
        }
        absent.filter(|absent| may(*absent)).map(|absent| Act { by: who, absent: Some(absent) })
    }

    pub(super) fn may(self, may: impl Fn(Who) -> bool) -> bool {
        self.act(may).is_some()
    }
}

/// Who did something, and whom they covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) by: Who,
    pub(super) absent: Option<Who>,
}

impl Act {
    /// Both of them.
    pub(super) fn people(self) -> impl Iterator<Item = Who> {
        [Some(self.by), self.absent].into_iter().flatten()
    }

    pub(super) fn is_of(self, who: Who) -> bool {
        self.people().any(|person| person == who)
    }

    /// Whose it counts as.
    pub(super) fn whose(self) -> Who {
        self.absent.unwrap_or(self.by)
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
    pub(super) fn is_an_inbox(self) -> bool {
        !matches!(self, Holder::Person(_))
    }

    /// Whether it stands in that person's own folder.
    pub(super) fn is_in_the_hands_of(self, who: Who) -> bool {
        match self {
            Holder::Person(holder) => holder == who,
            Holder::QaagInbox => who.is_qaag(),
            Holder::FindersInbox => who.finds_families(),
        }
    }
}
