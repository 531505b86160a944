import { expect, test } from 'vitest';
import { mapOne, ticketMapping } from '../../test/support/mapping.ts';
import { sentenceOf } from '../messages/sentence.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/outcome.ts';

/** All problems of a record that must be quarantined. */
function problemsOf(lines: string, data: JsonObject): readonly Problem[] {
  const result = mapOne(ticketMapping(lines), data);
  if (result.kind !== 'quarantined') throw new Error(JSON.stringify(result));
  return [result.problem, ...(result.also ?? [])];
}

const named = (problems: readonly Problem[]) => problems.map(({ code, path }) => `${code} ${path}`);

test('a record names everything that is wrong with it, the first rule first', () => {
  const lines = `fields:
  createdAt: { from: c, date: iso }
  closedAt: { from: d, date: iso }
  priority: { from: p, map: { x: low }, otherwise: quarantine }
  kind: k
  tags: t
  body.format: { const: text }
  body.content: { from: b, missing: quarantine }
identities: [{ kind: code, from: i }]
each:
  watchers: { from: w, fields: { role: { from: r, missing: quarantine } } }
`;
  const data = {
    id: ' ',
    c: 'soon',
    d: 'later',
    p: '?',
    k: 'x'.repeat(501),
    t: 5,
    i: '\0',
    w: [{ r: null }, { r: '' }],
  };
  expect(named(problemsOf(lines, data))).toEqual([
    'key-missing key',
    'date-invalid createdAt',
    'date-invalid closedAt',
    'value-unknown priority',
    'value-missing body.content',
    'value-missing watchers[0].role',
    'text-nul identities.code',
    'contract number',
    'contract kind',
    'contract tags',
  ]);
});

test('what a problem left empty is not told once more, and one problem has none beside it', () => {
  const status = ticketMapping('').map({ key: 'k', data: { id: '1' } }, 's');
  expect(status.kind).toBe('mapped');
  const required =
    'each: { comments: { from: c, key: id, fields: { internal: { from: i, boolean: true }, body.format: { const: text }, body.content: t } } }';
  const result = mapOne(ticketMapping(required), { c: [{ id: 1, i: 'maybe', t: 'x' }] });
  expect(result).toMatchObject({ kind: 'quarantined', problem: { code: 'boolean-invalid' } });
  expect(result).not.toHaveProperty('also');
});

test('of alternatives that all fail the first counts, beside the problems of other fields', () => {
  const lines =
    'fields:\n  kind: { from: k, map: { x: y }, otherwise: quarantine }\n  createdAt: { any: [{ from: a, date: iso }, { from: a, date: epoch }] }\n';
  expect(named(problemsOf(lines, { k: '?', a: 'soon' }))).toEqual(['value-unknown kind', 'date-invalid createdAt']);
  expect(named(problemsOf(lines, { k: '?', a: '1700000000' }))).toEqual(['value-unknown kind']);
});

test('twenty further problems are kept, items of one list that fail alike count once', () => {
  const rules = Array.from({ length: 30 }, (_, at) => `  custom.f${at}: { from: a, date: iso }\n`).join('');
  expect(problemsOf(`fields:\n${rules}`, { a: 'soon' })).toHaveLength(21);
  const items = { w: Array.from({ length: 5000 }, () => ({ r: '\0' })) };
  expect(named(problemsOf('each: { watchers: { from: w, fields: { role: r } } }', items))).toEqual([
    'text-nul watchers[0].role',
  ]);
});

test('all checks that quarantine are told', () => {
  const checks = ['kind', 'priority', 'tags'].map((name) => `{ that: "${name} != null", else: quarantine }`);
  expect(named(problemsOf(`checks: [${checks.join(', ')}]`, {}))).toEqual([
    'check-failed kind',
    'check-failed priority',
    'check-failed tags',
  ]);
});

test.each<[string, JsonObject, string]>([
  ['kind: a', { a: 'x'.repeat(501) }, 'has more than the 500 characters that the console takes'],
  ['kind: a', { a: 5 }, 'must be a text'],
  ['priority: a', { a: 'huge' }, 'must be one of urgent, high, normal, low'],
  ['createdAt: a', { a: '2024-03-05 09:07' }, 'must be an instant in UTC, as 2026-03-12T00:15:30Z'],
  ['interruption: a', { a: 'yes' }, 'must be true or false'],
  ['tags: a', { a: 'x' }, 'must be a list'],
  ['body: a', { a: 'x' }, 'must be an object'],
  ['body: a', { a: { content: 'x' } }, 'must be one of text, markdown, html'],
  ['body: a', { a: { format: 'text' } }, 'is required'],
  ['timeEntries: a', { a: [{ minutes: 1.5 }] }, 'must be a whole number'],
  ['slaOutcomes: a', { a: [{ metric: 'x', pausedMinutes: -1 }] }, 'must be at least 0'],
])('what the console refuses is said in words: %s of %j', (rule, data, sentence) => {
  const [problem] = problemsOf(`fields:\n  ${rule}\n`, data);
  expect(problem?.code).toBe('contract');
  expect(problem && sentenceOf('problem', problem)).toContain(sentence);
});
