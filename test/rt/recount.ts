/** The independent recount of a Request Tracker, which is Python and reads RT's own database, as the tests use it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Ferry } from '../e2e/recount.ts';

const PROGRAM = path.join(import.meta.dirname, 'recount');
/** What is to be quarantined, by trap. */
export const BEFOREHAND = path.join(import.meta.dirname, 'expected-quarantine.json');

const quarantined = z.object({ lane: z.string(), key: z.string(), code: z.string(), path: z.string() });
const compared = z.object({
  compared: z.record(z.string(), z.number()),
  differences: z.array(z.looseObject({ key: z.string(), path: z.string() })),
});
const traps = z.object({ traps: z.record(z.string(), z.array(z.number())), short: z.array(z.string()) });

export type QuarantineGroup = z.output<typeof quarantined>;

/** How often each trap is in the database, and which are there fewer than three times. */
export async function trapsOf(state: string): Promise<z.output<typeof traps>> {
  return traps.parse(await recount(['traps', '--state', state]));
}

/** The records that must be quarantined. */
export async function expectedQuarantine(state: string): Promise<readonly QuarantineGroup[]> {
  const said = await recount(['set-aside', '--state', state, '--list', BEFOREHAND]);
  return z.object({ records: z.array(quarantined) }).parse(said).records;
}

/** How much was compared, and every difference between RT's database and the console. */
export async function differencesOf(state: string, ferry: Ferry): Promise<z.output<typeof compared>> {
  const place = ['--console', ferry.url, '--token-file', ferry.tokenFile];
  return compared.parse(await recount(['compare', '--state', state, '--list', BEFOREHAND, ...place]));
}

/** Not `spawnSync`: the proxy before the console lives in this very program. */
async function recount(args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn('python3', [PROGRAM, ...args], { env });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`the recount ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
