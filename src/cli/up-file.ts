/** The file in which `ferry up` publishes its addresses, so that other commands use its servers instead of starting their own. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const upFile = z.object({
  pid: z.number(),
  console: z.object({ url: z.string(), tokenFile: z.string() }),
  dashboard: z.null(),
  temporal: z.object({ address: z.string(), ui: z.string().nullable() }),
  /** Where PostgreSQL is, without its password. */
  database: z.string(),
});

export type Up = z.output<typeof upFile>;

/** What `ferry up` keeps running in this home, or null when it doesn't run (any more). */
export async function liveUp(home: string): Promise<Up | null> {
  const text = await readFile(fileIn(home), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = upFile.safeParse(parse(text));
  if (!parsed.success || !isAlive(parsed.data.pid)) return null;
  const answer = await fetch(new URL('/healthz', parsed.data.console.url), {
    signal: AbortSignal.timeout(3_000),
    redirect: 'manual',
  }).catch(() => null);
  return answer?.ok === true ? parsed.data : null;
}

/** Whole or not at all, readable by its owner. */
export async function writeUp(home: string, up: Up): Promise<void> {
  const file = fileIn(home);
  await writeFile(`${file}.new`, JSON.stringify(up), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Repeats safely. */
export async function removeUp(home: string): Promise<void> {
  await rm(fileIn(home), { force: true });
}

function fileIn(home: string): string {
  return path.join(home, 'up.json');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
