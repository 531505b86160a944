/** Says of every source field how many records use it and what becomes of it, and of a lane how much of it all crosses. */
import type { JsonValue } from '../model/json.ts';
import type { FieldCoverage, LaneCoverage } from '../model/plan-facts.ts';
import type { LaneSubject } from './lane-subject.ts';
import { isFilled, type LookedAt, shown, topField } from './looked-at.ts';
import { type Counter, counter, cut } from './tally.ts';

/** Source fields told of; real exports have hundreds, hostile ones any number. */
const MOST_FIELDS = 1_000;
const EXAMPLES = 3;

interface FieldCount {
  filled: number;
  lossy: number;
  defaulted: number;
  readonly types: Counter;
  readonly examples: Set<string>;
}

export interface CoverageTaker {
  add(one: LookedAt): void;
  facts(): { readonly lane: LaneCoverage; readonly fields: readonly FieldCoverage[] };
}

export function takeCoverage(subject: LaneSubject): CoverageTaker {
  const { mapping } = subject;
  const readBy = sourcesByTarget(subject);
  const mapped = new Set(mapping.uses);
  const counts = new Map<string, FieldCount>();
  return {
    add: ({ record, trace }) => {
      const touched = lossesBySource(trace.result.kind === 'mapped' ? trace.result.losses : [], readBy);
      for (const [field, value] of Object.entries(record.data)) {
        const count = countOf(counts, field);
        if (count === null || !isFilled(value)) continue;
        count.filled += 1;
        count.types.add(typeOf(value));
        if (touched.defaulted.has(field)) count.defaulted += 1;
        else if (touched.lossy.has(field)) count.lossy += 1;
        if (!mapped.has(field) && count.examples.size < EXAMPLES) count.examples.add(cut(shown(value), 120));
      }
    },
    facts: () => {
      const fields = [...counts].map(([field, count]) => fieldFacts(subject, field, count)).sort(byWeight);
      return { lane: shares(subject.lane, fields), fields };
    },
  };
}

function countOf(counts: Map<string, FieldCount>, field: string): FieldCount | null {
  const known = counts.get(field);
  if (known !== undefined) return known;
  if (counts.size >= MOST_FIELDS) return null;
  const fresh = { filled: 0, lossy: 0, defaulted: 0, types: counter(), examples: new Set<string>() };
  counts.set(field, fresh);
  return fresh;
}

/** Which top-level source fields a target field is made of. */
function sourcesByTarget({ mapping }: LaneSubject): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { target, from } of mapping.rules) {
    const sources = from.flatMap((path) => topField(path) ?? []);
    all.set(target, [...(all.get(target) ?? []), ...sources]);
  }
  return all;
}

function lossesBySource(
  losses: readonly { readonly code: string; readonly path: string }[],
  readBy: ReadonlyMap<string, readonly string[]>,
): { readonly lossy: ReadonlySet<string>; readonly defaulted: ReadonlySet<string> } {
  const [lossy, defaulted] = [new Set<string>(), new Set<string>()];
  for (const { code, path } of losses) {
    for (const field of readBy.get(path.replace(/\[\d+\]/g, '[]')) ?? [])
      (code === 'defaulted' ? defaulted : lossy).add(field);
  }
  return { lossy, defaulted };
}

function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  return typeof value;
}

function fieldFacts({ lane, mapping }: LaneSubject, field: string, count: FieldCount): FieldCoverage {
  const ignored = mapping.ignores.find((one) => one.field === field);
  const targets = mapping.rules.filter(({ from }) => from.some((path) => topField(path) === field));
  const fate = ignored === undefined ? (mapping.uses.includes(field) ? 'mapped' : 'unmapped') : 'ignored';
  return {
    ...{ lane, field, fate, filled: count.filled, lossy: count.lossy, defaulted: count.defaulted },
    types: count.types.top(5).shown,
    targets: targets.map(({ target, operations, line }) => ({ field: target, operations, line })),
    because: ignored?.because ?? null,
    examples: [...count.examples],
  };
}

function byWeight(a: FieldCoverage, b: FieldCoverage): number {
  return b.filled - a.filled || (a.field < b.field ? -1 : 1);
}

/** Weighted by records: a field that two records fill counts two. */
function shares(lane: string, fields: readonly FieldCoverage[]): LaneCoverage {
  const all = fields.reduce((sum, { filled }) => sum + filled, 0);
  const share = (of: (field: FieldCoverage) => number) =>
    all === 0 ? 0 : fields.reduce((sum, field) => sum + of(field), 0) / all;
  const when = (fate: FieldCoverage['fate']) => (field: FieldCoverage) => (field.fate === fate ? field.filled : 0);
  const lossy = share((field) => (field.fate === 'mapped' ? field.lossy : 0));
  const defaulted = share((field) => (field.fate === 'mapped' ? field.defaulted : 0));
  const mapped = Math.max(0, share(when('mapped')) - lossy - defaulted);
  return { lane, mapped, lossy, defaulted, ignored: share(when('ignored')), unmapped: share(when('unmapped')) };
}
