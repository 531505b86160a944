import { expect, test } from 'vitest';
import { compileText, outcomeOf, ticketMapping } from '../../test/support/mapping.ts';
import { MappingError } from './mapping-error.ts';
import { readSourceText } from './source-text.ts';

const HEAD = `mapping: t
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  number: id
  title: { const: t }
  status: { const: open }
`;
const quoted = JSON.stringify;
const LIST = Array.from({ length: 500 }, (_, index) => index);

function loops(depth: number): string {
  return Array.from({ length: depth }).reduce<string>((inner, _, at) => `l.all(x${at}, ${inner})`, 'true');
}

test.each([
  ['an alias within what it names', '  custom.x: &x { any: [*x, a] }', 10, 'stands within itself'],
  ['a name given twice', '  title: b', 10, 'unique'],
  ['__proto__ as a name', '  __proto__: b', 10, '__proto__ is no name'],
  ['constructor as a custom field', '  custom.constructor: b', 10, 'no field'],
  ['__proto__ as a custom field', '  custom.__proto__: b', 10, 'no field'],
  ['a lone surrogate in a name', '  "custom.\\ud800": b', 10, 'half a character'],
  ['NUL in a constant', '  custom.x: { const: "a\\0b" }', 10, 'NUL'],
  ['a tag of a language', '  custom.x: !!js/function "x"', 10, 'tag'],
  ['repetition of repetition', '  custom.x: { from: a, extract: "(a{1000}){1000}" }', 10, 'RE2'],
  [
    'a pattern that compiles to millions',
    `  custom.x: { from: a, extract: "${'(x{1000})'.repeat(9)}" }`,
    10,
    'too large',
  ],
  ['a pattern of a megabyte', `  custom.x: { from: a, extract: "${'ab|'.repeat(300_000)}c" }`, 10, 'longer than'],
  [
    'brackets nested ten thousand deep',
    `  custom.x: { from: a, when: ${quoted(`${'('.repeat(1e4)}true${')'.repeat(1e4)}`)} }`,
    10,
    'maxDepth',
  ],
  [
    'a call of a constructor',
    `  custom.x: { from: a, when: 'a.constructor.constructor("x")() == 1' }`,
    10,
    'condition',
  ],
  [
    'rules nested three thousand deep',
    `  custom.x: ${'{ any: [a, '.repeat(3000)}b${']}'.repeat(3000)}`,
    10,
    'deeper than 100 levels',
  ],
])(
  '%s is refused at its place',
  (_, line, at, words) => {
    const issue = issueOf(`${HEAD}${line}\n`);
    expect(issue?.message).toContain(words);
    expect(issue?.line).toBe(at);
  },
  60_000,
);

test.each([
  [
    'a billion laughs',
    `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefg'.replace(/./g, (name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`)}]\n`)}`,
  ],
  ['ten megabytes', `${HEAD}${'# x\n'.repeat(2_600_000)}`],
  ['two documents', `${HEAD}---\nfoo: 1\n`],
  ['nothing', ''],
  ['half a million brackets', '['.repeat(500_000)],
])('%s is refused', (_, text) => {
  expect(issueOf(text)).not.toBeNull();
});

test.each([
  ['brackets that close', `${'['.repeat(250_000)}${']'.repeat(250_000)}`, 101],
  ['lists of objects', '{a: ['.repeat(80_000), 251],
  ['lists in one line', '- '.repeat(250_000), 201],
  ['keys of keys', '? '.repeat(250_000), 201],
  ['names in one line', 'a: '.repeat(250_000), 301],
  ['anchored lists', '- &a '.repeat(100_000), 501],
  ['steps', Array.from({ length: 1000 }, (_, step) => `${' '.repeat(step)}a:\n`).join(''), 101],
  ['steps with texts between', Array.from({ length: 120 }, (_, at) => texts(' '.repeat(at))).join(''), 103],
])('%s are refused where they go beyond a hundred levels, before anything recurses', (_, text, column) => {
  expect(issueOf(text)).toMatchObject({ message: 'is nested deeper than 100 levels', column });
});

test('of thousands of mistakes the first hundred are listed and the others counted', () => {
  const text = `${HEAD}${Array.from({ length: 5000 }, (_, at) => `  unheard${at}: { from: a, nonsense: 1 }`).join('\n')}\n`;
  expect(() => compileText(text)).toThrow(/… and \d+ more mistakes$/);
  expect(() => compileText(text)).toThrow(expect.toSatisfy((error: MappingError) => error.issues.length === 100));
});

test('brackets within texts, comments and blocks are no levels', () => {
  const open = '[{'.repeat(200);
  const text = `${HEAD}  custom.x: { const: "${open}" } # ${open}\n  custom.y:\n    const: |\n      ${open}\n  custom.z: a${open}\n`;
  expect(() => compileText(text)).toThrow('a[{[{');
  expect(readSourceText('m', text).issues).toEqual([]);
});

test('line ends of Windows and a byte order mark change nothing', () => {
  const plain = compileText(`${HEAD}  custom.x: a\n`);
  const other = compileText(`\ufeff${HEAD}  custom.x: a\n`.replaceAll('\n', '\r\n'));
  const record = { key: 'k', data: { id: '1', a: 'x' } };
  expect(other.map(record, 's')).toEqual(plain.map(record, 's'));
});

test.each([
  [
    'a replacement that multiplies',
    `{ from: a, replace: { pattern: "(.*)", with: "${'$1'.repeat(1000)}" } }`,
    '! text-too-long',
  ],
  ['a template that multiplies', `{ template: "${'{{ a }}'.repeat(100)}" }`, '! text-too-long'],
  ['a large pattern over a long text', '{ from: a, extract: "(a?){500}a{500}$" }', '! pattern-costly'],
  ['loops within loops', `{ from: a, when: ${quoted(loops(4))} }`, '! when-failed'],
  ['lists that grow', '{ from: a, when: "l.map(x, l.map(y, l.map(z, l))).size() > 0" }', '! when-failed'],
  [
    'text that doubles',
    '{ from: a, when: "cel.bind(b, a + a, cel.bind(c, b + b, cel.bind(d, c + c, d + d + d + d))).size() > 3" }',
    '! when-failed',
  ],
  ['a pattern from the record', '{ from: a, when: "a.matches(p)" }', '! when-failed'],
])(
  '%s quarantines the record long before it would end',
  (_, rule, outcome) => {
    expect(outcomeOf(rule, { a: 'a'.repeat(100_000), l: LIST, p: '(x{1000})'.repeat(500) })).toBe(outcome);
  },
  60_000,
);

test('elements opened within each other without end quarantine the record, any number of breaks does not', () => {
  expect(outcomeOf('{ from: a, html: markdown }', { a: '<div>'.repeat(200_000) })).toBe('! text-nesting');
  expect(outcomeOf('{ from: a, html: text }', { a: `one${'<br>'.repeat(5_000)}two<p>`.repeat(2) })).toContain('two');
});

test('what a record says is never read as a template or a group', () => {
  expect(outcomeOf('{ template: "<{{ a }}>" }', { a: '{{ b }} $1', b: 'secret' })).toBe('<{{ b }} $1>');
});

test('a table of twenty thousand values compiles and answers', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `k${index}: v${index}`).join(', ');
  const mapping = ticketMapping(`fields:\n  custom.x: { from: a, otherwise: null, map: { ${rows} } }\n`);
  const result = mapping.map({ key: 'k', data: { id: '1', a: 'k19999' } }, 's');
  expect(result).toMatchObject({ kind: 'mapped', fields: { custom: { x: 'v19999' } } });
}, 20_000);

function texts(blank: string): string {
  return `${blank}x: |\n${blank} one\n${blank}a:\n`;
}

function issueOf(text: string): { readonly message: string; readonly line: number } | null {
  try {
    compileText(text);
    return null;
  } catch (error) {
    if (error instanceof MappingError) return error.issues[0] ?? null;
    throw error;
  }
}
