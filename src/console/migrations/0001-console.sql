create table console.instance (
  only_row boolean primary key default true check (only_row),
  instance uuid not null default gen_random_uuid()
);
insert into console.instance default values;

-- One row a record: what is needed to compare, count and find it. Its content is in its newest version.
create table console.record (
  id bigint generated always as identity primary key,
  entity text collate "C" not null,
  external_id text collate "C" not null,
  system text collate "C" not null,
  key_hash text collate "C" not null,
  number integer not null,
  run text,
  etag text not null,
  content_hash text not null,
  imported_hash text not null,
  imported json,
  tombstoned boolean not null,
  source_versions json not null,
  search text not null,
  updated_at timestamptz not null default now(),
  unique (entity, external_id)
);
create index record_bucket on console.record (entity, key_hash);

create table console.version (
  record bigint not null references console.record,
  number integer not null,
  run text,
  mode text not null,
  actor text not null,
  op text not null,
  at timestamptz not null default now(),
  etag text not null,
  content_hash text not null,
  tombstoned boolean not null,
  data json not null,
  primary key (record, number)
);
create index version_run on console.version (run, record) where run is not null;

create table console.answer (
  key text collate "C" primary key,
  request_hash text not null,
  run text not null,
  body text not null,
  at timestamptz not null default now()
);
create index answer_at on console.answer (at);

create table console.closed_run (run text primary key, at timestamptz not null default now(), actor text not null);

create table console.freeze (
  only_row boolean primary key default true check (only_row),
  frozen boolean not null default false,
  allow_run text,
  reason text,
  at timestamptz,
  actor text
);
insert into console.freeze default values;

create table console.outbox (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  entity text not null,
  external_id text not null,
  event text not null,
  actor text not null,
  mode text not null,
  internal boolean not null
);

create table console.asset (
  sha256 text collate "C" primary key,
  content uuid not null,
  name text not null,
  media_type text not null,
  bytes bigint not null,
  at timestamptz not null default now()
);
create table console.asset_chunk (
  content uuid not null,
  seq integer not null,
  bytes bytea not null,
  primary key (content, seq)
);
alter table console.asset_chunk alter column bytes set storage external;
