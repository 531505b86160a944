-- Runs, their lanes and the mappings they pin.
create table ferry.run (
  run text primary key,
  ordinal bigint generated always as identity,
  route text not null,
  mode text not null,
  target_instance text not null,
  plan jsonb not null,
  state text not null,
  workflow_id text,
  settlements jsonb not null default '[]',
  started_at timestamptz not null default now(),
  finished_at timestamptz
);

create table ferry.mapping_pin (
  hash text primary key,
  file text not null,
  content text not null,
  tables jsonb not null,
  pinned_at timestamptz not null default now()
);

create table ferry.lane (
  run text not null references ferry.run,
  lane text not null,
  ordinal int not null,
  entity text not null,
  source text not null,
  continuation text,
  read_done boolean not null default false,
  tally jsonb,
  settlement jsonb,
  -- Records quarantined, out of how many, when a person last resumed the lane.
  accepted_quarantined bigint not null default 0,
  accepted_records bigint not null default 0,
  started_at timestamptz,
  updated_at timestamptz,
  primary key (run, lane)
);

-- One active lane per target, route and mapping.
create table ferry.lane_lock (
  target_instance text not null,
  route text not null,
  lane text not null,
  run text not null,
  taken_at timestamptz not null default now(),
  primary key (target_instance, route, lane)
);

create table ferry.watermark (
  target_instance text not null,
  route text not null,
  lane text not null,
  continuation text,
  run text not null,
  primary key (target_instance, route, lane)
);

-- What landed, and what became of it.
create table ferry.batch (
  run text not null,
  lane text not null,
  sequence int not null,
  batch text not null unique,
  address text not null,
  sha256 text not null,
  records int not null,
  state text not null default 'landed' check (state in ('landed', 'loaded')),
  summary jsonb,
  landed_at timestamptz not null default now(),
  loaded_at timestamptz,
  primary key (run, lane, sequence)
);

-- Committed before every write.
create table ferry.intent (
  run text not null,
  batch text not null,
  idempotency_key text not null,
  lane text not null,
  entity text not null,
  external_keys jsonb not null,
  at timestamptz not null default now(),
  primary key (run, batch, idempotency_key)
);

-- How often answers to a batch's writes were out of date.
create table ferry.refusal (
  run text not null,
  batch text not null,
  refusals int not null,
  primary key (run, batch)
);

-- Which record of the target a source record became. Several sources' records may share one.
create table ferry.record_map (
  target_instance text not null,
  route text not null,
  lane text not null,
  source_key text not null,
  source text not null,
  entity text not null,
  own_key text not null,
  external_key text not null,
  version text,
  mapping text,
  run text not null,
  primary key (target_instance, route, lane, source_key)
);
-- Two records of one lane never share a record of the target.
create unique index record_map_external on ferry.record_map (target_instance, external_key, route, lane);
create index record_map_own on ferry.record_map (target_instance, own_key);

-- What we last wrote to a record of the target.
create table ferry.written (
  target_instance text not null,
  external_key text not null,
  entity text not null,
  field_hashes jsonb not null,
  etag text not null,
  run text not null,
  base_etag text not null,
  target_id text not null,
  kept jsonb not null default '[]',
  placeholder boolean not null default false,
  placeholder_lane text,
  primary key (target_instance, external_key)
);
create index written_placeholder on ferry.written (run, placeholder_lane) where placeholder;

create table ferry.contribution (
  target_instance text not null,
  external_key text not null,
  source text not null,
  lane text not null,
  fields jsonb not null,
  run text not null,
  primary key (target_instance, external_key, source, lane)
);

create table ferry.identity (
  target_instance text not null,
  entity text not null,
  kind text not null,
  value text not null,
  external_key text not null,
  source text not null,
  route text not null,
  lane text not null,
  source_key text not null,
  primary key (target_instance, entity, value, kind, route, lane, source_key)
);
create index identity_of on ferry.identity (target_instance, route, lane, source_key);

create table ferry.match_review (
  target_instance text not null,
  route text not null,
  lane text not null,
  source_key text not null,
  entity text not null,
  candidates jsonb not null,
  run text not null,
  at timestamptz not null default now(),
  primary key (target_instance, route, lane, source_key)
);

-- The outcome of each record in a run.
create table ferry.outcome (
  run text not null,
  lane text not null,
  source_key text not null,
  kind text not null,
  code text,
  path text,
  message text,
  external_key text,
  sequence int not null,
  line int not null,
  superseded int not null default 0,
  at timestamptz not null default now(),
  primary key (run, lane, source_key)
);
create index outcome_quarantined on ferry.outcome (run, lane, code) where kind = 'quarantined';

create table ferry.deferred (
  run text not null,
  lane text not null,
  source_key text not null,
  field text not null,
  external_key text not null,
  value jsonb not null,
  reference_list jsonb not null,
  primary key (run, lane, source_key, field)
);

-- What the target held before a run first touched a record; null: nothing. Stored once, never replaced.
create table ferry.before_image (
  run text not null,
  entity text not null,
  external_key text not null,
  image jsonb,
  primary key (run, entity, external_key)
);

create table ferry.finding (
  run text not null,
  lane text not null,
  code text not null,
  external_key text not null,
  fields jsonb not null,
  at timestamptz not null default now(),
  primary key (run, lane, code, external_key)
);

create table ferry.loss (
  run text not null,
  lane text not null,
  code text not null,
  path text not null,
  count bigint not null,
  example_key text not null,
  message text not null,
  primary key (run, lane, code, path)
);

-- Each row's hash covers the one before.
create table ferry.audit (
  seq bigint primary key,
  at text not null,
  kind text not null,
  run text,
  payload jsonb not null,
  payload_hash text not null,
  prev text not null,
  hash text not null
);
