-- Every call asks who the caller is and what the child is to them, in the same read that loads what it is about. One
-- function says it everywhere, so that no service has an opinion of its own.

-- Where the people are views, this is the directory itself, which cannot be behind itself. Everywhere else a copy that
-- was not known to be complete within five seconds cannot say who may see what.
do $$
begin
    if (select relkind = 'v' from pg_class where oid = 'people_worker'::regclass) then
        create view people_freshness as select true as fresh;
    else
        create view people_freshness as
        select exists (
            select from feed_cursor
            where upstream = 'permanence.directory' and heard_at > now() - interval '5 seconds'
        ) as fresh;
    end if;
end
$$;
comment on view people_freshness is 'One row: whether the people in this schema are the directory''s of at most five seconds ago.';

-- In PL/pgSQL and not in SQL, because its plan is then kept for as long as the connection lasts: a quarter of the time.
create function access(subject text, child_id text) returns jsonb
language plpgsql stable
as $$
begin
    return (
        select jsonb_build_object(
            'worker_id', worker.worker_id,
            'name', worker.display_name,
            'active', worker.active,
            'roles', worker.roles,
            'team_id', worker.team_id,
            'line_manager_id', worker.line_manager_id,
            'inboxes', array(
                select jsonb_build_object('id', member.inbox_id, 'name', (
                    select inbox.name from people_inbox inbox where inbox.inbox_id = member.inbox_id
                ))
                from people_inbox_member member
                where member.worker_id = worker.worker_id
                order by member.inbox_id
            ),
            'relations', array(
                select allocation.role
                from people_allocation allocation
                where allocation.child_id = access.child_id and allocation.worker_id = worker.worker_id
                order by allocation.role
            ),
            'child_known', exists (select from people_child child where child.child_id = access.child_id),
            'fresh', (select people_freshness.fresh from people_freshness)
        )
        from people_worker worker
        where worker.subject = access.subject
    );
end
$$;
comment on function access is 'Who the caller is, and what the child is to them; null for a subject that is no worker. The child may be null, for a call that is about none.';
