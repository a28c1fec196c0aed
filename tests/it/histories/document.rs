//! Document A, written down a second time and by hand: what the model knows of worksteps, requests and next actions.

use super::people::{Holder, Who};
use std::fmt::{self, Debug, Formatter};

pub(super) type May = fn(Who) -> bool;

/// A kind of workstep.
pub(super) struct Kind {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    /// Sections of answers, numbered from 1.
    pub(super) sections: usize,
    pub(super) writes: fn(usize, Who) -> bool,
    pub(super) queues: May,
    pub(super) finishes: May,
    pub(super) requests: &'static [Asked],
    pub(super) actions: &'static [Action],
    /// Section 2 is an agency decision maker's.
    pub(super) decided: bool,
}

/// To whom a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// A person who may answer it.
    Answerer,
    QaagInbox,
    Anyone,
}

/// A kind of request.
pub(super) struct Asked {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) sends: May,
    pub(super) to: To,
    pub(super) answers: May,
    pub(super) must_be_sent: bool,
    pub(super) blocks: bool,
    /// Sections 1 to this one are complete before it is sent.
    pub(super) once_complete: usize,
    pub(super) once_queued: bool,
    /// Sections 1 to this one are what is authorised.
    pub(super) covers: usize,
    pub(super) covers_queue: bool,
}

/// A next action.
pub(super) struct Action {
    pub(super) key: &'static str,
    pub(super) leads_to: Option<(&'static str, Holder)>,
    pub(super) outcome: Option<&'static str>,
    pub(super) reason: Option<&'static str>,
    /// Offered by a step of family finding; by a three-month review; by all others.
    pub(super) by_finding: bool,
    pub(super) by_review: bool,
}

const SW: Holder = Holder::Person(Who::Sw);

const fn step(key: &'static str, to: &'static str, holder: Holder) -> Action {
    Action {
        key,
        leads_to: Some((to, holder)),
        outcome: None,
        reason: None,
        by_finding: true,
        by_review: false,
    }
}

const fn end(key: &'static str, outcome: Option<&'static str>) -> Action {
    Action { key, leads_to: None, outcome, reason: None, by_finding: true, by_review: false }
}

const REQUEST: Asked = Asked {
    key: "",
    title: "",
    sends: Who::is_sw,
    to: To::Answerer,
    answers: Who::authorises,
    must_be_sent: true,
    blocks: true,
    once_complete: 0,
    once_queued: false,
    covers: 0,
    covers_queue: false,
};

const AUTHORISE: Asked = Asked {
    key: "authorise",
    title: "CS Manager: Please review and authorise",
    once_queued: true,
    ..REQUEST
};

const OPTIONAL: Asked = Asked {
    sends: Who::is_sw_or_authorises,
    to: To::Anyone,
    answers: |_| true,
    must_be_sent: false,
    blocks: false,
    ..REQUEST
};

const REFER: Asked = Asked {
    key: "refer_to_adm",
    title: "CS Refer Panel Recommendation to Agency Decision Maker",
    sends: Who::is_qaag,
    answers: Who::is_adm,
    once_complete: 1,
    once_queued: true,
    covers: 1,
    covers_queue: true,
    ..REQUEST
};

const STEP: Kind = Kind {
    key: "",
    title: "",
    sections: 1,
    writes: |_, who| who.is_sw(),
    queues: Who::is_sw,
    finishes: Who::is_sw,
    requests: &[],
    actions: &[],
    decided: false,
};

const DECIDED: Kind = Kind {
    sections: 2,
    writes: |section, who| if section == 1 { who.is_qaag() } else { who.is_adm() },
    queues: Who::is_qaag,
    finishes: Who::is_adm,
    requests: &[REFER],
    decided: true,
    ..STEP
};

pub(super) const KINDS: [Kind; 10] = [
    Kind {
        key: "child_in_care_review",
        title: "Child in Care Review",
        writes: |_, who| who.is_iro_or_sw(),
        queues: Who::is_iro_or_sw,
        finishes: Who::is_iro_or_sw,
        actions: &[
            step("start_permanency_planning", "permanency_planning", SW),
            end("no_plan_agreed", Some("NO_PLAN_AGREED")),
        ],
        ..STEP
    },
    Kind {
        key: "permanency_planning",
        title: "SC Permanency Planning Process",
        sections: 17,
        queues: Who::authorises,
        finishes: Who::is_qaag,
        requests: &[
            Asked {
                key: "authorise_report",
                title: "CS Manager: Please review and authorise prior to QAAG",
                covers: 17,
                ..REQUEST
            },
            Asked {
                key: "confirm_quality",
                title: "CS QAAG / Adoption Panel to confirm quality of report",
                sends: Who::authorises,
                to: To::QaagInbox,
                answers: Who::is_qaag,
                once_complete: 17,
                covers: 17,
                ..REQUEST
            },
            Asked {
                key: "allocate_parallel_planning",
                title: "CS Allocate worker for parallel planning",
                ..OPTIONAL
            },
            Asked { key: "please_action", title: "CS Please action", ..OPTIONAL },
            Asked { key: "request_panel_date", title: "CS Request for a panel date", ..OPTIONAL },
        ],
        actions: &[
            step("to_agency_decision", "agency_decision", Holder::QaagInbox),
            end("no_longer_required", Some("NO_LONGER_REQUIRED")),
        ],
        ..STEP
    },
    Kind {
        key: "agency_decision",
        title: "SC Agency Decision Maker Permanence Decision",
        actions: &[
            step("adm_agrees", "family_finding_request", SW),
            end("adm_disagrees", Some("ADM_DISAGREED")),
        ],
        ..DECIDED
    },
    Kind {
        key: "family_finding_request",
        title: "SC Permanence Family Finding Request",
        sections: 4,
        requests: &[Asked {
            key: "acknowledge_request",
            title: "CS Manager: Please Review and Acknowledge Request",
            blocks: false,
            once_complete: 4,
            once_queued: true,
            ..REQUEST
        }],
        actions: &[step("to_family_finding", "family_finding", Holder::FindersInbox)],
        ..STEP
    },
    Kind {
        key: "family_finding",
        title: "SC Permanence Family Finding Meeting / Review",
        sections: 5,
        writes: |_, who| who.finds_families(),
        queues: Who::finds_families,
        finishes: Who::authorises,
        requests: &[Asked { sends: Who::finds_families, once_complete: 5, covers: 5, ..AUTHORISE }],
        actions: &[
            step("family_finding_again", "family_finding", Holder::FindersInbox),
            step("to_information_sharing", "information_sharing", SW),
            Action { by_finding: false, by_review: true, ..end("review_recorded", None) },
        ],
        ..STEP
    },
    Kind {
        key: "information_sharing",
        title: "SC Permanence Information Sharing Meeting",
        finishes: Who::authorises,
        requests: &[Asked { once_complete: 1, covers: 1, ..AUTHORISE }],
        actions: &[
            step("to_panel", "panel_and_matching", Holder::QaagInbox),
            step("to_child_in_care_planning", "child_in_care_planning", SW),
            step("to_placement", "placement", SW),
            step("family_finding_again", "family_finding", Holder::FindersInbox),
            end("family_not_agreed", None),
        ],
        ..STEP
    },
    Kind {
        key: "panel_and_matching",
        title: "SC Permanence Panel and Matching Decision",
        actions: &[
            Action { reason: Some("long_term_fostering_agreed"), ..step("match_agreed", "placement", SW) },
            end("match_not_agreed", None),
            step("family_finding_again", "family_finding", Holder::FindersInbox),
            Action {
                reason: Some("carers_withdrew"),
                ..step("to_update_plan", "update_permanence_plan", Holder::FindersInbox)
            },
        ],
        ..DECIDED
    },
    Kind {
        key: "placement",
        title: "SC Permanence Placement",
        actions: &[end("child_placed", Some("CHILD_PLACED"))],
        ..STEP
    },
    Kind {
        key: "child_in_care_planning",
        title: "SC Child in Care Planning",
        actions: &[end("planning_handed_over", Some("HANDED_OVER"))],
        ..STEP
    },
    Kind {
        key: "update_permanence_plan",
        title: "SC Update Permanence Plan",
        writes: |_, who| who.finds_families(),
        queues: Who::finds_families,
        finishes: Who::finds_families,
        actions: &[end("plan_updated", Some("HANDED_OVER"))],
        ..STEP
    },
];

/// From the strongest to the weakest.
pub(super) const OUTCOMES: [&str; 6] =
    ["CHILD_PLACED", "ADM_DISAGREED", "NO_LONGER_REQUIRED", "HANDED_OVER", "NO_PLAN_AGREED", "CANCELLED"];

pub(super) fn kind(key: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.key == key).unwrap_or_else(|| panic!("the guide knows no {key}"))
}

/// By their keys: a history that went wrong is read by people.
macro_rules! shown_by_key {
    ($($named:ident),*) => {$(
        impl Debug for $named {
            fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
                to.write_str(self.key)
            }
        }
    )*};
}

shown_by_key!(Kind, Asked, Action);

impl Asked {
    /// A notification: it is sent, and nothing waits for its answer.
    pub(super) fn only_tells(&self) -> bool {
        self.must_be_sent && !self.blocks
    }
}

impl Kind {
    pub(super) fn action(&self, key: &str) -> &'static Action {
        let actions: &'static [Action] = self.actions;
        actions.iter().find(|action| action.key == key).unwrap_or_else(|| panic!("no next action {key}"))
    }
}
