-- Why: the access relation asks the same people_* tables in every service. The others keep copies of them; here they are
-- the directory's own tables, seen through the same columns.

create view directory.people_worker as
select worker_id, subject, display_name, active, roles, team_id, line_manager_id, version from directory.worker_record;
comment on view directory.people_worker is 'Workers, as the other services copy them.';

create view directory.people_team as
select team_id, name, version from directory.team;
comment on view directory.people_team is 'Teams, as the other services copy them.';

create view directory.people_inbox as
select inbox_id, name, name_key, version from directory.inbox;
comment on view directory.people_inbox is 'Inboxes, as the other services copy them.';

create view directory.people_inbox_member as
select inbox_id, worker_id from directory.inbox_member where ended_at is null;
comment on view directory.people_inbox_member is 'Members of inboxes, as the other services copy them.';

create view directory.people_child as
select child_id, first_name, surname, date_of_birth, gender, version from directory.child;
comment on view directory.people_child is 'Children, as the other services copy them.';

create view directory.people_allocation as
select child_id, role, worker_id from directory.allocation where ended_at is null;
comment on view directory.people_allocation is 'Allocations, as the other services copy them.';
