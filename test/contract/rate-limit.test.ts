/** The rate limit of one system, kept by two programs together, counted by the server they call. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { freshDatabase } from '../setup/database.ts';

const CALLER = fileURLToPath(new URL('rate-limit-caller.ts', import.meta.url));
const open: { readonly children: ChildProcess[]; readonly servers: Server[] } = { children: [], servers: [] };

afterEach(async () => {
  await Promise.all(open.children.splice(0).map(ended));
  await Promise.all(open.servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

describe('a rate limit shared by two programs', () => {
  test('never lets more calls in flight than one of them was allowed, and both go on', async () => {
    const counted = await countingServer(30);
    const [one, other] = await callers(counted.url, { CONCURRENCY: '3' });
    await until(() => counted.from(one) >= 40 && counted.from(other) >= 40);
    expect(counted.most()).toBe(3);
  });

  test('gives whoever is left the whole rate limit when the other is killed in the middle of its calls', async () => {
    const counted = await countingServer(30);
    const [one, other] = await callers(counted.url, { CONCURRENCY: '3' });
    await until(() => counted.from(one) >= 20 && counted.from(other) >= 20);
    one.kill('SIGKILL');
    await ended(one);
    // Calls that the killed one left behind are still being answered; only then is the count the other's alone.
    await until(() => counted.inFlight(one) === 0);
    counted.forget();
    await until(() => counted.from(other) >= 60);
    expect(counted.most()).toBe(3);
    expect(counted.mostOf(other)).toBe(3);
  });

  test('never makes more calls a second than one of them was allowed', async () => {
    const counted = await countingServer(1);
    const [one, other] = await callers(counted.url, { CONCURRENCY: '4', RATE: '40' });
    await until(() => counted.from(one) >= 40 && counted.from(other) >= 40);
    // Between being let go and being counted a call may be late, which puts it nearer to the next one.
    expect(counted.mostWithin(1000)).toBeLessThanOrEqual(48);
  });
});

async function callers(
  server: string,
  rateLimit: Readonly<Record<string, string>>,
): Promise<[ChildProcess, ChildProcess]> {
  const { url: database } = await freshDatabase();
  await (await openLedger(database)).close();
  const start = () => {
    const env = { ...process.env, DATABASE: database, SERVER: server, ...rateLimit };
    const child = spawn(process.execPath, ['--import', 'tsx', CALLER], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    open.children.push(child);
    return child;
  };
  return [start(), start()];
}

/** Answers after so many milliseconds, and remembers who called when. */
async function countingServer(delay: number) {
  const calls: { readonly from: string; readonly at: number }[] = [];
  const now = new Map<string, number>();
  const peaks = new Map<string, number>();
  const change = (from: string, by: number) => {
    for (const who of [from, 'all']) {
      now.set(who, (now.get(who) ?? 0) + by);
      peaks.set(who, Math.max(peaks.get(who) ?? 0, now.get(who) ?? 0));
    }
  };
  const server = createServer((request, response) => {
    const from = new URL(request.url ?? '/', 'http://server').searchParams.get('from') ?? '';
    calls.push({ from, at: performance.now() });
    change(from, 1);
    setTimeout(() => {
      change(from, -1);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}');
    }, delay);
  });
  open.servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nameOf = (child: ChildProcess) => String(child.pid);
  return {
    url,
    from: (child: ChildProcess) => calls.filter(({ from }) => from === nameOf(child)).length,
    inFlight: (child: ChildProcess) => now.get(nameOf(child)) ?? 0,
    most: () => peaks.get('all') ?? 0,
    mostOf: (child: ChildProcess) => peaks.get(nameOf(child)) ?? 0,
    mostWithin: (span: number) =>
      Math.max(...calls.map(({ at }) => calls.filter((call) => call.at >= at && call.at < at + span).length)),
    forget: () => {
      calls.splice(0);
      peaks.clear();
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 20));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
}
