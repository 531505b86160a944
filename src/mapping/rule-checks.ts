/** What is checked of one rule when it is compiled: which keys may stand beside one another. */
import { z } from 'zod';
import { showPath } from '../model/json.ts';
import { report, type Site } from './compilation.ts';
import type { Operation, RuleContext } from './operations/operation.ts';
import { OPERATIONS, SOURCE_KEYS } from './operations/operations.ts';
import { onErrorKey, writtenRule } from './shape.ts';
import { didYouMean } from './suggest.ts';
import type { Slot } from './target/slots.ts';

/** The keys of a rule that belong to no operation. Those of operations are checked by each of them. */
export const ruleKeys = z.looseObject({
  const: z.unknown().optional(),
  from: z.union([z.string(), z.array(z.string()).min(1)], 'must be a path or a list of paths').optional(),
  by: z.string('must be a path').optional(),
  template: z.string().optional(),
  any: z.array(writtenRule, 'must be a list of rules').min(2, 'needs two rules or more').optional(),
  when: z.string().optional(),
  missing: z.unknown().optional(),
  onError: onErrorKey.optional(),
});
export type RuleKeys = z.output<typeof ruleKeys>;

const OWN_KEYS = ['const', 'from', 'template', 'when', 'missing', 'onError', 'any'];
const ALL_KEYS = [...new Set([...OWN_KEYS, ...SOURCE_KEYS, ...OPERATIONS.flatMap(({ keys }) => keys)])];

/** Reports keys that there aren't, keys that none of these operations reads, and operations that exclude each other. */
export function checkKeys(spec: RuleKeys, active: readonly Operation[], { at, compilation }: Site): void {
  const read = new Set([...OWN_KEYS, ...active.flatMap(({ keys, source }) => [...keys, ...(source ? [source] : [])])]);
  for (const key of Object.keys(spec)) {
    const where = { at: [...at, key], part: 'key' } as const;
    if (!ALL_KEYS.includes(key)) {
      report(compilation, { ...where, message: `${key} is no operation`, hint: didYouMean(key, ALL_KEYS) });
    } else if (!read.has(key) && spec[key] !== false) {
      report(compilation, { ...where, message: `${key} means nothing in this rule` });
    }
  }
  for (const stage of ['choose', 'convert'] as const) {
    const names = active.filter((operation) => operation.stage === stage).map(({ name }) => name);
    if (names.length > 1) report(compilation, { at, message: `only one of ${names.join(', ')} can stand in a rule` });
  }
}

/** Reports what stands beside a key that takes nothing beside it but `when`. */
export function checkAlone(spec: RuleKeys, key: 'const' | 'any', { at, compilation }: Site): void {
  const extra = Object.keys(spec).find((name) => name !== key && name !== 'when');
  if (extra === undefined) return;
  report(compilation, { at: [...at, extra], part: 'key', message: `${extra} means nothing beside ${key}` });
}

/** Reports a field of references that is filled with anything else, and what can't stand beside a reference. */
export function checkReference(active: readonly Operation[], context: RuleContext, slot: Slot): void {
  const refers = active.find(({ reference }) => reference !== null);
  if (slot.reference && refers === undefined) {
    context.report([], `${showPath(context.path)} is a reference`, 'write { ref: ENTITY, by: path, missing: … }');
  }
  const spoils = active.find(({ stage, name }) => stage === 'convert' || name === 'max');
  if (refers !== undefined && spoils !== undefined)
    context.report(spoils.name, `${spoils.name} means nothing beside ${refers.name}`);
}
