/** Any lane of a plan: a mapping, the records of a source, and how each of them ended. For properties of whatever is counted over records. */
import fc from 'fast-check';
import type { ProfiledRecord } from '../../src/dry-run/profile/profiled-record.ts';
import type { CompiledMapping } from '../../src/mapping/compile.ts';
import { furtherProblems } from '../../src/model/further-problems.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { Problem } from '../../src/model/outcome.ts';
import { anyMapping, TABLES } from './any-mapping.ts';
import { anyRecord } from './any-record.ts';
import { compileText, ticketMapping } from './mapping.ts';
import { lookAt } from './profiled-record.ts';

/** Each record once, with distinct keys. */
export interface AnyLane {
  readonly mapping: CompiledMapping;
  readonly records: readonly ProfiledRecord[];
}

/** Everything that a report has a section for: tables, dates, lists, exclusions, fields that nobody maps. */
const DESK = ticketMapping(
  [
    'fields:',
    '  priority: { from: prio, map: { "1": urgent, "2": high }, otherwise: null }',
    '  createdAt: { from: [opened, born], first: true, date: iso, onError: null }',
    '  updatedAt: { from: changed, date: "DD/MM/YYYY HH:mm", zone: UTC }',
    '  tags: { from: words, split: "," }',
    '  requester: { ref: person, by: who, missing: null }',
    '  custom.short: { from: short, max: 3 }',
    '  custom.level: { from: level, map: { a: b }, otherwise: quarantine, missing: none }',
    'each:',
    '  comments:',
    '    from: notes[]',
    '    key: n',
    '    fields:',
    '      body.content: { from: t, max: 5, missing: "-" }',
    '      body.format: { const: markdown }',
    '      internal: { const: true }',
    '      author: { ref: person, by: by, missing: null }',
    'exclude:',
    '  - { when: "prio == \'spam\'", because: nobody wants it }',
    'ignore:',
    '  - { field: chatter, because: nobody reads it }',
  ].join('\n'),
);

const pick = (...values: readonly JsonValue[]) => fc.constantFrom(...values);
const blank = pick(null, '', ' ', {}, [], [''], { a: [] });
const times = pick('2024-03-01T09:07:00Z', '2023-12-31T23:59:59Z', '2024/3/1 9:07', 'yesterday');
const days = pick('01/03/2024 09:07', '1/3/2024 9:07', '2024-03-01');
const note = fc.record({ n: pick('1', '2', '3'), t: pick('x', 'much too long', ''), by: pick('alice', 'bob', null) });
const desk: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      prio: fc.oneof(pick('1', '2', '9', 'spam', 'open '), blank),
      opened: fc.oneof(times, blank),
      changed: fc.oneof(days, blank),
      words: fc.oneof(pick('a,b,a', 'a', 'b,c'), blank),
      who: fc.oneof(pick('alice', 'bob'), blank),
      short: fc.oneof(pick('ab', 'abcdef'), blank),
      level: fc.oneof(pick('a', 'x', 'y'), blank),
      notes: fc.oneof(fc.uniqueArray(note, { selector: ({ n }) => String(n), maxLength: 3 }), blank),
      chatter: fc.oneof(pick('psst'), blank),
      stray: fc.oneof(pick(7, 'who?', { deep: 1 }), blank),
      [`${'long'.repeat(60)}1`]: pick('x', null),
      [`${'long'.repeat(60)}2`]: pick('y', null),
    },
    { requiredKeys: [] },
  )
  .map((parts) =>
    Object.fromEntries(Object.entries(parts).filter((part): part is [string, JsonValue] => part[1] !== undefined)),
  );

const problem: fc.Arbitrary<Problem> = fc.record({
  code: fc.constantFrom('reference-missing', 'contract', 'too-long'),
  path: fc.constantFrom('requester', 'custom.short', 'comments[0].author', 'comments[1].author', ''),
  message: fc.constant('said by somebody else'),
});

/** How loading ended: as the mapping says, or loaded and unchanged, or refused for whatever reasons. */
const ending: fc.Arbitrary<Ended> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('updated' as const, 'unchanged' as const) },
  { weight: 1, arbitrary: fc.array(problem, { minLength: 1, maxLength: 25 }) },
);

type Ended = 'updated' | 'unchanged' | readonly Problem[] | null;

function profiled(mapping: CompiledMapping, data: JsonObject, ended: Ended): ProfiledRecord {
  const one = lookAt(mapping, data);
  if (ended === null || one.ending.kind !== 'created') return one;
  if (typeof ended === 'string') return lookAt(mapping, data, ended);
  const [first = NO_REASON, ...others] = ended;
  const { problem: main, also = null } = furtherProblems(first, others);
  const words = { code: main.code, path: main.path, params: main.params ?? null, message: main.message ?? null };
  return { ...one, ending: { kind: 'quarantined', ...words, also, externalKey: null } };
}

const NO_REASON: Problem = { code: 'refused', path: '' };

function laneOf(mapping: CompiledMapping, records: readonly (readonly [JsonObject, Ended])[]): AnyLane {
  const keyed = records.map(([data, ended], at) => profiled(mapping, { ...data, id: String(at) }, ended));
  return { mapping, records: keyed };
}

/** Half of them tickets of a desk with something for every section, half whatever the mapping language allows. */
export const anyLane: fc.Arbitrary<AnyLane> = fc.oneof(
  fc.array(fc.tuple(desk, ending), { maxLength: 12 }).map((records) => laneOf(DESK, records)),
  fc.tuple(anyMapping, fc.array(fc.tuple(anyRecord, ending), { maxLength: 8 })).map(([text, records]) =>
    laneOf(
      compileText(text, TABLES),
      records.map(([{ data }, ended]) => [data, ended] as const),
    ),
  ),
);
