import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChildServer } from './child-server.ts';
import { watchServer } from './watched-server.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Servers that end when the test makes them. */
function fakeServers() {
  const started: { die(): Promise<void> }[] = [];
  const start = async (): Promise<ChildServer> => {
    let end = (_why: string) => {};
    const gone = new Promise<string>((resolve) => {
      end = resolve;
    });
    const die = async () => {
      end('SIGKILL');
      await vi.advanceTimersByTimeAsync(1_000);
    };
    started.push({ die });
    return { pid: started.length, gone, stop: async () => end('stopped') };
  };
  return { started, start };
}

function watching(servers: ReturnType<typeof fakeServers>) {
  const notes: string[] = [];
  const lost = vi.fn();
  const mayRestart = vi.fn(async () => true);
  const note = (line: string) => notes.push(line);
  return { notes, lost, mayRestart, watch: { name: 'PostgreSQL', start: servers.start, note, mayRestart, lost } };
}

test('starts a server again that died, and reports it', async () => {
  const servers = fakeServers();
  const { watch, notes, lost } = watching(servers);
  await watchServer(watch);
  await servers.started[0]?.die();
  expect(servers.started).toHaveLength(2);
  expect(notes).toEqual(['PostgreSQL ended by itself (SIGKILL); starting it again.', 'PostgreSQL is back.']);
  expect(lost).not.toHaveBeenCalled();
});

test('does not start a server again that was stopped', async () => {
  const servers = fakeServers();
  const { watch, notes } = watching(servers);
  const server = await watchServer(watch);
  await server.stop();
  await server.stop();
  expect(servers.started).toHaveLength(1);
  expect(notes).toEqual([]);
});

test('gives up on a server that keeps dying, but not on one that dies now and then', async () => {
  const servers = fakeServers();
  const { watch, lost } = watching(servers);
  await watchServer(watch);
  for (let death = 0; death < 12; death += 1) {
    await servers.started.at(-1)?.die();
    await vi.advanceTimersByTimeAsync(20_000);
  }
  expect(lost).not.toHaveBeenCalled();
  for (let death = 0; death < 6; death += 1) await servers.started.at(-1)?.die();
  expect(lost).toHaveBeenCalledTimes(1);
});

test('gives up without a new start when the home is no longer ours', async () => {
  const servers = fakeServers();
  const { watch, lost, mayRestart } = watching(servers);
  mayRestart.mockResolvedValue(false);
  await watchServer(watch);
  await servers.started[0]?.die();
  expect(servers.started).toHaveLength(1);
  expect(lost).toHaveBeenCalledTimes(1);
});

test('a server that died during a shutdown is not left running', async () => {
  const servers = fakeServers();
  const stops = vi.fn();
  const { watch } = watching(servers);
  const start = async () => {
    const server = await servers.start();
    return { ...server, stop: () => server.stop().then(stops) };
  };
  const server = await watchServer({ ...watch, start });
  const dying = servers.started[0]?.die();
  const stopping = server.stop();
  await dying;
  await stopping;
  expect(stops).toHaveBeenCalledTimes(servers.started.length);
});
