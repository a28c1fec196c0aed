-- Goes on where step_load.sql ends, when the step is being started: the newest forms of its case, from which sections are
-- copied: their main forms.
    , (select coalesce(jsonb_agg(jsonb_build_object('kind', newest.kind, 'section', to_jsonb(s))), '[]')
        from (
            select distinct on (w.kind) w.kind, w.id
            from step join workflow.workstep w on w.case_id = step.case_id
            where w.id <> step.id and w.started_at is not null
            order by w.kind, w.arrived_at desc, w.id desc
        ) newest join workflow.section_record s on s.workstep_id = newest.id and s.form is null) as sources
