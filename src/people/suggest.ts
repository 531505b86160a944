/** Who may be somebody else: suggestions for a person to decide, each with its reason. No record is ever merged by these alone. */
import type { Known, Matched } from './known.ts';

/** Who one record may be, by external key. */
export interface Suggestion {
  readonly key: string;
  /** In words, the strongest reason first. */
  readonly why: readonly string[];
}

/** What one record has that the other has too. Smaller index in the list: stronger. */
interface Rule {
  readonly why: string;
  readonly seeks: (known: Known) => readonly string[];
  readonly offers: (known: Known) => readonly string[];
}

const ofPlaceholder = (values: (known: Known) => readonly string[]) => (known: Known) =>
  known.placeholder ? values(known) : [];
const ofRecord = (values: (known: Known) => readonly string[]) => (known: Known) =>
  known.placeholder ? [] : values(known);
const handles = (known: Known) => known.handles;
const names = (known: Known) => known.names;
const mails = (known: Known) => known.mails;
const localParts = (known: Known) =>
  known.mails.filter((mail) => mail.includes('@')).map((mail) => mail.slice(0, mail.lastIndexOf('@')));
const named = (known: Known) => (known.within === null ? [] : [`${known.name}\n${known.within}`]);

const RULES: Readonly<Record<Matched, readonly Rule[]>> = {
  person: [
    { why: 'placeholder for a login or number that it has', seeks: ofPlaceholder(handles), offers: ofRecord(handles) },
    { why: 'placeholder for its e-mail', seeks: ofPlaceholder(handles), offers: ofRecord(mails) },
    { why: 'same e-mail', seeks: mails, offers: mails },
    {
      why: 'placeholder for a login that its e-mail begins with',
      seeks: ofPlaceholder(handles),
      offers: ofRecord(localParts),
    },
    { why: 'placeholder for its name', seeks: ofPlaceholder(names), offers: ofRecord(names) },
    { why: 'login is the local part of the e-mail', seeks: ofRecord(handles), offers: ofRecord(localParts) },
    { why: 'same name and customer', seeks: named, offers: named },
  ],
  customer: [
    { why: 'placeholder for a number that it has', seeks: ofPlaceholder(handles), offers: ofRecord(handles) },
    { why: 'placeholder for its name', seeks: ofPlaceholder(names), offers: ofRecord(names) },
    { why: 'same number', seeks: handles, offers: handles },
    { why: 'same name', seeks: names, offers: names },
    { why: 'same domain', seeks: mails, offers: mails },
  ],
};

/** A mailbox or name that more records share doesn't distinguish anybody. */
const TOO_MANY = 20;

/**
 * For every record, who it may be, the likeliest first. Of two that look alike only one gets the other suggested: the
 * placeholder the real record, the customer's contact the agent, the disabled account the active one. The order of the input
 * doesn't matter. Pairs in `apart` were decided to be two. Pure.
 */
export function suggest(
  entity: Matched,
  all: readonly Known[],
  apart: readonly (readonly [string, string])[],
): ReadonlyMap<string, readonly Suggestion[]> {
  const known = new Map(all.map((one) => [one.key, one]));
  const decided = new Set(apart.map((pair) => pairId(...pair)));
  const reasons = new Map<string, Map<string, number>>();
  for (const [strength, rule] of RULES[entity].entries()) {
    const open = pairsOf(rule, all).filter(([one, other]) => !decided.has(pairId(one.key, other.key)));
    for (const [one, other] of open) {
      const [from, to] = better(one, other) === one ? [other, one] : [one, other];
      const own = reasons.get(from.key) ?? new Map<string, number>();
      reasons.set(from.key, own);
      own.set(to.key, (own.get(to.key) ?? 0) | (1 << strength));
    }
  }
  return new Map([...reasons].map(([key, own]) => [key, ranked(entity, own, known)]));
}

/** Lowest bit first: the strongest reason. */
function ranked(
  entity: Matched,
  reasons: ReadonlyMap<string, number>,
  known: ReadonlyMap<string, Known>,
): readonly Suggestion[] {
  const strongest = (bits: number) => 31 - Math.clz32(bits & -bits);
  const order = ([a, x]: [string, number], [b, y]: [string, number]) =>
    strongest(x) - strongest(y) || worth(known.get(b)) - worth(known.get(a)) || (a < b ? -1 : 1);
  return [...reasons].sort(order).map(([key, bits]) => ({
    key,
    why: RULES[entity].filter((_, strength) => (bits & (1 << strength)) !== 0).map(({ why }) => why),
  }));
}

function pairsOf(rule: Rule, all: readonly Known[]): readonly (readonly [Known, Known])[] {
  const offered = new Map<string, Known[]>();
  for (const one of all) for (const value of foldedAll(rule.offers(one))) put(offered, value, one);
  const soughtBy = (one: Known) => [...foldedAll(rule.seeks(one))].flatMap((value) => fewOf(offered.get(value)));
  return all.flatMap((one) =>
    soughtBy(one)
      .filter((other) => other !== one)
      .map((other) => [one, other] as const),
  );
}

function put(groups: Map<string, Known[]>, value: string, one: Known): void {
  const group = groups.get(value);
  if (group === undefined) groups.set(value, [one]);
  else group.push(one);
}

function fewOf(found: readonly Known[] = []): readonly Known[] {
  return found.length > TOO_MANY ? [] : found;
}

function foldedAll(values: readonly string[]): ReadonlySet<string> {
  return new Set(values.map(folded).filter((value) => value !== ''));
}

/** Full-width forms, capitals and spaces make no difference. */
function folded(value: string): string {
  return value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

function better(one: Known, other: Known): Known {
  const difference = worth(one) - worth(other);
  if (difference !== 0) return difference > 0 ? one : other;
  return one.key < other.key ? one : other;
}

function worth(known: Known | undefined): number {
  if (known === undefined || known.placeholder) return 0;
  const base = known.active === false ? 1 : 100;
  return base + (known.kind === 'agent' ? 10 : 0) + Math.min(known.aliases.length, 9);
}

function pairId(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}
