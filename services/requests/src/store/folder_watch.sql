-- What changed in the folder Incoming requests since its reader was told last: of its newest rows those that the reader has
-- not, or has otherwise, and those that are there no longer; and its count. Always at least one row: one without a request
-- when there is none to tell of.
-- $1 caller's subject, $2 today in London; $3 and $4 the rows that the reader has and their marks; $5 how many of the
-- newest are told of, $6 how many of them at once
with caller as materialized (
  select access($1, null) as access
), lists as materialized (
  select * from folders($1, $2)
), newest as materialized (
  select placed.request_id, placed.sent_at, lists.ground, lists.whose_id, lists.whose_name
    from lists
   cross join lateral (
     (select request_id, sent_at from requests.request where state = 'SENT' and worker_id = lists.worker_id
       order by sent_at desc, request_id desc limit $5)
     union all
     (select request_id, sent_at from requests.request where state = 'SENT' and inbox_id = lists.inbox_id
       order by sent_at desc, request_id desc limit $5)
   ) placed
   order by placed.sent_at desc, placed.request_id desc
   limit $5
), looking as materialized (
  select newest.*, hashtext(concat_ws(E'\x1f', shown.version, shown.child_name, shown.sent_by_name,
           shown.sent_on_behalf_of_name, shown.worker_name, shown.inbox_name, newest.ground, newest.whose_id,
           newest.whose_name)) as mark
    from newest
    -- One at a time: a join would be free to read the archive.
   cross join lateral (
     select * from requests.request_named shown where shown.request_id = newest.request_id limit 1
   ) shown
), told as (
  select looking.*
    from looking
    left join unnest($3::uuid[], $4::integer[]) as held (request_id, mark) on held.request_id = looking.request_id
   where held.mark is distinct from looking.mark
   order by looking.sent_at desc, looking.request_id desc
   limit $6
)
select caller.access,
       (select coalesce(sum(
                 (select count(*) from requests.request where state = 'SENT' and worker_id = lists.worker_id)
               + (select count(*) from requests.request where state = 'SENT' and inbox_id = lists.inbox_id)), 0)::bigint
          from lists) as total_size,
       array(select held.id from unnest($3) as held (id)
              where held.id <> all (array(select request_id from looking))) as gone,
       array(select coalesce(worker_id, inbox_id) from lists) as lists,
       shown.*, told.ground, told.whose_id, told.whose_name, told.mark
  from caller
  left join told on true
  left join lateral (select * from requests.request_named shown where shown.request_id = told.request_id limit 1) shown
    on true
 order by told.sent_at desc, told.request_id desc
