/** What people see while a run goes on. */
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { LaneProgress } from '../../ledger/runs/rows.ts';
import { ENTITIES } from '../../model/entity.ts';
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
  expect(plainCounts(waiting.lanes)).toBe('customer 500/1,000 (15 quarantined)');
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

test('on a narrow terminal lines are wrapped at columns, not characters, and nothing of them is lost', () => {
  const { screen, written } = terminal({ columns: 40, rows: 24 });
  const progress = openProgress(screen, () => 0);
  const need = { ...NEED, message: '令牌被拒绝：请在客户系统里重新生成一个，然后继续运行这次迁移，谢谢你们' };
  progress.show(seen({ status: status([{ lane: 'a.customer', state: 'stuck', need }]) }));
  const lines = stripVTControlCharacters(written()).split('\n');
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
  expect(lines.join('')).toContain('read 600 · mapped 480 · loaded 480 · quarantined 15');
  expect(lines.join('')).toContain(need.message);
});

test('what is shown again takes the place of what was shown, also when it has more lines than the terminal', () => {
  const { screen, written } = terminal({ columns: 200, rows: 5 });
  const progress = openProgress(screen, () => 0);
  const lanes = ENTITIES.slice(0, 9).map((entity) => lane({ entity }));
  progress.show(seen({ lanes }));
  const first = written();
  expect(first.split('\n')).toHaveLength(5);
  progress.show(seen({ lanes: lanes.map((one) => ({ ...one, loaded: 600 })) }));
  const upwards = written().slice(first.length).split('\u001B[1A').length - 1;
  expect(upwards).toBe(4);
});

function terminal(size: { readonly columns: number; readonly rows: number }) {
  const parts: string[] = [];
  const people = new Writable({
    write: (chunk, _, done) => {
      parts.push(String(chunk));
      done();
    },
  });
  return {
    screen: { ...quiet([]), live: true, people: Object.assign(people, size) },
    written: () => parts.join(''),
  };
}

function quiet(lines: string[]): Output {
  return {
    json: false,
    live: false,
    people: process.stderr,
    say: () => undefined,
    note: (line) => void lines.push(line),
    asTyped: (text) => text.replace('ferry', 'npx ferry'),
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
