/** Puts external keys where references stand: asked for in bulk, then placed record by record. */

import { type LaneDeps, laneScope } from '../extract/lane-deps.ts';
import type { ResolvedReference, WantedReference } from '../ledger/records/rows.ts';
import { loss, problem } from '../messages/make.ts';
import { type JsonObject, showPath } from '../model/json.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import { encodePlaceholderKey } from '../model/placeholder-key.ts';
import { type Reference, recordToken } from '../model/record.ts';
import { type Draft, draftOf, replaceTokens } from './draft.ts';

/** Answers by `referenceId`. */
export type Answers = ReadonlyMap<string, ResolvedReference>;

type Asked = Pick<Reference, 'entity' | 'value' | 'via'>;

/** The same for references that mean the same, whichever records they stand in. For one batch, never kept. Pure. */
export function referenceId({ entity, value, via }: Asked): string {
  return `${entity}\n${via ?? ''}\n${value}`;
}

/** Asks the ledger once for all references. */
export async function resolveAll(deps: LaneDeps, references: readonly Reference[]): Promise<Answers> {
  const distinct = new Map(references.map((reference) => [referenceId(reference), reference]));
  const wanted = [...distinct.values()].map((reference) => wantedOf(deps.lane.source, reference));
  const answers = await deps.ledger.resolveReferences(laneScope(deps), wanted);
  return new Map([...distinct.keys()].map((id, i) => [id, answers[i] ?? { kind: 'missing' }]));
}

/** Where to look, the most trusted place first. */
function wantedOf(source: string, { entity, value, via }: Reference): WantedReference {
  const own = encodePlaceholderKey(source, { entity, value, ...(via !== undefined && { via }) });
  if (via !== undefined && via !== 'id') return { entity, keys: [own], value, via };
  // `id` is no identity of its own: it is the key, and what another source numbers alike is not meant by it.
  return { entity, keys: [value, own], value, ...(via !== undefined && { via }) };
}

/** One mapped record with all its references; one without an answer counts as missing. */
export interface Placing {
  readonly fields: JsonObject;
  readonly references: readonly Reference[];
  readonly answers: Answers;
}

/** With a `problem`, `fields` are as they came, and `open` isn't complete. */
export interface PlacedReferences {
  readonly fields: JsonObject;
  /** References nothing was found for. */
  readonly open: readonly Reference[];
  /** Why the record can't cross. */
  readonly problem?: Problem;
}

/** Places what was found; what wasn't stays null, leaves its list, or shows as the text the source had. */
export function placeReferences({ fields, references, answers }: Placing): PlacedReferences {
  if (references.length === 0) return { fields, open: [] };
  const draft = draftOf(fields);
  const open: Reference[] = [];
  const tokens = new Map<string, Reference[]>();
  for (const reference of references) {
    const answer = answers.get(referenceId(reference)) ?? { kind: 'missing' };
    if (answer.kind === 'ambiguous') return { fields, open, problem: ambiguous(reference) };
    if (answer.kind === 'missing') open.push(reference);
    if (reference.form === 'token') addTo(tokens, reference);
    else if (!placeField(draft, reference, answer)) return { fields, open, problem: misplaced(reference) };
  }
  for (const group of tokens.values()) placeTokens(draft, group, answers);
  return { fields: draft.finish(), open };
}

function addTo(groups: Map<string, Reference[]>, reference: Reference): void {
  const path = showPath(reference.path);
  groups.set(path, [...(groups.get(path) ?? []), reference]);
}

/** An entry of a list that finds nothing leaves the list. */
function placeField(draft: Draft, reference: Reference, answer: ResolvedReference): boolean {
  if (answer.kind === 'found') return draft.put(reference.path, answer.externalKey);
  if (typeof reference.path.at(-1) === 'number') draft.drop(reference.path);
  return true;
}

/** All tokens of one text at once: one may be the beginning of another. */
function placeTokens(draft: Draft, group: readonly Reference[], answers: Answers): void {
  const path = group[0]?.path ?? [];
  const text = draft.at(path);
  if (typeof text !== 'string') return;
  const replacements = group.map((reference): [string, string] => {
    const answer = answers.get(referenceId(reference));
    const found = answer?.kind === 'found' ? linkTo(reference, answer.externalKey) : reference.value;
    return [recordToken(reference.entity, reference.value), found];
  });
  draft.put(path, replaceTokens(text, new Map(replacements)));
}

function linkTo({ entity }: Reference, key: string): string {
  return `/entities/${entity}/${encodeURIComponent(key)}`;
}

function ambiguous(reference: Reference): Problem {
  const params = { entity: reference.entity };
  return problem({ code: 'reference-ambiguous', path: showPath(reference.path), params });
}

function misplaced(reference: Reference): Problem {
  return problem({ code: 'reference-misplaced', path: showPath(reference.path) });
}

/** A counted loss for a reference that stays empty. Items of lists count under one path. */
export function referenceLoss(code: 'reference-missing' | 'reference-dangling', reference: Reference): Loss {
  const path = showPath(reference.path).replace(/\[\d+\]/g, '[]');
  return loss({ code, path, params: { entity: reference.entity } });
}
