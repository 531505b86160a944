/** Counting and comparing records over HTTP. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../test/setup/console.ts';
import { ENTITIES } from '../model/entity.ts';

let api: TestConsole;
const GROUPS = Array.from({ length: 25 }, (_, index) => ({
  externalId: `${index % 5 === 0 ? 'crm' : 'rt'}:group:${index}`,
  data: { name: index === 7 ? '网络运维一组 100%_done' : `Group ${index}`, kind: "o'brien; drop table console.record" },
}));

beforeAll(async () => {
  api = await openConsole();
  await api.bulk('group', GROUPS, { run: 'load-1' });
});
afterAll(() => api.close());

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const _at = (entity: string, key: string) => `/v1/entities/${entity}/${encodeURIComponent(key)}`;
const keysOf = (answer: { body: { items: { externalId: string }[] } }) =>
  answer.body.items.map((item) => item.externalId);
const _list = async (query: Record<string, string>) =>
  keysOf(await api.call('GET', `/v1/entities/group?${new URLSearchParams(query)}`));

describe('counts and digests', () => {
  test('count live and tombstoned records of every entity, by system and run', async () => {
    const counts = await api.call('GET', '/v1/counts?system=crm');
    expect(counts.body.group).toEqual({ live: 5, tombstoned: 0 });
    expect(Object.keys(counts.body)).toEqual(ENTITIES);
    expect((await api.call('GET', '/v1/counts?run=load-1')).body.group.live).toBe(25);
    expect((await api.call('GET', '/v1/counts?run=none')).body.group.live).toBe(0);
  });

  test('digest what a client computes from the list by itself, for every depth, prefix and basis', async () => {
    const { body } = await api.call('GET', '/v1/entities/group?limit=1000');
    for (const [prefix, depth] of [
      ['', 0],
      ['', 1],
      ['', 2],
      ['a', 2],
      ['3', 3],
    ] as const) {
      for (const basis of ['current', 'imported'] as const) {
        const buckets = independentDigests(body.items, { prefix, depth, basis });
        const answer = await api.call('GET', `/v1/digests/group?prefix=${prefix}&depth=${depth}&basis=${basis}`);
        expect(answer.body).toEqual(buckets);
      }
    }
    const systems = await api.call('GET', '/v1/digests/group?depth=0&system=crm');
    expect(systems.body[0].count).toBe(5);
  });
});

interface Listed {
  readonly externalId: string;
  readonly contentHash: string;
  readonly importedHash: string;
}

function independentDigests(
  items: readonly Listed[],
  how: { prefix: string; depth: number; basis: 'current' | 'imported' },
) {
  const buckets = new Map<string, Listed[]>();
  for (const item of items.toSorted((a, b) => Buffer.compare(Buffer.from(a.externalId), Buffer.from(b.externalId)))) {
    const key = sha(item.externalId);
    if (!key.startsWith(how.prefix)) continue;
    const bucket = key.slice(0, how.depth);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), item]);
  }
  return [...buckets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([prefix, of]) => ({
      prefix,
      count: of.length,
      digest: sha(
        of
          .map((item) => `${item.externalId}\n${how.basis === 'imported' ? item.importedHash : item.contentHash}\n`)
          .join(''),
      ),
    }));
}
