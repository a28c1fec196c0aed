-- Why: a child is withdrawn from a panel's agenda, or the discussion is recorded, and never both. What either is decided on is one
-- version, so that of two at one moment the second finds that it has changed.

create table panels.item (
  panel_date date not null,
  child_id   text not null collate "C",
  version    int  not null constraint item_version_counts check (version > 0),
  constraint item_pkey primary key (panel_date, child_id)
);
comment on table panels.item is 'How often something was said of a child on a panel''s agenda since this is counted: removed, restored, or the discussion recorded. Without a row it is 0.';
