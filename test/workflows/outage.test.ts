/** A source that goes away while a run reads it: shortly, and for long. The client that asks it is the real one. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asFailure } from '../../activities/failure.ts';
import { openHttp } from '../../src/connectors/http.ts';
import { count, openWorkflowEnvironment, shapeOf, statusOf, until, type WorkflowEnvironment } from './environment.ts';

let environment: WorkflowEnvironment;
beforeAll(async () => {
  environment = await openWorkflowEnvironment();
});
afterAll(() => environment.close());

/** Something that answers, on a port that stays its own while it is down. */
function openSystem() {
  let server: Server | undefined;
  let port = 0;
  const up = async () => {
    server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    const started = server;
    await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve));
    const address = started.address();
    port = typeof address === 'object' && address !== null ? address.port : port;
  };
  const down = async () => {
    const ended = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    server?.closeAllConnections();
    await ended;
  };
  return { up, down, url: () => `http://127.0.0.1:${port}` };
}

const LANES = ['a', 'b', 'c', 'd'];

/** Arranges lanes that ask the system before every batch they read. */
function arrange(url: string, patience?: number) {
  const rateLimit = { concurrency: 4, rate: null, ...(patience !== undefined && { patience }) };
  const http = openHttp({ system: 'the source', url, rateLimit });
  environment.arrange({
    shape: shapeOf([LANES], 1),
    batches: Object.fromEntries(LANES.map((lane) => [lane, 12])),
    onExtract: async () => {
      await http.json({ method: 'GET', path: '/' }).catch((error: unknown) => {
        throw asFailure(error);
      });
    },
    onLoad: () => new Promise((resolve) => setTimeout(resolve, 50)),
  });
  return http;
}

test('one that is down for long holds every lane with what to do, and the run goes on from there once it is back', async () => {
  const system = openSystem();
  await system.up();
  const http = arrange(system.url(), 1000);
  const handle = await environment.start('outage-long');
  await until('all lanes read', () => LANES.every((lane) => count(environment, `loaded ${lane}`) > 0));
  await system.down();
  const needs = async () => (await statusOf(handle)).lanes.map(({ need }) => need?.code);
  await until('every lane waits for a person', async () => (await needs()).every((code) => code === 'system-down'));
  expect((await statusOf(handle)).lanes[0]?.need?.hint).toContain('resume');
  // Still away: each lane asks once more and waits again; nothing fails, nothing is given up.
  await handle.signal('resume');
  await until('they wait again', async () => (await needs()).every((code) => code === 'system-down'));
  await system.up();
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  for (const lane of LANES) expect(count(environment, `loaded ${lane}`)).toBe(12);
  http.close();
  await system.down();
});

test('one that restarts is waited for, and nobody is asked', async () => {
  const system = openSystem();
  await system.up();
  const http = arrange(system.url());
  const handle = await environment.start('outage-short');
  await until('all lanes read', () => LANES.every((lane) => count(environment, `loaded ${lane}`) > 0));
  await system.down();
  let asked = 0;
  for (let look = 0; look < 30; look++) {
    asked += (await statusOf(handle)).lanes.filter(({ need }) => need !== null).length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await system.up();
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(asked).toBe(0);
  for (const lane of LANES) expect(count(environment, `loaded ${lane}`)).toBe(12);
  http.close();
  await system.down();
});
