-- In whose place somebody acts, and whose folders they see, are one relation for every service. Days are London's and are
-- passed in: the database's clock decides nothing about them.

-- An agency decision maker (role 5 of permanence.type.v1) is covered by another one only, also when roles change after
-- the cover was set. Who has left is covered no longer: what they had in hand stands with their line manager.
create function covered_by(worker_id uuid, today date) returns setof uuid
language sql stable rows 1
as $$
    select distinct cover.covered_id
    from people_cover cover
    join people_worker covered on covered.worker_id = cover.covered_id and covered.active
    join people_worker covering on covering.worker_id = cover.covering_id and covering.active
    where cover.covering_id = covered_by.worker_id and not cover.ended
        and covered_by.today between cover.first_day and cover.last_day
        and (5 <> all (covered.roles) or 5 = any (covering.roles))
$$;
comment on function covered_by is 'Whom a worker covers on that day. Cover is not passed on: who covers somebody who covers a third does not cover the third.';

create function access(subject text, child_id text, today date) returns jsonb
language plpgsql stable
as $$
declare
    caller constant jsonb := access(access.subject, access.child_id);
begin
    return caller || jsonb_build_object('covers', array(
        select jsonb_build_object(
            'worker_id', worker.worker_id,
            'name', worker.display_name,
            'roles', worker.roles,
            'inboxes', array(
                select member.inbox_id
                from people_inbox_member member
                where member.worker_id = worker.worker_id
                order by member.inbox_id
            ),
            'relations', array(
                select allocation.role
                from people_allocation allocation
                where allocation.child_id = access.child_id and allocation.worker_id = worker.worker_id
                order by allocation.role
            )
        )
        from covered_by((caller ->> 'worker_id')::uuid, access.today) as covered (worker_id)
        join people_worker worker on worker.worker_id = covered.worker_id
        order by worker.display_name, worker.worker_id
    ));
end
$$;
comment on function access(text, text, date) is 'The same, with whom the caller covers on that day.';

create function folders(subject text, today date)
returns table (worker_id uuid, inbox_id uuid, name text, ground integer, whose_id uuid, whose_name text)
language plpgsql stable rows 4
as $$
#variable_conflict use_column
begin
    return query
    with recursive me as (
        select worker.worker_id, worker.display_name
        from people_worker worker
        where worker.subject = folders.subject and worker.active
    ), place as (
        select me.worker_id, me.display_name, 1 as ground from me
        union all
        select worker.worker_id, worker.display_name, 2
        from me
        cross join lateral covered_by(me.worker_id, folders.today) as covered (worker_id)
        join people_worker worker on worker.worker_id = covered.worker_id
    ), leaver as (
        select worker.worker_id, worker.display_name
        from place join people_worker worker on worker.line_manager_id = place.worker_id and not worker.active
        union
        select worker.worker_id, worker.display_name
        from leaver join people_worker worker on worker.line_manager_id = leaver.worker_id and not worker.active
    ), list as (
        select place.worker_id, null::uuid as inbox_id, place.display_name as name, place.ground,
            place.worker_id as whose_id, place.display_name as whose_name
        from place
        union all
        select null, member.inbox_id, inbox.name, place.ground, place.worker_id, place.display_name
        from place
        join people_inbox_member member on member.worker_id = place.worker_id
        left join people_inbox inbox on inbox.inbox_id = member.inbox_id
        union all
        select leaver.worker_id, null, leaver.display_name, 3, leaver.worker_id, leaver.display_name from leaver
    )
    select distinct on (list.worker_id, list.inbox_id)
        list.worker_id, list.inbox_id, list.name, list.ground, list.whose_id, list.whose_name
    from list
    order by list.worker_id, list.inbox_id, list.ground, list.whose_id;
end
$$;
comment on function folders is 'The lists that make up a person''s folders on that day, each a worker''s or an inbox''s and each once: their own, those of whom they cover, and those of whom they or these managed and who has left, through managers who have left too. ground is a number of permanence.type.v1.FolderGround.';
