/** Users and tickets that refer to them, loaded on a real ledger, and the runs over the landing that decisions start. */
import type { Source } from '../../src/connectors/port.ts';
import { FatalError } from '../../src/errors.ts';
import { landedSource } from '../../src/extract/landed-source.ts';
import type { LaneDeps } from '../../src/extract/lane-deps.ts';
import type { Decisions } from '../../src/ledger/people/rows.ts';
import type { WantedRecords } from '../../src/ledger/runs/rows.ts';
import { tombstoneDuplicates } from '../../src/load/tombstone-duplicates.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Reference } from '../../src/model/reference.ts';
import type { LaneSettlement } from '../../src/model/settlement.ts';
import { runLane } from './lane.ts';
import { type Given, type LaneFixture, openLaneFixture } from './lane-fixture.ts';
import { type MemorySource, memorySource } from './memory-source.ts';
import type { MemoryTarget } from './memory-target.ts';

type Lane = Given & { readonly from: MemorySource };

/** Two lanes into one target: users known by login, and tickets whose requesters are referred to by it. */
export interface Desk {
  readonly users: Lane;
  readonly tickets: Lane;
}

export interface PeopleFixture extends LaneFixture {
  /** Loads users, then tickets, each in a new run. */
  loadDesk(desk: Desk): Promise<{
    readonly usersLane: LaneDeps;
    readonly ticketsLane: LaneDeps;
    readonly settled: readonly LaneSettlement[];
  }>;
  /** Loads records of a lane again in a new run over the landing, whose source fails when it is called. */
  loadLanded(
    lane: LaneDeps,
    keys: WantedRecords['keys'],
    more?: Partial<LaneDeps>,
  ): Promise<LaneSettlement & { readonly run: string; readonly tombstoned: number }>;
  /** Opens that run without loading anything. */
  landedLane(lane: LaneDeps, keys: WantedRecords['keys'], landing?: LaneDeps['landing']): Promise<LaneDeps>;
  /** What a person decides; of persons when no entity is named. */
  decide(to: MemoryTarget, some: Partial<Decisions>): Promise<void>;
}

export async function openPeopleFixture(): Promise<PeopleFixture> {
  const fixture = await openLaneFixture();
  let runs = 0;
  const landedLane: PeopleFixture['landedLane'] = async (deps, keys, landing = fixture.landing) => {
    runs += 1;
    const run = { ...deps.run, run: `retry-${runs}`, mode: 'retry' as const };
    await fixture.ledger.startRun({ plan: run, pins: [], wanted: [{ lane: deps.lane.lane, keys }] });
    const ref = { run: run.run, lane: deps.lane.lane };
    return { ...deps, run, source: landedSource({ ref, ledger: fixture.ledger, landing, origin: UNTOUCHABLE }) };
  };
  return {
    ...fixture,
    landedLane,
    loadDesk: async ({ users, tickets }) => {
      const [usersLane, ticketsLane] = [await fixture.lane(users), await fixture.lane(tickets)];
      const first = await runLane(usersLane);
      await tombstoneDuplicates(usersLane);
      return { usersLane, ticketsLane, settled: [first, await runLane(ticketsLane)] };
    },
    loadLanded: async (deps, keys, more = {}) => {
      const lane = { ...(await landedLane(deps, keys)), ...more };
      return { ...(await runLane(lane)), run: lane.run.run, ...(await tombstoneDuplicates(lane)) };
    },
    decide: async (to, some) => {
      const { instance } = await to.check();
      const none = { merge: [], apart: [], claim: [], split: [], run: null, by: 'alice', entity: 'person' as const };
      await fixture.ledger.decide({ ...none, targetInstance: instance, ...some });
    },
  };
}

const UNTOUCHABLE: Source = {
  check: async () => fail(),
  // biome-ignore lint/correctness/useYield: it never gets that far
  read: async function* () {
    fail();
  },
  count: async () => fail(),
  asset: async () => fail(),
};

export function fail(): never {
  throw new FatalError('the source was called', { code: 'source-called' });
}

export const user = (key: string, login: string, more: SourceRecord['data'] = {}): SourceRecord => ({
  key,
  data: { kind: 'customer', name: login, ...more },
});

/** Users 1 alice, 2 alice2 and 3 bob; a ticket of each, and ticket 4 of a login that nobody has. */
export function desk(to: MemoryTarget): Desk {
  const by = (login: string): Reference => ({
    ...{ path: ['requester'], entity: 'person', value: login, via: 'login', missing: 'placeholder', form: 'field' },
  });
  return {
    users: {
      from: memorySource([user('1', 'alice'), user('2', 'alice2'), user('3', 'bob')]),
      to,
      entity: 'person',
      map: ({ data }) => ({ identities: [{ kind: 'login', value: String(data.name) }] }),
    },
    tickets: {
      from: memorySource(
        ['alice', 'alice2', 'bob', 'ghost'].map((login, i) => ({
          key: String(i + 1),
          data: { number: String(i + 1), title: login, status: 'open', requester: null },
        })),
      ),
      to,
      entity: 'ticket',
      map: ({ data }) => ({ references: [by(String(data.title))] }),
    },
  };
}

/** The requester of a ticket, as the target holds it. */
export const requester = (to: MemoryTarget, ticket: string) => to.data('ticket', `itsm:ticket:${ticket}`)?.requester;

/** Person `from` is person `to`. */
export const is = (from: string, to: string) => ({ from: `itsm:person:${from}`, to: `itsm:person:${to}` });

/** Customers of one source, matched with those of others by their tax number. */
export const customers = (to: MemoryTarget, source: string, records: readonly SourceRecord[]) => ({
  from: memorySource(records),
  to,
  source,
  entity: 'customer' as const,
  lane: { precedence: ['register', 'itsm'] },
  map: ({ data }: SourceRecord) => ({ identities: [{ kind: 'tax', value: String(data.code) }], match: [['tax']] }),
});

/** A customer of the ITSM that waits, since two customers of the register have its tax number. */
export async function waitingMatch(fixture: PeopleFixture, to: MemoryTarget) {
  const duplicates = ['a', 'b'].map((key) => ({ key, data: { code: 'T1', name: `Acme ${key}` } }));
  const register = await fixture.lane(customers(to, 'register', duplicates));
  await runLane(register);
  const record = { key: '9', data: { code: 'T1', name: 'ACME', segment: 'retail' } };
  const itsm = await fixture.lane(customers(to, 'itsm', [record]));
  const { outcomes } = await runLane(itsm);
  const { instance } = await to.check();
  const [review] = await fixture.ledger.reviews(instance, 'customer');
  if (review === undefined) throw new Error('no match waits');
  return { register, itsm, outcomes, review, instance };
}
