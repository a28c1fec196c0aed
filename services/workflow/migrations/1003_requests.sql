-- What was asked of others on a step, with workflow's copy of what the requests service said of it. Voiding is
-- decided here, under the lock of the step; the answer itself is the requests service's and only copied.
create table workflow.request_sent (
    id                uuid        not null,
    workstep_id       uuid        not null,
    kind              text        not null,
    worker_id         uuid,
    inbox_id          uuid,
    sent_by           uuid        not null,
    sent_on_behalf_of uuid,
    sent_at           timestamptz not null,
    replaces_id       uuid,
    answer            jsonb       not null,
    constraint request_sent_pk primary key (id),
    constraint request_sent_workstep foreign key (workstep_id) references workflow.workstep (id),
    constraint request_sent_replaces foreign key (replaces_id) references workflow.request_sent (id),
    constraint request_sent_one_holder check (num_nonnulls(worker_id, inbox_id) = 1),
    constraint request_sent_answer_is_known check (
        answer = '"waiting"' or answer ?| array['completed', 'returned', 'withdrawn', 'lapsed', 'voided']
    )
);
comment on table workflow.request_sent is 'Each request that was sent on a step, and what became of it.';
comment on column workflow.request_sent.answer is
    '"waiting", or what became of it with its facts: {"completed": {"covered_version", "act", "comment"}}, {"returned": …}, {"withdrawn": …}, {"lapsed": …}, {"voided": …}.';

create index request_sent_by_workstep on workflow.request_sent (workstep_id, sent_at, id);
