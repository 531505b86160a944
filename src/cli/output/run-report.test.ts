/** What people read about a run: the parts that must never make it look better than it is. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../ledger/runs/rows.ts';
import { FINDING } from '../../model/finding-codes.ts';
import { NO_OUTCOMES } from '../../model/outcome.ts';
import type { RunPlan } from '../../model/run.ts';
import type { LaneSettlement } from '../../model/settlement.ts';
import { needWords } from '../follow.ts';
import { equation } from './equation.ts';
import { outcomeOf } from './run-outcome.ts';
import { type RunReport, reportLines } from './run-report.ts';

const lane = (more: Partial<LaneSettlement>): LaneSettlement => ({
  lane: 'rt.ticket',
  entity: 'ticket',
  sourceCount: { count: 4, how: 'by another query' },
  enumerated: 4,
  distinct: 4,
  known: 4,
  outcomes: { ...NO_OUTCOMES, created: 4 },
  placeholders: 0,
  deferredLeft: 0,
  settled: true,
  differences: [],
  ...more,
});

function report(plan: Partial<RunPlan>, more: Partial<RunReport> = {}): string {
  const row: RunRow = {
    run: 'r2',
    plan: {
      run: 'r2',
      route: 'main',
      mode: 'full',
      reads: 'source',
      targetInstance: 't',
      config: '/f',
      levels: [],
      ...plan,
    },
    state: 'settled',
    workflowId: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:01:00.000Z',
    settlements: [lane({})],
    failure: null,
  };
  const none = { lanes: [], standing: { count: 0, rows: [] }, quarantined: [], losses: [], findings: [] };
  const lines = reportLines({ row, ...none, console: null, asTyped: String, temporalUi: null, seconds: 60, ...more });
  return stripVTControlCharacters(lines.join('\n'));
}

describe('the equation', () => {
  const words = (...lanes: LaneSettlement[]) => stripVTControlCharacters(equation(lanes)[0] ?? '');

  test('of a whole reading compares what is counted with what was read', () => {
    expect(words(lane({}))).toBe(
      'The sum closes: 4 counted in the sources = 4 read = 4 with exactly one outcome, 4 of them loaded.',
    );
  });

  test('tells record versions from records when some changed meanwhile', () => {
    const outcomes = { ...NO_OUTCOMES, created: 4, superseded: 2 };
    expect(words(lane({ enumerated: 6, outcomes }))).toBe(
      'The sum closes: 4 counted in the sources = 4 read; 6 record versions, some of records that changed meanwhile, = 6 with exactly one outcome, 4 of them loaded.',
    );
  });

  test('of a delta compares what is counted with all that is known', () => {
    const outcomes = { ...NO_OUTCOMES, updated: 1 };
    expect(words(lane({ enumerated: 1, distinct: 1, outcomes }))).toBe(
      'The sum closes: 4 counted in the sources = 4 known since the last full run; 1 read now = 1 with exactly one outcome, 1 of them loaded.',
    );
  });

  test('is unproven when one lane can not be counted, and false when one does not add up', () => {
    expect(words(lane({}), lane({ sourceCount: { count: null, how: 'it cannot' } }))).toMatch(
      /^Unproven: unknown counted/,
    );
    const short = lane({ sourceCount: { count: 6, how: 'counted' }, differences: ['4 were read'] });
    expect(words(short)).toMatch(/^The sum does not close: 6 counted in the sources ≠ 4 read = 4 /);
    const lost = lane({ outcomes: { ...NO_OUTCOMES, created: 3 }, differences: ['3 ended in an outcome'] });
    expect(words(lost)).toMatch(/^The sum does not close: 4 counted in the sources = 4 read ≠ 3 /);
  });

  test('does not add up when one lane has too many of what another lacks', () => {
    const lanes = [3, 5].map((count) => lane({ sourceCount: { count, how: 'counted' }, differences: ['4 were read'] }));
    expect(words(...lanes)).toMatch(/^The sum does not close: 8 counted in the sources ≠ 8 read /);
  });

  test('closes, and the run is not settled, where the difference is about single records', () => {
    expect(words(lane({ differences: ['2 deferred references are left'] }))).toMatch(
      /^Not settled, though the sum closes: 4 counted in the sources = 4 read = 4 /,
    );
  });
});

test('what the sources can not see stands in the headline, and each in full', () => {
  const remarks = [{ source: 'rt', message: 'no right SeeQueue in 3 queues' }];
  expect(report({ remarks })).toMatch(/^Run r2 of main: settled .* as far as the sources see: 1 remark below\n/);
  expect(report({ remarks })).toContain('  rt: no right SeeQueue in 3 queues');
  expect(report({})).toMatch(/^Run r2 of main: settled after [^,]+\n/);
});

describe('placeholders', () => {
  const rows = [
    { entity: 'sla-policy' as const, key: 'rt:sla-policy:name=P4', run: 'r2' },
    { entity: 'person' as const, key: 'rt:person:login=bob', run: 'r1' },
    { entity: 'person' as const, key: 'rt:person:12', run: 'r1' },
  ];

  test('are named by entity, also those that an earlier run made', () => {
    const text = report({}, { standing: { count: 3, rows } });
    expect(text).toContain('Referred to and not there: 3 placeholders, 1 of them new in this run');
    expect(text).toMatch(/person +2 +bob, 12/);
    expect(text).toMatch(/sla-policy +1 +P4/);
  });

  test('are counted beyond those that are listed', () => {
    expect(report({}, { standing: { count: 1003, rows } })).toContain('… and 1,000 more');
  });

  test('are given to machines with key and name', () => {
    const row: RunRow = {
      run: 'r2',
      plan: { run: 'r2', route: 'main', mode: 'delta', reads: 'source', targetInstance: 't', config: '/f', levels: [] },
      state: 'settled',
      workflowId: null,
      startedAt: '2026-01-01T00:00:00.000Z',
      finishedAt: null,
      settlements: [],
      failure: null,
    };
    const outcome = outcomeOf(row, { lanes: [], standing: { count: 9, rows: rows.slice(0, 1) } }, new Date());
    expect(outcome).toMatchObject({
      mode: 'delta',
      placeholders: [{ entity: 'sla-policy', key: 'rt:sla-policy:name=P4', name: 'P4' }],
      placeholderCount: 9,
      remarks: [],
    });
  });
});

test('lists what is new at the source, the most frequent first, apart from findings about single records', () => {
  const found = { lane: 'rt.ticket', fields: ['x'] };
  const findings = [
    { ...found, code: FINDING.driftField, key: 'Colour', records: 2 },
    { ...found, code: FINDING.driftValue, key: 'status=limbo\u001b[2J', records: 12_345 },
    { ...found, code: FINDING.editedInConsole, key: 'rt:ticket:7' },
  ];
  const text = report({}, { findings });
  expect(text).toMatch(
    /Other at the source than in earlier runs[\s\S]*a value no table lists +status=limbo\S* +12,345\n.*a field +Colour +2/,
  );
  expect(text).toContain('Findings: 1');
  expect(text).not.toContain('\u001b');
});

test('shows control characters of a source as they are spelled, wherever they came in', () => {
  const hostile = 'x\u0007\u202Ey';
  const loss = {
    lane: 'rt.ticket',
    code: 'truncated',
    path: hostile,
    count: 1,
    records: 1,
    exampleKey: hostile,
    params: null,
    message: hostile,
  };
  const finding = { lane: 'rt.ticket', code: FINDING.editedInConsole, key: hostile, fields: [hostile] };
  const need = needWords(
    { code: 'source-drifted', message: hostile, hint: hostile, at: `at ${hostile}` },
    { asTyped: String },
  );
  const text = [report({}, { losses: [loss], findings: [finding] }), ...need].join('\n');
  expect(text).toContain('x\\u0007\\u202ey');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
  expect(text).not.toMatch(/[\u0007\u202E]/);
});
