-- What else would have quarantined a record, beside the problem in code and path: a list of problems, null where there is none.
alter table ferry.outcome add column also jsonb;
