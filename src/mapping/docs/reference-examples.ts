/** An example of every operation for the reference; a test compiles and runs each. */
import type { JsonValue } from '../../model/json.ts';

/** A rule, what field `a` holds, and what comes out; or the code under which it doesn't. */
export interface OperationExample {
  readonly rule: string;
  readonly given: JsonValue;
  readonly gives: JsonValue;
  /** A value of the same field that fails, and the code it is set aside or counted under. */
  readonly fails?: { readonly given: JsonValue; readonly code: string };
  /** The target field; `custom.a` when left out. */
  readonly target?: string;
}

const TEXT = { given: { b: 1 }, code: 'text-expected' };

/** The table that the example of `lookup` uses. */
export const EXAMPLE_TABLES = { 'levels.csv': 'code,level\na,gold\n' };

/** By the name of the operation. */
export const EXAMPLES: Readonly<Record<string, OperationExample>> = {
  trim: { rule: '{ from: a, trim: true }', given: ' x ', gives: 'x' },
  lower: { rule: '{ from: a, lower: true }', given: 'Bob@Example.com', gives: 'bob@example.com' },
  upper: { rule: '{ from: a, upper: true }', given: 'fra-1', gives: 'FRA-1' },
  squeeze: { rule: '{ from: a, squeeze: true }', given: 'line   down', gives: 'line down' },
  replace: { rule: '{ from: a, replace: { pattern: "^0+", with: "" } }', given: '007', gives: '7', fails: TEXT },
  extract: {
    rule: '{ from: a, extract: "^(\\\\d) - " }',
    given: '3 - Moderate',
    gives: '3',
    fails: { given: 'Moderate', code: 'pattern-no-match' },
  },
  split: { rule: '{ from: a, split: ";" }', given: 'x; y;', gives: ['x', 'y'], fails: TEXT },
  join: {
    rule: '{ from: a, join: "/" }',
    given: ['x', '', 'y'],
    gives: 'x/y',
    fails: { given: [{ b: 1 }], code: 'text-expected' },
  },
  first: { rule: '{ from: a, first: true }', given: ['', 'x', 'y'], gives: 'x' },
  map: {
    rule: '{ from: a, map: { "1": open, "2": closed }, otherwise: quarantine }',
    given: 1,
    gives: 'open',
    fails: { given: 3, code: 'value-unknown' },
  },
  matrix: {
    rule: '{ from: [a, a], matrix: "x | 1 | 2\\n1 | P1 | P2\\n2 | P2 | P3", otherwise: quarantine }',
    given: 1,
    gives: 'P1',
    fails: { given: 3, code: 'value-unknown' },
  },
  lookup: {
    rule: '{ from: a, lookup: levels.csv, by: code, take: level, otherwise: quarantine }',
    given: 'a',
    gives: 'gold',
    fails: { given: 'z', code: 'value-unknown' },
  },
  ref: {
    rule: '{ ref: person, by: a, missing: placeholder }',
    given: 'alice',
    gives: null,
    target: 'requester',
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  date: {
    rule: '{ from: a, date: "DD-MM-YYYY HH:mm", zone: Asia/Shanghai }',
    given: '01-03-2024 08:00',
    gives: '2024-03-01T00:00:00Z',
    fails: { given: 'soon', code: 'date-invalid' },
  },
  day: {
    rule: '{ from: a, day: "DD/MM/YYYY" }',
    given: '31/12/2024',
    gives: '2024-12-31',
    fails: { given: '31/04/2024', code: 'date-invalid' },
  },
  number: {
    rule: '{ from: a, number: true }',
    given: '1.5',
    gives: 1.5,
    fails: { given: '1,5', code: 'number-invalid' },
  },
  integer: {
    rule: '{ from: a, integer: true }',
    given: '42',
    gives: 42,
    fails: { given: '4.5', code: 'number-invalid' },
  },
  boolean: {
    rule: '{ from: a, boolean: { true: [Y], false: [N] } }',
    given: 'y',
    gives: true,
    fails: { given: 'maybe', code: 'boolean-invalid' },
  },
  html: {
    rule: '{ from: a, html: markdown }',
    given: '<p>a <b>b</b></p>',
    gives: 'a **b**',
    fails: { given: 'a<script>x()</script>', code: 'html-dropped' },
  },
  markdown: {
    rule: '{ from: a, markdown: true }',
    given: '# a',
    gives: '# a',
    fails: { given: '![x](https://img.example.com/a.png)', code: 'image-outside' },
  },
  assets: { rule: '{ from: a, assets: true }', given: '![x](ferry-asset:a.png)', gives: [], fails: TEXT },
  attachments: {
    rule: '{ from: a, attachments: true }',
    given: [{ ref: 'f/1', name: 'trace.txt', mediaType: 'text/plain' }],
    gives: [],
    target: 'attachments',
    fails: { given: ['no file'], code: 'attachment-invalid' },
  },
  tokens: { rule: '{ from: a, tokens: true }', given: { b: 'ferry-asset:a' }, gives: { b: 'ferry-asset:a' } },
  text: { rule: '{ from: a, text: true }', given: { b: [1] }, gives: '{"b":[1]}' },
  max: { rule: '{ from: a, max: 3 }', given: 'ab', gives: 'ab', fails: { given: 'abcd', code: 'truncated' } },
  unique: { rule: '{ from: a, unique: true }', given: ['x', 'y', 'x'], gives: ['x', 'y'] },
};
