/** A FERRY_HOME for a test: reachable for the servers' account, and gone afterwards with all that serves it. */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually, serving } from './commands.ts';

export interface FreshHome {
  /** Doesn't exist yet; its parent is the test's own as well. */
  readonly home: string;
  /** Stops what serves it without waiting for the keeper's grace, and removes everything, data outside it too. */
  remove(): Promise<void>;
}

/** As root, a plain temporary directory (0700) would send the database to /var/lib/ferry. */
export async function freshHome(): Promise<FreshHome> {
  const dir = await mkdtemp(path.join(await realpath(tmpdir()), 'ferry-home-'));
  await chmod(dir, 0o755);
  const home = path.join(dir, 'home');
  return { home, remove: () => remove(home) };
}

async function remove(home: string): Promise<void> {
  // A keeper that is just starting dies of the first signal without stopping anything: servers may be left for us.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const signalled = serving(home).filter(({ program }) => program === 'keeper' || signal === 'SIGINT');
    for (const { pid } of signalled) process.kill(pid, signal);
    const gone = () => !serving(home).some(({ pid }) => signalled.some((one) => one.pid === pid));
    await eventually('keeper and servers are gone', gone, 25_000);
  }
  const notes = path.join(home, 'postgres.json');
  const { outside } = existsSync(notes) ? JSON.parse(readFileSync(notes, 'utf8')) : { outside: null };
  if (outside) await rm(outside, { recursive: true, force: true });
  await rm(path.dirname(home), { recursive: true, force: true });
}
