-- Some issues of the import $2 in the order of its rows. Always at least one row: one without an issue where there is none.
-- $1 the token's subject; $3 only what rejects; $4 one kind, or null; $5 to $7 the place after which to go on, or null; $8 how
-- many.
with page as materialized (
  select row_number, kind, column_key, rejects, value
    from panels.import_issue
   where extract_import_id = $2
     and (rejects or not $3)
     and ($4::smallint is null or kind = $4)
     and (row_number, kind, column_key) > (coalesce($5::int, -1), coalesce($6::smallint, 0::smallint), coalesce($7::text, ''))
   order by row_number, kind, column_key
   limit $8
), caller as materialized (
  select access($1, null) as access
)
select caller.access, shown.*, page.*
  from caller
  left join panels.extract_import_shown shown on shown.extract_import_id = $2
  left join page on true
 order by page.row_number, page.kind, page.column_key
