"""A person in front of the gateway: a token, and what they press."""

import time
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from permanence.directory.v1 import child_service_pb2_grpc, worker_service_pb2 as worker_calls
from permanence.directory.v1 import worker_service_pb2_grpc
from permanence.gateway.v1 import work_view_service_pb2 as view_calls
from permanence.gateway.v1 import work_view_service_pb2_grpc
from permanence.requests.v1 import request_service_pb2 as request_calls
from permanence.requests.v1 import request_service_pb2_grpc
from permanence.workflow.v1 import case_service_pb2 as case_calls
from permanence.workflow.v1 import case_service_pb2_grpc, process_service_pb2_grpc
from permanence.workflow.v1 import workstep_service_pb2 as step_calls
from permanence.workflow.v1 import workstep_service_pb2_grpc

# How long a folder is looked at for what another service has still to hear of.
PATIENCE = 5.0


def new_request_id():
    return str(uuid.uuid4())


class Refused(Exception):
    """A call was refused: the code, the reason for programs, every reason of a finish, every wrong field."""

    def __init__(self, error):
        super().__init__(error.details())
        self.code = error.code()
        self.reason = None
        self.metadata = {}
        self.violations = []
        self.fields = []
        status = rpc_status.from_call(error)
        for detail in status.details if status else []:
            self._read(detail)

    def _read(self, detail):
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo.FromString(detail.value)
            assert info.domain == "permanence"
            self.reason, self.metadata = info.reason, dict(info.metadata)
        elif detail.Is(error_details_pb2.PreconditionFailure.DESCRIPTOR):
            failure = error_details_pb2.PreconditionFailure.FromString(detail.value)
            self.violations = [violation.type for violation in failure.violations]
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            wrong = error_details_pb2.BadRequest.FromString(detail.value)
            self.fields = [violation.field for violation in wrong.field_violations]


class Person:
    def __init__(self, channel, token):
        self.call = {"metadata": [("authorization", f"Bearer {token}")], "timeout": 20}
        self.workers = worker_service_pb2_grpc.WorkerServiceStub(channel)
        self.children = child_service_pb2_grpc.ChildServiceStub(channel)
        self.processes = process_service_pb2_grpc.ProcessServiceStub(channel)
        self.cases = case_service_pb2_grpc.CaseServiceStub(channel)
        self.steps = workstep_service_pb2_grpc.WorkstepServiceStub(channel)
        self.requests = request_service_pb2_grpc.RequestServiceStub(channel)
        self.views = work_view_service_pb2_grpc.WorkViewServiceStub(channel)

    def _ask(self, rpc, message):
        try:
            return rpc(message, **self.call)
        except grpc.RpcError as error:
            raise Refused(error) from error

    def me(self):
        return self._ask(self.workers.GetMe, worker_calls.GetMeRequest()).worker

    def opens_case(self, child_id, process_id):
        message = case_calls.StartCaseRequest(
            request_id=new_request_id(), child_id=child_id, process_id=process_id
        )
        return self._ask(self.cases.StartCase, message)

    def case(self, case_id):
        return self._ask(self.cases.GetCase, case_calls.GetCaseRequest(case_id=case_id)).case

    def timeline(self, case_id):
        return self._ask(self.cases.GetTimeline, case_calls.GetTimelineRequest(case_id=case_id)).entries

    def current_work(self):
        return self._ask(self.views.GetWorkView, view_calls.GetWorkViewRequest(page_size=200))

    def person_summary(self, child_id):
        return self._ask(self.views.GetPersonView, view_calls.GetPersonViewRequest(child_id=child_id))

    def finds_work(self, title, child_id):
        """The row of Incoming work with that title, as soon as it is there."""
        return self._finds(lambda view: view.incoming_work.worksteps, title, child_id)

    def finds_request(self, title, child_id):
        """The row of Incoming requests with that title, as soon as it is there."""
        return self._finds(lambda view: view.incoming_requests.requests, title, child_id)

    def _finds(self, rows, title, child_id):
        patience = time.monotonic() + PATIENCE
        while True:
            seen = rows(self.current_work())
            for row in seen:
                if row.title == title and row.child.child_id == child_id:
                    return row
            assert time.monotonic() < patience, f"{title} is not among {[row.title for row in seen]}"
            time.sleep(0.02)

    def starts(self, workstep_id, request_id=None):
        message = step_calls.StartWorkstepRequest(
            request_id=request_id or new_request_id(), workstep_id=workstep_id
        )
        return self._ask(self.steps.StartWorkstep, message).workstep

    def resumes(self, workstep_id):
        return self._ask(self.steps.GetWorkstep, step_calls.GetWorkstepRequest(workstep_id=workstep_id)).workstep

    def saves(self, workstep_id, edit, request_id=None):
        message = step_calls.SaveWorkstepRequest(
            request_id=request_id or new_request_id(), workstep_id=workstep_id, edit=edit
        )
        return self._ask(self.steps.SaveWorkstep, message)

    def sends_immediately(self, workstep_id, next_action):
        message = step_calls.SendNextActionRequest(
            request_id=new_request_id(), workstep_id=workstep_id, next_action=next_action
        )
        return self._ask(self.steps.SendNextAction, message).created

    def finishes(self, workstep_id, edit=None, request_id=None):
        message = step_calls.FinishWorkstepRequest(
            request_id=request_id or new_request_id(), workstep_id=workstep_id, edit=edit
        )
        return self._ask(self.steps.FinishWorkstep, message)

    def request(self, request_id):
        message = request_calls.GetRequestRequest(id=request_id)
        return self._ask(self.requests.GetRequest, message).request

    def completes(self, request_id):
        """Reads the request, then marks it Completed on the text that was read."""
        message = request_calls.CompleteRequestRequest(
            request_id=new_request_id(), id=request_id, covered_version=self.request(request_id).covered_version
        )
        return self._ask(self.requests.CompleteRequest, message).request
