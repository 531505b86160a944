-- Whether a run loads source records into the target: said once, for every query that asks for such runs.
alter table ferry.run add column loads boolean not null
  generated always as (mode in ('full', 'delta', 'retry')) stored;

alter table ferry.written rename column ended to tombstoned;
