-- Who approved which plan, and what the approval is bound to. Append-only: an approval ends by what it is bound to changing.
create table ferry.plan_approval (
  plan text not null references ferry.plan (run),
  approved_by text not null,
  at timestamptz not null default now(),
  because text,
  -- Codes of blocking findings that were accepted by name.
  despite jsonb not null,
  route text not null,
  basis text not null,
  -- Of plan.json as it was read when it was approved.
  facts_sha256 text not null,
  -- sha256 over scope.
  fingerprint text not null,
  -- Lanes with their mappings, shapes of the sources, the target's contract.
  scope jsonb not null,
  primary key (plan, approved_by, facts_sha256)
);
create index plan_approvals on ferry.plan_approval (basis, route, at desc);
