/** The target contract, held by our own console over real HTTP and real PostgreSQL. */
import { afterAll, expect } from 'vitest';
import { TARGETS } from '../../src/connectors/registry.ts';
import { startConsole } from '../../src/console/server.ts';
import { secret } from '../../src/model/secret.ts';
import { freshDatabase } from '../setup/database.ts';
import { type TargetUnderTest, testTarget } from './target-contract.ts';

const OPERATE = 'operate-token-of-the-contract-test';
const undo: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

testTarget('console', async (): Promise<TargetUnderTest> => {
  const database = await freshDatabase();
  undo.push(database.drop);
  const tokens = { operate: OPERATE, read: 'read-token-of-the-contract-test' };
  const { url, close } = await startConsole({ databaseUrl: database.url, port: 0, tokens });
  undo.push(close);
  return {
    target: make(url, OPERATE),
    stranger: make(url, 'some other token'),
    edit: (key, name) => send(url, 'PATCH', `/v1/entities/group/${encodeURIComponent(key)}`, { name }),
    closeRun: (run) => send(url, 'PUT', `/v1/runs/${run}/closed`),
    freeze: (state) => send(url, 'PUT', '/v1/freeze', { frozen: state === 'frozen', reason: 'a test' }),
  };
});

function make(url: string, token: string) {
  const deps = { baseDir: '/', workDir: '/', secret: () => secret(token) };
  const target = TARGETS.console?.create('target', { kind: 'console', url, token: 'env:TOKEN' }, deps);
  if (target === undefined) throw new Error('no target of kind console');
  return target;
}

/** By other means than the connector under test. */
async function send(url: string, method: string, path: string, body?: object): Promise<void> {
  const headers: Record<string, string> = { authorization: `Bearer ${OPERATE}`, 'edited-by': 'somebody' };
  if (method === 'PATCH') headers['if-match'] = await etagOf(url, path);
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect(answer.ok, `${method} ${path}: ${await answer.text()}`).toBe(true);
}

async function etagOf(url: string, path: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${OPERATE}` } });
  await answer.arrayBuffer();
  return answer.headers.get('etag') ?? '';
}
