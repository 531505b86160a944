/** Decides the outcome of each record, judged against the target as it was before the run. */
import type { OutcomeRow } from '../ledger/batches/rows.ts';
import type { JsonValue } from '../model/json.ts';
import type { StoredMessage } from '../model/message.ts';
import { NO_OUTCOMES, type OutcomeCounts, type OutcomeKind, type Problem, TARGET_CHANGED } from '../model/outcome.ts';
import { systemOf } from '../model/record.ts';
import { fieldHash, ownPart } from './fingerprints.ts';
import type { Change, Ended, Ready, WriteResult } from './step-types.ts';

/**
 * The outcome of a record that was (or needn't be) written. A record that joins another source's record is `updated` or
 * `unchanged`, never `created`: the target has one record more only for the source that brought it.
 */
export function outcomeOf(record: Ready, result: WriteResult | undefined): OutcomeRow {
  const { sourceKey, line, superseded, externalKey } = record;
  const row = { sourceKey, line, superseded, externalKey, code: null, path: null, also: null, ...NO_MESSAGE };
  switch (result?.kind) {
    case undefined:
      return { ...row, kind: 'unchanged' };
    case 'superseded':
      return { ...row, kind: 'superseded' };
    case 'refused':
      return { ...row, kind: 'quarantined', ...stored(result.problem) };
    case 'written':
      return { ...row, kind: outcomeKind(result, roleOf(record, result.change)) };
    default:
      return result satisfies never;
  }
}

/** A record also brings a key that another source claimed, if that source's record was never loaded. */
function roleOf({ externalKey, mapped }: Ready, { prior }: Change): JoinRole {
  return externalKey === mapped.externalKey || prior === undefined ? 'brings' : 'joins';
}

type JoinRole = 'brings' | 'joins';

function outcomeKind(result: WriteResult & { readonly kind: 'written' }, role: JoinRole): OutcomeKind {
  const { receipt } = result;
  if (receipt.before === null) return role === 'brings' ? 'created' : 'updated';
  if (receipt.status !== 'unchanged') return 'updated';
  // An earlier attempt may have written it already: then it differs from what was there before this run.
  return changesNothing(result) ? 'unchanged' : 'updated';
}

function changesNothing({ change, item, receipt }: WriteResult & { readonly kind: 'written' }): boolean {
  const before = receipt.before?.data ?? {};
  const system = systemOf(item.externalKey);
  const hash = (name: string, value: JsonValue) => fieldHash(change.entity, name, value);
  return Object.entries(item.data).every(
    ([name, value]) => hash(name, value) === hash(name, ownPart(before, { entity: change.entity, name, system })),
  );
}

const NO_MESSAGE: StoredMessage = { params: null, message: null };

/** A problem as an outcome keeps it. Pure. */
export function stored({ code, path, params, message }: Problem): StoredMessage & Pick<Problem, 'code' | 'path'> {
  return { code, path, params: params ?? null, message: message ?? null };
}

/** The outcome of a record that ended before it could be written. */
export function endedOutcome({ sourceKey, line, superseded, kind, problem, also = [] }: Ended): OutcomeRow {
  const further = also.length > 0 ? also : null;
  return { sourceKey, line, superseded, kind, externalKey: null, ...stored(problem), also: further };
}

/** Counts every record version, also those superseded within the same batch. */
export function countOutcomes(rows: readonly OutcomeRow[]): OutcomeCounts {
  const counts = { ...NO_OUTCOMES };
  for (const { kind, superseded } of rows) {
    counts[kind] += 1;
    counts.superseded += superseded;
  }
  return counts;
}

/** How many of them people's edits keep from being written; nothing where there are none. */
export function countHeldBack(rows: readonly OutcomeRow[]): { readonly heldBack?: number } {
  const heldBack = rows.filter(({ kind, code }) => kind === 'quarantined' && code === TARGET_CHANGED).length;
  return heldBack === 0 ? {} : { heldBack };
}
