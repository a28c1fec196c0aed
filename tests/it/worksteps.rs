//! One test for each row of the table of worksteps: title, form, sections, who writes and who finishes.

use contracts::r#type::v1::Role::{self, *};
use contracts::workflow::v1::{Edit, SectionEdit, Workstep, WorkstepState, WorkstepType};
use fault::Reason;
use tests::case::{Case, Decision};
use tests::council::Council;
use tests::forms::{next, queue, queue_edit};
use tests::person::Person;

use crate::refusals::assert_refused;

struct Row {
    key: &'static str,
    title: &'static str,
    form: &'static str,
    /// Number of sections, and who writes them; Next actions last.
    sections: &'static [(std::ops::RangeInclusive<i32>, &'static [Role])],
    finished_by: &'static [Role],
}

const MANAGERS: &[Role] = &[PracticeSupervisor, TeamManager];

#[tokio::test]
async fn w0_child_in_care_review() {
    let row = Row {
        key: "child_in_care_review",
        title: "Child in Care Review",
        form: "",
        sections: &[(1..=2, &[IndependentReviewingOfficer, SocialWorker])],
        finished_by: &[IndependentReviewingOfficer, SocialWorker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.review(&step).await;
    finished(&council, &step).await;
}

/// Any reviewing officer opens a case. What they opened is theirs to write and to finish; what the child's own opened is not (README,
/// decisions).
#[tokio::test]
async fn w0_is_finished_by_the_childs_own_reviewing_officer_or_who_opened_it() {
    let council = Council::with_two_replicas().await;
    let second = &council.other_sw;
    council.gives_roles(second, &[IndependentReviewingOfficer]).await;
    let written = async |writer: &Person, step: &str| {
        let started = writer.start(step).await.expect("it starts");
        let mut edit = council.forms.complete_all(&started);
        edit.queue = Some(queue_edit(&started, vec![next("no_plan_agreed")]));
        writer.save(step, edit).await.expect("it is written");
    };

    let (_, review) = Case::open(&council).await;
    written(&council.iro, &review).await;
    let touched = second.open(&review).await.expect("any case worker reads it").sections[0].etag.clone();
    assert_refused(second.save(&review, touch(1, &touched)).await, Reason::NotAWriter, "another's child");
    assert_refused(second.finish(&review).await, Reason::NotAFinisher, "another's child");
    council.iro.finish(&review).await.expect("the child's own");

    let child_id = council.register_child().await;
    let opened = second.start_case(&child_id).await.expect("any reviewing officer opens a case");
    let review = opened.workstep.expect("a first step").workstep_id;
    written(second, &review).await;
    second.finish(&review).await.expect("it lies in the hands of who opened it");
    finished(&council, &review).await;
}

#[tokio::test]
async fn w1_permanency_planning_process() {
    let row = Row {
        key: "permanency_planning",
        title: "SC Permanency Planning Process",
        form: "SC Child's Permanence Report C0054",
        sections: &[(1..=17, &[SocialWorker]), (18..=18, MANAGERS)],
        finished_by: &[QaagWorker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.planning(&step).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w2_agency_decision_maker_permanence_decision() {
    let row = Row {
        key: "agency_decision",
        title: "SC Agency Decision Maker Permanence Decision",
        form: "AS QA Recommendation and ADM Decision C0051",
        sections: &[(1..=1, &[QaagWorker]), (2..=2, &[AgencyDecisionMaker]), (3..=3, &[QaagWorker])],
        finished_by: &[AgencyDecisionMaker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.decision(&step, Decision::Yes, &["adm_agrees"]).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w3_permanence_family_finding_request() {
    let row = Row {
        key: "family_finding_request",
        title: "SC Permanence Family Finding Request",
        form: "AS Family Finding Referral Form C0057",
        sections: &[(1..=5, &[SocialWorker])],
        finished_by: &[SocialWorker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.referral(&step).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w4_permanence_family_finding_meeting_review() {
    let row = Row {
        key: "family_finding",
        title: "SC Permanence Family Finding Meeting / Review",
        form: "AS Permanence Family Finding Activity C1235",
        sections: &[(1..=6, &[FamilyFinder])],
        finished_by: MANAGERS,
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.finding(&step, vec![next("family_finding_again")]).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w5_permanence_information_sharing_meeting() {
    let row = Row {
        key: "information_sharing",
        title: "SC Permanence Information Sharing Meeting",
        form: "SC Permanence Information Sharing Meeting C1231",
        sections: &[(1..=2, &[SocialWorker])],
        finished_by: MANAGERS,
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.sharing(&step, vec![next("to_panel")]).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w6_permanence_panel_and_matching_decision() {
    let row = Row {
        key: "panel_and_matching",
        title: "SC Permanence Panel and Matching Decision",
        form: "AS Panel Minutes and ADM Decision C0065",
        sections: &[(1..=1, &[QaagWorker]), (2..=2, &[AgencyDecisionMaker]), (3..=3, &[QaagWorker])],
        finished_by: &[AgencyDecisionMaker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.decision(&step, Decision::Yes, &["match_agreed"]).await;
    finished(&council, &step).await;
}

#[tokio::test]
async fn w7_permanence_placement() {
    let row = Row {
        key: "placement",
        title: "SC Permanence Placement",
        form: "AS Childs Permanence Placement Record C1122",
        sections: &[(1..=2, &[SocialWorker])],
        finished_by: &[SocialWorker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.placement(&step).await;
    finished(&council, &step).await;
    assert_eq!(case.outcome().await, "CHILD_PLACED");
}

#[tokio::test]
async fn x1_child_in_care_planning() {
    let row = Row {
        key: "child_in_care_planning",
        title: "SC Child in Care Planning",
        form: "",
        sections: &[(1..=2, &[SocialWorker])],
        finished_by: &[SocialWorker],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.write(&council.sw, &step, vec![next("planning_handed_over")]).await;
    council.sw.finish(&step).await.expect("a hand-over finishes");
    finished(&council, &step).await;
}

#[tokio::test]
async fn x2_update_permanence_plan() {
    let row = Row {
        key: "update_permanence_plan",
        title: "SC Update Permanence Plan",
        form: "",
        sections: &[(1..=2, &[FamilyFinder])],
        finished_by: &[FamilyFinder],
    };
    let council = Council::with_two_replicas().await;
    let (case, step) = row.holds(&council).await;
    case.write(&council.finder, &step, vec![next("plan_updated")]).await;
    council.finder.finish(&step).await.expect("a hand-over finishes");
    finished(&council, &step).await;
}

impl Row {
    /// The row as the process says it, and as the running step behaves towards each role.
    async fn holds<'a>(&self, council: &'a Council) -> (Case<'a>, String) {
        self.stands_in_the_process(council.forms.step(self.key));
        let (case, step) = Case::arrived_at(council, self.key).await;
        let started = self.started(&case, &step).await;
        assert_eq!(started.title, self.title);
        self.sections_refuse_others(council, &started).await;
        self.finish_refuses_others(council, &step).await;
        (case, step)
    }

    fn stands_in_the_process(&self, found: &WorkstepType) {
        assert_eq!(found.title, self.title);
        let form = found.form.as_ref().expect("every step has sections");
        assert_eq!(form.title, self.form);
        let numbers: Vec<i32> = form.sections.iter().map(|section| section.number).collect();
        let expected: Vec<i32> = self.sections.iter().flat_map(|(numbers, _)| numbers.clone()).collect();
        assert_eq!(numbers, expected, "sections of {}", self.title);
        for section in &form.sections {
            assert_same(section.written_by().collect(), self.writers(section.number), "writers");
        }
        assert_eq!(form.sections.last().expect("Next actions").title, "Next actions");
        assert_same(found.finished_by().collect(), self.finished_by.to_vec(), "finishers");
    }

    fn writers(&self, number: i32) -> Vec<Role> {
        let found = self.sections.iter().find(|(numbers, _)| numbers.contains(&number));
        found.expect("a row for each section").1.to_vec()
    }

    /// Started by the first of its writers.
    async fn started(&self, case: &Case<'_>, step: &str) -> Workstep {
        let writer = case.council.holder_of(self.sections[0].1[0]);
        writer.start(step).await.expect("the first writer starts the step")
    }

    async fn sections_refuse_others(&self, council: &Council, step: &Workstep) {
        for section in &step.sections {
            for other in council.everybody_but(&self.writers(section.number)) {
                let refused = other.save(&step.workstep_id, touch(section.number, &section.etag)).await;
                assert_refused(refused, Reason::NotAWriter, &format!("{} on {}", other.name, section.title));
            }
        }
        let last = *self.sections.last().expect("Next actions").0.end();
        for other in council.everybody_but(&self.writers(last)) {
            let refused = other.save(&step.workstep_id, queue(step, Vec::new())).await;
            assert_refused(refused, Reason::NotAWriter, &format!("{} on Next actions", other.name));
        }
    }

    /// Whoever may finish is refused for the form, never for the role.
    async fn finish_refuses_others(&self, council: &Council, step: &str) {
        // Nothing is queued: it does not end by NFA, by which managers finish W1 too (A2).
        for other in council.everybody_but(self.finished_by) {
            let what = format!("{} finishing {}", other.name, self.title);
            assert_refused(other.finish(step).await, Reason::NotAFinisher, &what);
        }
        for role in self.finished_by {
            let may = council.holder_of(*role);
            let refused = may.finish(step).await.expect_err("an empty form does not finish");
            assert!(!fault::violations_of(&refused).contains(&Reason::NotAFinisher), "{role:?}: {refused:?}");
            assert_ne!(fault::reason_of(&refused), Some(Reason::NotAFinisher), "{role:?}: {refused:?}");
        }
    }
}

fn touch(number: i32, etag: &str) -> Edit {
    let section = SectionEdit { number, etag: etag.into(), complete: Some(false), ..Default::default() };
    Edit { sections: vec![section], ..Default::default() }
}

fn assert_same(mut found: Vec<Role>, mut expected: Vec<Role>, what: &str) {
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{what}");
}

async fn finished(council: &Council, step: &str) {
    let found = council.iro.open(step).await.expect("a finished step can be read");
    assert_eq!(found.state(), WorkstepState::Finished);
    assert_eq!(council.stored_state_of(step).await, "FINISHED");
}
