/** The published contract: the committed OpenAPI document, and a client written from the documentation alone. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATE, openConsole, type TestConsole } from '../../test/setup/console.ts';
import { SCHEMAS } from '../model/entities/index.ts';
import { record } from './contract/records.ts';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
let api: TestConsole;
beforeAll(async () => {
  api = await openConsole();
});
afterAll(() => api.close());

test('docs/openapi.json is what the console says (UPDATE_OPENAPI=1 writes it anew)', async () => {
  const { body } = await api.call('GET', '/docs/json', { token: null });
  const served = `${JSON.stringify(body, null, 2)}\n`;
  if (process.env.UPDATE_OPENAPI === '1') writeFileSync(DOCUMENT, served);
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(served);
});

test('the document names every entity, every code path has a problem, and nothing is called by a Fastify detail', () => {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  const names = Object.keys(document.components.schemas);
  expect(names).toEqual(expect.arrayContaining(['Ticket', 'SlaCommitment', 'BulkItem', 'ItemResult', 'Problem']));
  expect(names.length).toBeGreaterThan(Object.keys(SCHEMAS).length);
  expect(Object.keys(document.paths)).toContain('/v1/entities/{entity}/{externalId}');
  expect(names.filter((name) => /def-|placeholder/i.test(name))).toEqual([]);
});

test('the documentation is on the machine itself', async () => {
  const page = await api.call('GET', '/docs', { token: null });
  expect(page.status).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="https?:/);
});

test('the example client imports, and changes nothing when it is run again', async () => {
  const lines = [
    JSON.stringify({ externalId: 'crm:customer:1', data: { name: '华北网络' } }),
    JSON.stringify({ externalId: 'crm:customer:2', data: { nickname: 'no' } }),
  ].join('\n');
  const first = await runExample(lines, 'example-1');
  expect(first).toMatchObject({ code: 0, out: '{"created":1,"failed":1}\n' });
  expect(first.err).toContain('crm:customer:2 contract');
  expect((await runExample(lines, 'example-1')).out).toBe(first.out);
  expect((await runExample(lines, 'example-2')).out).toBe('{"unchanged":1,"failed":1}\n');
  const held = await api.call('GET', '/v1/entities/customer/crm%3Acustomer%3A1');
  expect(record.parse(held.body).data).toEqual({ name: '华北网络' });
});

async function runExample(input: string, run: string) {
  const script = new URL('../../docs/example-client.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, api.url, 'customer', run], {
    env: { ...process.env, CONSOLE_TOKEN: OPERATE },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: await exit };
}
