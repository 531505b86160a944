/** Runs from start to end. */
import type { Authorisation, RunPlan } from '../../model/run.ts';
import type { RunEnd, RunState } from '../../model/run-end.ts';
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import { dropUnreported, keepContent } from '../plans/plans.ts';
import type { MappingPin, RunRow, StartRun } from './rows.ts';
import { pinWanted } from './wanted-records.ts';

/** Records the plan, its lanes and pins, once: a repeat changes nothing. */
export async function startRun(database: Database, start: StartRun): Promise<void> {
  const { plan } = start;
  await database.transaction(async (queries) => {
    await pinMappings(queries, start.pins);
    const inserted = await queries.rows(
      `insert into ferry.run (run, route, mode, target_instance, plan, state, workflow_id)
       values ($1, $2, $3, $4, $5, 'running', $6) on conflict (run) do nothing returning run`,
      [plan.run, plan.route, plan.mode, plan.targetInstance, jsonText(plan), start.workflowId ?? null],
    );
    if (inserted.length === 0) return;
    await insertLanes(queries, plan);
    await pinWanted(queries, plan, start.wanted ?? []);
    const lanes = lanesOf(plan).map(({ lane, mapping, mappingVersion, mappingHash }) => ({
      lane,
      mapping: `${mapping}@${mappingVersion}#${mappingHash}`,
    }));
    await appendAudit(queries, { kind: 'run-started', run: plan.run, payload: { route: plan.route, lanes } });
    if (plan.authorisation !== undefined) await auditAuthorisation(queries, plan.run, plan.authorisation);
  });
}

/** A run's authorisation to write into production is kept with its start, or it doesn't start. */
async function auditAuthorisation(queries: Queries, run: string, authorisation: Authorisation): Promise<void> {
  if (authorisation.kind === 'approved') {
    await appendAudit(queries, {
      kind: 'run-approved',
      run,
      payload: { plan: authorisation.plan, by: authorisation.by },
    });
    return;
  }
  const payload = { by: authorisation.by, because: authorisation.because };
  await appendAudit(queries, { kind: 'run-without-plan', run, payload });
}

/** All lanes in the plan's order. */
export function lanesOf(plan: RunPlan) {
  return plan.levels.flat(2);
}

/** Pins are shared by runs: the same hash is the same text. */
async function pinMappings(queries: Queries, pins: readonly MappingPin[]): Promise<void> {
  await queries.rows(
    `insert into ferry.mapping_pin (hash, file, content, tables)
     select hash, file, text, tables from json_to_recordset($1) as p(hash text, file text, text text, tables jsonb)
     on conflict (hash) do nothing`,
    [jsonText(pins)],
  );
}

async function insertLanes(queries: Queries, plan: RunPlan): Promise<void> {
  const lanes = lanesOf(plan).map(({ lane, entity, source }, ordinal) => ({ lane, entity, source, ordinal }));
  await queries.rows(
    `insert into ferry.lane (run, lane, ordinal, entity, source)
     select $1, lane, ordinal, entity, source
     from json_to_recordset($2) as l(lane text, ordinal int, entity text, source text)`,
    [plan.run, jsonText(lanes)],
  );
}

/** The mapping text pinned under a hash. */
export async function pinnedMapping(queries: Queries, hash: string): Promise<MappingPin | undefined> {
  const rows = await queries.rows<MappingPin>(
    'select hash, file, content as text, tables from ferry.mapping_pin where hash = $1',
    [hash],
  );
  return rows[0];
}

const RUN_COLUMNS = `run, plan, state, workflow_id as "workflowId", settlements, failure,
  to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
  to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "finishedAt"`;

/** Undefined for a run nobody started. */
export async function getRun(queries: Queries, run: string): Promise<RunRow | undefined> {
  const rows = await queries.rows<RunRow>(`select ${RUN_COLUMNS} from ferry.run where run = $1`, [run]);
  return rows[0];
}

/** Newest first. */
export function listRuns(queries: Queries, limit: number): Promise<readonly RunRow[]> {
  return queries.rows<RunRow>(`select ${RUN_COLUMNS} from ferry.run order by ordinal desc limit $1`, [limit]);
}

/** Newest first, of one kind alone: a plan is no run. */
export function listByMode(
  queries: Queries,
  kind: 'plan' | 'run',
  { limit, route }: { readonly limit: number; readonly route: string | undefined },
): Promise<readonly RunRow[]> {
  const which = kind === 'plan' ? "mode = 'plan'" : "mode <> 'plan'";
  return queries.rows<RunRow>(
    `select ${RUN_COLUMNS} from ferry.run where ${which} and ($2::text is null or route = $2)
     order by ordinal desc limit $1`,
    [limit, route ?? null],
  );
}

/** Changes the state; repeated with the same one it leaves no trace. */
export async function setRunState(database: Database, run: string, state: RunState): Promise<void> {
  await database.transaction(async (queries) => {
    const changed = await queries.rows('update ferry.run set state = $2 where run = $1 and state <> $2 returning run', [
      run,
      state,
    ]);
    if (changed.length > 0) await appendAudit(queries, { kind: 'run-state', run, payload: { state } });
  });
}

/** Ends a run and gives its lanes back; repeated with the same state it changes nothing. */
export async function finishRun(database: Database, run: string, end: RunEnd): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.rows('delete from ferry.lane_lock where run = $1', [run]);
    const changed = await queries.rows(
      `update ferry.run set state = $2, settlements = $3, failure = $4, finished_at = now()
       where run = $1 and (finished_at is null or state <> $2) returning run`,
      [run, end.state, jsonText(end.settlements), end.failure === null ? null : jsonText(end.failure)],
    );
    if (changed.length === 0) return;
    if (end.state === 'settled' || end.state === 'unsettled') await keepContent(queries, run);
    await dropUnreported(queries, run, end.state);
    const lanes = end.settlements.map(({ lane, enumerated, outcomes, settled }) => ({
      lane,
      enumerated,
      outcomes,
      settled,
    }));
    await appendAudit(queries, {
      kind: 'run-finished',
      run,
      payload: { state: end.state, lanes, ...(end.failure && { because: end.failure.code }) },
    });
  });
}
