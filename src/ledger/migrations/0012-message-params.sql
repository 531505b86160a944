-- What a sentence is made of when it is shown, beside its code. `message` holds words that aren't Ferry's, and all words stored before.
alter table ferry.outcome add column params jsonb;
alter table ferry.loss add column params jsonb, alter column message drop not null;
