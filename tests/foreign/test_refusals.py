"""What the suite refuses, and that a caller in Python can tell why."""

import grpc
import pytest
from council import PROCESS
from forms import asking, completing, etag_of, then
from person import Person, Refused, new_request_id

from permanence.workflow.v1 import workstep_pb2 as workstep
from permanence.workflow.v1 import workstep_service_pb2 as calls

AMELIA = "3549902"


@pytest.fixture(scope="module")
def report(council):
    """Amelia's report, started by her social worker."""
    step = council.ian.opens_case(AMELIA, PROCESS).workstep
    review = council.ian.starts(step.workstep_id)
    edit = then(completing(council, review, [1]), review, "start_permanency_planning")
    [planning] = council.ian.finishes(review.workstep_id, edit).created
    return council.priya.starts(planning.workstep_id)


def test_a_finish_is_refused_with_every_reason_at_once(council, report):
    with pytest.raises(Refused) as refused:
        council.farah.finishes(report.workstep_id)
    assert refused.value.code == grpc.StatusCode.FAILED_PRECONDITION
    reasons = refused.value.violations
    assert reasons.count("SECTION_INCOMPLETE") == 17
    assert reasons.count("REQUEST_NOT_SENT") == 2
    assert "NEXT_ACTION_MISSING" in reasons
    assert refused.value.reason in reasons


def test_a_repeated_request_id_gets_the_first_answer(council, report):
    request_id = new_request_id()
    edit = asking(completing(council, council.priya.resumes(report.workstep_id), [1]), "please_action", council.tom)
    first = council.priya.saves(report.workstep_id, edit, request_id)
    again = council.priya.saves(report.workstep_id, edit, request_id)
    assert again == first
    sent = [it for it in council.priya.resumes(report.workstep_id).requests if it.type == "please_action"]
    assert len(sent) == 1, "the request was sent once"


def test_a_request_id_used_for_something_else_is_refused(council, report):
    request_id = new_request_id()
    step = council.priya.resumes(report.workstep_id)
    council.priya.saves(report.workstep_id, completing(council, step, [2]), request_id)
    with pytest.raises(Refused) as refused:
        council.priya.saves(report.workstep_id, completing(council, step, [3]), request_id)
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")


def test_a_stale_etag_is_refused_and_says_who_was_faster(council, report):
    read = council.priya.resumes(report.workstep_id)
    council.priya.saves(report.workstep_id, completing(council, read, [4]))
    with pytest.raises(Refused) as refused:
        council.priya.saves(report.workstep_id, completing(council, read, [4]))
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")
    assert refused.value.metadata["changed_by"] == council.priya.me().worker_id
    now = etag_of(council.priya.resumes(report.workstep_id), 4)
    assert refused.value.metadata["etag"] == now


def test_who_may_not_write_is_refused_by_name_of_the_reason(council, report):
    step = council.priya.resumes(report.workstep_id)
    with pytest.raises(Refused) as refused:
        council.maya.saves(report.workstep_id, completing(council, step, [5]))
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_A_WRITER")


def test_a_wrong_field_is_named(council, report):
    with pytest.raises(Refused) as refused:
        council.priya.saves("not-a-step", calls.Edit())
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID")
    assert refused.value.fields == ["workstep_id"]


def test_a_call_without_a_good_token_is_refused(suite):
    with pytest.raises(Refused) as refused:
        Person(suite.channel, "nonsense").current_work()
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MALFORMED")


def test_a_service_that_is_not_there_is_named_so(suite):
    token = suite.token("priya.nair")
    unknown = suite.channel.unary_unary("/permanence.adoptions.v1.AdoptionService/GetAdoption")
    with pytest.raises(grpc.RpcError) as error:
        unknown(b"", metadata=[("authorization", f"Bearer {token}")], timeout=20)
    refused = Refused(error.value)
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNIMPLEMENTED, "ROUTE_UNKNOWN")


def test_what_was_refused_left_nothing_behind(council, report):
    step = council.priya.resumes(report.workstep_id)
    assert step.state == workstep.WORKSTEP_STATE_STARTED
    assert not step.queue.next_actions
