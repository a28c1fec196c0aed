"""Chloe Smith's case, from the Child in Care Review to "Child Placed", as the source document tells it."""

import pytest
from council import CHLOE, PROCESS
from forms import asking, completing, first_reason, then

from permanence.workflow.v1 import workstep_pb2 as workstep


@pytest.fixture(scope="module")
def placed(council):
    """The case once the walk is over: each act asserts what the people see on their way."""
    case_id = council.ian.opens_case(CHLOE, PROCESS).case.case_id
    the_review_agrees_on_permanence(council)
    the_report_is_authorised_and_confirmed(council)
    the_plan_is_agreed(council)
    the_social_worker_asks_for_a_family(council)
    no_family_is_found_yet(council)
    a_match_is_found_and_sent_on_at_once(council)
    the_meeting_takes_place(council)
    the_match_is_approved(council)
    assert council.ian.case(case_id).outcome == "", "the case is open until the placement is recorded"
    the_child_is_placed(council)
    return case_id


def the_review_agrees_on_permanence(council):
    review = council.ian.starts(council.ian.finds_work(council.title("child_in_care_review"), CHLOE).workstep_id)
    edit = then(completing(council, review, [1]), review, "start_permanency_planning")
    finished = council.ian.finishes(review.workstep_id, edit)
    assert [it.title for it in finished.created] == ["SC Permanency Planning Process"]
    assert finished.created[0].assignee.worker.display_name == "Priya Nair"


def the_report_is_authorised_and_confirmed(council):
    priya, tom, farah = council.priya, council.tom, council.farah
    row = priya.finds_work("SC Permanency Planning Process", CHLOE)
    assert row.child.display_name == "Chloe Smith"
    report = priya.starts(row.workstep_id)
    priya.saves(report.workstep_id, asking(completing(council, report, range(1, 18)), "authorise_report", tom))

    asked = tom.finds_request(
        "CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process", CHLOE
    )
    tom.completes(asked.request_id)
    report = tom.resumes(asked.workstep_id)
    tom.saves(report.workstep_id, asking(then(completing(council, report, []), report, "to_agency_decision"), "confirm_quality"))

    asked = farah.finds_request(
        "CS QAAG / Adoption Panel to confirm quality of report:SC Permanency Planning Process", CHLOE
    )
    assert asked.assignee.inbox.name == "CS QAAG – Inbox"
    farah.completes(asked.request_id)
    finished = farah.finishes(report.workstep_id)
    assert [it.assignee.inbox.name for it in finished.created] == ["CS QAAG – Inbox"]


def the_plan_is_agreed(council):
    title = "SC Agency Decision Maker Permanence Decision"
    step = council.farah.starts(council.farah.finds_work(title, CHLOE).workstep_id)
    prefilled = {key: value for section in step.sections for key, value in section.answers.items()}
    assert any(value.date == "2018-05-04" for value in prefilled.values()), "the date of birth is prefilled"
    edit = then(completing(council, step, [1]), step, "adm_agrees")
    council.farah.saves(step.workstep_id, asking(edit, "refer_to_adm", council.helen))
    finished = decided(council, title, "agree")
    assert [it.title for it in finished.created] == ["SC Permanence Family Finding Request"]


def decided(council, step_title, decision):
    helen = council.helen
    asked = helen.finds_request(f"CS Refer Panel Recommendation to Agency Decision Maker:{step_title}", CHLOE)
    step = helen.resumes(asked.workstep_id)
    helen.saves(step.workstep_id, completing(council, step, [2], decision=decision))
    helen.completes(asked.request_id)
    return helen.finishes(step.workstep_id)


def the_social_worker_asks_for_a_family(council):
    priya, tom = council.priya, council.tom
    referral = priya.starts(priya.finds_work("SC Permanence Family Finding Request", CHLOE).workstep_id)
    edit = then(completing(council, referral, range(1, 5)), referral, "to_family_finding")
    finished = priya.finishes(referral.workstep_id, asking(edit, "acknowledge_request", tom))
    assert [it.title for it in finished.created] == ["SC Permanence Family Finding Meeting / Review"]

    told = tom.finds_request(council.request_title("family_finding_request", "acknowledge_request"), CHLOE)
    assert told.notification, "the step was finished without waiting for it"
    tom.completes(told.request_id)


def no_family_is_found_yet(council):
    finding = council.maya.starts(council.maya.finds_work(council.title("family_finding"), CHLOE).workstep_id)
    referred = {key: value.text for key, value in finding.sections[0].answers.items()}
    assert any("written in Python" in text for text in referred.values()), "sections 1 to 4 come from the referral"
    edit = then(completing(council, finding, range(1, 6)), finding, "family_finding_again")
    council.maya.saves(finding.workstep_id, asking(edit, "authorise", council.ruth))
    finished = authorised_and_finished(council, council.ruth, "family_finding")
    assert [it.title for it in finished.created] == ["SC Permanence Family Finding Meeting / Review"]


def authorised_and_finished(council, manager, step):
    asked = manager.finds_request(council.request_title(step, "authorise"), CHLOE)
    manager.completes(asked.request_id)
    return manager.finishes(asked.workstep_id)


def a_match_is_found_and_sent_on_at_once(council):
    maya = council.maya
    finding = maya.starts(maya.finds_work(council.title("family_finding"), CHLOE).workstep_id)
    sent = maya.sends_immediately(finding.workstep_id, workstep.NextAction(type="to_information_sharing"))
    assert council.priya.finds_work("SC Permanence Information Sharing Meeting", CHLOE).workstep_id == sent.workstep_id
    edit = completing(council, finding, range(1, 6))
    maya.saves(finding.workstep_id, asking(edit, "authorise", council.ruth))
    finished = authorised_and_finished(council, council.ruth, "family_finding")
    assert not finished.created, "what was sent immediately is not created again"


def the_meeting_takes_place(council):
    priya = council.priya
    meeting = priya.starts(priya.finds_work(council.title("information_sharing"), CHLOE).workstep_id)
    edit = then(completing(council, meeting, [1]), meeting, "to_panel")
    priya.saves(meeting.workstep_id, asking(edit, "authorise", council.tom))
    finished = authorised_and_finished(council, council.tom, "information_sharing")
    assert [it.title for it in finished.created] == ["SC Permanence Panel and Matching Decision"]


def the_match_is_approved(council):
    farah, title = council.farah, "SC Permanence Panel and Matching Decision"
    panel = farah.starts(farah.finds_work(title, CHLOE).workstep_id)
    agreed = workstep.NextAction(
        type="match_agreed", reason=first_reason(council, "panel_and_matching", "match_agreed")
    )
    edit = then(completing(council, panel, [1]), panel, agreed)
    farah.saves(panel.workstep_id, asking(edit, "refer_to_adm", council.helen))
    finished = decided(council, title, "approved")
    assert [it.title for it in finished.created] == ["SC Permanence Placement"]


def the_child_is_placed(council):
    priya = council.priya
    placement = priya.starts(priya.finds_work("SC Permanence Placement", CHLOE).workstep_id)
    edit = then(completing(council, placement, [1]), placement, "child_placed")
    finished = priya.finishes(placement.workstep_id, edit)
    assert not finished.created
    assert finished.case_outcome == "CHILD_PLACED"


def test_the_case_closes_with_the_child_placed(council, placed):
    case = council.ian.case(placed)
    assert case.outcome == "CHILD_PLACED"
    assert case.HasField("close_time")
    assert {step.state for step in case.worksteps} == {workstep.WORKSTEP_STATE_FINISHED}
    assert [step.type for step in case.worksteps] == [
        "child_in_care_review",
        "permanency_planning",
        "agency_decision",
        "family_finding_request",
        "family_finding",
        "family_finding",
        "information_sharing",
        "panel_and_matching",
        "placement",
    ]


def test_nobody_has_anything_of_the_child_left_to_do(council, placed):
    for person in [council.ian, council.priya, council.tom, council.farah, council.helen, council.maya, council.ruth]:
        view = person.current_work()
        rows = [*view.incoming_work.worksteps, *view.incoming_requests.requests]
        assert not [row.title for row in rows if row.child.child_id == CHLOE]
        assert view.incoming_work.count == len(view.incoming_work.worksteps)


def test_the_person_summary_shows_the_child_and_the_closed_case(council, placed):
    summary = council.priya.person_summary(CHLOE)
    assert (summary.child.first_name, summary.child.surname) == ("Chloe", "Smith")
    assert (summary.child.date_of_birth, summary.child.gender) == ("2018-05-04", "Female")
    assert not summary.current_work
    assert not summary.open_requests
    assert placed in [case.case_id for case in summary.cases]


def test_the_timeline_names_who_did_what(council, placed):
    entries = council.ian.timeline(placed)
    assert entries[0].act.by.display_name == "Ian Whitlock"
    assert entries[-1].act.by.display_name == "Priya Nair"
    assert all(entry.act.by.worker_id for entry in entries), "the person is always recorded"
