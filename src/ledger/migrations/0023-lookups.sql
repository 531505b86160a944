-- A lookup by key has one index that it can use, led by the key. With the target instance or the run leading several indexes of
-- one table, statistics from before the newest instance or run make a scan of all its rows look as cheap as the lookup.
alter table ferry.record_map drop constraint record_map_pkey;
alter table ferry.record_map add primary key (source_key, lane, route, target_instance);
drop index ferry.record_map_external;
create unique index record_map_external on ferry.record_map (external_key, target_instance, route, lane);
drop index ferry.record_map_own;
create index record_map_own on ferry.record_map (own_key, target_instance);

alter table ferry.written drop constraint written_pkey;
alter table ferry.written add primary key (external_key, target_instance);

alter table ferry.contribution drop constraint contribution_pkey;
alter table ferry.contribution add primary key (external_key, source, lane, target_instance);

alter table ferry.identity drop constraint identity_pkey;
alter table ferry.identity add primary key (value, entity, target_instance, kind, route, lane, source_key);
drop index ferry.identity_of;
create index identity_of on ferry.identity (source_key, lane, route, target_instance);

alter table ferry.identity_merge drop constraint reassignment_pkey;
alter table ferry.identity_merge add primary key (from_key, target_instance);
drop index ferry.identity_merge_final;
create index identity_merge_final on ferry.identity_merge (final_key, target_instance);

alter table ferry.asset drop constraint asset_pkey;
alter table ferry.asset add primary key (ref, source, target_instance);

drop index ferry.outcome_batch;
create index outcome_batch on ferry.outcome (sequence, lane, run);
