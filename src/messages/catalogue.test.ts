/** Every code has its sentence, and every sentence a code that somebody uses and docs/errors.md explains. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LOSSES } from '../mapping/facts/losses.ts';
import * as connectors from './en/connectors.ts';
import * as load from './en/load.ts';
import * as mapping from './en/mapping.ts';
import { ENGLISH } from './english.ts';

/** Said in the words of whoever wrote the check or the rule, or of another system. */
const IN_OTHERS_WORDS = ['check-failed', 'excluded'];

/** How codes of what is new are written. */
const DRIFT = `code: \`drift-\${kind}\``;

const root = path.join(import.meta.dirname, '../..');
const documented = [...read('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)` \| (.*)$/gm)].map(
  ([, code = '', text = '']) => ({
    code,
    text,
  }),
);

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function source(): string {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('messages/'))
    .map((file) => read(path.join('src', file)))
    .join('\n');
}

test('every loss that a mapping may accept has its sentence, and no other has one', () => {
  const said = Object.keys(ENGLISH.losses);
  expect(LOSSES.filter((code) => !said.includes(code) && !IN_OTHERS_WORDS.includes(code))).toEqual([]);
  expect(said.filter((code) => !LOSSES.includes(code))).toEqual([]);
});

test('what docs/errors.md calls a loss or a finding of a plan has its sentence', () => {
  const without = (kind: string, said: object) =>
    documented.filter(({ code, text }) => text.startsWith(kind) && !Object.hasOwn(said, code)).map(({ code }) => code);
  expect(documented.filter(({ text }) => text.startsWith('A loss')).length).toBeGreaterThan(5);
  expect(without('A loss', ENGLISH.losses)).toEqual([]);
  expect(documented.filter(({ text }) => text.startsWith('A finding of a plan')).length).toBeGreaterThan(10);
  expect(without('A finding of a plan', ENGLISH.findings)).toEqual([]);
});

test('docs/errors.md explains every code that has a sentence', () => {
  const known = new Set(documented.map(({ code }) => code));
  const { problems, losses, findings } = ENGLISH;
  const { loss: _, ...ofPlans } = findings;
  const codes = Object.keys({ ...problems, ...losses, ...ofPlans });
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
});

test('every sentence has a user', () => {
  const text = source();
  const { problems, losses, findings, hints } = ENGLISH;
  const isUsed = (code: string) => text.includes(`'${code}'`) || (code.startsWith('drift-') && text.includes(DRIFT));
  const { loss: _, ...ofPlans } = findings;
  expect(Object.keys({ ...problems, ...losses, ...ofPlans }).filter((code) => !isUsed(code))).toEqual([]);
  expect(Object.keys(hints).filter((code) => !Object.hasOwn(findings, code))).toEqual([]);
});

test('a code stands in the file of one room', () => {
  const rooms = [connectors.problems, mapping.problems, load.problems].flatMap((one) => Object.keys(one));
  expect(rooms.length).toBe(Object.keys(ENGLISH.problems).length);
  const lost = [mapping.losses, load.losses].flatMap((one) => Object.keys(one));
  expect(lost.length).toBe(Object.keys(ENGLISH.losses).length);
});

test('problems and losses are made by their makers, or in words that are not ours', () => {
  const literals = [...source().matchAll(/(problem\(|loss\()?\{ code: '[a-z-]+', path\b[^}]*/g)];
  expect(literals.filter(([, maker]) => maker !== undefined).length).toBeGreaterThan(10);
  expect(
    literals.flatMap(([whole, maker]) => (maker === undefined && !/\bmessage\b/.test(whole) ? [whole] : [])),
  ).toEqual([]);
});
