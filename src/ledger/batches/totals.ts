/** Sums over a lane: what its settlement and the quarantine limit are judged by. */
import { FINDING } from '../../model/finding-codes.ts';
import { NO_OUTCOMES, type OutcomeKind } from '../../model/outcome.ts';
import type { QuarantineShare } from '../../model/quarantine-limit.ts';
import type { LaneRef } from '../../model/run.ts';
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import type { LaneTotals } from './rows.ts';

type Totals = Omit<LaneTotals, 'outcomes' | 'repeated'>;

const NOTHING: Totals = {
  enumerated: 0,
  continuation: null,
  unloadedBatches: 0,
  readDone: false,
  placeholders: 0,
  deferredLeft: 0,
  refusedPatches: 0,
};

/** Both sides of the lane's equation, from different tables: batches say what was read, outcomes what became of it. */
export async function laneTotals(queries: Queries, ref: LaneRef): Promise<LaneTotals> {
  const values = [ref.run, ref.lane];
  const [totals] = await queries.rows<Totals>(
    `select
       (select coalesce(sum(records), 0)::float8 from ferry.batch where run = $1 and lane = $2) as enumerated,
       (select count(*)::int from ferry.batch where run = $1 and lane = $2 and state <> 'loaded') as "unloadedBatches",
       coalesce((select read_done from ferry.lane where run = $1 and lane = $2), false) as "readDone",
       (select continuation from ferry.lane where run = $1 and lane = $2) as continuation,
       (select count(*)::int from ferry.written w join ferry.run r using (run, target_instance)
        where run = $1 and placeholder_lane = $2 and placeholder) as placeholders,
       (select count(*)::int from ferry.deferred where run = $1 and lane = $2) as "deferredLeft",
       (select count(*)::int from ferry.finding
        where run = $1 and lane = $2 and code = $3) as "refusedPatches"`,
    [...values, FINDING.patchRefused],
  );
  const kinds = await queries.rows<{ kind: OutcomeKind; count: number; superseded: number }>(
    `select kind, count(*)::float8 as count, sum(superseded)::float8 as superseded
     from ferry.outcome where run = $1 and lane = $2 group by kind`,
    values,
  );
  const outcomes = { ...NO_OUTCOMES };
  let repeated = 0;
  for (const { kind, count, superseded } of kinds) {
    outcomes[kind] += count;
    outcomes.superseded += superseded;
    repeated += superseded;
  }
  return { ...(totals ?? NOTHING), outcomes, repeated };
}

// Summed over batches, not outcomes: it is asked after every batch.
const LOADED = `select coalesce(sum((summary->'counts'->>'quarantined')::int - coalesce((summary->>'heldBack')::int, 0)), 0)::float8
      as quarantined,
    coalesce(sum(records), 0)::float8 as records
  from ferry.batch where run = $1 and lane = $2 and state = 'loaded'`;

/** Read to its end, the lane is what was read; before that, what its source counts, or more when more has been read. */
const WHOLE = `case when l.read_done then landed
    when l.source_count->>'count' is not null then greatest((l.source_count->>'count')::float8, landed) end`;

/** Since a person last resumed the lane. */
export async function quarantineShare(queries: Queries, ref: LaneRef): Promise<QuarantineShare> {
  const [share] = await queries.rows<QuarantineShare>(
    `select s.quarantined - l.accepted_quarantined as quarantined, s.records - l.accepted_records as loaded,
       ${WHOLE} - l.accepted_records as whole,
       coalesce(l.accepted_quarantined::float8 / nullif(l.accepted_records, 0), 0) as accepted
     from (${LOADED}) s, ferry.lane l,
       lateral (select coalesce(sum(records), 0)::float8 as landed from ferry.batch where run = $1 and lane = $2) b
     where l.run = $1 and l.lane = $2`,
    [ref.run, ref.lane],
  );
  return share ?? { quarantined: 0, loaded: 0, whole: null, accepted: 0 };
}

/** Starts counting anew. The audit chain keeps what a person accepted; repeated, it changes nothing. */
export async function acceptQuarantine(database: Database, ref: LaneRef): Promise<void> {
  await database.transaction(async (queries) => {
    const [accepted] = await queries.rows<{ quarantined: number; records: number }>(
      `update ferry.lane l set accepted_quarantined = s.quarantined, accepted_records = s.records
       from (${LOADED}) s where l.run = $1 and l.lane = $2
         and (l.accepted_quarantined, l.accepted_records) is distinct from (s.quarantined::bigint, s.records::bigint)
       returning s.quarantined, s.records`,
      [ref.run, ref.lane],
    );
    if (accepted === undefined) return;
    await appendAudit(queries, { kind: 'quarantine-accepted', run: ref.run, payload: { lane: ref.lane, ...accepted } });
  });
}
