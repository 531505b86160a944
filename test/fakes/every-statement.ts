/** Migrates a small desk in every way there is, so that every statement of ledger and console about records is used once. */
import { consoleTarget } from '../../src/connectors/console.ts';
import type { Target } from '../../src/connectors/port.ts';
import { dryTarget } from '../../src/dry-run/dry-target.ts';
import { extractBatches } from '../../src/extract/extract.ts';
import { landedSource } from '../../src/extract/landed-source.ts';
import type { LaneDeps } from '../../src/extract/lane-deps.ts';
import { loadBatch } from '../../src/load/load.ts';
import type { Entity } from '../../src/model/entity.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Reference } from '../../src/model/reference.ts';
import { secret } from '../../src/model/secret.ts';
import type { LaneSettlement } from '../../src/model/settlement.ts';
import { assetToken } from '../../src/model/text-tokens.ts';
import { OPERATE, type TestConsole } from '../setup/console.ts';
import { runLane } from './lane.ts';
import type { Given, LaneFixture } from './lane-fixture.ts';
import { memorySource } from './memory-source.ts';

/** Records of a lane; with batches of four that is five batches. */
const RECORDS = 20;

const keys = Array.from({ length: RECORDS }, (_, i) => String(i + 1));
const edge = { form: 'field' as const };
const requester = (value: string): Reference => ({
  ...{ path: ['requester'], entity: 'person', value, via: 'login', missing: 'placeholder', ...edge },
});
const related = (value: string): Reference => ({
  ...{ path: ['links', 0, 'to'], entity: 'ticket', value, missing: 'defer', ...edge },
});

const people = (source: string): Given => ({
  ...{ source, entity: 'person', to: NOWHERE, lane: { precedence: ['crm', 'itsm'] } },
  from: memorySource(
    keys.map((key) => ({ key, data: { kind: 'customer', name: `person ${key}`, email: `${key}@x.org` } })),
  ),
  map: ({ key, data }) => ({
    identities: [
      { kind: 'login', value: `login${key}` },
      { kind: 'email', value: String(data.email) },
    ],
    match: [['email']],
  }),
});

/** Each ticket links to the one after it, which isn't loaded yet. */
const ticketOf = (key: string, title: string): SourceRecord => ({
  key,
  data: {
    ...{ number: key, title, status: 'open', requester: null, links: [{ kind: 'related', to: null }] },
    body: { format: 'markdown', content: `![x](${assetToken(`${key}.png`)})` },
  },
  version: key,
});

const tickets = (title: string): Given => {
  const from = memorySource(keys.map((key) => ticketOf(key, title)));
  for (const key of keys) from.assets.set(`${key}.png`, `picture ${key}`);
  const map = ({ key }: SourceRecord) => {
    if (key === '3') return { kind: 'quarantined' as const, key, problem: { code: 'missing', path: 'x', params: {} } };
    return {
      references: [requester(Number(key) > 15 ? `ghost${key}` : `login${key}`), related(String(Number(key) + 1))],
      assets: [{ ref: `${key}.png`, name: 'x.png', path: ['body', 'content'] }],
    };
  };
  return { from, to: NOWHERE, source: 'itsm', entity: 'ticket', map };
};

/** Replaced by the console before it is used. */
const NOWHERE = undefined as unknown as Target;

/** `mark` is called between lanes: what is called once a batch is called several times between two marks. */
export async function useEveryStatement(fixture: LaneFixture, site: TestConsole, mark: () => void): Promise<void> {
  const to = consoleTarget({ kind: 'console', url: site.url, token: 'env:TOKEN' }, { secret: () => secret(OPERATE) });
  const { ledger, landing } = fixture;
  const { instance } = await to.check();
  const run = async (given: Given) => {
    mark();
    const deps = await fixture.lane({ ...given, to });
    return finish(deps, await runLane(deps));
  };
  const finish = async (deps: LaneDeps, settlement: LaneSettlement) => {
    await ledger.finishRun(deps.run.run, { state: 'settled', settlements: [settlement], failure: null });
    mark();
    return deps;
  };
  for (const source of ['crm', 'itsm']) await run(people(source));
  await decide(fixture, instance);
  await run(people('itsm'));
  const first = await run(tickets('one'));
  await editEvery(site, 'ticket');
  const second = await run(tickets('two'));
  await run({ ...tickets('two'), mode: 'delta', lane: { since: '0' } });

  await loadOnly(await fixture.lane({ ...tickets('three'), to }));

  const again = { ...first, run: { ...first.run, run: 'retry-1', mode: 'retry' as const } };
  await ledger.startRun({ plan: again.run, pins: [], wanted: [{ lane: first.lane.lane, keys: 'landed' }] });
  const landed = (deps: LaneDeps) =>
    landedSource({ ref: { run: deps.run.run, lane: deps.lane.lane }, ledger, landing, origin: first.source });
  await finish(again, await runLane({ ...again, source: landed(again) }));

  const overlay = `${instance}/plan/plan-1`;
  const plan = {
    ...again,
    run: { ...again.run, run: 'plan-1', mode: 'plan' as const, basis: instance, targetInstance: overlay },
  };
  await ledger.startRun({ plan: plan.run, pins: [], wanted: [{ lane: first.lane.lane, keys: 'landed' }] });
  await ledger.openOverlay(plan.run);
  const ref = { run: plan.run.run, lane: plan.lane.lane };
  const dry = {
    ...plan,
    source: landed(plan),
    target: dryTarget({ ref, instance: overlay, real: to, ledger, landing }),
  };
  await finish(dry, await runLane(dry));
  await ask(fixture, { plan: ref.run, run: second.run.run, lane: ref.lane, instance, overlay });
}

/** Leaves the lane before its second pass, with references that are still deferred. */
async function loadOnly(deps: LaneDeps): Promise<void> {
  const { batches } = await extractBatches(deps, { continuation: null, sequence: 1, maxBatches: 100 });
  for (const batch of batches) await loadBatch(deps, batch);
  await deps.ledger.deferred({ run: deps.run.run, lane: deps.lane.lane }, 500);
}

/** One person is another, so that merges are followed. */
async function decide({ ledger }: LaneFixture, targetInstance: string): Promise<void> {
  const none = { apart: [], claim: [], split: [], run: null, by: 'alice', entity: 'person' as const };
  await ledger.decide({ ...none, targetInstance, merge: [{ from: 'crm:person:7', to: 'crm:person:8' }] });
}

async function editEvery(site: TestConsole, entity: Entity): Promise<void> {
  for (const key of ['1', '2']) {
    const at = `/v1/entities/${entity}/itsm:${entity}:${key}`;
    const { headers } = await site.call('GET', at);
    await site.call('PATCH', at, {
      headers: { 'if-match': headers.get('etag') ?? '', 'edited-by': 'somebody' },
      body: { title: 'edited' },
    });
  }
}

interface Asked {
  readonly plan: string;
  readonly run: string;
  readonly lane: string;
  readonly instance: string;
  readonly overlay: string;
}

/** What is asked once, of a run or a plan as a whole. */
async function ask({ ledger }: LaneFixture, { plan, run, lane, instance, overlay }: Asked): Promise<void> {
  const scope = { targetInstance: instance, route: 'test', lane, source: 'itsm', entity: 'ticket' as const };
  await ledger.knownRecords(scope, run);
  await ledger.vanishedPage(scope, run, '');
  await ledger.loadedVersions({ run, lane }, scope, keys);
  await ledger.laneKeys(scope, ['itsm:ticket:1']);
  await ledger.outcomePage(plan, null);
  await ledger.comparePlan({ plan, run, sampled: [lane], limit: 10 });
  await ledger.impactKeys(plan);
  await ledger.laneImpact({ run: plan, lane, overlay, basis: instance });
  await ledger.endingsIn(plan, lane, 1);
  await ledger.imagesBefore(plan, ['itsm:ticket:1']);
  await ledger.masterRows({ targetInstance: overlay, entity: 'person', precedence: ['crm', 'itsm'] });
  await ledger.equalRecords(plan);
  await ledger.progress(run);
  await ledger.quarantinedNow({ targetInstance: instance, route: 'test', limit: 10 });
  await ledger.quarantineList({ run, limit: 10 });
  await ledger.quarantineReasons(run);
  await ledger.placeholders(run, 10);
  await ledger.knownMasters(instance, 'person');
  await ledger.liveDuplicates({ ...scope, entity: 'person', source: 'crm' }, '');
}
