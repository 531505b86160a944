-- What the tables of a lane's mappings were asked, and all that they ever listed: a value isn't new at the source because
-- another version of the mapping no longer lists it, or looks something else up.
create table ferry.seen_table (
  target_instance text not null,
  route text not null,
  lane text not null,
  -- The target field that the table fills.
  field text not null,
  -- Which source fields feed it, through which operations; another one asks for other values.
  question text not null,
  lists jsonb not null,
  run text not null,
  primary key (target_instance, route, lane, field)
);
