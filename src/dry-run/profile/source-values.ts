/** Finds what the source holds where a target field is made: the values behind a problem. */
import type { MappingFacts } from '../../model/mapping-facts.ts';
import type { SourceRecord } from '../../model/record.ts';
import { cut } from './bounded-count.ts';
import { isFilled, shown, walkTo } from './profiled-record.ts';

const MOST_VALUES = 3;
const LONGEST = 200;

/** A source field, and what a record holds in it: contents, cut. */
export interface SourceValue {
  readonly field: string;
  readonly value: string;
}

/**
 * What the rules of a target field read of this record, at most three fields that hold anything. Empty where that can't be
 * told: for an item of a list, and for what no rule makes. Pure.
 */
export function sourceValues(
  { rules }: Pick<MappingFacts, 'rules'>,
  path: string,
  { data }: Pick<SourceRecord, 'data'>,
): readonly SourceValue[] {
  if (path === '' || path.includes('[')) return [];
  const from = rules
    .filter(({ target }) => target === path || path.startsWith(`${target}.`))
    .flatMap((rule) => rule.from);
  return [...new Set(from)]
    .map((field) => ({ field, values: walkTo(field)(data).filter(isFilled) }))
    .filter(({ values }) => values.length > 0)
    .slice(0, MOST_VALUES)
    .map(({ field, values }) => ({ field, value: cut(values.map(shown).join('\n'), LONGEST) }));
}
