/** At most one keeper per home, also when two are started at once or the last one was killed. */
import { link, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from './home.ts';
import { parseJson } from './messages.ts';
import { startOf } from './strays.ts';

const holder = z.object({ pid: z.number(), start: z.string() });
const NAME = /^keeper\.lock\.(\d+)$/;

/**
 * Takes the lock for this very program, or says false while another living one holds it.
 * Locks are numbered and the highest counts. A dead holder's is never removed to be taken, only outnumbered:
 * removing it could hit the lock of somebody who was quicker.
 */
export async function takeLock(home: string): Promise<boolean> {
  const mine = path.join(home, `keeper.lock-${process.pid}`);
  await writeWhole(mine, JSON.stringify({ pid: process.pid, start: (await startOf(process.pid)) ?? '' }));
  try {
    return await outnumber(home, mine);
  } finally {
    await rm(mine, { force: true });
  }
}

/** Whether the lock this program took still stands: somebody may have removed the home under it. */
export async function holdsLock(home: string): Promise<boolean> {
  const { highest } = await numbers(home);
  return (await holderOf(home, highest))?.pid === process.pid;
}

async function outnumber(home: string, mine: string): Promise<boolean> {
  const { highest } = await numbers(home);
  if (await isAlive(home, highest)) return false;
  const number = highest + 1;
  const won = await link(mine, lockFile(home, number)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (!won) return outnumber(home, mine);
  const after = await numbers(home);
  if (after.highest > number) {
    await rm(lockFile(home, number), { force: true });
    return outnumber(home, mine);
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
  // An unreadable lock is what a power cut leaves: its holder is gone.
  return holder.safeParse(parseJson(text)).data;
}

function lockFile(home: string, number: number): string {
  return path.join(home, `keeper.lock.${number}`);
}
