/** The mistakes people make in YAML, each said of the line that holds it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { yamlMistake } from './yaml-mistake.ts';

/** `LINE:COLUMN message` of what is said about a text; null for one that parses. */
function said(text: string): string | null {
  const { errors, warnings } = parseDocument(text, { schema: 'core', prettyErrors: false });
  const [first] = [...errors, ...warnings];
  if (first === undefined) return null;
  const { offset, message } = yamlMistake(text, first);
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${message}`;
}

const OA = 'sources:\n  oa:\n';

test.each([
  [
    'deeper than it may be',
    `${OA}    kind: csv\n     dir: x\n    enc: y\n`,
    /^4:6 is indented deeper than the line above/,
  ],
  [
    'less deep than the others',
    `${OA}    kind: csv\n   dir: x\n`,
    /^4:4 is indented by 3 blanks, and the lines above by 0, 2, 4/,
  ],
  ['with a tab', `${OA}    kind: csv\n\tdir: x\n    enc: y\n`, /^4:1 is indented with a tab/],
  ['without a colon', `${OA}    kind csv\n    dir: x\n`, /^3:5 has no colon/],
  ['without a blank behind the colon', `${OA}    kind:csv\n    dir: x\n`, /^3:9 put a blank behind the colon/],
  ['the last of a block so', `${OA}    dir: x\n    kind:csv\nroutes: 1\n`, /^4:9 put a blank/],
  ['with a full-width colon', `${OA}    kind：csv\n    dir: x\n`, /^3:9 ： is a full-width sign/],
  [
    'with a quote that stays open',
    `${OA}    dir: "./x\n    kind: csv\nroutes: 1\n`,
    /^3:10 a " that opens in this line is never closed/,
  ],
  ['with a quote within quotes', `${OA}    dir: 'it's'\n`, /^3:14 the value has ended before this/],
  ['with a brace that stays open', `a:\n  b: { p: x, k: y\n  c: { p: z }\n`, /^2:6 this \{ is never closed by a \}/],
  ['with a bracket that stays open', `a:\n  b: ["", "[x"\n  c: y\n`, /^2:6 this \[ is never closed by a \]/],
  ['with a brace open to the end', '{ "a": 1 \n', /^1:1 this \{ is never closed/],
  ['with a brace too many', 'a: { b: c }}\nd: 1\n', /^1:12 this \} closes nothing that is open/],
  ['without a comma', 'a: { path: a.csv key: b }\n', /^1:12 a comma is missing/],
  ['twice', 'a: 1\nb: 2\na: 3\n', /^3:1 a stands here a second time; line 1 has it too/],
  ['with a sign that YAML keeps', 'a: @x\n', /^1:4 a value that begins with @ must stand in quotes/],
  ['with an exclamation mark', 'a: !x y\n', /^1:4 a value that begins with ! must/],
  [
    'with a second colon',
    'a: 1\nnote: see: below\n',
    /^2:7 a value that holds a colon and a blank must stand in quotes/,
  ],
  ['after ---', 'a: 1\n---\nb: 2\n', /^2:1 a second document/],
  ['in a merge conflict', 'sources:\n<<<<<<< ours\n  a: 1\n=======\n  a: 2\n>>>>>>> theirs\n', /^2:1 a merge conflict/],
  [
    'in lines that end as on Windows',
    `${OA}    kind: csv\n     dir: x\n`.replaceAll('\n', '\r\n'),
    /^4:6 is indented deeper/,
  ],
])('a setting %s', (_how, text, expected) => {
  expect(said(text)).toMatch(expected);
});

test('whatever is typed, the place lies within the text', () => {
  const piece = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '\t',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ',',
    '#',
    '!',
    '&',
    '*',
    '%',
    '|',
    '：',
    '\r\n',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      (text) => {
        const { errors } = parseDocument(text, { schema: 'core', prettyErrors: false });
        for (const error of errors) {
          const { offset, message } = yamlMistake(text, error);
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe('');
        }
      },
    ),
  );
});
