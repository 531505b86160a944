/** Makes placeholders for records that references mean but no source has given: written like any record, replaced by the real one. */

import type { LaneDeps } from '../extract/lane-deps.ts';
import type { ResolvedReference } from '../ledger/records/rows.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { TARGET_CHANGED } from '../model/outcome.ts';
import { encodePlaceholderKey } from '../model/placeholder-key.ts';
import type { Reference } from '../model/reference.ts';
import { precondition } from './compare.ts';
import { fieldHashes } from './fingerprints.ts';
import { type Answers, answerTo, referenceId } from './references.ts';
import type { Change, WriteResult } from './step-types.ts';
import { writeChanges } from './write-changes.ts';

/** Entities for which a name is enough. A person is a customer until known better: the kind with the least rights. */
const FIELDS: Readonly<Partial<Record<Entity, (name: string) => JsonObject>>> = {
  group: (name) => ({ name }),
  customer: (name) => ({ name }),
  supplier: (name) => ({ name }),
  product: (name) => ({ name }),
  site: (name) => ({ name }),
  person: (name) => ({ kind: 'customer', name, placeholder: true }),
  'sla-policy': (name) => ({ name }),
};
/** Characters that the model allows in a name and in a key. */
const MAX_NAME = 400;

/** References with the ledger's answers. Those answered `missing` get a placeholder if they ask for one. */
export interface Missing {
  readonly references: readonly Reference[];
  readonly answers: Answers;
}

/** Writes the placeholders that are asked for, and adds their keys to the answers. Where none can be made, the answer stays. */
export async function makePlaceholders(
  deps: LaneDeps,
  batch: string,
  { references, answers }: Missing,
): Promise<{ readonly answers: Answers; readonly results: readonly WriteResult[] }> {
  const wanted = new Map<string, Change>();
  for (const reference of references.filter((one) => isWanted(one, answers))) {
    const change = placeholder(deps, reference);
    if (change !== undefined) wanted.set(referenceId(reference), change);
  }
  const fresh = new Map([...wanted.values()].map((change) => [change.item.externalKey, change]));
  const changes = await restoreTombstoned(deps, fresh);
  const results = await writeChanges(deps, batch, [...changes.values()]);
  const present = new Set(results.filter(isPresent).map(({ change }) => change.item.externalKey));
  const found = [...wanted].flatMap(([id, { item }]): [string, ResolvedReference][] =>
    present.has(item.externalKey) ? [[id, { kind: 'placeholder', externalKey: item.externalKey }]] : [],
  );
  const written = results.filter(({ kind }) => kind === 'written');
  return { answers: new Map([...answers, ...found]), results: written };
}

/** A placeholder that we tombstoned, since it was merged into another record, is restored under its key. */
async function restoreTombstoned(
  deps: LaneDeps,
  changes: ReadonlyMap<string, Change>,
): Promise<ReadonlyMap<string, Change>> {
  if (changes.size === 0) return changes;
  const known = await deps.ledger.writtenRecords(deps.run.targetInstance, [...changes.keys()]);
  const ended = known.flatMap((prior): [string, Change][] => {
    const change = prior.tombstoned === true ? changes.get(prior.externalKey) : undefined;
    if (change === undefined) return [];
    const { ifMatch: _none, ...item } = change.item;
    return [
      [prior.externalKey, { ...change, prior, item: { ...item, ...precondition(deps.run.run, prior), op: 'restore' } }],
    ];
  });
  return new Map([...changes, ...ended]);
}

function isWanted(reference: Reference, answers: Answers): boolean {
  return reference.missing === 'placeholder' && answerTo(reference, answers).kind === 'missing';
}

/** Undefined where a name is not enough for a record of the entity, or makes no valid key. */
function placeholder(deps: LaneDeps, reference: Reference): Change | undefined {
  const { entity, value } = reference;
  const externalKey = encodePlaceholderKey(deps.lane.source, reference);
  const whole = FIELDS[entity]?.(value);
  if (whole === undefined || value.trim() === '' || externalKey.length > MAX_NAME) return undefined;
  return {
    entity,
    item: { op: 'upsert', externalKey, ifMatch: 'none', data: whole },
    hashes: fieldHashes(entity, whole),
    prior: undefined,
    whole,
    placeholder: true,
  };
}

/** Whatever else the target holds under the key serves as well. */
function isPresent(result: WriteResult): boolean {
  return result.kind === 'written' || (result.kind === 'refused' && result.problem.code === TARGET_CHANGED);
}
