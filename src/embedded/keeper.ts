/** A small program of its own that owns the embedded servers of one home for as long as some command holds a lease. */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FatalError } from '../errors.ts';
import { openHome, writeWhole } from './home.ts';
import { holdsLock, takeLock } from './keeper-lock.ts';
import { describeFailure, type LeaseDesk, openLeaseDesk } from './leases.ts';
import { ADDRESS_FILE, parseJson } from './messages.ts';
import { reachKeeper } from './reach-keeper.ts';
import { clearHome, createServers } from './servers.ts';

/** How long the servers outlive the last lease: enough for the next command of a script to find them warm. */
const GRACE_MS = 2_000;
/** How long we wait for the command that started us. */
const FIRST_LEASE_MS = 10_000;
/** How long a keeper that is on its way out may take. */
const SUCCESSION_MS = 40_000;

const home = await openHome(process.argv[2] ?? '');
if (await becomeKeeper()) await keep();

/** False when another keeper serves this home. Waits while one that is leaving still holds the lock. */
async function becomeKeeper(): Promise<boolean> {
  for (const deadline = Date.now() + SUCCESSION_MS; Date.now() < deadline; await pause(50)) {
    if (await takeLock(home)) return true;
    const other = await reachKeeper(home);
    other?.socket.destroy();
    if (other) return false;
  }
  throw new FatalError('Another keeper holds this home, but does not answer.', { code: 'keeper-failed', at: home });
}

/** Serves from now on; the program ends in `leave`. */
async function keep(): Promise<void> {
  await clearHome(home); // first: what still runs sits on the ports we want back
  const token = randomBytes(32).toString('hex');
  const tell: LeaseDesk['tell'] = (answer) => desk.tell(answer);
  const servers = createServers({
    home,
    env: process.env,
    note: (line) => {
      console.error(line);
      tell({ kind: 'note', line });
    },
    mayRestart: () => holdsLock(home),
    lost: (error) => {
      tell({ kind: 'failed', failure: describeFailure(error) });
      leave(error);
    },
  });
  const leave = departure(async () => {
    desk.close();
    removeAddress(token);
    await servers.stop();
  });
  const whenIdle = idleClock(() => leave());
  const desk = await openLeaseDesk({ token, serve: servers.ensure, onCount: whenIdle });
  await writeWhole(path.join(home, ADDRESS_FILE), JSON.stringify({ pid: process.pid, port: desk.port, token }));
}

/** Returns a function that ends the program once, whatever calls it first; with an error it exits 1. */
function departure(tidy: () => Promise<void>): (error?: unknown) => void {
  let leaving = false;
  const leave = (error?: unknown) => {
    if (error) console.error(error);
    if (leaving) return;
    leaving = true;
    void tidy().finally(() => process.exit(error ? 1 : 0));
  };
  process.on('SIGTERM', () => leave());
  process.on('SIGINT', () => leave());
  process.on('SIGHUP', () => undefined); // a closed terminal ends commands; their leases tell us
  process.on('uncaughtException', leave);
  return leave;
}

/** Returns what is told the number of open leases; calls `expired` when there have been none for too long. */
function idleClock(expired: () => void): (open: number) => void {
  let clock = setTimeout(expired, FIRST_LEASE_MS);
  return (open) => {
    clearTimeout(clock);
    if (open === 0) clock = setTimeout(expired, GRACE_MS);
  };
}

/** Only our own: by now another keeper may serve a home that was removed and made again. */
function removeAddress(token: string): void {
  const file = path.join(home, ADDRESS_FILE);
  try {
    const known = parseJson(readFileSync(file, 'utf8'));
    if (typeof known === 'object' && known && 'token' in known && known.token === token) rmSync(file);
  } catch {
    // gone with the home: nothing to remove
  }
}
