/** Stands in for records that references mean but nobody brought: written like any record, replaced when the real one comes. */

import type { LaneDeps } from '../extract/lane-deps.ts';
import type { ResolvedReference } from '../ledger/records/rows.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { TARGET_CHANGED } from '../model/outcome.ts';
import { encodePlaceholderKey } from '../model/placeholder-key.ts';
import type { Reference } from '../model/record.ts';
import { precondition } from './compare.ts';
import { deliver } from './deliver.ts';
import { fieldHashes } from './hashes.ts';
import type { Change, Delivery } from './record-progress.ts';
import { type Answers, referenceId } from './references.ts';

/** Entities that a name alone makes. A person is a customer until known better: the kind with the least rights. */
const FIELDS: Readonly<Partial<Record<Entity, (name: string) => JsonObject>>> = {
  group: (name) => ({ name }),
  customer: (name) => ({ name }),
  supplier: (name) => ({ name }),
  product: (name) => ({ name }),
  site: (name) => ({ name }),
  person: (name) => ({ kind: 'customer', name, placeholder: true }),
  'sla-policy': (name) => ({ name }),
};
/** What the console takes as a name and as a key. */
const MAX_NAME = 400;

/** References with the ledger's answers; those answered `missing` that ask for a placeholder are stood in for. */
export interface Missing {
  readonly references: readonly Reference[];
  readonly answers: Answers;
}

/** Writes the placeholders that are asked for and not there, and answers with their keys. Where none can be made, the answer stays. */
export async function makePlaceholders(
  deps: LaneDeps,
  batch: string,
  { references, answers }: Missing,
): Promise<{ readonly answers: Answers; readonly deliveries: readonly Delivery[] }> {
  const wanted = new Map<string, Change>();
  for (const reference of references.filter((one) => isWanted(one, answers))) {
    const change = placeholder(deps, reference);
    if (change !== undefined) wanted.set(referenceId(reference), change);
  }
  const fresh = new Map([...wanted.values()].map((change) => [change.item.externalKey, change]));
  const changes = await standAgain(deps, fresh);
  const deliveries = await deliver(deps, batch, [...changes.values()]);
  const standing = new Set(deliveries.filter(stands).map(({ change }) => change.item.externalKey));
  const found = [...wanted].flatMap(([id, { item }]): [string, ResolvedReference][] =>
    standing.has(item.externalKey) ? [[id, { kind: 'found', externalKey: item.externalKey }]] : [],
  );
  const written = deliveries.filter(({ kind }) => kind === 'written');
  return { answers: new Map([...answers, ...found]), deliveries: written };
}

/** One that we ended, since it was said to be somebody else, stands again where it had been. */
async function standAgain(deps: LaneDeps, changes: ReadonlyMap<string, Change>): Promise<ReadonlyMap<string, Change>> {
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
  return reference.missing === 'placeholder' && answers.get(referenceId(reference))?.kind === 'missing';
}

/** Undefined where a name alone makes no record, or makes no key. */
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

/** Whatever else the target has under the key will do as well. */
function stands(delivery: Delivery): boolean {
  return delivery.kind === 'written' || (delivery.kind === 'refused' && delivery.problem.code === TARGET_CHANGED);
}
