-- A run over the landing asks batch by batch. A key has one newest version, so a version's position is as unique as its key.
alter table ferry.wanted drop constraint wanted_pkey;
alter table ferry.wanted add primary key (run, lane, from_run, sequence, line);
