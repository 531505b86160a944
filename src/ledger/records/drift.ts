/** Remembers which fields, types and values runs have seen at a lane's source, and reports what is new (drift). */
import { type DriftKind, MOST_SEEN, type Seen } from '../../model/drift.ts';
import { FINDING } from '../../model/finding-codes.ts';
import { type FieldPath, spellPath } from '../../model/source-fields.ts';
import { appendAudit } from '../audit.ts';
import type { Settlement } from '../batches/rows.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { SeenBefore, SeenRow } from './drift-rows.ts';
import { addToFindings } from './findings.ts';
import type { FindingRow } from './report-rows.ts';
import type { LaneScope } from './rows.ts';

/** The limit applies to the values of one field, and to all fields together. */
const GROUP = `case kind when 'value' then field else '' end`;

/** Returns the same from a run's first batch to its last, but for what a person accepts meanwhile. */
export async function seenBefore(queries: Queries, scope: LaneScope, run: string): Promise<SeenBefore> {
  const rows = await queries.rows<Omit<Seen, 'kind'> & { kind: Seen['kind'] | 'baseline'; takenRun: string }>(
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

/** Adds what a batch held. Drift becomes a finding, once a run, with how many records held it; so does what exceeds the limit. */
export async function storeSeen(queries: Queries, { ref, scope, seen = [] }: Settlement): Promise<void> {
  if (seen.length === 0) return;
  const kept = new Set((await remember(queries, { scope, run: ref.run }, seen)).map(nameOf));
  await forgetGone(queries, scope, seen);
  const isReported = await hasBaseline(queries, scope, ref.run);
  const reported = isReported ? seen.filter((row) => row.drift || !kept.has(nameOf(row))) : [];
  const findings = reported.map((row) => findingOf(scope.lane, row, kept.has(nameOf(row))));
  await addToFindings(queries, ref, findings);
}

/** A first reading reports nothing: all that it holds is new, and none of it is drift. */
async function hasBaseline(queries: Queries, scope: LaneScope, run: string): Promise<boolean> {
  const rows = await queries.rows(
    `select from ferry.seen where target_instance = $1 and route = $2 and lane = $3 and kind = 'baseline' and taken_run <> $4`,
    [scope.targetInstance, scope.route, scope.lane, run],
  );
  return rows.length > 0;
}

interface SeenBy {
  readonly scope: LaneScope;
  readonly run: string;
}

/** Returns what is remembered now. What was accepted stays accepted by the run that did so first. */
function remember(queries: Queries, { scope, run }: SeenBy, rows: readonly SeenRow[]): Promise<readonly Seen[]> {
  return queries.rows<Seen>(
    `with asked as (
       select r.*, ${GROUP} as bounded_by, row_number() over (partition by kind, ${GROUP} order by field, what) as position,
         exists (select from ferry.seen s where s.target_instance = $1 and s.route = $2 and s.lane = $3
           and s.kind = r.kind and s.field = r.field and s.what = r.what) as there
       from json_to_recordset($5) as r(kind text, field text, what text, records bigint, take boolean)),
     held as (
       select kind, ${GROUP} as bounded_by, count(*) as held from ferry.seen
       where target_instance = $1 and route = $2 and lane = $3 group by 1, 2)
     insert into ferry.seen as s
       (target_instance, route, lane, kind, field, what, first_run, last_run, records, taken_run)
     select $1, $2, $3, a.kind, a.field, a.what, $4, $4, a.records, case when a.take then $4 end
     from asked a left join held h on h.kind = a.kind and h.bounded_by = a.bounded_by
     where a.there or a.position + coalesce(h.held, 0) <= case when a.kind in ('type', 'read') then ${5 * MOST_SEEN} else ${MOST_SEEN} end
     order by a.kind, a.field, a.what
     on conflict (target_instance, route, lane, kind, field, what) do update set
       last_run = excluded.last_run,
       records = excluded.records + case when s.last_run = excluded.last_run then s.records else 0 end,
       taken_run = coalesce(s.taken_run, excluded.taken_run)
     returning kind, field, what`,
    [scope.targetInstance, scope.route, scope.lane, run, jsonText(rows)],
  );
}

/** What is there again is no longer accepted as gone: gone once more, it is drift once more. */
async function forgetGone(queries: Queries, scope: LaneScope, seen: readonly SeenRow[]): Promise<void> {
  const there = seen.filter(({ kind }) => kind === 'read').map(({ field }) => field);
  if (there.length === 0) return;
  await queries.rows(
    `delete from ferry.seen
     where target_instance = $1 and route = $2 and lane = $3 and kind = 'gone' and field = any($4)`,
    [scope.targetInstance, scope.route, scope.lane, there],
  );
}

/** Of each lane that settled whole once: the fields that runs read from its source, but for those accepted as gone. */
export async function fieldsRead(
  queries: Queries,
  targetInstance: string,
  route: string,
): Promise<readonly { readonly lane: string; readonly path: FieldPath }[]> {
  const rows = await queries.rows<{ lane: string; path: FieldPath }>(
    `select s.lane, s.field::json as path from ferry.seen s
     join ferry.seen b on b.target_instance = s.target_instance and b.route = s.route and b.lane = s.lane and b.kind = 'baseline'
     where s.target_instance = $1 and s.route = $2 and s.kind = 'read'
       and not exists (select from ferry.seen g where g.target_instance = s.target_instance and g.route = s.route
         and g.lane = s.lane and g.kind = 'gone' and g.field = s.field and g.taken_run is not null)
     order by s.lane, s.field`,
    [targetInstance, route],
  );
  return rows;
}

const CODES = {
  field: FINDING.driftField,
  type: FINDING.driftType,
  value: FINDING.driftValue,
  gone: FINDING.driftGone,
  read: FINDING.driftTooMany,
} as const;

function nameOf({ kind, field, what }: Seen): string {
  return JSON.stringify([kind, field, what]);
}

/**
 * Its key is `field`, `field:type` or `field=value`, of what is gone its path; everything beyond the limit is one finding, and
 * in how many records can't be told.
 */
function findingOf(lane: string, { kind, field, what, records }: SeenRow, kept: boolean): FindingRow {
  const shown = kind === 'gone' || kind === 'read' ? spellPath(JSON.parse(field)) : field;
  const found = { lane, fields: [shown], records };
  if (!kept) return { ...found, records: null, code: FINDING.driftTooMany, key: kind === 'value' ? field : '*' };
  const keys = { field, gone: shown, read: shown, type: `${field}:${what}`, value: `${field}=${what}` };
  return { ...found, code: CODES[kind], key: keys[kind] };
}

/** Keeps and reports the drift that a lane waits for, so that resuming the lane can accept it. Repeated, it changes nothing. */
export async function recordDrift(database: Database, by: SeenBy, things: readonly Seen[]): Promise<void> {
  const rows = things.map((thing) => ({ ...thing, records: 0, take: false, drift: true }));
  await database.transaction(async (queries) => {
    const kept = new Set((await remember(queries, by, rows)).map(nameOf));
    const findings = rows.map((row) => findingOf(by.scope.lane, row, kept.has(nameOf(row))));
    await addToFindings(queries, { run: by.run, lane: by.scope.lane }, findings);
  });
}

/** Makes the drift that the lane waited for part of its source. The audit says how much a person accepted; repeats change nothing. */
export async function acceptDrift(
  database: Database,
  { scope, run }: SeenBy,
  kinds: readonly DriftKind[],
): Promise<void> {
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

/** The lane was read whole and settled: what later runs find beyond it is drift. The first time counts. */
export async function recordBaseline(queries: Queries, scope: LaneScope, run: string): Promise<void> {
  await queries.rows(
    `insert into ferry.seen (target_instance, route, lane, kind, field, what, first_run, last_run, records, taken_run)
     values ($1, $2, $3, 'baseline', '', '', $4, $4, 0, $4) on conflict do nothing`,
    [scope.targetInstance, scope.route, scope.lane, run],
  );
}
