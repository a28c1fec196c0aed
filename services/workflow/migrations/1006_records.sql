-- Rows as the service reads them: whole, as JSON, with who acted as one value and in whose hands it lies as another.
-- Each load is one statement, and several loads read the same rows: the shape stands here once.
create view workflow.case_record as
select id, child_id, process_id, process_version, version, workflow.act(opened_by, opened_on_behalf_of, opened_at) as opened,
    closed_at, outcome
from workflow.permanence_case;
comment on view workflow.case_record is 'A case without its steps.';

create view workflow.step_record as
select id, case_id, child_id, kind, version, state, workflow.holder(worker_id, inbox_id) as assignee,
    from_inbox_id as from_inbox, purpose, parent_id as parent, by_action, sent_immediately, arrived_at as arrived,
    workflow.act(started_by, started_on_behalf_of, started_at) as started,
    workflow.act(ended_by, ended_on_behalf_of, ended_at) as ended, cancel_reason,
    jsonb_build_object('version', queue_version, 'actions', queue,
        'last_edit', workflow.act(queued_by, queued_on_behalf_of, queued_at)) as queue
from workflow.workstep;
comment on view workflow.step_record is 'A step with its queue, without its sections and requests.';

create view workflow.step_summary as
select id, case_id, kind, state, workflow.holder(worker_id, inbox_id) as assignee, purpose, parent_id as parent,
    by_action, sent_immediately, arrived_at as arrived, started_at, ended_at, outcome
from workflow.workstep;
comment on view workflow.step_summary is 'A step as its case lists it.';

create view workflow.section_record as
select workstep_id, nullif(form, '') as form, number, version, text_version, answers, complete, author_ids as authors,
    workflow.act(edited_by, edited_on_behalf_of, edited_at) as last_edit
from workflow.section;
comment on view workflow.section_record is 'A section as it stands.';

create view workflow.request_record as
select workstep_id, id, kind, workflow.holder(worker_id, inbox_id) as assignee,
    workflow.act(sent_by, sent_on_behalf_of, sent_at) as sent, replaces_id as replaces, answer
from workflow.request_sent;
comment on view workflow.request_record is 'A request with what became of it.';

create view workflow.ratification_record as
select id, child_id, placement, ratified_on, under_sixteen,
    workflow.act(recorded_by, recorded_on_behalf_of, recorded_at) as recorded,
    workflow.act(ended_by, ended_on_behalf_of, ended_at) as ended, ended_at
from workflow.ratification;
comment on view workflow.ratification_record is 'A ratification; it stands while ended_at is null.';
