/** A background process that runs the embedded servers of one home as long as some command holds a lease. */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FatalError } from '../errors.ts';
import { openHome, writeAtomically } from './home.ts';
import { holdsLock, takeLock } from './keeper-lock.ts';
import { ADDRESS_FILE, parseJson } from './keeper-protocol.ts';
import { describeFailure, type LeaseServer, openLeaseServer } from './lease-server.ts';
import { reachKeeper } from './reach-keeper.ts';
import { clearHome, createServers } from './servers.ts';

/** How long the servers run on after the last lease, so that the next command of a script finds them running. */
const IDLE_MS = 2_000;
/** How long we wait for the command that started us. */
const FIRST_LEASE_MS = 10_000;
/** How long to wait for a keeper that is shutting down to release the lock. */
const TAKEOVER_MS = 40_000;

const home = await openHome(process.argv[2] ?? '');
if (await becomeKeeper()) await keep();

/** Takes the home's lock; false when another keeper serves the home. Waits for one that is shutting down. */
async function becomeKeeper(): Promise<boolean> {
  for (const deadline = Date.now() + TAKEOVER_MS; Date.now() < deadline; await pause(50)) {
    if (await takeLock(home)) return true;
    const other = await reachKeeper(home);
    other?.socket.destroy();
    if (other) return false;
  }
  throw new FatalError('Another keeper holds this home, but does not answer.', { code: 'keeper-failed', at: home });
}

/** Serves leases until `shutDown` ends the process. */
async function keep(): Promise<void> {
  await clearHome(home); // first: servers that a killed keeper left still hold our ports
  const token = randomBytes(32).toString('hex');
  const broadcast: LeaseServer['broadcast'] = (answer) => leases.broadcast(answer);
  const servers = createServers({
    home,
    env: process.env,
    note: (line) => {
      console.error(line);
      broadcast({ kind: 'note', line });
    },
    mayRestart: () => holdsLock(home),
    lost: (error) => {
      broadcast({ kind: 'failed', failure: describeFailure(error) });
      shutDown(error);
    },
  });
  const shutDown = createShutdown(async () => {
    leases.close();
    removeAddress(token);
    await servers.stop();
  });
  const whenIdle = idleTimer(() => shutDown());
  const leases = await openLeaseServer({ token, serve: servers.ensure, onCount: whenIdle });
  await writeAtomically(path.join(home, ADDRESS_FILE), JSON.stringify({ pid: process.pid, port: leases.port, token }));
}

/** Returns a function that ends the process, once however often it is called; with an error it exits 1. */
function createShutdown(tidy: () => Promise<void>): (error?: unknown) => void {
  let ending = false;
  const shutDown = (error?: unknown) => {
    if (error) console.error(error);
    if (ending) return;
    ending = true;
    void tidy().finally(() => process.exit(error ? 1 : 0));
  };
  process.on('SIGTERM', () => shutDown());
  process.on('SIGINT', () => shutDown());
  process.on('SIGHUP', () => undefined); // a closed terminal ends the commands, and that closes their leases
  process.on('uncaughtException', shutDown);
  return shutDown;
}

/** Returns a function to call with the number of open leases; calls `expired` when there have been none for a while. */
function idleTimer(expired: () => void): (open: number) => void {
  let timer = setTimeout(expired, FIRST_LEASE_MS);
  return (open) => {
    clearTimeout(timer);
    if (open === 0) timer = setTimeout(expired, IDLE_MS);
  };
}

/** Removes the address file if it is ours: another keeper may serve a home that was deleted and created again meanwhile. */
function removeAddress(token: string): void {
  const file = path.join(home, ADDRESS_FILE);
  try {
    const known = parseJson(readFileSync(file, 'utf8'));
    if (typeof known === 'object' && known && 'token' in known && known.token === token) rmSync(file);
  } catch {
    // gone with the home: nothing to remove
  }
}
