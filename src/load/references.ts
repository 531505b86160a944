/** Resolves the references of mapped records to external keys of the target: asked for in bulk, then filled in record by record. */

import type { TargetLinks } from '../connectors/target-capabilities.ts';
import { type LaneDeps, laneScope } from '../extract/lane-deps.ts';
import type { ResolvedReference, WantedReference } from '../ledger/records/rows.ts';
import { loss, problem } from '../messages/make.ts';
import { type JsonObject, showPath } from '../model/json.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import { encodePlaceholderKey } from '../model/placeholder-key.ts';
import type { Reference } from '../model/reference.ts';
import { recordToken } from '../model/text-tokens.ts';
import { type Draft, draftOf, replaceTokens } from './copy-on-write.ts';

/** Answers by `referenceId`. */
export type Answers = ReadonlyMap<string, ResolvedReference>;

type Asked = Pick<Reference, 'entity' | 'value' | 'via'>;

/** The same for references that mean the same, whichever records they occur in. For one batch, never stored. Pure. */
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

/**
 * A placeholder answers only references that ask for one. Otherwise what a record gets would hang on whether another one had
 * asked for a placeholder before it.
 */
export function answerTo(reference: Reference, answers: Answers): ResolvedReference {
  const answer = answers.get(referenceId(reference)) ?? { kind: 'missing' };
  return answer.kind === 'placeholder' && reference.missing !== 'placeholder' ? { kind: 'missing' } : answer;
}

/** The keys to look for, the most trusted first. */
function wantedOf(source: string, { entity, value, via }: Reference): WantedReference {
  const own = encodePlaceholderKey(source, { entity, value, ...(via !== undefined && { via }) });
  if (via !== undefined && via !== 'id') return { entity, keys: [own], value, via };
  // `id` is no identity of its own: it is the key, and what another source numbers alike is not meant by it.
  return { entity, keys: [value, own], value, ...(via !== undefined && { via }) };
}

/** One mapped record with all its references; one without an answer counts as missing. */
export interface Referring {
  readonly fields: JsonObject;
  readonly references: readonly Reference[];
  readonly answers: Answers;
  /** Of the target; undefined: it has no addresses, and texts keep what the source had. */
  readonly links: TargetLinks | undefined;
}

/** With `problems`, `fields` are as they came. */
export interface Filled {
  readonly fields: JsonObject;
  /** References nothing was found for. */
  readonly open: readonly Reference[];
  /** Why the record can't be loaded; empty: nothing here speaks against it. */
  readonly problems: readonly Problem[];
}

/** Fills in what was found; what wasn't stays null, leaves its list, or shows as the text the source had. */
export function fillReferences({ fields, references, answers, links }: Referring): Filled {
  if (references.length === 0) return { fields, open: [], problems: [] };
  const draft = draftOf(fields);
  const open: Reference[] = [];
  const problems: Problem[] = [];
  const tokens = new Map<string, Reference[]>();
  for (const reference of references) {
    const answer = answerTo(reference, answers);
    if (answer.kind === 'missing') open.push(reference);
    if (reference.form === 'token') addTo(tokens, reference);
    else if (!fillField(draft, reference, answer)) problems.push(misplaced(reference));
  }
  problems.push(...references.flatMap((reference) => ambiguous(reference, answers)));
  if (problems.length > 0) return { fields, open, problems };
  for (const group of tokens.values()) fillTokens(draft, group, { answers, links });
  return { fields: draft.finish(), open, problems };
}

function addTo(groups: Map<string, Reference[]>, reference: Reference): void {
  const path = showPath(reference.path);
  groups.set(path, [...(groups.get(path) ?? []), reference]);
}

/** An entry of a list that finds nothing leaves the list. */
function fillField(draft: Draft, reference: Reference, answer: ResolvedReference): boolean {
  if ('externalKey' in answer) return draft.put(reference.path, answer.externalKey);
  if (typeof reference.path.at(-1) === 'number') draft.drop(reference.path);
  return true;
}

/** All tokens of one text at once: one may be the beginning of another. */
function fillTokens(
  draft: Draft,
  group: readonly Reference[],
  { answers, links }: Pick<Referring, 'answers' | 'links'>,
): void {
  const path = group[0]?.path ?? [];
  const text = draft.at(path);
  if (typeof text !== 'string') return;
  const replacements = group.map((reference): [string, string] => {
    const answer = answerTo(reference, answers);
    const link = 'externalKey' in answer ? links?.record(reference.entity, answer.externalKey) : undefined;
    return [recordToken(reference.entity, reference.value), link ?? reference.value];
  });
  draft.put(path, replaceTokens(text, new Map(replacements)));
}

/** Names the records by their keys; what the reference says is contents, and stays out. */
function ambiguous(reference: Reference, answers: Answers): readonly Problem[] {
  const answer = answers.get(referenceId(reference));
  if (answer?.kind !== 'ambiguous') return [];
  const params = { entity: reference.entity, candidates: answer.candidates };
  return [problem({ code: 'reference-ambiguous', path: showPath(reference.path), params })];
}

function misplaced(reference: Reference): Problem {
  return problem({ code: 'reference-misplaced', path: showPath(reference.path) });
}

/** A counted loss for a reference that stays empty. Items of lists count under one path. */
export function referenceLoss(code: 'reference-missing' | 'reference-dangling', reference: Reference): Loss {
  return loss({ code, path: pathOf(reference), params: { entity: reference.entity } });
}

/** Counted losses for links in texts, where the target has no addresses of records. Pure. */
export function unlinkedLosses(references: readonly Reference[], links: TargetLinks | undefined): readonly Loss[] {
  if (links !== undefined) return [];
  return references
    .filter(({ form }) => form === 'token')
    .map((reference) => loss({ code: 'link-unsupported', path: pathOf(reference) }));
}

function pathOf({ path }: Reference): string {
  return showPath(path).replace(/\[\d+\]/g, '[]');
}
