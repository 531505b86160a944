-- A plan's profile asks batch by batch for the outcomes of its records; without this index each batch scans all of the lane's.
create index outcome_batch on ferry.outcome (run, lane, sequence);
