/** Which content of an item is written, and which is refused with a code and a pointer. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../test/setup/console.ts';
import { fingerprint } from '../model/canonical.ts';
import type { JsonValue } from '../model/json.ts';

let api: TestConsole;
beforeAll(async () => {
  api = await openConsole();
});
afterAll(() => api.close());

const hash = (value: JsonValue) => fingerprint(value, (text) => createHash('sha256').update(text).digest('hex'));
const at = (key: string, entity = 'ticket') => `/v1/entities/${entity}/${encodeURIComponent(key)}`;
const ticket = (more: object = {}) => ({ number: 'T1', title: 'Line down', status: 'open', ...more });
const codes = (results: { problem?: { code: string } }[]) => results.map(({ problem }) => problem?.code ?? null);

describe('an item', () => {
  test('is refused alone for what the console can not hold, with a code and a pointer', async () => {
    const bad: [object, string, string][] = [
      [{ data: ticket({ colour: 'red' }) }, 'contract', '/data/colour'],
      [{ data: { title: 'no number', status: 'open' } }, 'contract', '/data/number'],
      [{ data: ticket({ status: 'limbo' }) }, 'contract', '/data/status'],
      [{ data: ticket({ title: 'x'.repeat(501) }) }, 'contract', '/data/title'],
      [{ data: ticket({ title: 'nul\0' }) }, 'text-nul', '/data/title'],
      [{ data: ticket({ custom: { deep: ['\ud800'] } }) }, 'text-surrogate', '/data/custom/deep/0'],
      [{ data: ticket({ custom: { n: 2 ** 60 } }) }, 'number-unsafe', '/data/custom/n'],
      [{ data: ticket({ customer: 'rt:customer:nobody' }) }, 'reference-missing', '/data/customer'],
      [{ externalId: 'no-colons', data: ticket() }, 'external-id', '/externalId'],
      [{ externalId: 'rt:ticket:\0', data: ticket() }, 'external-id', '/externalId'],
    ];
    const items = bad.map(([item], index) => ({ externalId: `rt:ticket:bad-${index}`, ...item }));
    const answer = await api.bulk('ticket', [...items, { externalId: 'rt:ticket:good', data: ticket() }]);
    expect(answer.body.counts).toEqual({ failed: bad.length, created: 1 });
    expect(codes(answer.body.results)).toEqual([...bad.map(([, code]) => code), null]);
    const pointers = answer.body.results
      .slice(0, -1)
      .map((each: { problem: { errors: { pointer: string }[] } }) => each.problem.errors.map(({ pointer }) => pointer));
    for (const [index, [, , pointer]] of bad.entries()) expect(pointers[index]).toContain(pointer);
    for (const index of items.keys()) expect((await api.call('GET', at(`rt:ticket:bad-${index}`))).status).toBe(404);
  });

  test('may be called __proto__ inside without harm: that item fails, the others are written', async () => {
    const body = `{"items":[{"externalId":"rt:group:p","data":{"name":"x","__proto__":{"kind":"evil"}}},
      {"externalId":"rt:group:q","data":{"name":"fine"}}]}`;
    const answer = await api.call('POST', '/v1/bulk/group', { headers: importHeaders('proto-1'), body });
    expect(answer.body.results.map(({ status }: { status: string }) => status)).toEqual(['failed', 'created']);
  });

  test('may refer to earlier items of its call and to tombstoned records, but only to the right kind', async () => {
    await api.bulk('customer', [{ externalId: 'crm:customer:1', data: { name: '华北网络' } }]);
    await api.bulk('customer', [{ op: 'tombstone', externalId: 'crm:customer:1' }]);
    const answer = await api.bulk('ticket', [
      { externalId: 'rt:ticket:r1', data: ticket({ customer: 'crm:customer:1' }) },
      { externalId: 'rt:ticket:r2', data: ticket({ mergedInto: 'rt:ticket:r1' }) },
      { externalId: 'rt:ticket:r3', data: ticket({ requester: 'crm:customer:1' }) },
      { externalId: 'rt:ticket:r4', data: ticket({ mergedInto: 'rt:ticket:r3' }) },
      {
        externalId: 'rt:ticket:r5',
        data: ticket({
          links: [
            { kind: 'see', to: 'rt:ticket:r1' },
            { kind: 'x', to: 'a:b:c' },
          ],
        }),
      },
    ]);
    expect(codes(answer.body.results)).toEqual([
      null,
      null,
      'reference-missing',
      'reference-missing',
      'reference-missing',
    ]);
    expect(answer.body.results[4].problem.errors[0].pointer).toBe('/data/links/1/to');
  });

  test('replaces only the children of its own system', async () => {
    const key = 'rt:ticket:children';
    const comment = (externalId: string, content: string) => ({
      externalId,
      internal: false,
      body: { format: 'text', content },
    });
    const one = comment('rt:comment:1', 'one');
    const two = comment('rt:comment:2', 'two');
    const native = comment('console:comment:9', 'by a person');
    await api.bulk('ticket', [{ externalId: key, data: ticket({ comments: [one, two] }) }]);
    await api.call('PATCH', at(key), { body: { comments: [native] } });

    const three = comment('rt:comment:3', 'three');
    const next = await api.bulk('ticket', [{ externalId: key, data: { comments: [two, three] } }]);
    expect(next.body.results[0]).toMatchObject({ status: 'updated', contentHash: hash({ comments: [two, three] }) });
    expect((await api.call('GET', at(key))).body).toMatchObject({
      edited: true,
      data: { comments: [two, three, native] },
    });
    const same = await api.bulk('ticket', [{ externalId: key, data: { comments: [two, three, native] } }]);
    expect(same.body.results[0]).toMatchObject({
      status: 'unchanged',
      contentHash: hash({ comments: [two, three, native] }),
    });
    const foreign = { ...native, internal: true };
    const refused = await api.bulk('ticket', [
      { externalId: key, data: { comments: [foreign] } },
      { externalId: key, data: { comments: [two, two] } },
    ]);
    expect(codes(refused.body.results)).toEqual(['child-foreign', 'child-duplicate']);
    await api.bulk('ticket', [{ externalId: key, data: { comments: null } }]);
    expect((await api.call('GET', at(key))).body.data.comments).toEqual([native]);
  });
});

function importHeaders(key: string) {
  return {
    'content-type': 'application/json',
    'idempotency-key': key.padEnd(8, '-'),
    'import-mode': 'history',
    'import-run': 'run-1',
  };
}
