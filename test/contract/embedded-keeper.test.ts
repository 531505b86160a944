import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdsLock, takeLock } from '../../src/embedded/keeper-lock.ts';
import { openLeaseServer } from '../../src/embedded/lease-server.ts';
import { startOf } from '../../src/embedded/orphans.ts';
import { FatalError } from '../../src/errors.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'ferry-keeper-'));
});
afterEach(() => rm(home, { recursive: true }));

const SERVED = { databaseUrl: 'postgres://x', temporalAddress: null, temporalUi: null };
const REQUEST = { token: 'right', want: { database: true, temporal: false } };

/** Sends one text to a lease server; resolves with the first answer, or null when the connection is closed. */
async function send(port: number, text: string) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(text);
  const answer = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return { answer: answer[0] instanceof Buffer ? JSON.parse(String(answer[0])) : null, socket };
}

test('a lease is an open connection with the right token, and nothing else is', async () => {
  const counts: number[] = [];
  const server = await openLeaseServer({
    token: 'right',
    serve: async () => SERVED,
    onCount: (open) => counts.push(open),
  });
  for (const text of ['not JSON\n', '{"token":"right"}\n', `${JSON.stringify({ ...REQUEST, token: 'wrong' })}\n`]) {
    expect((await send(server.port, text)).answer).toBeNull();
  }
  expect(counts).toEqual([]);
  const { answer, socket } = await send(server.port, `${JSON.stringify(REQUEST)}\n`);
  expect(answer).toEqual({ kind: 'ready', served: SERVED });
  socket.destroy();
  await expect.poll(() => counts).toEqual([1, 0]);
  server.close();
});

test('the reason a server cannot be had reaches the command with its code and hint', async () => {
  const serve = async () => {
    throw new FatalError('no room', { code: 'initdb-failed', hint: 'make room' });
  };
  const server = await openLeaseServer({ token: 'right', serve, onCount: () => undefined });
  const { answer, socket } = await send(server.port, `${JSON.stringify(REQUEST)}\n`);
  const detail = { code: 'initdb-failed', hint: 'make room' };
  expect(answer).toEqual({ kind: 'failed', failure: { name: 'FatalError', message: 'no room', detail } });
  socket.destroy();
  server.close();
});

test('of many that want the lock at once one gets it, and nobody while that one lives', async () => {
  const lock = pathToFileURL('src/embedded/keeper-lock.ts').href;
  const script = `import { takeLock } from '${lock}'; console.log(await takeLock(process.argv[1])); process.stdin.resume();`;
  const rivals = Array.from({ length: 5 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const got = await Promise.all(rivals.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()));
  expect(got.sort()).toEqual(['false', 'false', 'false', 'false', 'true']);
  expect(await takeLock(home)).toBe(false);
  expect(await holdsLock(home)).toBe(false);
  const ended = rivals.map((rival) => once(rival, 'exit'));
  for (const rival of rivals) rival.kill('SIGKILL');
  await Promise.all(ended);
  expect(await takeLock(home)).toBe(true);
  expect(await holdsLock(home)).toBe(true);
});

test('a lock whose number now belongs to another program, or that is damaged, keeps nobody from taking it', async () => {
  await writeFile(path.join(home, 'keeper.lock.7'), JSON.stringify({ pid: process.pid, start: 'another time' }));
  expect(await takeLock(home)).toBe(true);
  expect(await readdir(home)).toEqual(['keeper.lock.8']);
  await writeFile(path.join(home, 'keeper.lock.9'), '');
  expect(await takeLock(home)).toBe(true);
  expect(await readdir(home)).toEqual(['keeper.lock.10']);
});

test('a program that ended has no start', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(await startOf(child.pid ?? 0)).toBeUndefined();
  expect(await startOf(process.pid)).toMatch(/\d/);
});
