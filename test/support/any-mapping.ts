/** Any mapping of tickets that the language allows, as the text of its file: every operation, alone and with others. */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';

/** What a mapping of `anyMapping` looks up in. */
export const TABLES = { 't/kinds.csv': 'name,kind,level\n1,incident,low\ntest,request,high\ntrue,,urgent\n' };

type Spec = Readonly<Record<string, JsonValue>>;

/** The first one time in twenty. */
function rarely<T>(seldom: fc.Arbitrary<T>, mostly: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 1, arbitrary: seldom }, { weight: 19, arbitrary: mostly });
}

const pick = (...values: readonly string[]) => fc.constantFrom(...values);
/** Those that don't say they lead to a list; what they lead to may be one. */
const single = pick('a', 'b', 'c', 'id', 'a.b', 'a[0].b', "['x y']", 'toString');
const path = pick('a', 'b', 'c', 'id', 'a.b', 'a[0].b', 'a[]', 'a[].b', 'b.c[]', "['x y']", 'toString');
const pattern = pick('(.+)', '^(\\d+)', 'x|(y)', '[a-z]*', '\\s+', '(a?){20}');
const zone = pick('UTC', 'Europe/Berlin', 'Asia/Kathmandu', '+08:00');
const onError = rarely(pick('quarantine'), pick('null'));
/** Most hold or don't; some can't be evaluated on some records, which quarantines those. */
const condition = fc.oneof(
  {
    weight: 12,
    arbitrary: pick('a == null', 'a != null && b != c', "!(a == 'test')", 'a.b.c == null ? true : a.b.c == b'),
  },
  pick('has(a.b) || c == 1', 'size(a) > 1', "string(a).matches('^t')", 'a > 5'),
);

/** Each key of `parts` or not. */
function some(parts: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<Spec> {
  return fc
    .record(parts, { requiredKeys: [] })
    .map((spec) =>
      Object.fromEntries(Object.entries(spec).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    );
}

function all(...parts: readonly fc.Arbitrary<Spec>[]): fc.Arbitrary<Spec> {
  return fc.tuple(...parts).map((specs) => Object.assign({}, ...specs));
}

const nothing = fc.constant<Spec>({});
const literal = fc.oneof(pick('x', '', 'null', '[', '# y', '*z'), fc.integer(), fc.boolean(), fc.constant(['p', 'q']));
const otherwise = rarely<JsonValue>(
  pick('quarantine'),
  fc.oneof(pick('null', 'keep'), fc.constant(null), fc.constant({ const: 'other' })),
);

const source = fc.oneof(
  fc.record({ from: path }),
  fc.record({ from: fc.array(path, { minLength: 1, maxLength: 3 }) }),
  fc.record({ template: fc.tuple(path, path).map(([one, two]) => `<{{ ${one} }}-{{${two}}}>`) }),
);
const guards = some({ when: condition, onError, missing: rarely(pick('quarantine'), fc.oneof(pick('null'), literal)) });
const texts = some({
  trim: fc.boolean(),
  lower: fc.boolean(),
  squeeze: fc.boolean(),
  upper: fc.boolean(),
  replace: fc.oneof(
    fc.record({ pattern, with: pick('', '<$0>', 'y') }),
    fc.record({ pattern: pick('(.+)', '^(\\d+)', 'x|(y)'), with: pick('$1', '$1$1') }),
  ),
  extract: pattern,
});
const lists = fc.oneof(
  nothing,
  fc.record({ split: pick(',', ';', ' ') }),
  fc.record({ join: pick('/', '') }),
  fc.record({ first: fc.constant(true) }),
);
const choices = fc.oneof(
  fc.record({ map: fc.dictionary(pick('1', 'test', 'true', 'x'), literal, { minKeys: 1 }), otherwise }),
  fc.record({ lookup: pick('t/kinds.csv'), by: pick('name'), take: pick('kind', 'level'), otherwise }),
);
const conversions = fc.oneof(
  nothing,
  all(
    fc.record({ date: pick('iso', 'epoch', 'epoch-ms', 'DD-MM-YYYY HH:mm') }),
    some({ zone, unset: fc.constant(['1970-01-01']) }),
  ),
  fc.record({ day: pick('iso', 'DD/MM/YYYY') }),
  ...['number', 'integer', 'boolean', 'markdown', 'tokens', 'text'].map((name) => fc.constant<Spec>({ [name]: true })),
  fc.constant<Spec>({ boolean: { true: ['Y', 1], false: ['N', ''] } }),
  fc.record({ html: pick('markdown', 'text') }),
);
const ends = some({ max: fc.integer({ min: 1, max: 300 }), unique: fc.constant(true) });

const matrix: fc.Arbitrary<Spec> = fc.record({
  from: fc.tuple(path, path),
  matrix: pick('i | 1 | 2\n1 | x | y\ntest | | z'),
  otherwise,
});
/** What tables list is read once more by what follows: of conversions only those that read anything. */
const chosen = all(choices, fc.constantFrom<Spec>({}, { text: true }, { tokens: true }, { markdown: true }));
const plain = all(source, guards, texts, lists, fc.oneof(conversions, chosen), ends);
const constant = all(fc.record({ const: literal }), some({ when: condition }));
const simple: fc.Arbitrary<JsonValue> = fc.oneof({ weight: 6, arbitrary: plain }, path, constant, matrix);
const alternatives = all(
  fc.record({ any: fc.array(simple, { minLength: 2, maxLength: 3 }) }),
  some({ when: condition }),
);
/** A rule for a field that takes anything. */
const rule: fc.Arbitrary<JsonValue> = fc.oneof({ weight: 5, arbitrary: simple }, alternatives);

const reference = (entity: string, by = single) =>
  all(
    fc.record({ ref: fc.constant(entity), by }),
    some({ via: pick('id', 'login'), missing: pick('null', 'placeholder', 'quarantine', 'defer'), when: condition }),
  );
const dated = all(fc.record({ from: single, date: pick('iso', 'epoch') }), some({ zone, onError, when: condition }));
const asText = all(
  fc.record({ from: single, text: fc.constant(true) }),
  fc.record({ missing: rarely(pick('quarantine', 'null'), pick('-')), onError }),
  some({ max: fc.constant(40) }),
);
const words = (...known: readonly string[]) =>
  fc.record({
    from: single,
    map: fc.dictionary(pick('1', 'test', 'x'), pick(...known)),
    otherwise: rarely<JsonValue>(pick('quarantine', 'null'), fc.record({ const: pick(...known) })),
    missing: rarely(pick('quarantine', 'null'), pick(...known)),
  });
const rich = fc.oneof(
  fc.record({ from: single, html: pick('markdown') }),
  fc.record({ from: single, markdown: fc.constant(true) }),
);

const fields = all(
  fc.record({
    number: fc.constant({ any: [{ from: 'id', text: true, max: 40 }, { const: '-' }] }),
    title: asText,
    status: words('open', 'closed'),
  }),
  some({
    kind: asText,
    priority: words('urgent', 'low'),
    tags: all(fc.record({ from: path, split: pick(',') }), some({ unique: fc.constant(true), onError })),
    interruption: fc.record({ from: single, boolean: fc.constant(true), onError }),
    requester: reference('person'),
    cc: reference('person', path),
    createdAt: dated,
    closedAt: dated,
    attachments: fc.record({ from: path, attachments: fc.constant(true), onError }),
  }),
  fc.oneof(nothing, fc.record({ 'body.format': fc.constant({ const: 'markdown' }), 'body.content': rich })),
  fc.oneof(nothing, fc.record({ custom: fc.record({ from: single, tokens: fc.constant(true) }) })),
  // Checks read it.
  fc.record({ 'custom.one': rule }),
  some({ 'custom.x y': rule, 'custom.toString': rule }),
);

/** Records without a key are quarantined before anything else: most have one. */
const key = rarely<JsonValue>(
  fc.oneof(single, fc.constant({ from: ['id', 'a'], join: '/' })),
  single.map((from) => ({ any: [{ from, text: true, max: 40 }, { const: 'k' }] })),
);
const comments = all(
  some({ when: condition }),
  fc.record({
    from: path,
    key,
    fields: all(
      fc.record({ internal: fc.constant({ const: true }), 'body.format': fc.constant({ const: 'text' }) }),
      fc.record({ 'body.content': asText }),
      some({ author: reference('person'), at: dated }),
    ),
  }),
);
const events = all(
  some({ from: path, when: condition }),
  fc.record({ fields: all(fc.record({ at: dated, field: asText }), some({ actor: reference('person') })) }),
);
const each = some({ comments, events: fc.array(events, { minLength: 1, maxLength: 2 }) });

const checks = fc.record({
  that: pick(
    'title.size() > 1',
    "status == 'open' || priority == null",
    'custom.one == null',
    'custom.one > 3',
    "record['b'] != null",
    'size(tags) < 2',
  ),
  else: pick('warn', 'quarantine'),
  because: pick('so it is'),
});
const whole = all(
  fc.record({ fields }),
  some({
    defaults: some({ zone, onError }),
    exclude: rarely(
      fc.array(fc.record({ when: condition, because: pick('test') }), { minLength: 1, maxLength: 2 }),
      fc.record({ when: pick("b == 'test'"), because: pick('test') }).map((one) => [one]),
    ),
    identities: fc.array(
      all(fc.record({ kind: pick('code', 'mail'), from: path }), some({ lower: fc.constant(true) })),
      { minLength: 1, maxLength: 2 },
    ),
    each,
    checks: fc.array(checks, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key }),
);

/** Files that compile, all of them. */
export const anyMapping: fc.Arbitrary<string> = whole.map((parts) => {
  const head = { mapping: 'any', version: '1.0.0', from: 's/ticket@1', to: 'console/ticket@1' };
  const file: JsonObject = { ...head, ...parts };
  return Object.entries(file)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');
});
