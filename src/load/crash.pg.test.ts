import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crash, failpoints } from '../../test/fakes/failpoints.ts';
import { runLane } from '../../test/fakes/lane.ts';
import { type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { type Database, openDatabase } from '../ledger/database.ts';
import type { SourceRecord } from '../model/record.ts';
import type { Reference } from '../model/reference.ts';
import { assetToken } from '../model/text-tokens.ts';

let fixture: LaneFixture;
let database: Database;
beforeAll(async () => {
  fixture = await openLaneFixture();
  database = openDatabase(fixture.databaseUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

/** A little of everything: an update, a placeholder, a later reference, an asset, a bad record, one read twice. */
const RECORDS = [
  ticket('A', 'changed', { requester: null, links: [{ kind: 'related', to: null }] }),
  ticket('B', 'new', { requester: null, body: { format: 'markdown', content: assetToken('x.png') } }),
  { ...ticket('C', ''), problem: { code: 'row-ragged', path: '', message: 'ragged' } },
  ticket('A', 'changed', { requester: null, links: [{ kind: 'related', to: null }] }),
  ticket('D', 'last'),
];

function map({ key, data }: SourceRecord) {
  const requester: Reference = {
    path: ['requester'],
    entity: 'person',
    value: '9',
    missing: 'placeholder',
    form: 'field',
  };
  const later: Reference = { path: ['links', 0, 'to'], entity: 'ticket', value: 'D', missing: 'defer', form: 'field' };
  return {
    references: [...('requester' in data ? [requester] : []), ...('links' in data ? [later] : [])],
    assets: key === 'B' ? [{ ref: 'x.png', name: 'x.png', path: ['body', 'content'] }] : [],
  };
}

type Moment = 'before' | 'after';

/** Runs a lane whose n-th call fails, and repeats it, as a worker would, until it is done. */
async function crossWithCrash(n: number, moment: Moment) {
  const points = failpoints();
  const to = memoryTarget();
  const from = memorySource([ticket('A', 'before'), ticket('Z', 'stays')]);
  from.assets.set('x.png', 'picture');
  await fixture.run({ from, to });
  from.records = RECORDS;
  to.items.length = 0;
  const deps = await fixture.lane({ from, to, map, lane: { batchSize: 3 } });
  const watched = {
    ...deps,
    ledger: points.watch(deps.ledger),
    landing: points.watch(deps.landing),
    target: points.watch(deps.target),
    source: points.watch(deps.source),
  };
  points.arm(n, moment);
  let settlement: Awaited<ReturnType<typeof runLane>> | undefined;
  while (settlement === undefined) {
    settlement = await runLane(watched).catch((error: unknown) => {
      if (error instanceof Crash) return undefined;
      throw error;
    });
  }
  return { settlement, target: to.dump(), fired: points.fired, run: deps.run.run };
}

/** What the ledger holds about a run, without what differs from run to run by nature. */
async function ledgerState(run: string) {
  const queries = {
    outcomes: 'select source_key, kind, code, superseded from ferry.outcome where run = $1 order by 1',
    images: 'select entity, external_key, image - $2 as image from ferry.before_image where run = $1 order by 1, 2',
    losses: 'select code, path, count::int from ferry.loss where run = $1 order by 1, 2',
    audit: `select kind, count(*)::int from ferry.audit where run = $1 group by 1 order by 1`,
  };
  const state: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(queries)) {
    state[name] = await database.rows(sql, sql.includes('$2') ? [run, 'etag'] : [run]);
  }
  return state;
}

test.each<Moment>(['before', 'after'])(
  'ends the same, with nothing twice, whichever call fails %s its effect',
  async (moment) => {
    const calm = await crossWithCrash(0, moment);
    expect(calm.settlement).toMatchObject({ settled: true, enumerated: 5 });
    const wanted = { settlement: calm.settlement, target: calm.target, ledger: await ledgerState(calm.run) };
    let n = 1;
    for (; ; n += 1) {
      const crashed = await crossWithCrash(n, moment);
      if (!crashed.fired) break;
      const { settlement, target, run } = crashed;
      expect({ settlement, target, ledger: await ledgerState(run) }, `call ${n}`).toEqual(wanted);
    }
    // Fewer would mean that the calls weren't watched.
    expect(n).toBeGreaterThan(30);
  },
  400_000,
);
