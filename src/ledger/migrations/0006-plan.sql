-- What the target holds of ours of a record that was loaded, as one hash: plan and run are compared by it, key by key.
alter table ferry.outcome add column content text;

-- Dry runs: the target whose rows they copied, and the facts they came to.
create table ferry.plan (
  run text primary key,
  basis text not null,
  made_at timestamptz not null default now(),
  -- The copy is gone: the report was made, or the plan came to nothing.
  dropped_at timestamptz,
  -- Of plan.json; null until the report is made.
  facts_sha256 text
);
create index plan_copies on ferry.plan (basis) where dropped_at is null;
