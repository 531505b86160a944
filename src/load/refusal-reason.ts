/** Why the target didn't take an item. */
import { problem } from '../messages/make.ts';
import type { ItemReceipt } from '../model/batch.ts';
import type { Problem } from '../model/outcome.ts';

/** The problem as the target stated it, or that it stated none. */
export function reasonOf({ problem: given }: Pick<ItemReceipt, 'problem'>): Problem {
  if (given === undefined) return problem({ code: 'refused', path: '' });
  const { retryable: _, ...reason } = given;
  return reason;
}
