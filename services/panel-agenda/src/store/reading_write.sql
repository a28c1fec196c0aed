-- A batch of rows, if the attempt $2 still holds: true. A later row of a child takes the place of the earlier one (B14); within
-- a batch that has been seen to.
with held as (
  update panels.extract_import
     set leased_until = now() + interval '10 seconds', progress_percent = $3,
         row_count = $4, accepted_count = $5, rejected_count = $6
   where extract_import_id = $1 and attempt = $2 and state = 'READING'
  returning extract_import_id
), records as (
  insert into panels.child_record (extract_import_id, child_id, row_number, surname, first_name, gender, team, social_worker,
                                   service_manager, plan_said, legal_status, placement_code, permanence_plan,
                                   permanence_achieved, care_proceedings, legal_determination, born, exported_age,
                                   in_care_since, flags)
  select held.extract_import_id, given.*
    from held,
         unnest($7::text[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::date[],
                $23::smallint[], $24::date[], $25::int[]) as given
  on conflict on constraint child_record_pkey do update
     set row_number = excluded.row_number, surname = excluded.surname, first_name = excluded.first_name,
         gender = excluded.gender, team = excluded.team, social_worker = excluded.social_worker,
         service_manager = excluded.service_manager, plan_said = excluded.plan_said,
         legal_status = excluded.legal_status, placement_code = excluded.placement_code,
         permanence_plan = excluded.permanence_plan, permanence_achieved = excluded.permanence_achieved,
         care_proceedings = excluded.care_proceedings, legal_determination = excluded.legal_determination,
         born = excluded.born, exported_age = excluded.exported_age, in_care_since = excluded.in_care_since,
         flags = excluded.flags
), issues as (
  insert into panels.import_issue (extract_import_id, row_number, kind, column_key, rejects, value)
  select held.extract_import_id, given.*
    from held, unnest($26::int[], $27::smallint[], $28::text[], $29::bool[], $30::text[]) as given
  on conflict do nothing
)
select exists (select from held)
