/** The lock that allows one keeper per home, also when two are started at once or the last one was killed. */
import { link, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './home.ts';
import { parseJson } from './keeper-protocol.ts';
import { startOf } from './orphans.ts';

const holder = z.object({ pid: z.number(), start: z.string() });
const NAME = /^keeper\.lock\.(\d+)$/;

/**
 * Takes the lock for this process; false while another running process holds it.
 * Lock files are numbered, and the one with the highest number is valid. The lock of a process that ended is replaced by one
 * with a higher number and only then deleted: deleting it first could delete the lock of a process that was quicker.
 */
export async function takeLock(home: string): Promise<boolean> {
  const mine = path.join(home, `keeper.lock-${process.pid}`);
  await writeAtomically(mine, JSON.stringify({ pid: process.pid, start: (await startOf(process.pid)) ?? '' }));
  try {
    return await createNext(home, mine);
  } finally {
    await rm(mine, { force: true });
  }
}

/** Whether this process still holds the lock: somebody may have deleted the home meanwhile. */
export async function holdsLock(home: string): Promise<boolean> {
  const { highest } = await numbers(home);
  return (await holderOf(home, highest))?.pid === process.pid;
}

async function createNext(home: string, mine: string): Promise<boolean> {
  const { highest } = await numbers(home);
  if (await isAlive(home, highest)) return false;
  const number = highest + 1;
  const created = await link(mine, lockFile(home, number)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (!created) return createNext(home, mine);
  const after = await numbers(home);
  if (after.highest > number) {
    await rm(lockFile(home, number), { force: true });
    return createNext(home, mine);
  }
  await Promise.all(after.all.filter((n) => n < number).map((n) => rm(lockFile(home, n), { force: true })));
  return true;
}

async function numbers(home: string): Promise<{ all: number[]; highest: number }> {
  const names = await readdir(home).catch(() => []);
  const all = names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
  return { all, highest: Math.max(0, ...all) };
}

async function isAlive(home: string, number: number): Promise<boolean> {
  const held = await holderOf(home, number);
  return held !== undefined && (await startOf(held.pid)) === held.start;
}

async function holderOf(home: string, number: number): Promise<z.infer<typeof holder> | undefined> {
  const text = await readFile(lockFile(home, number), 'utf8').catch(() => '');
  // A lock file that can't be parsed is left by a power cut: its holder is gone.
  return holder.safeParse(parseJson(text)).data;
}

function lockFile(home: string, number: number): string {
  return path.join(home, `keeper.lock.${number}`);
}
