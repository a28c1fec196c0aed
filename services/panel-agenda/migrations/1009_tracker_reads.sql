-- Why: the tracker shows whose each action is and whether it was recorded in time; children are withdrawn at a panel (reading B10); a
-- referral stays open until a later extract shows its record corrected, and one that says nothing of the child does not; and an
-- extract that tells of nobody's care proceedings is said to.

create or replace view panels.panel_action_shown as
select action.panel_action_id, action.panel_date, action.child_id, action.cohort, action.number, action.what, action.owner_id,
       action.owner_name, action.due_on, action.service_manager, action.recorded_state, action.ended_state, action.state,
       action.progress, action.updated_by, action.updated_at, action.version, updater.display_name as updated_by_name,
       action.workstep_id, step.title as workstep_title, action.service_manager_id,
       panels.allocated_manager(action.child_id) as allocated_manager_id,
       discussion.late as recorded_late, coalesce(child.surname, '') as surname, coalesce(child.first_name, '') as first_name
  from panels.panel_action action
  join panels.discussion on discussion.panel_date = action.panel_date and discussion.child_id = action.child_id
  left join panels.agenda_child child on child.agenda_id = discussion.agenda_id and child.child_id = action.child_id
  left join people_worker updater on updater.worker_id = action.updated_by
  left join panels.workstep step on step.workstep_id = action.workstep_id;

alter table panels.item_change drop constraint item_change_reason_known;
alter table panels.item_change add constraint item_change_reason_known check (reason between 0 and 4);

alter table panels.extract_import add column proceedings_said boolean not null default false;
comment on column panels.extract_import.proceedings_said is 'It says of at least one child whether there are care proceedings. Known when all is read.';
update panels.extract_import set proceedings_said = true
 where exists (select from panels.child_record record
                where record.extract_import_id = extract_import.extract_import_id and record.care_proceedings <> 'blank');

create or replace view panels.extract_import_shown as
select import.extract_import_id, import.upload_id, import.file_name, import.as_of, import.serial_dates, import.byte_count,
       encode(import.sha256, 'hex') as sha256, import.state, import.progress_percent, import.row_count,
       import.accepted_count, import.rejected_count, import.flagged_count, import.refusal_reason, import.refusal_message,
       import.imported_by, worker.display_name as imported_by_name, import.imported_at, import.proceedings_said
  from panels.extract_import import
  left join people_worker worker on worker.worker_id = import.imported_by;

create or replace view panels.referral as
select referred.panel_date, referred.child_id, referred.agenda_id, referred.as_of, referred.by_removal,
       coalesce(record.service_manager, '') as service_manager,
       (select min(later.as_of)
          from panels.extract_import later
          join panels.child_record now
            on now.extract_import_id = later.extract_import_id and now.child_id = referred.child_id
         where later.state = 'READ' and later.as_of > referred.as_of
           and (now.permanence_achieved = 'yes' or now.legal_status <> record.legal_status
                or now.placement_code <> record.placement_code)) as corrected_as_of,
       (select newest.as_of
          from (select later.extract_import_id, later.as_of
                  from panels.extract_import later
                 where later.state = 'READ' and later.as_of > referred.as_of
                 order by later.as_of desc, later.imported_at desc, later.extract_import_id desc
                 limit 1) newest
         where not exists (
           select from panels.child_record now
            where now.extract_import_id = newest.extract_import_id and now.child_id = referred.child_id)) as absent_as_of
  from (
    select issue.panel_date, child.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, false as by_removal
      from panels.issue
      join panels.agenda using (agenda_id)
      join panels.agenda_child child on child.agenda_id = agenda.agenda_id and child.referred
     where not exists (select from panels.issue later where later.panel_date = issue.panel_date and later.number > issue.number)
    union all
    select change.panel_date, change.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, true
      from panels.item_change change
      join lateral (
        select issue.agenda_id from panels.issue where issue.panel_date = change.panel_date
         order by issue.number desc limit 1) issued on true
      join panels.agenda using (agenda_id)
     where change.removed and change.reason = 2
       and not exists (
         select from panels.item_change later
          where later.panel_date = change.panel_date and later.child_id = change.child_id and later.number > change.number)
  ) referred
  left join panels.child_record record
    on record.extract_import_id = referred.extract_import_id and record.child_id = referred.child_id;
comment on view panels.referral is 'Children whose record a service manager is asked to correct, since a panel''s agenda or a removal said that they are long-term matched; corrected by the first later extract that shows the record otherwise, and by none that does not have the child.';
