/** Sentences are made from codes and parameters; words that came with a row are left as they are. */
import { describe, expect, test } from 'vitest';
import type { PlanFinding } from '../model/finding.ts';
import { finding, loss, lossFinding, problem } from './make.ts';
import { hintOf, sentenceOf } from './sentence.ts';
import { shownFindings } from './shown-findings.ts';

const AT = { path: 'title' };

describe('problems say what was wrong', () => {
  test.each([
    [problem({ code: 'value-missing', ...AT }), 'is empty at the source'],
    [problem({ code: 'text-too-long', ...AT, params: { max: 300 } }), 'would become longer than 300 characters'],
    [problem({ code: 'key-missing', path: '', params: { line: 7 } }), 'row at line 7 has no key'],
    [problem({ code: 'key-missing', path: 'key', params: { line: null } }), 'has no key'],
    [problem({ code: 'text-nul', ...AT, params: { holder: 'text' } }), 'contains NUL'],
    [problem({ code: 'text-surrogate', ...AT, params: { holder: 'link' } }), 'a link holds what no text can'],
    [problem({ code: 'key-invalid', path: 'key', params: { why: 'no-text' } }), 'the key is no text'],
    [
      problem({ code: 'key-invalid', path: 'key', params: { why: 'too-long', max: 300 } }),
      'the key is longer than 300 characters',
    ],
    [
      problem({ code: 'when-failed', path: '', params: { of: 'exclusion', because: 'robots' } }),
      'the exclusion "robots" fails on this record',
    ],
    [
      problem({ code: 'contract', ...AT, params: { why: 'words', words: ['open', 'closed'] } }),
      'must be one of open, closed',
    ],
    [
      problem({ code: 'front-matter', path: '', params: { fault: 'no-yaml', error: 'BAD_INDENT', line: 3 } }),
      'front matter is no YAML (BAD_INDENT at line 3)',
    ],
    [
      problem({ code: 'drift-type', path: 'a', params: { field: 'a', type: 'number' } }),
      'holds a new type of a (number); no earlier run saw it',
    ],
    [problem({ code: 'merged', path: '', params: { to: 'rt:person:5' } }), 'a person decided that it is rt:person:5'],
  ])('%j', (row, sentence) => {
    expect(sentenceOf('problem', row)).toBe(sentence);
  });
});

describe('losses say what is gone', () => {
  test.each([
    [loss({ code: 'truncated', ...AT, params: { what: 'text', max: 10 } }), 'cut at 10 characters'],
    [
      loss({ code: 'truncated', ...AT, params: { what: 'file-name', max: 500 } }),
      'a file name was cut at 500 characters',
    ],
    [loss({ code: 'image-outside', ...AT, params: { host: null } }), 'an image stays on another system'],
    [loss({ code: 'value-unknown', ...AT }), 'a value the mapping does not know was left out'],
    [
      loss({ code: 'drift-discarded', path: 'a', params: { kind: 'type', type: 'list' } }),
      'a list that is new at the source was left out',
    ],
    [
      loss({ code: 'drift-discarded', path: 'a', params: { kind: 'value' } }),
      'a value that is new at the source was left out',
    ],
  ])('%j', (row, sentence) => {
    expect(sentenceOf('loss', row)).toBe(sentence);
  });
});

describe('findings say what is the matter and what to do', () => {
  const warn = { weight: 'warn', lane: 'itsm.t' } as const;
  const quarantined = { count: 6, distinct: 100, percent: null };
  test.each<[PlanFinding, string, string | null]>([
    [
      finding({ ...warn, code: 'quarantined', params: quarantined }),
      '6 of 100 records would be quarantined',
      'see Quarantine: fix the mapping, or leave them quarantined until it is mended: ferry quarantine retry',
    ],
    [
      finding({ ...warn, code: 'quarantine-limit', params: { ...quarantined, percent: 5 } }),
      '6 of 100 records would be quarantined, more than the route allows (5 %)',
      'see Quarantine: fix the mapping, or leave them quarantined until it is mended: ferry quarantine retry',
    ],
    [
      finding({
        ...warn,
        code: 'quarantined',
        params: { ...quarantined, code: 'date-invalid', path: 'at', affected: 4, sentence: 'is no date' },
      }),
      '6 of 100 records would be quarantined; 4 of them because at is no date (date-invalid)',
      'see Quarantine: fix the mapping, or leave them quarantined until it is mended: ferry quarantine retry',
    ],
    [
      {
        ...finding({ ...warn, code: 'mapping-unlocked', params: { mapping: 't 1.0.0' } }),
        further: { count: 3, names: ['u', 'v'] },
      },
      't 1.0.0 is not locked — and 3 more of this kind: u, v, …',
      'ferry mapping lock',
    ],
    [
      finding({
        ...warn,
        code: 'field-unmapped',
        params: { names: ['A', 'B'], total: 7, capped: false, count: 40 },
      }),
      'nothing maps 7 source fields, of which 40 records fill one at least: A, B, … and 5 more',
      'map them, or ignore them by the lines under Coverage',
    ],
    [
      finding({ ...warn, code: 'drift-field', params: { kind: 'field', field: 'Colour', what: '', holds: true } }),
      'new at the source: field Colour, at which the lane would wait',
      'map it or ignore it, or change drift: of the route',
    ],
    [
      finding({
        ...warn,
        code: 'drift-value',
        params: { kind: 'value', field: 'status', what: 'limbo', holds: false },
      }),
      'new at the source: value status "limbo"',
      null,
    ],
    [
      lossFinding({ code: 'truncated', field: 'title', params: { what: 'text', max: 9 } }, { ...warn, records: 3 }),
      'title: cut at 9 characters',
      'in the mapping: accept: [{ loss: truncated, field: "title", because: …, by: … }]',
    ],
    [
      lossFinding(
        { code: 'reference-dangling', field: 'parent', params: { entity: 'article' } },
        { ...warn, records: 1 },
      ),
      'parent: no article is known by this value',
      'in the mapping: accept: [{ loss: reference-dangling, field: "parent", because: …, by: … }]',
    ],
    [
      lossFinding({ code: 'check-failed', field: 'closedAt', message: 'closed too early' }, { ...warn, records: 1 }),
      'closedAt: closed too early',
      'in the mapping: accept: [{ loss: check-failed, field: "closedAt", because: …, by: … }]',
    ],
  ])('%j', (row, sentence, hint) => {
    expect(sentenceOf('finding', row)).toBe(sentence);
    expect(hintOf(row)).toBe(hint);
    expect(shownFindings([row])).toEqual([{ ...row, message: sentence, hint }]);
  });
});

test('words of another system, and of rows stored before, are shown as they came', () => {
  const stored = { code: 'text-too-long', params: null, message: 'would become longer than 9 characters' };
  expect(sentenceOf('problem', stored)).toBe('would become longer than 9 characters');
  const old: PlanFinding = {
    weight: 'warn',
    code: 'sample',
    message: 'a sample',
    hint: null,
    lane: null,
    records: null,
  };
  expect([sentenceOf('finding', old), hintOf({ ...old, hint: 'do it' })]).toEqual(['a sample', 'do it']);
});

test('a code nobody knows, or with parameters that its sentence does not know, is shown as it is', () => {
  for (const code of [
    'no-such-code',
    '__proto__',
    'constructor',
    'toString',
    'contract-type',
    'text-too-long',
    'loss',
  ]) {
    for (const params of [undefined, null, {}]) {
      expect(sentenceOf('problem', { code, params })).toBe(code);
      expect(sentenceOf('finding', { code, params })).toBe(code);
    }
  }
  expect(hintOf({ code: '__proto__' })).toBeNull();
  expect(sentenceOf('problem', { code: null })).toBe('');
});

test('parameters are values and nothing else, whatever they hold', () => {
  const hostile = [`\${x}`, '__proto__', '$1', '{field}', '\u001b[31m', '<b>', "'; drop table x"];
  for (const text of hostile) {
    const row = problem({ code: 'merged', path: '', params: { to: text } });
    expect(sentenceOf('problem', row)).toBe(`a person decided that it is ${text}`);
    const lost = lossFinding({ code: text, field: text, params: {} }, { weight: 'warn', lane: text, records: 1 });
    expect(sentenceOf('finding', lost)).toBe(`${text}: ${text}`);
  }
  const params = JSON.parse('{"__proto__": {"field": "x"}, "field": "y"}');
  expect(sentenceOf('problem', { code: 'drift-field', params })).toBe('holds a new field y; no earlier run saw it');
});

test('what has no sentence does not compile', () => {
  // @ts-expect-error: no such code
  problem({ code: 'no-such-code', path: '' });
  // @ts-expect-error: the sentence names a number of characters
  problem({ code: 'text-too-long', path: '' });
  // @ts-expect-error: of another type
  problem({ code: 'text-too-long', path: '', params: { max: '300' } });
  // @ts-expect-error: a loss that is no problem
  problem({ code: 'truncated', path: '', params: { what: 'text', max: 1 } });
  // @ts-expect-error: kinds of loss are made by `lossFinding`
  finding({ weight: 'warn', code: 'loss', params: { field: 'a', code: 'b', sentence: 'c' } });
  expect(true).toBe(true);
});
