/** The sample business is loaded, and what is quarantined is exactly the list written down beforehand. */
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ferry, listAll, ROOT, startFerry } from './recount.ts';

const sample = path.join(ROOT, 'src/embedded/sample');
const entry = z.object({ lane: z.string(), key: z.string(), code: z.string(), path: z.string().optional() });
const beforehand = z
  .object({ quarantined: z.array(entry), excluded: z.array(z.object({ lane: z.string(), key: z.string() })) })
  .parse(JSON.parse(readFileSync(path.join(sample, 'expected-quarantine.json'), 'utf8')));

let ferry: Ferry;
let config: string;

beforeAll(async () => {
  process.env.FERRY_MAPPINGS = path.join(ROOT, 'mappings');
  ferry = await startFerry();
  cpSync(sample, path.join(ferry.dir, 'sample'), { recursive: true });
  config = path.join(ferry.dir, 'sample/ferry.yaml');
});

afterAll(async () => {
  delete process.env.FERRY_MAPPINGS;
  await ferry?.stop();
});

test('the sample settles, with the set-aside records reported by the exit code', async () => {
  const { code, json, stderr } = await ferry.command(['run', '--config', config]);
  expect(json, stderr).toMatchObject({ state: 'settled', settled: true });
  expect(code).toBe(4);
});

test('what is quarantined is the list written beforehand, by lane, key, code and path', async () => {
  const { json } = await ferry.command(['quarantine', 'list', '--config', config]);
  const { records } = z.object({ records: z.array(entry) }).parse(json);
  const paths = new Map(beforehand.quarantined.map(({ lane, key, path }) => [`${lane} ${key}`, path]));
  const found = records.map(({ lane, key, code, path }) => ({
    lane,
    key,
    code,
    ...(paths.get(`${lane} ${key}`) !== undefined && { path }),
  }));
  expect(inOrder(found)).toEqual(inOrder(beforehand.quarantined));
});

test('a customer known to two sources is one record, and keeps the fields of both', async () => {
  const customers = await listAll(ferry, 'customer');
  const one = customers.get('crm:customer:CRM-0001');
  expect(one?.data).toMatchObject({ code: 'KH1001', name: '客户甲', tier: 'A' });
  expect(customers.has('register:customer:KH1001')).toBe(false);
  expect(customers.has('register:customer:KH1031')).toBe(true);
});

test('two sources may use one ticket number, and numbers keep every digit and sign', async () => {
  const tickets = await listAll(ferry, 'ticket');
  const keys = [
    'itsm:ticket:INC-2025-0001',
    'register:ticket:INC-2025-0001',
    'itsm:ticket:9007199254740992',
    'itsm:ticket:9007199254740993',
    'itsm:ticket:OPS/2025.03/../0007',
    'itsm:ticket:INC 2025?x=1#a%2F',
  ];
  expect(keys.filter((key) => !tickets.has(key))).toEqual([]);
  for (const { lane, key } of beforehand.excluded)
    expect(tickets.has(`${lane.split('.')[0]}:ticket:${key}`)).toBe(false);
  const ids = tickets.get('itsm:ticket:INC-2025-0090')?.data.comments;
  expect(ids).toMatchObject([
    { externalId: 'itsm:ticket-comments:INC-2025-0090/9007199254740992', internal: false },
    { externalId: 'itsm:ticket-comments:INC-2025-0090/9007199254740993', internal: true },
  ]);
  expect(tickets.get('itsm:ticket:INC-2025-0031')?.data.mergedInto).toBe('itsm:ticket:INC-2025-0300');
});

test('a second run changes nothing', async () => {
  const { json } = await ferry.command(['run', '--config', config]);
  const { entities } = z.object({ entities: z.record(z.string(), z.record(z.string(), z.number())) }).parse(json);
  for (const [entity, counts] of Object.entries(entities)) {
    expect({ entity, created: counts.created, updated: counts.updated }).toEqual({ entity, created: 0, updated: 0 });
  }
});

function inOrder(entries: readonly z.output<typeof entry>[]) {
  const named = entries.map(({ lane, key, code, path }) => ({ lane, key, code, ...(path !== undefined && { path }) }));
  return named.sort((one, other) => (`${one.lane} ${one.key}` < `${other.lane} ${other.key}` ? -1 : 1));
}
