/** Counts for every source field how many records fill it and what becomes of it, and for a lane which share of all that is loaded. */
import type { FieldCoverage, LaneCoverage } from '../../model/plan-facts/coverage.ts';
import { cut } from './bounded-count.ts';
import { byCodeUnit } from './bounded-names.ts';
import {
  type CountedField,
  examplesOf,
  type FieldCount,
  type FieldCounts,
  fieldCounts,
  filledFields,
  LONGEST_NAME,
  typesOf,
} from './field-counts.ts';
import { suggestIgnores } from './ignore-suggestion.ts';
import type { LaneSubject } from './lane-subject.ts';
import { fieldsOfLosses, type Touched } from './loss-fields.ts';
import { isLoaded, type ProfiledRecord, topField } from './profiled-record.ts';
import { unreadParts } from './unread-parts.ts';

/** Is given each record of a lane once, whatever its outcome. A lane's shares (0–1) add up to 1, or all are 0. */
export interface CoverageCounter {
  add(one: ProfiledRecord): void;
  /** Fields that most records fill first; examples are contents, of unmapped fields alone. */
  facts(): { readonly lane: LaneCoverage; readonly fields: readonly FieldCoverage[] };
}

/**
 * Of very many fields that the mapping doesn't name, those beyond the bound count in the shares alone. What it leaves unread below a
 * field that it reads in part is a field of its own (`front.draft`).
 */
export function countCoverage(subject: LaneSubject): CoverageCounter {
  const { mapping } = subject;
  const touchedBy = fieldsOfLosses(mapping.rules);
  const named = [...new Set([...mapping.uses, ...mapping.ignores.map(({ field }) => field)])];
  const known = new Set(named.map((field) => cut(field, LONGEST_NAME)));
  const counts = fieldCounts(named);
  const unread = unreadParts(mapping);
  let [records, unmappedWeight] = [0, 0];
  return {
    add: (one) => {
      const filled = new Map([...filledFields(one.record.data), ...unread(one.record.data)]);
      counts.filled(filled);
      const unmapped = [...filled.keys()].filter((field) => !known.has(field)).length;
      if (unmapped > 0) records += 1;
      // Records that aren't loaded don't count towards coverage; their outcome stands elsewhere.
      if (!isLoaded(one.ending) || one.trace.result.kind !== 'mapped') return;
      unmappedWeight += unmapped;
      countLoaded(filled, touchedBy(one.trace.result.losses, one.record.data), counts);
    },
    facts: () => {
      const fields = counts.all().map((counted) => ({ facts: fieldFacts(subject, counted), count: counted.count }));
      fields.sort((a, b) => byWeight(a.facts, b.facts));
      const total = fields.filter(({ facts }) => facts.fate === 'unmapped').length;
      const unmappedFields = { total, records, capped: counts.isCapped() };
      const suggestion = suggestIgnores(fields.map(({ facts }) => facts));
      const lane = { ...shares(subject.lane, fields, unmappedWeight), unmappedFields, suggestion };
      return { lane, fields: fields.map(({ facts }) => facts) };
    },
  };
}

/** A default for an empty field counts as much as a filled field. */
function countLoaded(filled: ReturnType<typeof filledFields>, touched: Touched, counts: FieldCounts): void {
  const add = (field: string, what: 'defaulted' | 'lossy' | 'whole') => {
    const count = counts.of(field);
    if (count !== undefined) count[what] += 1;
  };
  for (const field of touched.defaulted) add(field, 'defaulted');
  for (const field of filled.keys()) {
    if (!touched.defaulted.has(field)) add(field, touched.lossy.has(field) ? 'lossy' : 'whole');
  }
}

function fieldFacts({ lane, mapping }: LaneSubject, { field, count, isNamed }: CountedField): FieldCoverage {
  const ignored = mapping.ignores.find((one) => one.field === field);
  const targets = mapping.rules.filter(({ from }) => from.some((path) => topField(path) === field));
  const fate = ignored === undefined ? (isNamed ? 'mapped' : 'unmapped') : 'ignored';
  return {
    ...{ lane, field, fate, filled: count.filled, lossy: count.lossy, defaulted: count.defaulted },
    types: typesOf(count),
    targets: targets.map(({ target, operations, line }) => ({ field: target, operations, line })),
    because: ignored?.because ?? null,
    examples: examplesOf(count),
  };
}

function byWeight(a: FieldCoverage, b: FieldCoverage): number {
  return b.filled - a.filled || byCodeUnit(a.field, b.field);
}

interface Counted {
  readonly facts: FieldCoverage;
  readonly count: FieldCount;
}

/** Weighted by records: a field that two records fill counts two. Of fields that nobody maps also those beyond the bound weigh. */
function shares(
  lane: string,
  fields: readonly Counted[],
  unmapped: number,
): Omit<LaneCoverage, 'unmappedFields' | 'suggestion'> {
  const weight = { mapped: 0, lossy: 0, defaulted: 0, ignored: 0, unmapped };
  for (const { facts, count } of fields) {
    const { whole, lossy, defaulted } = count;
    if (facts.fate === 'mapped') {
      weight.mapped += whole;
      weight.lossy += lossy;
      weight.defaulted += defaulted;
    } else if (facts.fate === 'ignored') weight.ignored += whole + lossy + defaulted;
  }
  const all = Object.values(weight).reduce((sum, one) => sum + one, 0);
  const share = (one: number) => (all === 0 ? 0 : one / all);
  return {
    ...{ lane, mapped: share(weight.mapped), lossy: share(weight.lossy), defaulted: share(weight.defaulted) },
    ...{ ignored: share(weight.ignored), unmapped: share(weight.unmapped) },
  };
}
