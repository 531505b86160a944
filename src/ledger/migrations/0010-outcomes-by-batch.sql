-- The survey of a plan asks batch by batch what became of its records; without this each batch goes through all of the lane's.
create index outcome_batch on ferry.outcome (run, lane, sequence);
