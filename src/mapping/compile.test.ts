import { expect, test } from 'vitest';
import { compileText, sha256, ticketMapping } from '../../test/support/mapping.ts';
import { compileMapping } from './compile.ts';
import { MappingError } from './mapping-error.ts';

function mistakes(text: string): readonly string[] {
  try {
    compileMapping({ file: 'm.yaml', text, tables: { 't.csv': 'code,name\na,A\n' }, sha256 });
    return [];
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return error.issues.map(
      ({ line, column, message, hint }) => `${line}:${column} ${message}${hint ? ` | ${hint}` : ''}`,
    );
  }
}

const HEAD = 'mapping: t\nversion: 1.0.0\nfrom: itsm/ticket@1\nto: console/ticket@1\nkey: id\n';
const FIELDS = 'fields:\n  number: id\n  title: { const: t }\n  status: { const: open }\n';

test('every mistake of a file is found at once, in the order of the file', () => {
  const text = `${HEAD}${FIELDS}  kind: { from: a, trimm: true }
  priorty: a
  priority: { from: b, map: { x: urgnt }, otherwise: quarantine }
  customer: customer_code
  createdAt: { from: c, number: true }
checks:
  - { that: "closedat == null", else: warn }
`;
  expect(mistakes(text)).toEqual([
    '10:20 trimm is no operation | did you mean trim?',
    '11:3 the console has no field priorty | did you mean priority?',
    '12:34 priority can\'t hold "urgnt" | did you mean urgent?',
    '13:13 customer is a reference | write { ref: ENTITY, by: path, missing: … }',
    "14:33 createdAt can't hold what number yields",
    '16:13 the console has no field closedat | did you mean closedAt?',
  ]);
});

test('a mistake is shown with its line, a caret and what was probably meant', () => {
  expect(() => compileText(`${HEAD}${FIELDS}  kind: { from: a, trimm: true }\n`)).toThrowError(
    [
      'm.yaml:10:20 trimm is no operation',
      '     9 |   status: { const: open }',
      '>   10 |   kind: { from: a, trimm: true }',
      '       |                    ^',
      '  did you mean trim?',
    ].join('\n'),
  );
});

test.each([
  ['a map without otherwise', 'kind: { from: a, map: { x: y } }', 'map needs otherwise'],
  ['a lookup without otherwise', 'kind: { from: a, lookup: t.csv, by: code, take: name }', 'lookup needs otherwise'],
  [
    'an unknown table',
    'kind: { from: a, lookup: u.csv, by: code, take: name, otherwise: keep }',
    'there is no table u.csv',
  ],
  [
    'an unknown column',
    'kind: { from: a, lookup: t.csv, by: code, take: nam, otherwise: keep }',
    't.csv has no column nam',
  ],
  ['a pattern that is no RE2', 'kind: { from: a, extract: "(?=x)" }', 'the pattern is not RE2'],
  ['a condition that is no CEL', 'kind: { from: a, when: "a ==" }', 'the condition Unexpected token'],
  ['a condition that is no truth', 'kind: { from: a, when: "1 + 2" }', 'yields int, not true or false'],
  ['an unknown entity', 'customer: { ref: custmer, by: a }', 'ref: Invalid option'],
  ['a reference where none fits', 'kind: { ref: person, by: a }', 'kind holds no reference'],
  ['an unknown zone', 'createdAt: { from: a, date: iso, zone: Mars/Base }', 'there is no zone Mars/Base'],
  ['a date form without a day', 'createdAt: { from: a, date: "MM-YYYY" }', 'is no date form'],
  ['a key that belongs to another operation', 'kind: { from: a, take: x }', 'take means nothing in this rule'],
  ['two ways to choose', 'kind: { from: a, map: { x: y }, matrix: "a|b", otherwise: keep }', 'only one of map, matrix'],
  ['a rule that reads nothing', 'kind: { trim: true }', 'the rule needs from, template or const'],
  ['a path that is none', 'kind: a..b', 'a..b is no path'],
  ['a constant the field cannot hold', 'priority: { const: huge }', 'priority can\'t hold "huge"'],
  ['a field filled whole and in parts', 'body: a\n  body.format: { const: text }', 'filled twice'],
])('%s is found', (_, line, message) => {
  expect(mistakes(`${HEAD}${FIELDS}  ${line}\n`).join('\n')).toContain(message);
});

test.each([
  ['a field the console requires', HEAD, 'fields: { number: id }', 'a ticket must have title'],
  ['an ignored field that is used', HEAD + FIELDS, 'ignore: [{ field: id, because: x }]', 'id is ignored and used'],
  ['matching what is never matched', HEAD + FIELDS, 'match: [[email]]', 'a ticket is never matched'],
  [
    'a list of children without key',
    HEAD + FIELDS,
    'each: { comments: { from: "c[]", fields: { internal: x, body: y } } }',
    'need a key',
  ],
  ['an unknown key', HEAD + FIELDS, 'feilds: {}', 'feilds means nothing here'],
  [
    'contradicting examples',
    HEAD + FIELDS,
    'examples: [{ name: a, given: {id: 1}, expect: {} }, { name: b, given: {id: 1}, quarantine: { code: x } }]',
    'contradicts',
  ],
  ['an example without an end', HEAD + FIELDS, 'examples: [{ name: a, given: { id: 1 } }]', 'needs one of'],
])('%s is found', (_, head, lines, message) => {
  expect(mistakes(`${head}${lines}\n`).join('\n')).toContain(message);
});

test.each([
  ['duplicate keys', `${HEAD}${FIELDS}  number: x\n`, '10:3 Map keys must be unique'],
  ['tags', `${HEAD}key2: !!js/function "x"\n`, 'Unresolved tag'],
  [
    'a billion laughs',
    `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nd: [${'*c,'.repeat(9)}*c]\n`,
    'alias',
  ],
  ['__proto__', `${HEAD}__proto__: { x: 1 }\n`, '__proto__ is no name'],
  ['bottomless nesting', '['.repeat(100_000), 'm.yaml'],
  ['a file as large as a database', `# ${'x'.repeat(1024 * 1024)}`, 'larger than'],
  ['nothing', '', 'the file expected object'],
  ['another kind of file', '- 1\n- 2\n', 'the file expected object'],
])('hostile YAML: %s is refused', (_, text, message) => {
  const found = mistakes(text);
  expect(found.length).toBeGreaterThan(0);
  expect(`m.yaml ${found.join('\n')}`).toContain(message);
});

test('the hash follows meaning and tables, not comments and layout', () => {
  const rule = 'fields:\n  kind: { from: a, lookup: t.csv, by: code, take: name, otherwise: keep }\n';
  const one = ticketMapping(rule, { 't.csv': 'code,name\na,A\n' });
  expect(ticketMapping(`# a comment\n${rule}`, { 't.csv': 'code,name\na,A\n', 'other.csv': 'x' }).hash).toBe(one.hash);
  expect(ticketMapping(rule, { 't.csv': 'code,name\na,B\n' }).hash).not.toBe(one.hash);
  expect(ticketMapping(rule.replace('keep', 'null'), { 't.csv': 'code,name\na,A\n' }).hash).not.toBe(one.hash);
});

test('the description says what it reads and where it leads', () => {
  const mapping = ticketMapping(
    'fields:\n  kind: { from: a.b, when: "c != null" }\nignore: [{ field: d, because: x }]\n',
  );
  expect(mapping.from).toEqual({ source: 'itsm', entity: 'ticket', version: '1' });
  expect([...mapping.uses].sort()).toEqual(['a', 'c', 'd', 'id']);
});

test.each<[string, string, string]>([
  ['a field that there is not', 'closedat == null', 'the console has no field closedat | did you mean closedAt?'],
  ['a part that there is not', "body.contnt != ''", 'the console has no field body.contnt | did you mean content?'],
  ['an item of what is no list', 'title[0] == null', 'the console has no field title[0]'],
  ['a part of a list item', "comments.exists(c, c.bdy == '')", 'no field comments[].bdy | did you mean body?'],
  ['a column of the source', "record.id != '' && 工单 == ''", "record['工单']"],
  [
    'a name that nothing puts there',
    "custom['满意'] == 5",
    'the mapping fills no custom.满意 | did you mean custom.满意度?',
  ],
  ['a reference', 'customer != null', 'checks see references as null, and customer is one'],
])('a check of %s is found', (_, that, message) => {
  const lines = `  customer: { ref: customer, by: c }\n  custom.满意度: s\nchecks: [{ that: "${that}", else: warn }]\n`;
  expect(mistakes(HEAD + FIELDS + lines).join('\n')).toContain(message);
});

test.each<[string, string, string]>([
  [
    'a bracket without quotes',
    '  kind: { from: who[0].name, trim: true }',
    '10:20 the value has ended before this: put it in quotes',
  ],
  ['a tab', '\tkind: a', '10:1 is indented with a tab'],
  ['a line that is indented too deep', '    kind: a', '10:5 is indented by 4 blanks'],
  [
    'a quote that is never closed',
    '  kind: { from: "a, trim: true }',
    '10:17 a " that opens in this line is never closed',
  ],
  ['a brace that is never closed', '  kind: { from: a', '10:9 this { is never closed by a }'],
  ['a full-width colon', '  kind：a', '10:7 ： is a full-width sign'],
])('YAML that is broken by %s is told once, at the line at fault', (_, line, message) => {
  const found = mistakes(`${HEAD}${FIELDS}${line}\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});
