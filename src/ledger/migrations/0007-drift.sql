-- What runs have seen of a lane's source: fields, their types, values that no table of the mapping lists.
create table ferry.seen (
  target_instance text not null,
  route text not null,
  lane text not null,
  -- `field`, `type`, `value`; `baseline` (with empty names) once the lane was read whole and settled.
  kind text not null,
  field text not null,
  what text not null,
  first_run text not null,
  last_run text not null,
  -- Record versions of the last run that held it.
  records bigint not null,
  -- The run that accepted it as part of the source; null while it is still drift: the route's policies apply to it.
  taken_run text,
  primary key (target_instance, route, lane, kind, field, what)
);

-- Of findings about many records: in how many it was.
alter table ferry.finding add column records bigint;
