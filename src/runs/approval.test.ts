/** What an approval covers. */
import { expect, test } from 'vitest';
import type { LanePlan, RunPlan } from '../model/run.ts';
import type { SourceShape } from '../model/source-shape.ts';
import { sha256 } from '../sha256.ts';
import { fingerprintOf, scopeOf, uncovered } from './approval.ts';

const lane = (name: string, more: Partial<LanePlan> = {}): LanePlan => ({
  ...{ lane: `rt.${name}`, mapping: name, mappingVersion: '1.0.0', mappingHash: 'ab12cd34ef', source: 'rt' },
  ...{ sourceEntity: name, entity: 'ticket', where: null, since: null, batchSize: 500, window: 4 },
  ...{ quarantineLimit: 1, precedence: [] },
  ...more,
});
const rt: SourceShape = {
  ...{ source: 'rt', kind: 'request-tracker', installation: 'rt.example.com', state: null },
  entities: ['ticket', 'user'],
};
const plan = (lanes: readonly LanePlan[], more: Partial<RunPlan> = {}): RunPlan => ({
  ...{
    run: 'r1',
    route: 'rt-to-console',
    mode: 'full',
    targetInstance: 'target',
    reads: 'source',
    config: 'ferry.yaml',
  },
  ...{ levels: [[lanes]], sources: [rt], contract: null },
  ...more,
});
const approved = (of: RunPlan) => ({ plan: 'p1', scope: scopeOf(of) });
const both = plan([lane('ticket'), lane('task')]);

test('covers the same lanes, fewer of them, a delta, and sources whose records have moved on', () => {
  expect(uncovered(approved(both), both)).toEqual([]);
  expect(uncovered(approved(both), plan([lane('task', { since: 'mark', batchSize: 1 })], { mode: 'delta' }))).toEqual(
    [],
  );
});

test('says of every lane what is different', () => {
  const changed = lane('ticket', { mappingVersion: '1.0.1', mappingHash: 'ff00ff00aa', where: "Queue = 'noc'" });
  expect(uncovered(approved(both), plan([changed, lane('asset')]))).toEqual([
    'mapping ticket changed since plan p1: 1.0.0#ab12cd34 → 1.0.1#ff00ff00',
    "the scope (where) of rt.ticket changed since plan p1: everything → Queue = 'noc'",
    'rt.asset was no part of plan p1',
  ]);
});

test.each<[string, SourceShape, string]>([
  [
    'another installation',
    { ...rt, installation: 'old.example.com' },
    'source rt is another installation than in plan p1',
  ],
  ['another kind', { ...rt, kind: 'csv' }, 'source rt was of another kind in plan p1: request-tracker → csv'],
  ['something gone', { ...rt, entities: ['ticket'] }, 'source rt no longer has user, unlike in plan p1'],
  ['something new', { ...rt, entities: ['asset', 'ticket', 'user'] }, "source rt has asset that plan p1 didn't see"],
  ['other files', { ...rt, state: 'other' }, 'the files of source rt changed since plan p1'],
])('does not cover a source with %s', (_what, shape, words) => {
  expect(uncovered(approved(both), { ...both, sources: [shape] })).toEqual([words]);
  expect(uncovered(approved(both), { ...both, sources: [shape], reads: 'landing' })).toEqual([]);
});

test('does not cover a source that the plan knew nothing of', () => {
  expect(uncovered(approved({ ...both, sources: [] }), both)).toEqual(['source rt was no part of plan p1']);
});

test('an approval of what has landed covers no run that reads a source', () => {
  const landed = approved({ ...both, reads: 'landing', sources: [] });
  expect(uncovered(landed, { ...both, reads: 'landing', sources: [] })).toEqual([]);
  expect(uncovered(landed, both)).toEqual(['plan p1 looked at what has landed, not at the sources']);
});

test('holds a target to its contract where both times are known', () => {
  const known = approved({ ...both, contract: 'a' });
  expect(uncovered(known, { ...both, contract: 'b' })).toEqual([
    'the target takes something else than when plan p1 was made',
  ]);
  expect(uncovered(known, { ...both, contract: null })).toEqual([]);
});

test('the fingerprint changes with anything an approval is bound to, and with nothing else', () => {
  const of = (run: RunPlan) => fingerprintOf(scopeOf(run), sha256);
  const other = plan([lane('task'), lane('ticket', { since: 'mark', window: 1 })], { run: 'r2', mode: 'delta' });
  expect(of(other)).toBe(of(both));
  const changes: RunPlan[] = [
    { ...both, reads: 'landing' },
    { ...both, contract: 'c' },
    { ...both, sources: [{ ...rt, state: 's' }] },
    plan([lane('ticket')]),
    plan([lane('ticket', { mappingHash: 'x' }), lane('task')]),
    plan([lane('ticket', { where: 'x' }), lane('task')]),
  ];
  expect(new Set([both, ...changes].map(of)).size).toBe(changes.length + 1);
});
