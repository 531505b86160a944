/** What one item of an import does to one record: pure, so that the whole contract of an item can be read here. */
import { fingerprint, type HashText } from '../model/canonical.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { systemOf } from '../model/record.ts';
import { checkFields, checkKey } from './check.ts';
import { checkChildren, heldView, mergeFields, showsAll } from './merge.ts';
import { type FieldError, type ProblemCode, type ProblemDocument, problem, problemCode } from './problem.ts';

/** One item of a bulk call, as sent. */
export interface Item {
  readonly op: 'upsert' | 'create' | 'update' | 'tombstone' | 'restore';
  readonly externalId: string;
  readonly ifMatch?: string | undefined;
  readonly sourceVersion?: string | undefined;
  /** The system that sends this; by default the one named in the key. Another one when two systems share a record. */
  readonly system?: string | undefined;
  readonly data: JsonObject;
}

/** What a rollback restores. */
export interface Before {
  readonly etag: string;
  readonly tombstoned: boolean;
  readonly data: JsonObject;
}

/** A record as the call found it or as earlier items of the call left it. */
export interface RecordState {
  /** Versions so far. */
  readonly number: number;
  readonly etag: string;
  readonly contentHash: string;
  readonly importedHash: string;
  readonly tombstoned: boolean;
  readonly sourceVersions: Readonly<Record<string, string>>;
  readonly data: JsonObject;
  /** What imports alone put there. */
  readonly imported: JsonObject;
  /** The newest version that this run did not write. */
  readonly before: Before | null;
}

/** How an item can end. Only `failed` has a problem; `skipped` is an item of an atomic call in which another one failed. */
export type ItemStatus =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'superseded'
  | 'tombstoned'
  | 'restored'
  | 'failed'
  | 'skipped';

/** What an item did. The caller keeps `state` where it is a new one. */
export interface Applied {
  readonly status: ItemStatus;
  /** The record afterwards; absent when there is none. */
  readonly state?: RecordState;
  readonly contentHash?: string;
  readonly problem?: ProblemDocument;
}

/** What applying needs besides the record: handed in, so that this stays a pure function. */
export interface ApplyContext {
  readonly entity: Entity;
  readonly sha256: HashText;
  /** Errors for references of these fields that lead nowhere. */
  readonly dangling: (fields: JsonObject) => readonly FieldError[];
}

/** Applies one item. Whatever the item is, the answer is a status; nothing is thrown for bad content. */
export function applyItem(item: Item, held: RecordState | undefined, context: ApplyContext): Applied {
  const refusal = refuse(item, held) ?? refuseContent(item, held, context);
  if (refusal !== undefined) return { status: 'failed', ...(held && { state: held }), problem: refusal };
  if (held !== undefined && isOlder(item, held)) {
    return { status: 'superseded', state: held, contentHash: viewHash(item, held, context) };
  }
  const conflict = refuseMatch(item, held);
  if (conflict !== undefined) return { status: 'failed', ...(held && { state: held }), problem: conflict };
  const next = nextState(item, held, context);
  const contentHash = viewHash(item, next, context);
  return { status: statusOf(held, next), state: next, contentHash };
}

/** A state that differs from the last version kept must become a version. */
export function isNewVersion(held: RecordState | undefined, next: RecordState): boolean {
  return held?.number !== next.number;
}

/** `3-9f86d081884c`: the version's number and the start of its content's hash. */
export function makeEtag(number: number, contentHash: string): string {
  return `${number}-${contentHash.slice(0, 12)}`;
}

function refuse(item: Item, held: RecordState | undefined): ProblemDocument | undefined {
  const wrongKey = checkKey(item.externalId);
  if (wrongKey.length > 0) return problem('external-id', { errors: wrongKey });
  if (held === undefined && item.op !== 'upsert' && item.op !== 'create') return problem('record-missing');
  if (held !== undefined && item.op === 'create') return problem('record-exists');
  if (held?.tombstoned === true && item.op === 'update') return problem('tombstoned');
  return undefined;
}

function refuseContent(item: Item, held: RecordState | undefined, context: ApplyContext): ProblemDocument | undefined {
  if (item.op === 'tombstone') return refuseTombstone(item);
  const fields = checkFields(context.entity, item.data, held === undefined ? 'whole' : 'partial');
  if (fields.length > 0) return contentProblem(fields);
  const children = checkChildren(mergeOf(item, held?.data ?? {}, context));
  if (children.length > 0) return contentProblem(children);
  const references = context.dangling(item.data);
  return references.length > 0 ? contentProblem(references) : undefined;
}

function refuseTombstone(item: Item): ProblemDocument | undefined {
  if (Object.keys(item.data).length === 0) return undefined;
  return contentProblem([{ pointer: '/data', code: 'contract', detail: 'a tombstone has no fields' }]);
}

/** One problem for all errors, named by the first one's code. */
export function contentProblem(errors: readonly FieldError[]): ProblemDocument {
  return problem(problemCode(errors[0]?.code ?? 'contract'), { errors });
}

function refuseMatch(item: Item, held: RecordState | undefined): ProblemDocument | undefined {
  if (item.ifMatch === undefined) return undefined;
  const code: ProblemCode = 'target-changed';
  return item.ifMatch === (held?.before?.etag ?? 'none') ? undefined : problem(code);
}

/** Older than the version that this system sent before, compared bytewise. */
function isOlder(item: Item, held: RecordState): boolean {
  const known = held.sourceVersions[senderOf(item)];
  if (item.sourceVersion === undefined || known === undefined) return false;
  return Buffer.compare(Buffer.from(item.sourceVersion), Buffer.from(known)) < 0;
}

function nextState(item: Item, held: RecordState | undefined, context: ApplyContext): RecordState {
  const data = mergeFields(mergeOf(item, held?.data ?? {}, context));
  const contentHash = fingerprint(data, context.sha256);
  const imports = importsOf(item, held, { data, contentHash, context });
  const versions = sourceVersions(item, held);
  const tombstoned = item.op === 'tombstone';
  if (held !== undefined && held.contentHash === contentHash && held.tombstoned === tombstoned) {
    const same = imports.importedHash === held.importedHash && versions === held.sourceVersions;
    return same ? held : { ...held, ...imports, sourceVersions: versions };
  }
  const number = (held?.number ?? 0) + 1;
  const etag = makeEtag(number, contentHash);
  const before = held?.before ?? null;
  return { number, etag, contentHash, tombstoned, data, before, ...imports, sourceVersions: versions };
}

interface Merged {
  readonly data: JsonObject;
  readonly contentHash: string;
  readonly context: ApplyContext;
}

/** What imports alone would have made of the record; the same as its data until a person edits it. */
function importsOf(item: Item, held: RecordState | undefined, merged: Merged) {
  if (held === undefined || held.importedHash === held.contentHash) {
    return { imported: merged.data, importedHash: merged.contentHash };
  }
  const imported = mergeFields(mergeOf(item, held.imported, merged.context));
  return { imported, importedHash: fingerprint(imported, merged.context.sha256) };
}

function sourceVersions(item: Item, held: RecordState | undefined): Readonly<Record<string, string>> {
  const known = held?.sourceVersions ?? {};
  const { sourceVersion } = item;
  if (sourceVersion === undefined || known[senderOf(item)] === sourceVersion) return known;
  return { ...known, [senderOf(item)]: sourceVersion };
}

function statusOf(held: RecordState | undefined, next: RecordState): ItemStatus {
  if (held === undefined) return 'created';
  if (!isNewVersion(held, next)) return 'unchanged';
  if (next.tombstoned) return 'tombstoned';
  return held.tombstoned ? 'restored' : 'updated';
}

function viewHash(item: Item, state: RecordState, context: ApplyContext): string {
  const view = heldView(mergeOf(item, state.data, context));
  return showsAll(view, state.data) ? state.contentHash : fingerprint(view, context.sha256);
}

function mergeOf(item: Item, held: JsonObject, { entity }: ApplyContext) {
  return { entity, held, sent: item.data, sender: { kind: 'system', system: senderOf(item) } } as const;
}

function senderOf(item: Item): string {
  return item.system ?? systemOf(item.externalId);
}
