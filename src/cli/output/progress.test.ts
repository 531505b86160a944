/** What people see while a run goes on. */
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { LaneProgress } from '../../ledger/runs/rows.ts';
import { NO_OUTCOMES } from '../../model/outcome.ts';
import { blockedBy, type Observation } from '../../runs/watch.ts';
import type { Output } from './output.ts';
import { openProgress, plainCounts, plainWaits, progressLines } from './progress.ts';

const NEED = { code: 'auth-refused', message: 'the token was refused', hint: null, at: null };

function lane(more: Partial<LaneProgress> = {}): LaneProgress {
  return {
    lane: 'a.customer',
    entity: 'customer',
    source: 'a',
    sourceCount: { count: 1000, how: 'counted' },
    enumerated: 600,
    landedBatches: 2,
    loadedBatches: 1,
    loaded: 500,
    outcomes: { ...NO_OUTCOMES, created: 480, excluded: 5, quarantined: 15 },
    placeholders: 0,
    state: 'loading',
    startedAt: null,
    updatedAt: null,
    ...more,
  };
}

function seen(more: Partial<Observation> = {}): Observation {
  return { lanes: [lane()], status: null, retrying: [], ...more };
}

const status = (lanes: NonNullable<Observation['status']>['lanes'], paused = false) => ({
  run: 'r',
  phase: 'loading' as const,
  paused,
  stopping: false,
  lanes,
});

test('a line an entity: read, mapped, loaded, quarantined, rate, time left', () => {
  const [line = ''] = progressLines(seen(), 10).map(stripVTControlCharacters);
  expect(line).toContain('██████████░░░░░░░░░░');
  expect(line).toContain('read 600 · mapped 480 · loaded 480 · quarantined 15 · 50/s · 10 s left');
});

test('lanes of one entity share a line, and an unknown total is not made up', () => {
  const lines = progressLines(seen({ lanes: [lane(), lane({ lane: 'b.customer', sourceCount: null })] }), 10);
  expect(lines).toHaveLength(1);
  expect(stripVTControlCharacters(lines[0] ?? '')).toContain('read 1,200');
});

test('what is waited for is said: a person, or a system that is away; the same wait once', () => {
  const retry = { of: 'a.customer', what: 'loading a batch', message: 'connection refused' };
  const waiting = seen({
    status: status([{ lane: 'a.customer', state: 'stuck', need: NEED }]),
    retrying: [
      { ...retry, attempt: 3 },
      { ...retry, attempt: 7 },
    ],
  });
  expect(plainCounts(waiting.lanes)).toBe('customer 500/1,000 (15 set aside)');
  expect(stripVTControlCharacters(plainWaits(waiting))).toBe(
    'a.customer waits for you: the token was refused; a.customer: loading a batch is tried again: connection refused',
  );
});

test('without a terminal a changed line appears every ten seconds, and nothing while nothing changes', () => {
  const lines: string[] = [];
  let clock = 0;
  const progress = openProgress(quiet(lines), () => clock);
  for (let loaded = 0; loaded < 100; loaded++) {
    clock += 500;
    progress.show(seen({ lanes: [lane({ loaded })] }));
  }
  expect(lines).toHaveLength(5);
  for (let look = 0; look < 100; look++) {
    clock += 500;
    progress.show(seen());
  }
  expect(lines).toHaveLength(6);
});

function quiet(lines: string[]): Output {
  return {
    json: false,
    live: false,
    people: process.stderr,
    say: () => undefined,
    note: (line) => void lines.push(line),
    give: () => undefined,
  };
}

test('a run is blocked when a person is needed and nothing else is at work', () => {
  const stuck = { lane: 'a', state: 'stuck' as const, need: NEED };
  const idle = { lane: 'b', state: 'waiting' as const, need: null };
  expect(blockedBy(status([stuck, idle]))).toEqual([NEED]);
  expect(blockedBy(status([stuck, { lane: 'c', state: 'running', need: null }]))).toEqual([]);
  expect(blockedBy(null)).toEqual([]);
});
