-- Why a run failed, so that it is known when the run's history in Temporal is gone.
alter table ferry.run add column failure jsonb;
