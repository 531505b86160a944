-- Merges that people decided. Record map and identities keep what the sources gave; these rows are applied when they are read,
-- so that taking a merge back leaves nothing behind.
create table ferry.reassignment (
  target_instance text not null,
  entity text not null,
  from_key text not null,
  -- As decided.
  to_key text not null,
  -- Where the chain of merges ends.
  final_key text not null,
  decided_by text not null,
  at timestamptz not null default now(),
  -- The run that applies it.
  run text,
  primary key (target_instance, from_key)
);
create index reassignment_final on ferry.reassignment (target_instance, final_key);

-- Two records that look alike and aren't the same: never suggested again.
create table ferry.kept_apart (
  target_instance text not null,
  entity text not null,
  one text not null,
  other text not null,
  decided_by text not null,
  at timestamptz not null default now(),
  primary key (target_instance, one, other)
);

alter table ferry.match_review add column own_key text;
alter table ferry.match_review add column name text;

-- Tombstoned by us: a person merged it into another record.
alter table ferry.written add column ended boolean not null default false;

-- Landed records that a run loads instead of reading its source.
create table ferry.wanted (
  run text not null,
  lane text not null,
  source_key text not null,
  from_run text not null,
  sequence int not null,
  line int not null,
  primary key (run, lane, source_key)
);
