/** One bulk call from its items to its answer: gates, idempotency, apply, write, and the answer kept, in one transaction. */
import type { Pool, PoolClient } from 'pg';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { sha256 } from '../sha256.ts';
import { type Applied, applyItem, type Item, isNewVersion, type RecordState } from './apply.ts';
import { checkReferences } from './check.ts';
import { type Queryable, transaction, tryLockName } from './database.ts';
import { noticesOf, writeNotices } from './outbox.ts';
import { ApiProblem } from './problem.ts';
import { referencesIn } from './references.ts';
import { existing, lockRecords, type StoredState } from './stored-records.ts';
import { type NewVersion, type Writer, writeChanges } from './write-changes.ts';
import { passGates } from './write-switches.ts';

/** A bulk call after its envelope was checked; its items were not. */
export interface BulkCall {
  readonly entity: Entity;
  readonly items: readonly Item[];
  readonly run: string;
  readonly mode: 'history' | 'live';
  readonly actor: string;
  readonly atomic: boolean;
  readonly detail: 'minimal' | 'before';
  readonly idempotencyKey: string;
  /** Over everything that makes this call this call: address, headers, body. */
  readonly requestHash: string;
}

/** What goes back to the caller. */
export interface BulkAnswer {
  /** JSON text, the same on every replay. */
  readonly body: string;
  readonly replayed: boolean;
}

/**
 * Executes a call, all of it or nothing; single items may fail inside it. The same call again gives the stored answer.
 * Throws ApiProblem: in-flight, idempotency-key-reused, run-closed, frozen, or the database's trouble.
 */
export async function runBulk(pool: Pool, call: BulkCall): Promise<BulkAnswer> {
  return transaction(pool, async (client) => {
    if (!(await tryLockName(client, `key ${call.idempotencyKey}`))) throw new ApiProblem('in-flight');
    const stored = await storedAnswer(client, call);
    // A replayed answer of a closed run is refused as well: its effect may have been rolled back. A freeze stops no replay.
    if (stored !== undefined) return { body: await openReplay(client, call.run, stored), replayed: true };
    await passGates(client, call.run);
    const body = JSON.stringify(await execute(client, call));
    await client.query('insert into console.answer (key, request_hash, run, body) values ($1, $2, $3, $4)', [
      call.idempotencyKey,
      call.requestHash,
      call.run,
      body,
    ]);
    return { body, replayed: false };
  });
}

/** Forgets answers older than `days`: a repeat then runs again and finds everything unchanged. */
export async function forgetAnswers(pool: Pool, days: number): Promise<void> {
  await transaction(pool, (client) =>
    client.query(`delete from console.answer where at < now() - make_interval(days => $1)`, [days]),
  );
}

async function storedAnswer(client: Queryable, call: BulkCall): Promise<string | undefined> {
  const { rows } = await client.query<{ request_hash: string; body: string }>(
    'select request_hash, body from console.answer where key = $1',
    [call.idempotencyKey],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.request_hash !== call.requestHash) throw new ApiProblem('idempotency-key-reused');
  return row.body;
}

async function openReplay(client: Queryable, run: string, body: string): Promise<string> {
  const { rowCount } = await client.query('select from console.closed_run where run = $1', [run]);
  if (rowCount !== 0) throw new ApiProblem('run-closed');
  return body;
}

async function execute(client: PoolClient, call: BulkCall): Promise<JsonAnswer> {
  const writer: Writer = { entity: call.entity, run: call.run, mode: call.mode, actor: call.actor };
  const held = await lockRecords(client, writer, distinctKeys(call.items));
  const known = await existing(client, wantedReferences(call));
  const outcome = applyItems(call, held, known);
  if (call.atomic && outcome.applied.some(({ status }) => status === 'failed'))
    return answer(call, undo(outcome), held);
  const ids = await writeChanges(client, {
    writer,
    records: withIds(outcome.states, held),
    versions: outcome.versions,
  });
  if (call.mode === 'live') await writeNotices(client, writer, noticesOf(call.entity, outcome.versions, held));
  return answer(call, outcome, idsOf(held, ids));
}

interface Outcome {
  readonly applied: readonly Applied[];
  /** Records that end differently from how they were found. */
  readonly states: ReadonlyMap<string, RecordState>;
  readonly versions: readonly NewVersion[];
  /** Every record's `before` by key, whether it was touched or not. */
  readonly held: ReadonlyMap<string, RecordState>;
}

/** Applies the items one after another, so that later ones see what earlier ones did. */
function applyItems(call: BulkCall, held: ReadonlyMap<string, StoredState>, known: Set<string>): Outcome {
  const states = new Map<string, RecordState>();
  const versions: NewVersion[] = [];
  const context = {
    entity: call.entity,
    sha256,
    dangling: (fields: JsonObject) => checkReferences(referencesIn(call.entity, fields), known),
  };
  const applied = call.items.map((item) => {
    const current = states.get(item.externalId) ?? held.get(item.externalId);
    const result = applyItem(item, current, context);
    if (result.state === undefined || result.state === current) return result;
    states.set(item.externalId, result.state);
    known.add(`${call.entity} ${item.externalId}`);
    if (isNewVersion(current, result.state)) {
      versions.push({ externalId: item.externalId, op: item.op, state: result.state });
    }
    return result;
  });
  return { applied, states, versions, held };
}

/** An atomic call that failed: every other item is skipped and the records stay as they were found. */
function undo(outcome: Outcome): Outcome {
  const applied = outcome.applied.map(
    (result): Applied => (result.status === 'failed' ? result : { status: 'skipped' }),
  );
  return { applied, states: new Map(), versions: [], held: outcome.held };
}

function wantedReferences(call: BulkCall): { readonly entity: Entity; readonly to: string }[] {
  const wanted = new Map<string, { readonly entity: Entity; readonly to: string }>();
  for (const { entities, to } of call.items.flatMap((item) => referencesIn(call.entity, item.data))) {
    if (!isStorable(to)) continue;
    for (const entity of entities) wanted.set(`${entity} ${to}`, { entity, to });
  }
  return [...wanted.values()];
}

/** PostgreSQL refuses NUL in any parameter; what contains it can't exist. */
function isStorable(key: string): boolean {
  return !key.includes('\0');
}

function distinctKeys(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ externalId }) => externalId))].filter(isStorable);
}

function withIds(states: ReadonlyMap<string, RecordState>, held: ReadonlyMap<string, StoredState>) {
  return new Map([...states].map(([key, state]) => [key, { state, id: held.get(key)?.id }]));
}

function idsOf(held: ReadonlyMap<string, StoredState>, written: ReadonlyMap<string, string>) {
  return new Map([
    ...[...held].map(([key, { id }]) => [key, { id }] as const),
    ...[...written].map(([key, id]) => [key, { id }] as const),
  ]);
}

interface JsonAnswer {
  readonly counts: Readonly<Record<string, number>>;
  readonly results: readonly object[];
}

function answer(call: BulkCall, outcome: Outcome, ids: ReadonlyMap<string, { readonly id: string }>): JsonAnswer {
  const counts: Record<string, number> = {};
  const results = outcome.applied.map((result, index) => {
    counts[result.status] = (counts[result.status] ?? 0) + 1;
    const externalId = call.items[index]?.externalId ?? '';
    return {
      index,
      externalId,
      status: result.status,
      id: ids.get(externalId)?.id,
      etag: result.state?.etag,
      contentHash: result.contentHash,
      before: call.detail === 'before' ? (outcome.held.get(externalId)?.before ?? null) : undefined,
      problem: result.problem,
    };
  });
  return { counts, results };
}
