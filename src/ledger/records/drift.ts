/** Remembers what runs have seen of a lane's source, and tells what is new. */
import { type DriftKind, MOST_SEEN, type Seen } from '../../model/drift.ts';
import { appendAudit } from '../audit.ts';
import type { Settlement } from '../batches/rows.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { SeenBefore, SeenRow } from './drift-rows.ts';
import type { FindingRow } from './report-rows.ts';
import type { LaneScope } from './rows.ts';

/** Values are counted by the field whose table was asked; fields all together. */
const HEAP = `case kind when 'value' then field else '' end`;

/** Answers the same from a run's first batch to its last, but for what a person lets through meanwhile. */
export async function seenBefore(queries: Queries, scope: LaneScope, run: string): Promise<SeenBefore> {
  const rows = await queries.rows<Omit<Seen, 'kind'> & { kind: DriftKind | 'baseline'; takenRun: string }>(
    `select kind, field, what, taken_run as "takenRun" from ferry.seen
     where target_instance = $1 and route = $2 and lane = $3 and taken_run is not null`,
    [scope.targetInstance, scope.route, scope.lane],
  );
  const known: Seen[] = [];
  const taken: Seen[] = [];
  let baseline = false;
  for (const { kind, field, what, takenRun } of rows) {
    if (kind !== 'baseline') (takenRun === run ? taken : known).push({ kind, field, what });
    else if (takenRun !== run) baseline = true;
  }
  return { baseline, known, taken };
}

/** Adds what a batch held; what is new becomes a finding, once a run, with how many records held it, as does what finds no room. */
export async function storeSeen(queries: Queries, { ref, scope, seen = [] }: Settlement): Promise<void> {
  if (seen.length === 0) return;
  const kept = new Set((await remember(queries, { scope, run: ref.run }, seen)).map(nameOf));
  const told = seen.filter((row) => row.drift || !kept.has(nameOf(row)));
  const findings = told.map((row) => findingOf(scope.lane, row, kept.has(nameOf(row))));
  await storeCounted(queries, ref, findings);
}

interface SeenBy {
  readonly scope: LaneScope;
  readonly run: string;
}

/** Gives what is remembered now. A thing stays taken by the run that took it first. */
function remember(queries: Queries, { scope, run }: SeenBy, rows: readonly SeenRow[]): Promise<readonly Seen[]> {
  return queries.rows<Seen>(
    `with asked as (
       select r.*, ${HEAP} as heap, row_number() over (partition by kind, ${HEAP} order by field, what) as place,
         exists (select from ferry.seen s where s.target_instance = $1 and s.route = $2 and s.lane = $3
           and s.kind = r.kind and s.field = r.field and s.what = r.what) as there
       from json_to_recordset($5) as r(kind text, field text, what text, records bigint, take boolean)),
     held as (
       select kind, ${HEAP} as heap, count(*) as held from ferry.seen
       where target_instance = $1 and route = $2 and lane = $3 group by 1, 2)
     insert into ferry.seen as s
       (target_instance, route, lane, kind, field, what, first_run, last_run, records, taken_run)
     select $1, $2, $3, a.kind, a.field, a.what, $4, $4, a.records, case when a.take then $4 end
     from asked a left join held h on h.kind = a.kind and h.heap = a.heap
     where a.there or a.place + coalesce(h.held, 0) <= case a.kind when 'type' then ${5 * MOST_SEEN} else ${MOST_SEEN} end
     order by a.kind, a.field, a.what
     on conflict (target_instance, route, lane, kind, field, what) do update set
       last_run = excluded.last_run,
       records = excluded.records + case when s.last_run = excluded.last_run then s.records else 0 end,
       taken_run = coalesce(s.taken_run, excluded.taken_run)
     returning kind, field, what`,
    [scope.targetInstance, scope.route, scope.lane, run, jsonText(rows)],
  );
}

function nameOf({ kind, field, what }: Seen): string {
  return JSON.stringify([kind, field, what]);
}

/** `field`, `field:type`, `field=value`; what is beyond the most remembered is one finding together. */
function findingOf(lane: string, { kind, field, what, records }: SeenRow, kept: boolean): FindingRow {
  const found = { lane, fields: [field], records };
  if (!kept) return { ...found, code: 'drift-too-many', key: kind === 'value' ? field : '*' };
  const keys = { field, type: `${field}:${what}`, value: `${field}=${what}` };
  return { ...found, code: `drift-${kind}`, key: keys[kind] };
}

/** Keeps findings that speak of many records: each once per run and lane, with the sum over batches. */
async function storeCounted(queries: Queries, ref: Settlement['ref'], findings: readonly FindingRow[]): Promise<void> {
  if (findings.length === 0) return;
  await queries.rows(
    `insert into ferry.finding as f (run, lane, code, external_key, fields, records)
     select $1, $2, code, key, jsonb_build_array(min(fields->>0)), sum(records)
     from json_to_recordset($3) as r(code text, key text, fields jsonb, records bigint)
     group by code, key order by code, key
     on conflict (run, lane, code, external_key) do update set records = coalesce(f.records, 0) + excluded.records`,
    [ref.run, ref.lane, jsonText(findings)],
  );
}

/** Keeps and reports what holds a lane, so that letting it go on can take it. Repeated, it changes nothing. */
export async function noteNew(database: Database, by: SeenBy, things: readonly Seen[]): Promise<void> {
  const rows = things.map((thing) => ({ ...thing, records: 0, take: false, drift: true }));
  await database.transaction(async (queries) => {
    const kept = new Set((await remember(queries, by, rows)).map(nameOf));
    const findings = rows.map((row) => findingOf(by.scope.lane, row, kept.has(nameOf(row))));
    await storeCounted(queries, { run: by.run, lane: by.scope.lane }, findings);
  });
}

/** From here on what held the lane is part of its source. The audit says how much a person let through; repeats change nothing. */
export async function takeNew(database: Database, { scope, run }: SeenBy, kinds: readonly DriftKind[]): Promise<void> {
  await database.transaction(async (queries) => {
    const taken = await queries.rows<Seen>(
      `update ferry.seen set taken_run = $4
       where target_instance = $1 and route = $2 and lane = $3 and taken_run is null and last_run = $4
         and kind = any($5) returning kind, field, what`,
      [scope.targetInstance, scope.route, scope.lane, run, kinds],
    );
    if (taken.length === 0) return;
    const payload = { lane: scope.lane, things: taken.length };
    await appendAudit(queries, { kind: 'drift-accepted', run, payload });
  });
}

/** The lane was read whole and settled: what later runs don't know from here is new. The first time counts. */
export async function storeBaseline(queries: Queries, scope: LaneScope, run: string): Promise<void> {
  await queries.rows(
    `insert into ferry.seen (target_instance, route, lane, kind, field, what, first_run, last_run, records, taken_run)
     values ($1, $2, $3, 'baseline', '', '', $4, $4, 0, $4) on conflict do nothing`,
    [scope.targetInstance, scope.route, scope.lane, run],
  );
}
