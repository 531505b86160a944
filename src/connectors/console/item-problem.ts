/** The console's problem with one item, as Ferry keeps it. */
import type { ItemReceipt } from '../../model/batch.ts';
import { pathOfPointer } from '../../model/json.ts';

/** What is used of an RFC 9457 problem, parsed off the wire or made by the console's own rules. */
export interface ItemProblemDocument {
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly retryable: boolean;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined;
}

/** The first field error says where and what; a problem of the record as a whole has neither. */
export function itemProblem(problem: ItemProblemDocument): NonNullable<ItemReceipt['problem']> {
  const [first] = problem.errors ?? [];
  const message = first?.detail ?? problem.detail ?? problem.title;
  return { code: problem.code, path: pathOfPointer(first?.pointer ?? ''), message, retryable: problem.retryable };
}
