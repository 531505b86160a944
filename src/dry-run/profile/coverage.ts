/** Counts for every source field how many records fill it and what becomes of it, and for a lane which share of all that is loaded. */
import type { FieldCoverage, LaneCoverage } from '../../model/plan-facts/coverage.ts';
import { type FieldCount, type FieldCounts, fieldCounts, OTHERS } from './field-counts.ts';
import type { LaneSubject } from './lane-subject.ts';
import { fieldsOfLosses, type Touched } from './loss-fields.ts';
import { isFilled, isLoaded, type ProfiledRecord, topField } from './profiled-record.ts';

/** Is given each record of a lane once, whatever its outcome. A lane's shares (0–1) add up to 1, or all are 0. */
export interface CoverageCounter {
  add(one: ProfiledRecord): void;
  /** Fields that most records fill first; examples are contents, of unmapped fields alone. */
  facts(): { readonly lane: LaneCoverage; readonly fields: readonly FieldCoverage[] };
}

/** Fields that the mapping doesn't name count together once there are very many of them. */
export function countCoverage(subject: LaneSubject): CoverageCounter {
  const { mapping } = subject;
  const touchedBy = fieldsOfLosses(mapping.rules);
  const counts = fieldCounts([...mapping.uses, ...mapping.ignores.map(({ field }) => field)]);
  return {
    add: (one) => {
      const { data } = one.record;
      for (const [field, value] of Object.entries(data)) if (isFilled(value)) counts.filled(field, value);
      // Records that aren't loaded don't count towards coverage; their outcome stands elsewhere.
      if (!isLoaded(one.ending) || one.trace.result.kind !== 'mapped') return;
      countLoaded(data, touchedBy(one.trace.result.losses, data), counts);
    },
    facts: () => {
      const fields = [...counts.all()].map(([field, count]) => ({ facts: fieldFacts(subject, field, count), count }));
      fields.sort((a, b) => byWeight(a.facts, b.facts));
      return { lane: shares(subject.lane, fields), fields: fields.map(({ facts }) => facts) };
    },
  };
}

/** A default for an empty field counts as much as a filled field. */
function countLoaded(data: ProfiledRecord['record']['data'], touched: Touched, counts: FieldCounts): void {
  for (const field of touched.defaulted) counts.of(field).defaulted += 1;
  for (const [field, value] of Object.entries(data)) {
    if (touched.defaulted.has(field) || !isFilled(value)) continue;
    const count = counts.of(field);
    if (touched.lossy.has(field)) count.lossy += 1;
    else count.whole += 1;
  }
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
    examples: fate === 'unmapped' ? [...count.examples] : [],
  };
}

function byWeight(a: FieldCoverage, b: FieldCoverage): number {
  if (a.field === OTHERS || b.field === OTHERS) return a.field === OTHERS ? 1 : -1;
  return b.filled - a.filled || (a.field < b.field ? -1 : 1);
}

interface Counted {
  readonly facts: FieldCoverage;
  readonly count: FieldCount;
}

/** Weighted by records: a field that two records fill counts two. */
function shares(lane: string, fields: readonly Counted[]): LaneCoverage {
  const weight = { mapped: 0, lossy: 0, defaulted: 0, ignored: 0, unmapped: 0 };
  for (const { facts, count } of fields) {
    const { whole, lossy, defaulted } = count;
    if (facts.fate === 'mapped') {
      weight.mapped += whole;
      weight.lossy += lossy;
      weight.defaulted += defaulted;
    } else weight[facts.fate] += whole + lossy + defaulted;
  }
  const all = Object.values(weight).reduce((sum, one) => sum + one, 0);
  const share = (one: number) => (all === 0 ? 0 : one / all);
  return {
    ...{ lane, mapped: share(weight.mapped), lossy: share(weight.lossy), defaulted: share(weight.defaulted) },
    ...{ ignored: share(weight.ignored), unmapped: share(weight.unmapped) },
  };
}
