/** A model of what becomes of a record that a source and people change alternately, written without the code that loads it. Pure. */
import fc from 'fast-check';
import { isObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';

const FIELDS = ['title', 'priority', 'comments'] as const;

/** The record at the source in one round; the mapping excludes it when `excluded`. */
export interface SourceState {
  readonly title: string;
  readonly priority: JsonValue;
  readonly comments: JsonValue;
  readonly excluded: boolean;
}

/** What a person does between two runs: fields as they are patched, or an end to the record. */
export type Act = JsonObject | 'tombstone' | null;

export interface Round {
  readonly source: SourceState;
  readonly act: Act;
}

/** A comment that came from the source. */
export function brought(id: number, content: string): JsonObject {
  return { ...note(`itsm:ticket-comments:C/${id}`, content), internal: false };
}

function note(externalId: string, content: string): JsonObject {
  return { externalId, internal: true, body: { format: 'text', content } };
}

const source: fc.Arbitrary<SourceState> = fc.record({
  title: fc.constantFrom('one', 'two', 'three'),
  priority: fc.constantFrom<JsonValue>(null, 'low', 'high'),
  comments: fc.constantFrom<JsonValue>(
    ...[null, [], [brought(1, 'a')], [brought(1, 'b')]],
    ...[
      [brought(1, 'a'), brought(2, 'a')],
      [brought(2, 'a'), brought(1, 'a')],
    ],
  ),
  excluded: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

/** Now and then a person writes what the source has, or had. */
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.record({ title: fc.constantFrom('one', 'two', 'by hand', 'by hand again') }) },
  { weight: 2, arbitrary: fc.record({ priority: fc.constantFrom(null, 'low', 'urgent') }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('here', 'there').map((text) => ({ comments: [note('console:comment:1', text)] })),
  },
  { weight: 1, arbitrary: fc.constant({ comments: [brought(1, 'by hand')] }) },
  { weight: 1, arbitrary: fc.constant('tombstone' as const) },
);

/** For so many records, so many rounds each. */
export function lives(records: number, rounds: number): fc.Arbitrary<readonly (readonly Round[])[]> {
  const life = fc.array(fc.record({ source, act }), { minLength: rounds, maxLength: rounds });
  return fc.array(life, { minLength: records, maxLength: records });
}

type Fields = Readonly<Record<(typeof FIELDS)[number], JsonValue>>;

export interface Expected {
  readonly fields: Fields;
  /** As a run last left them, of what the source had. */
  readonly last: Fields;
  /** The comment that people added. */
  readonly added: JsonValue;
  readonly tombstoned: boolean;
}

/** After a run: each field as the source has it, but where a person wrote something else since source and target agreed. */
export function afterRun(
  known: Expected | undefined,
  { excluded, title, priority, comments }: SourceState,
): Expected | undefined {
  if (excluded || known?.tombstoned) return known;
  const now: Fields = { title, priority, comments: byKey(comments) };
  if (known === undefined) return { fields: now, last: now, added: null, tombstoned: false };
  const follows = (name: keyof Fields) =>
    same(known.fields[name], known.last[name]) || same(known.fields[name], now[name]);
  const take = (kept: Fields): Fields => {
    const entries = FIELDS.map((name) => [name, follows(name) ? now[name] : kept[name]] as const);
    return { ...kept, ...Object.fromEntries(entries) };
  };
  return { ...known, fields: take(known.fields), last: take(known.last) };
}

/** After an act; undefined when a person can't do that to this record. */
export function afterAct(known: Expected, act: Exclude<Act, null>): Expected | undefined {
  if (known.tombstoned) return undefined;
  if (act === 'tombstone') return { ...known, tombstoned: true };
  const [comment] = listOf(act.comments ?? null);
  if (comment === undefined) return { ...known, fields: { ...known.fields, ...act } };
  if (keyOf(comment).startsWith('console:')) return { ...known, added: comment };
  const held = listOf(known.fields.comments);
  if (!held.some((one) => keyOf(one) === keyOf(comment))) return undefined;
  const comments = held.map((one) => (keyOf(one) === keyOf(comment) ? comment : one));
  return { ...known, fields: { ...known.fields, comments } };
}

/** What the target holds, in the words of this page. */
export function shownOf(data: JsonObject, tombstoned: boolean): Omit<Expected, 'last'> {
  const all = listOf(data.comments ?? null);
  const [added = null] = all.filter((one) => keyOf(one).startsWith('console:'));
  const comments = byKey(all.filter((one) => one !== added));
  return { fields: { title: data.title ?? null, priority: data.priority ?? null, comments }, added, tombstoned };
}

/** Comments are the same in any order, and none of them the same as no list. */
function byKey(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : listOf(value).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function same(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function keyOf(comment: JsonValue): string {
  return isObject(comment) ? String(comment.externalId) : '';
}
