-- Why a run failed, so that it can be told when the run's history in Temporal is gone.
alter table ferry.run add column failure jsonb;
