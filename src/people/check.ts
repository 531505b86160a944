/** Checks what a person filled in against what is known: every mistake with its line, before anything is changed. */
import { UsageError } from '../errors.ts';
import type { Decisions, IdentityMerge, MatchReview } from '../ledger/people/rows.ts';
import type { Filled } from './file.ts';
import type { Known } from './known.ts';

/** What the ledger knows when a person's file is read back; maps are by external key. */
export interface KnownState {
  readonly known: ReadonlyMap<string, Known>;
  readonly reviews: ReadonlyMap<string, MatchReview>;
  readonly merged: ReadonlyMap<string, IdentityMerge>;
  readonly apart: readonly (readonly [string, string])[];
}

/** The decisions of a file without a mistake, to be applied as a whole. */
export interface Checked extends Pick<Decisions, 'merge' | 'apart' | 'claim'> {
  /** Rows that change nothing: decided and applied before. */
  readonly already: number;
  /** Sentences about what is allowed and deserves a second look. */
  readonly warnings: readonly string[];
}

type Decided =
  | { readonly kind: 'merge'; readonly from: string; readonly to: string }
  | { readonly kind: 'apart'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'claim'; readonly review: MatchReview; readonly externalKey: string }
  | { readonly kind: 'already' }
  | { readonly kind: 'mistake'; readonly message: string };

/** Throws UsageError `decisions-invalid` with all mistakes. */
export function checkDecisions(rows: readonly Filled[], file: string, state: KnownState): Checked {
  const decided = rows.map((row) => ({ row, decision: decide(row, state) }));
  const mistakes = [
    ...decided.flatMap(({ row, decision }) => (decision.kind === 'mistake' ? [{ row, why: decision.message }] : [])),
    ...twice(rows),
  ];
  const merge = decided.flatMap(({ decision }) => (decision.kind === 'merge' ? [decision] : []));
  const circles = circlesOf(merge, state.merged);
  mistakes.push(...rows.filter(({ key }) => circles.has(key)).map((row) => ({ row, why: 'leads in a circle' })));
  if (mistakes.length > 0) throw invalid(file, mistakes);
  return {
    merge: merge.map(({ from, to }) => ({ from, to })),
    apart: decided.flatMap(({ decision }) => (decision.kind === 'apart' ? decision.pairs : [])),
    claim: decided.flatMap(({ decision }) => (decision.kind === 'claim' ? [decision] : [])),
    already: decided.filter(({ decision }) => decision.kind === 'already').length,
    warnings: merge.flatMap((one) => warningsOf(one, state)),
  };
}

function decide(row: Filled, state: KnownState): Decided {
  const review = state.known.has(row.key) ? undefined : state.reviews.get(row.key);
  if (review !== undefined) return decideReview(row, review, state);
  const before = state.merged.get(row.key);
  if (before === undefined && !state.known.has(row.key)) return mistake(`there is no ${row.key}`);
  if (row.is === 'new') return { kind: 'already' };
  if (row.is === '-') return keepApart(row, state);
  const to = liveKey(row.is, state);
  if (to === null) return mistake(`there is no ${row.is} it could be; it has to be loaded first`);
  if (to === row.key || row.is === row.key) return mistake('is said to be itself');
  if (before?.done === true && before.to === to) return { kind: 'already' };
  return { kind: 'merge', from: row.key, to };
}

function decideReview(row: Filled, review: MatchReview, state: KnownState): Decided {
  const itself = row.is === 'new' || row.is === '-';
  const to = itself ? review.ownKey : liveKey(row.is, state);
  if (review.decided !== null) return review.decided === to ? { kind: 'already' } : decidedBefore(review);
  if (to === null) return mistake(`there is no ${row.is} it could be`);
  if (itself) return { kind: 'claim', review, externalKey: to };
  const { aliases = [] } = state.known.get(to) ?? {};
  const rival = aliases.find(({ lane, route }) => lane === review.lane && route === review.route);
  if (rival === undefined) return { kind: 'claim', review, externalKey: to };
  return mistake(`${to} is ${rival.ownKey} already, of the same source; two of its records can't be one`);
}

function decidedBefore({ decided }: MatchReview): Decided {
  return mistake(`was decided to be ${decided}; take that back first: split`);
}

function keepApart({ key, suggested }: Filled, { apart }: KnownState): Decided {
  if (suggested.length === 0) return mistake('nobody was suggested to keep it apart from');
  const known = new Set(apart.map((pair) => [...pair].sort().join('\n')));
  const pairs = suggested.map((other): [string, string] => [key, other]);
  const fresh = pairs.filter((pair) => !known.has([...pair].sort().join('\n')));
  return fresh.length === 0 ? { kind: 'already' } : { kind: 'apart', pairs: fresh };
}

/** The key of a live or merged record, or of the record that an alias belongs to; null: nobody has it. A merged one leads on by its chain. */
function liveKey(key: string, { known, merged }: KnownState): string | null {
  if (known.has(key) || merged.has(key)) return key;
  for (const one of known.values()) if (one.aliases.some(({ ownKey }) => ownKey === key)) return one.key;
  return null;
}

function twice(rows: readonly Filled[]): { row: Filled; why: string }[] {
  const first = new Map<string, Filled>();
  return rows.flatMap((row) => {
    const before = first.get(row.key);
    if (before === undefined) first.set(row.key, row);
    return before === undefined || before.is === row.is ? [] : [{ row, why: `line ${before.line} says otherwise` }];
  });
}

/** Keys whose chain of merges never ends, together with what was decided before. */
function circlesOf(
  merge: readonly { readonly from: string; readonly to: string }[],
  merged: ReadonlyMap<string, IdentityMerge>,
): ReadonlySet<string> {
  const next = new Map([...[...merged.values()].map(({ from, to }) => [from, to] as const)]);
  for (const { from, to } of merge) next.set(from, to);
  return new Set(merge.map(({ from }) => from).filter((from) => endless(from, next)));
}

function endless(from: string, next: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = from; at !== undefined; at = next.get(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function warningsOf(one: { readonly from: string; readonly to: string }, { known }: KnownState): string[] {
  const [from, to] = [known.get(one.from), known.get(one.to)];
  if (from === undefined || to === undefined) return [];
  const escalates = !from.placeholder && from.kind === 'customer' && to.kind === 'agent';
  const words = `whoever holds the account ${from.key} speaks as the agent ${to.key} from then on, with an agent's rights`;
  return [
    ...(escalates ? [`RIGHTS: ${from.key} is a customer's account and ${to.key} an agent's: ${words}`] : []),
    ...(to.placeholder ? [`${to.key} is a placeholder itself: no source has brought the real one yet`] : []),
    ...(to.active === false ? [`${to.key} is disabled`] : []),
  ];
}

function mistake(message: string): Decided {
  return { kind: 'mistake', message };
}

/** Mistakes shown; a file that is wrong throughout is wrong for one reason. */
const SHOWN = 20;

function invalid(file: string, mistakes: readonly { readonly row: Filled; readonly why: string }[]): UsageError {
  const sorted = [...mistakes].sort((a, b) => a.row.line - b.row.line);
  const lines = sorted.slice(0, SHOWN).map(({ row, why }) => `${file}:${row.line} ${row.key} ${why}`);
  const more = sorted.length > SHOWN ? [`… and ${sorted.length - SHOWN} more`] : [];
  const hint = 'correct these rows, or empty their `is`; nothing was changed';
  return new UsageError([...lines, ...more].join('\n'), { code: 'decisions-invalid', at: file, hint });
}
