/** One number that two sources give: a finding of each lane, in plan and run, and nobody guesses that the two are one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import type { Mode } from '../model/run.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

async function run(
  to: ReturnType<typeof memoryTarget>,
  source: string,
  numbers: readonly string[],
  mode: Mode = 'full',
) {
  const records = numbers.map((number, i) => ticket(`${source}${i}`, 'x', { number }));
  const deps = await fixture.lane({ from: memorySource(records), to, source, mode });
  const { outcomes } = await runLane(deps);
  const findings = (await fixture.ledger.findings(deps.run.run)).filter(({ code }) => code === 'number-shared');
  return { outcomes, findings: findings.map(({ key, records: many, fields }) => [key, many, fields]) };
}

test('is told with the other source, how many records and a few keys', async () => {
  const to = memoryTarget();
  expect((await run(to, 'old', ['INC1', 'INC2', 'INC3'])).findings).toEqual([]);
  expect((await run(to, 'mail', ['INC9'])).findings).toEqual([]);
  const both = ['INC3', 'INC4', 'INC1', 'INC9'];
  const found = [
    ['mail', 1, ['new:ticket:new3']],
    ['old', 2, ['new:ticket:new0', 'new:ticket:new2']],
  ];
  expect((await run(to, 'new', both, 'plan')).findings).toEqual(found);
  expect(await run(to, 'new', both)).toEqual({ outcomes: counts({ unchanged: 4 }), findings: found });
  expect((await run(to, 'old', ['INC1', 'INC2', 'INC3'])).findings).toEqual([
    ['new', 2, ['old:ticket:old0', 'old:ticket:old2']],
  ]);
});

test('two records of one source that share a number are no matter of two sources', async () => {
  const to = memoryTarget();
  expect((await run(to, 'old', ['INC1', 'INC1'])).findings).toEqual([]);
});
