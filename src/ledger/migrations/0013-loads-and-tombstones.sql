-- Whether a run loads source records into the target: defined once, for every query that asks for such runs. A plan loads
-- nothing, and what a rollback does isn't a version of a record.
alter table ferry.run add column loads boolean not null
  generated always as (mode in ('full', 'delta', 'retry')) stored;

alter table ferry.written rename column ended to tombstoned;
