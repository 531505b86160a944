/** How people and live clients change one record: their fields only, under their name, with an entry in the outbox. */
import type { Pool, PoolClient } from 'pg';
import { fingerprint } from '../model/canonical.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { sha256 } from '../sha256.ts';
import { contentProblem, isNewVersion, makeEtag, type RecordState } from './apply.ts';
import { checkFields, checkReferences } from './check.ts';
import { type Queryable, transaction } from './database.ts';
import { checkChildren, mergeFields } from './merge.ts';
import { noticesOf, writeNotices } from './outbox.ts';
import { ApiProblem, type FieldError, problemCode } from './problem.ts';
import { referencesIn } from './references.ts';
import { existing, lockRecords, type StoredState } from './stored-records.ts';
import { type Writer, writeChanges } from './write-changes.ts';
import { passGates } from './write-switches.ts';

interface Edit {
  readonly entity: Entity;
  readonly externalId: string;
  readonly actor: string;
  /** The etag the record must have now. */
  readonly ifMatch?: string | undefined;
}

/** Changes the fields given. Throws not-found, tombstoned, etag-mismatch, frozen, or what is wrong with the fields. */
export async function editRecord(pool: Pool, edit: Edit & { readonly fields: JsonObject }): Promise<void> {
  await change(pool, edit, async (client, held) => {
    const merge = { entity: edit.entity, held: held.data, sent: edit.fields, sender: { kind: 'people' } } as const;
    const errors = [...checkFields(edit.entity, edit.fields, 'partial'), ...checkChildren(merge)];
    refuse(errors);
    refuse(await dangling(client, edit.entity, edit.fields));
    const data = mergeFields(merge);
    return nextState(held, { data, tombstoned: false });
  });
}

/** Deletes; the key stays taken. Throws as `editRecord` does. Returns the state before. */
export async function deleteRecord(pool: Pool, edit: Edit): Promise<void> {
  await change(pool, edit, async (_, held) => nextState(held, { data: held.data, tombstoned: true }));
}

async function change(
  pool: Pool,
  edit: Edit,
  next: (client: PoolClient, held: StoredState) => Promise<RecordState>,
): Promise<void> {
  const writer: Writer = { entity: edit.entity, run: null, mode: 'edit', actor: edit.actor };
  await transaction(pool, async (client) => {
    await passGates(client, null);
    const found = await lockRecords(client, writer, [edit.externalId]);
    const held = openRecord(found.get(edit.externalId), edit.ifMatch);
    const state = await next(client, held);
    if (!isNewVersion(held, state)) return;
    const versions = [{ externalId: edit.externalId, op: state.tombstoned ? 'tombstone' : 'update', state }];
    await writeChanges(client, { writer, records: new Map([[edit.externalId, { state, id: held.id }]]), versions });
    await writeNotices(client, writer, noticesOf(edit.entity, versions, found));
  });
}

function openRecord(held: StoredState | undefined, ifMatch: string | undefined): StoredState {
  if (held === undefined) throw new ApiProblem('not-found');
  if (held.tombstoned) throw new ApiProblem('tombstoned');
  if (ifMatch !== undefined && ifMatch !== held.etag) throw new ApiProblem('etag-mismatch');
  return held;
}

/** What imports put there stays known, so that the record shows as edited. */
function nextState(held: RecordState, wanted: Pick<RecordState, 'data' | 'tombstoned'>): RecordState {
  const contentHash = fingerprint(wanted.data, sha256);
  if (contentHash === held.contentHash && wanted.tombstoned === held.tombstoned) return held;
  const number = held.number + 1;
  return { ...held, ...wanted, number, contentHash, etag: makeEtag(number, contentHash) };
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const bodyErrors = errors.map((error) => ({ ...error, pointer: error.pointer.replace(/^\/data/, '') }));
  throw new ApiProblem(problemCode(contentProblem(errors).code), { errors: bodyErrors });
}

async function dangling(client: Queryable, entity: Entity, fields: JsonObject): Promise<FieldError[]> {
  const uses = referencesIn(entity, fields);
  const known = await existing(
    client,
    uses.flatMap(({ entities, to }) => entities.map((each) => ({ entity: each, to }))),
  );
  return checkReferences(uses, known);
}
