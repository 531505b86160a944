-- Of the indexes of a table only one is led by the entity: a lookup by key can't take the other one for as good.
drop index console.record_bucket;
create index record_bucket on console.record (key_hash, entity);
