-- A loss may be there several times in one record: how many records have it is counted beside how often it is there. Items of
-- lists count under one path. What earlier runs kept says how often alone; no record was counted more often than that.
alter table ferry.loss add column records bigint;
update ferry.loss l set records = least(l.count, (select coalesce(sum(b.records), 0) from ferry.batch b
  where (b.run, b.lane) = (l.run, l.lane)));
alter table ferry.loss alter column records set not null;
