"""The people of the demonstration's council, and the process by which they work."""

from person import Person

from permanence.directory.v1 import child_service_pb2 as child_calls
from permanence.workflow.v1 import process_service_pb2 as process_calls

CHLOE = "3549863"
PROCESS = "long-term-fostering"


class Council:
    def __init__(self, suite):
        self._suite = suite
        self._people = {}
        self.process = self.ian.processes.GetProcess(
            process_calls.GetProcessRequest(process_id=PROCESS), **self.ian.call
        ).process

    def person(self, subject):
        """Somebody of that sign-in."""
        if subject not in self._people:
            self._people[subject] = Person(self._suite.channel, self._suite.token(subject))
        return self._people[subject]

    @property
    def ian(self):
        """The independent reviewing officer."""
        return self.person("ian.whitlock")

    @property
    def priya(self):
        """The child's social worker."""
        return self.person("priya.nair")

    @property
    def tom(self):
        """Her practice supervisor."""
        return self.person("tom.ellis")

    @property
    def farah(self):
        """A QAAG worker, member of "CS QAAG – Inbox"."""
        return self.person("farah.begum")

    @property
    def helen(self):
        """The agency decision maker."""
        return self.person("helen.marsh")

    @property
    def maya(self):
        """A family finder, member of "CS Permanence Family Finders – Inbox"."""
        return self.person("maya.cole")

    @property
    def ruth(self):
        """The family finders' team manager."""
        return self.person("ruth.okafor")

    def child(self, child_id):
        return self.ian.children.GetChild(child_calls.GetChildRequest(child_id=child_id), **self.ian.call).child

    def step(self, key):
        """A workstep type by its key."""
        return next(step for step in self.process.worksteps if step.key == key)

    def title(self, step):
        return self.step(step).title

    def request_title(self, step, request):
        """As the folder shows it (A:123)."""
        found = next(it for it in self.step(step).request_types if it.key == request)
        return f"{found.title}:{self.title(step)}"
