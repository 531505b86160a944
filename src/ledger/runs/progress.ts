/** How far each lane of a run is. */
import type { Entity } from '../../model/entity.ts';
import { NO_OUTCOMES, OUTCOMES, type OutcomeCounts } from '../../model/outcome.ts';
import type { LaneSettlement, SourceCount } from '../../model/settlement.ts';
import type { Queries } from '../database.ts';
import type { LaneProgress } from './rows.ts';

interface Row {
  readonly lane: string;
  readonly entity: Entity;
  readonly source: string;
  readonly sourceCount: SourceCount | null;
  readonly settlement: LaneSettlement | null;
  readonly enumerated: number;
  readonly landedBatches: number;
  readonly loadedBatches: number;
  readonly loaded: number;
  readonly outcomes: Partial<OutcomeCounts> | null;
  readonly placeholders: number;
  readonly readDone: boolean;
  readonly startedAt: string | null;
  readonly updatedAt: string | null;
}

const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

// Batch summaries are few; summing outcomes row by row would cost more with every record loaded.
const SUMS = OUTCOMES.map(
  (kind) => `'${kind}', coalesce(sum((summary->'counts'->>'${kind}')::int) filter (where state = 'loaded'), 0)`,
).join(', ');

/** One row a lane, in the plan's order. Figures are summed while the lane runs, then as it settled, whatever later runs did. */
export async function progress(queries: Queries, run: string): Promise<readonly LaneProgress[]> {
  const rows = await queries.rows<Row>(
    `select l.lane, l.entity, l.source, l.source_count as "sourceCount", l.settlement, l.read_done as "readDone",
       coalesce(b.enumerated, 0)::float8 as enumerated, coalesce(b.loaded, 0)::float8 as loaded,
       coalesce(b.landed_batches, 0)::int as "landedBatches", coalesce(b.loaded_batches, 0)::int as "loadedBatches",
       b.outcomes, coalesce(p.placeholders, 0)::int as placeholders,
       to_char(l.started_at at time zone 'UTC', ${UTC}) as "startedAt",
       to_char(greatest(l.updated_at, b.updated_at) at time zone 'UTC', ${UTC}) as "updatedAt"
     from ferry.lane l
     left join (
       select lane, sum(records) as enumerated, count(*) as landed_batches,
         sum(records) filter (where state = 'loaded') as loaded,
         count(*) filter (where state = 'loaded') as loaded_batches,
         jsonb_build_object(${SUMS}) as outcomes, max(coalesce(loaded_at, landed_at)) as updated_at
       from ferry.batch where run = $1 group by lane
     ) b using (lane)
     left join (
       select placeholder_lane as lane, count(*) as placeholders
       from ferry.written join ferry.run using (run, target_instance) where run = $1 and placeholder group by 1
     ) p using (lane)
     where l.run = $1 order by l.ordinal`,
    [run],
  );
  return rows.map(shown);
}

function shown({ settlement, readDone, ...row }: Row): LaneProgress {
  const outcomes = settlement?.outcomes ?? { ...NO_OUTCOMES, ...row.outcomes };
  const placeholders = settlement?.placeholders ?? row.placeholders;
  return { ...row, outcomes, placeholders, state: stateOf({ settlement, readDone, ...row }) };
}

/** The settlement decides; only without one is the state inferred from counts. */
function stateOf({ settlement, startedAt, readDone }: Row): LaneProgress['state'] {
  if (settlement?.settled === 'unproven') return 'unproven';
  if (settlement) return settlement.settled ? 'settled' : 'unsettled';
  if (startedAt === null) return 'waiting';
  return readDone ? 'loading' : 'reading';
}
