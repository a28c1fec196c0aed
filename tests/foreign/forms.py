"""Filling in a form as the process asks."""

from permanence.type.v1 import people_pb2 as people
from permanence.workflow.v1 import process_pb2 as process
from permanence.workflow.v1 import workstep_pb2 as workstep
from permanence.workflow.v1 import workstep_service_pb2 as calls


def completing(council, step, numbers, **chosen):
    """Answers what is still unanswered in these sections, and ticks them."""
    sections = [_section(council, step, number, chosen) for number in numbers]
    return calls.Edit(sections=sections)


def then(edit, step, *actions):
    """Puts next actions, given as keys or whole, in the queue."""
    given = [workstep.NextAction(type=it) if isinstance(it, str) else it for it in actions]
    edit.queue.CopyFrom(calls.QueueEdit(etag=step.queue.etag, next_actions=given))
    return edit


def asking(edit, request, of=None):
    """Composes a request to a person, or to the inbox that the process names."""
    recipient = people.Assignee(worker=people.WorkerRef(worker_id=of.me().worker_id)) if of else None
    edit.send_requests.append(calls.RequestToSend(type=request, recipient=recipient))
    return edit


def etag_of(step, number):
    return next(it.etag for it in step.sections if it.number == number)


def first_reason(council, step, action):
    """The first of the reasons that a next action offers."""
    found = next(it for it in council.step(step).next_actions if it.key == action)
    return found.reasons[0].key


def _section(council, step, number, chosen):
    standing = next(it for it in step.sections if it.number == number)
    fields = next(it for it in council.step(step.type).form.sections if it.number == number).fields
    answers = {
        field.key: _something_for(council, field) for field in fields if field.key not in standing.answers
    }
    answers |= {key: workstep.Value(choice=choice) for key, choice in chosen.items()}
    return calls.SectionEdit(number=number, etag=standing.etag, answers=answers, complete=True)


def _something_for(council, field):
    if field.kind in (process.FIELD_KIND_TEXT, process.FIELD_KIND_LONG_TEXT):
        return workstep.Value(text=f"{field.label}: written in Python")
    if field.kind == process.FIELD_KIND_DATE:
        return workstep.Value(date="2023-08-24")
    if field.kind == process.FIELD_KIND_TIME:
        return workstep.Value(time="10:30")
    if field.kind == process.FIELD_KIND_CHOICE:
        listed = next(it for it in council.process.pick_lists if it.key == field.pick_list)
        return workstep.Value(choice=listed.choices[0].key)
    if field.kind == process.FIELD_KIND_NUMBER:
        return workstep.Value(number=1)
    return workstep.Value(yes_no=True)
