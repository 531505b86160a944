-- Tables and columns take the words that the rest of Ferry uses.
alter table ferry.pace rename to rate_limit;
alter table ferry.reassignment rename to identity_merge;
alter index ferry.reassignment_final rename to identity_merge_final;
alter table ferry.lane rename column tally to source_count;
