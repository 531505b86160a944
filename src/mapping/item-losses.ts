/** What blocks of one list lost on items that came to nothing, while another block made an item of the same. */
import type { JsonObject } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
import type { Journal } from './journal.ts';
import type { Block } from './shape.ts';

/** What became of one item of the source under one block. */
export interface End {
  /** `sourcesOf` the block. */
  readonly sources: readonly string[];
  readonly data: JsonObject;
  readonly made: boolean;
  readonly losses: readonly Loss[];
}

/** Blocks may be several ways to read one field, as `any` has them: where one makes an item, what failed in the others is no loss. */
export function forgetStoodFor(ends: readonly End[], { losses }: Journal): void {
  const left = ends.filter((end) => !end.made && end.losses.length > 0);
  const stoodFor = left.filter((end, index) => {
    // Where none makes an item, the first that failed stands for the others.
    const standing = [...ends.filter(({ made }) => made), ...left.slice(0, index)];
    return standing.some(({ data, sources }) => data === end.data && sources.some((one) => end.sources.includes(one)));
  });
  const forgotten = new Set(stoodFor.flatMap((end) => end.losses));
  if (forgotten.size === 0) return;
  losses.splice(0, losses.length, ...losses.filter((loss) => !forgotten.has(loss)));
}

/** The fields of a block, each with what it is made from; constants are left out. */
export function sourcesOf({ fields }: Block): readonly string[] {
  return Object.entries(fields).flatMap(([name, rule]) => {
    const from = typeof rule === 'string' ? rule : (rule.from ?? rule.by ?? rule.template);
    return from === undefined ? [] : [JSON.stringify([name, from])];
  });
}
