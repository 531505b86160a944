/** Whatever people and a source do to the same records, in any order: no edit is lost, nothing else stays behind, and a plan says it all before. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleTarget } from '../../src/connectors/console.ts';
import type { Target } from '../../src/connectors/port.ts';
import { dryTarget } from '../../src/dry-run/dry-target.ts';
import { overlayName } from '../../src/ledger/plans/overlay.ts';
import type { Excluded, Mapped, SourceRecord } from '../../src/model/record.ts';
import { secret } from '../../src/model/secret.ts';
import { runLane } from '../fakes/lane.ts';
import { type LaneFixture, openLaneFixture } from '../fakes/lane-fixture.ts';
import { type MemorySource, memorySource } from '../fakes/memory-source.ts';
import { OPERATE, openConsole, type TestConsole } from '../setup/console.ts';
import { WHOLE } from '../setup/sample.ts';
import { type Act, afterAct, afterRun, type Expected, lives, type Round, shownOf } from './edit-histories-model.ts';

let fixture: LaneFixture;
let site: TestConsole;
let real: Target;
let ledger: pg.Client;

beforeAll(async () => {
  fixture = await openLaneFixture();
  site = await openConsole();
  real = consoleTarget({ kind: 'console', url: site.url, token: 'env:TOKEN' }, { secret: () => secret(OPERATE) });
  ledger = new pg.Client({ connectionString: fixture.databaseUrl });
  await ledger.connect();
});
afterAll(async () => {
  await ledger.end();
  await site.close();
  await fixture.close();
});

const RECORDS = 25;
const ROUNDS = 4;
/** Each takes some ten seconds. */
const HISTORIES = WHOLE ? 20 : 1;

test('every edit stays, everything else follows the source, and each plan says what its run does', async () => {
  // A failure is told as it was met: to shrink it takes hundreds of histories.
  await fc.assert(fc.asyncProperty(lives(RECORDS, ROUNDS), live), { numRuns: HISTORIES, endOnFailure: true });
}, 900_000);

async function live(all: readonly (readonly Round[])[]): Promise<void> {
  const prefix = randomUUID().slice(0, 8);
  const expected = new Map<string, Expected>();
  for (let round = 0; round < ROUNDS; round++) {
    const now = new Map(
      all.flatMap((rounds, at) => rounds.slice(round, round + 1).map((one) => [`${prefix}-${at}`, one])),
    );
    const from = memorySource(
      [...now].map(([key, { source }]) => ({ key, data: { number: key, status: 'open', ...source } })),
    );
    const plan = await planned(from);
    const { run } = await fixture.run({ from, to: real, map });
    expect(await outcomes(run), `round ${round}`).toEqual(await outcomes(plan));
    for (const [key, { source }] of now) keep(expected, key, afterRun(expected.get(key), source));
    expect(await heldOf(expected), `round ${round}`).toEqual(withoutLast(expected));
    const again = await fixture.run({ from, to: real, map });
    expect(again.outcomes, `round ${round}, run again`).toMatchObject({ created: 0, updated: 0 });
    for (const [key, { act }] of now) if (act !== null) await person(expected, key, act);
  }
}

function map({ key, data: { excluded, ...fields } }: SourceRecord): Partial<Mapped> | Excluded {
  return excluded === true ? { kind: 'excluded', key, rule: 'a rule' } : { fields };
}

/** A plan of the lane, its copy dropped afterwards; resolves to its name. */
async function planned(from: MemorySource): Promise<string> {
  const { run: given, ...deps } = await fixture.lane({ from, to: real, map, mode: 'plan' });
  const run = { ...given, basis: given.targetInstance, targetInstance: overlayName(given.targetInstance, given.run) };
  await fixture.ledger.openOverlay(run);
  const ref = { run: run.run, lane: deps.lane.lane };
  const parts = { ref, instance: run.targetInstance, real, ledger: fixture.ledger, landing: fixture.landing };
  const target = dryTarget(parts);
  await runLane({ ...deps, run, target });
  await fixture.ledger.dropOverlay(run.run);
  return run.run;
}

async function outcomes(run: string): Promise<readonly unknown[]> {
  const sql = 'select source_key, kind, code, path, content from ferry.outcome where run = $1 order by source_key';
  return (await ledger.query(sql, [run])).rows;
}

function keep(expected: Map<string, Expected>, key: string, record: Expected | undefined): void {
  if (record !== undefined) expected.set(key, record);
}

async function person(expected: Map<string, Expected>, key: string, act: Exclude<Act, null>): Promise<void> {
  const known = expected.get(key);
  const after = known && afterAct(known, act);
  if (after === undefined) return;
  const at = `/v1/entities/ticket/${encodeURIComponent(`itsm:ticket:${key}`)}`;
  const etag = (await site.call('GET', at)).headers.get('etag') ?? '';
  const headers = { 'if-match': etag, 'edited-by': 'somebody' };
  const done =
    act === 'tombstone' ? site.call('DELETE', at, { headers }) : site.call('PATCH', at, { headers, body: act });
  expect((await done).status).toBeLessThan(300);
  expected.set(key, after);
}

async function heldOf(expected: ReadonlyMap<string, Expected>) {
  const keys = [...expected.keys()].map((key) => `itsm:ticket:${key}`);
  const held = (await real.lookup?.('ticket', keys)) ?? [];
  return Object.fromEntries(held.map((one) => [one.externalKey, shownOf(one.data, one.tombstoned)]));
}

function withoutLast(expected: ReadonlyMap<string, Expected>) {
  return Object.fromEntries([...expected].map(([key, { last, ...shown }]) => [`itsm:ticket:${key}`, shown]));
}
