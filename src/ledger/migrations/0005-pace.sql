-- When the next call to a system may go out, counted over all programs that work on this ledger.
create table ferry.pace (
  system text primary key,
  next timestamptz not null
);
