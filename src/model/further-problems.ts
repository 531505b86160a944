/** Puts all that is wrong with a record in the form it is kept in: a first problem, and what mending that alone leaves. */
import type { Problem } from './outcome.ts';

/** Further problems kept of a record. */
export const MOST_FURTHER = 20;

/** As in `Quarantined`. */
export interface Problems {
  readonly problem: Problem;
  readonly also?: readonly Problem[];
}

/** Distinct by code and path, items of a list being one, the first of each; 20 beside the first are kept. Pure. */
export function furtherProblems(problem: Problem, others: readonly Problem[]): Problems {
  const known = new Set([nameOf(problem)]);
  const also = others.filter((one) => {
    const isNew = !known.has(nameOf(one));
    known.add(nameOf(one));
    return isNew;
  });
  return also.length === 0 ? { problem } : { problem, also: also.slice(0, MOST_FURTHER) };
}

function nameOf({ code, path }: Problem): string {
  return `${code}\n${path.replace(/\[\d+\]/g, '[]')}`;
}
