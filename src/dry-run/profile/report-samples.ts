/** Picks the records that the report shows as samples, edge cases first, field by field with the rules that made them. */
import type { JsonObject } from '../../model/json.ts';
import type { RuleFact } from '../../model/mapping-facts.ts';
import type { OutcomeKind } from '../../model/outcome.ts';
import type { Sample, SampleField } from '../../model/plan-facts/samples.ts';
import { cut } from './bounded-count.ts';
import type { LaneSubject } from './lane-subject.ts';
import { type ProfiledRecord, shown, walkTo } from './profiled-record.ts';
import { hashOf } from './stable-hash.ts';

const MOST_TEXT = 500;
const MOST_FIELDS = 80;

/** A record picked as a sample, before the write that the plan would make of it was read. */
export interface Picked {
  readonly why: string;
  readonly record: ProfiledRecord;
}

/** Is given each record of a lane once; keeps a few of them whole. The same records give the same picks, in whatever order they come. */
export interface SamplePicker {
  add(one: ProfiledRecord): void;
  picked(): readonly Picked[];
}

/** The record that ranks highest is picked; of equals the first by key. */
interface Measure {
  readonly why: string;
  /** Null: the record isn't ranked. */
  readonly rank: (one: ProfiledRecord) => number | null;
}

const MEASURES: readonly Measure[] = [
  { why: 'longest', rank: ({ bytes }) => bytes },
  {
    why: 'oldest',
    rank: ({ trace: { fields } }) => (typeof fields.createdAt === 'string' ? -Date.parse(fields.createdAt) : null),
  },
  {
    why: 'most-attachments',
    rank: ({ trace: { result } }) =>
      result.kind === 'mapped' && result.assets.length > 0 ? result.assets.length : null,
  },
  {
    why: 'most-losses',
    rank: ({ trace: { result } }) =>
      result.kind === 'mapped' && result.losses.length > 0 ? result.losses.length : null,
  },
];
const ENDINGS: readonly OutcomeKind[] = ['created', 'updated', 'unchanged'];
const ORDER = [...MEASURES.map(({ why }) => why), ...ENDINGS.map((kind) => `ordinary ${kind}`), 'excluded'];

/** Of each lane the extremes, one ordinary record each of created, updated and unchanged ones, and one that is excluded. */
export function pickSamples(): SamplePicker {
  const leaders = new Map<string, { readonly rank: number; readonly record: ProfiledRecord }>();
  const lead = (why: string, rank: number | null, record: ProfiledRecord) => {
    const known = leaders.get(why);
    if (rank === null || Number.isNaN(rank)) return;
    const isHigher = known === undefined || rank > known.rank;
    if (isHigher || (rank === known.rank && record.record.key < known.record.record.key))
      leaders.set(why, { rank, record });
  };
  return {
    add: (one) => {
      // Quarantined records have examples in a section of their own.
      if (one.ending.kind === 'quarantined') return;
      if (one.ending.kind === 'excluded') return lead('excluded', hashOf(one.record.key), one);
      for (const { why, rank } of MEASURES) lead(why, rank(one), one);
      if (ENDINGS.includes(one.ending.kind)) lead(`ordinary ${one.ending.kind}`, hashOf(one.record.key), one);
    },
    picked: () => {
      const seen = new Set<string>();
      return ORDER.flatMap((why): Picked[] => {
        const record = leaders.get(why)?.record;
        if (record === undefined || seen.has(record.record.key)) return [];
        seen.add(record.record.key);
        return [{ why: why.startsWith('ordinary') ? 'ordinary' : why, record }];
      });
    },
  };
}

/** Values as they would be written, references resolved, where the record is written; otherwise as the mapping made them. */
export function sampleOf(
  { lane, mapping }: LaneSubject,
  { why, record }: Picked,
  planned: JsonObject | undefined,
): Sample {
  const fields = { ...record.trace.fields, ...planned };
  const rules = mapping.rules.map((rule) => fieldOf(rule, record, fields));
  const ruled = new Set(mapping.rules.map(({ target }) => target.split(/[.[]/)[0]));
  const others = Object.keys(fields)
    .filter((name) => !ruled.has(name) && fields[name] !== null)
    .map((name) => ({
      target: name,
      value: cut(shown(fields[name]), MOST_TEXT),
      from: [],
      raw: [],
      operations: [],
      line: null,
    }));
  return {
    ...{ lane, why },
    key: record.record.key,
    externalKey: record.ending.externalKey,
    outcome: record.ending.kind,
    fields: [...rules, ...others].slice(0, MOST_FIELDS),
  };
}

function fieldOf(
  { target, from, operations, line }: RuleFact,
  { record, trace }: ProfiledRecord,
  fields: JsonObject,
): SampleField {
  const values = walkTo(target)(fields);
  const referred =
    values.length > 0 || trace.result.kind !== 'mapped' ? [] : referredTo(trace.result.references, target);
  return {
    ...{ target, from, operations, line },
    value: cut([...values.map(shown), ...referred].join('\n'), MOST_TEXT),
    raw: from.map((path) => cut(walkTo(path)(record.data).map(shown).join('\n'), MOST_TEXT)),
  };
}

function referredTo(
  references: readonly {
    readonly path: readonly (string | number)[];
    readonly entity: string;
    readonly value: string;
  }[],
  target: string,
): readonly string[] {
  const plain = target.replaceAll('[]', '');
  return references
    .filter(({ path }) => path.filter((step) => typeof step === 'string').join('.') === plain)
    .map(({ entity, value }) => `→ ${entity} ${value}`);
}
