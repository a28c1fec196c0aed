-- Children by name, the beginning of their id, or both, as they are shown.
-- $1 caller's subject, $2 words, each in a name or the beginning of the id, $3 beginning of the id in lower case,
-- $4, $5 and $6 surname_key, first_name_key and child_id of the last row, $7 rows
with found as (
  select *
    from directory.child_record
   where (not exists (select from unnest($2::text[]) as word
                       where strpos(first_name_key || ' ' || surname_key, word) = 0
                         and not starts_with(lower(child_id), word))
          or starts_with(lower(child_id), $3))
     and (surname_key, first_name_key, child_id) > (coalesce($4, ''), coalesce($5, ''), coalesce($6, ''))
   order by surname_key, first_name_key, child_id
   limit $7
)
select access($1, null) as access,
       (select coalesce(json_agg(found order by surname_key, first_name_key, child_id), '[]') from found) as found
