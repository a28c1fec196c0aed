"""The dates of panels are read by a calendar that is not ours."""

import uuid

import grpc
import icalendar
import pytest

from permanence.panels.v1 import panel_calls_pb2 as calls
from permanence.panels.v1 import panel_pb2
from permanence.panels.v1 import panel_service_pb2_grpc


FIRST = "2027-06-03"


@pytest.fixture
def support(suite):
    token = suite.token("bea.lang")
    return {"metadata": [("authorization", f"Bearer {token}")], "timeout": 20}


def dates(panels, support):
    asked = calls.ExportPanelsRequest(**{"from": FIRST, "weeks": 6})
    parts = list(panels.ExportPanels(asked, **support))
    assert parts[0].file.media_type == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(b"".join(part.piece for part in parts[1:]))
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def present_etag(panels, support):
    """The rotation's that there is; nothing where nobody has recorded one."""
    try:
        return panels.ListPanels(calls.ListPanelsRequest(**{"from": FIRST, "weeks": 1}), **support).rotation.etag
    except grpc.RpcError as refused:
        assert refused.code() == grpc.StatusCode.FAILED_PRECONDITION
        return ""


def test_panels_have_stable_uids_and_a_cancelled_one_says_so_later(suite, support):
    panels = panel_service_pb2_grpc.PanelServiceStub(suite.channel)
    schedule = calls.SchedulePanelsRequest(
        request_id=str(uuid.uuid4()),
        anchor=FIRST,
        when_it_falls_out=panel_pb2.WHEN_IT_FALLS_OUT_SLIDES,
        etag=present_etag(panels, support),
    )
    panels.SchedulePanels(schedule, **support)
    before = dates(panels, support)
    first = before[f"panel-{FIRST}@permanence"]
    assert first.decoded("DTSTART").isoformat() == "2027-06-03T09:00:00+00:00", "ten in London's summer"
    assert str(first["STATUS"]) == "CONFIRMED"
    cancel = calls.CancelPanelRequest(request_id=str(uuid.uuid4()), panel_date="2027-06-10", reason="Elections.")
    panels.CancelPanel(cancel, **support)
    after = dates(panels, support)
    assert before.keys() == after.keys()
    cancelled = after["panel-2027-06-10@permanence"]
    assert str(cancelled["STATUS"]) == "CANCELLED"
    assert cancelled["SEQUENCE"] == before["panel-2027-06-10@permanence"]["SEQUENCE"] + 1
    assert not any(event.errors for event in [*before.values(), *after.values()])
