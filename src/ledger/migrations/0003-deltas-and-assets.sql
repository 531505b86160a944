-- The mapping and scope that a watermark was read with, and the full run at the start of its chain. A delta can't use rows without them.
alter table ferry.watermark add column mapping_hash text;
alter table ferry.watermark add column scope text;
alter table ferry.watermark add column base_run text;

-- Assets that a target has and whose reference gives the same bytes for ever: never fetched again.
create table ferry.asset (
  target_instance text not null,
  source text not null,
  ref text not null,
  sha256 text not null,
  bytes bigint not null,
  media_type text not null,
  run text not null,
  at timestamptz not null default now(),
  primary key (target_instance, source, ref)
);

create index written_standing on ferry.written (target_instance, placeholder_lane) where placeholder;
