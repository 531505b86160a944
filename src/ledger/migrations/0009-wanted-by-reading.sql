-- A run over the landing asks batch by batch. A key has one newest reading, so readings are as unique as keys.
alter table ferry.wanted drop constraint wanted_pkey;
alter table ferry.wanted add primary key (run, lane, from_run, sequence, line);
