import { expect, test } from 'vitest';
import { fingerprint } from '../../model/canonical.ts';
import { sha256 } from '../../sha256.ts';
import type { Held } from '../target-capabilities.ts';
import { consoleSimulation } from './simulate.ts';

const HELD: Held = {
  externalKey: 'itsm:ticket:1',
  id: '1',
  etag: '2-0123456789ab',
  contentHash: '0123456789ab',
  tombstoned: false,
  edited: false,
  sourceVersions: { itsm: '2026-02-01' },
  data: { number: '1', title: 'a line is down', status: 'open' },
};

test.each([
  ['older', '2026-01-31', 'superseded'],
  ['as old', '2026-02-01', 'updated'],
  ['newer', '2026-02-02', 'updated'],
] as const)(
  'a version that is %s than what its system sent before is answered as the console would',
  (_what, sourceVersion, status) => {
    const item = {
      op: 'upsert',
      externalKey: HELD.externalKey,
      ifMatch: HELD.etag,
      sourceVersion,
      data: { title: 'new' },
    } as const;
    expect(consoleSimulation.answer('ticket', item, { held: HELD, planned: false })).toMatchObject({ status });
  },
);

test('what differs from an earlier write of the plan changes the record, even back to what the target holds', () => {
  const { title = '' } = HELD.data;
  const item = { op: 'upsert', externalKey: HELD.externalKey, ifMatch: HELD.etag, data: { title } } as const;
  const held = { ...HELD, contentHash: fingerprint(HELD.data, sha256) };
  const answer = (planned: boolean) => consoleSimulation.answer('ticket', item, { held, planned }).status;
  expect([answer(false), answer(true)]).toEqual(['unchanged', 'updated']);
});
