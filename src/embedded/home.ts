/** What the embedded servers keep in FERRY_HOME between two starts: where their data lies, ports, the password. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FatalError } from '../errors.ts';
import { type Account, canRun, giveTo, serverAccount } from './account.ts';
import { parseJson } from './messages.ts';

/** Where root keeps what `nobody` must reach when FERRY_HOME can't be reached. */
export const OUTSIDE = '/var/lib/ferry';

/** Kept as postgres.json. */
export const postgresNotes = z.object({
  port: z.number(),
  password: z.string(),
  /** Set when the data lies outside FERRY_HOME. */
  outside: z.string().nullable(),
});

/** Kept as temporal.json. */
export const temporalNotes = z.object({ port: z.number(), uiPort: z.number() });

/** Creates FERRY_HOME when it is missing and returns its real path. Repeats safely. */
export async function openHome(home: string): Promise<string> {
  // Root's servers run as nobody, who must be able to pass through; nobody else can list it either way.
  await mkdir(home, { recursive: true, mode: serverAccount() ? 0o711 : 0o700 });
  return realpath(home);
}

/**
 * What the last start noted, or undefined before the first one.
 * @throws FatalError `home-damaged`
 */
export async function recall<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const notes = schema.safeParse(parseJson(text));
  if (notes.success) return notes.data;
  throw new FatalError('The notes on an embedded server are damaged.', {
    code: 'home-damaged',
    at: file,
    hint: 'Restore the file from a backup, or use another FERRY_HOME.',
  });
}

/** Writes a private file (0600) whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.new`;
  await writeFile(partial, text, { mode: 0o600, flush: true });
  await rename(partial, file);
}

/** The account PostgreSQL runs under here: as root, whoever owns the data already, else nobody. */
export async function accountFor(home: string): Promise<Account | undefined> {
  const account = serverAccount();
  if (!account) return undefined;
  const owner = await stat(path.join(home, 'pg')).catch(() => undefined);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : account;
}

export interface DataPlace {
  readonly home: string;
  readonly account: Account | undefined;
  /** A program the account can start; proves that a directory can be reached. */
  readonly probe: string;
  readonly outside: string | null;
}

/**
 * Decides where PostgreSQL's data lies: in FERRY_HOME when the account can reach it, else below /var/lib/ferry.
 * Data that exists is never left behind for an empty place.
 * @throws FatalError `data-unreachable`
 */
export async function placeData(place: DataPlace): Promise<{ dataDir: string; outside: string | null }> {
  const inside = path.join(place.home, 'pg');
  if (place.outside && (await belongsTo(place.outside, place.home))) {
    return { dataDir: path.join(place.outside, 'pg'), outside: place.outside };
  }
  if (!place.account || canRun(place.account, place.probe, place.home)) return { dataDir: inside, outside: null };
  const made = await stat(inside).catch(() => undefined);
  if (made) throw unreachable(inside);
  return makeOutside(place.home, place.account);
}

async function makeOutside(home: string, account: Account) {
  const outside = path.join(OUTSIDE, randomBytes(8).toString('hex'));
  await mkdir(outside, { recursive: true, mode: 0o755 });
  await giveTo(account, outside);
  await writeFile(path.join(outside, 'home'), home);
  return { dataDir: path.join(outside, 'pg'), outside };
}

/** A copied FERRY_HOME must not open the original's data; a moved one takes its data along. */
async function belongsTo(outside: string, home: string): Promise<boolean> {
  const owner = await readFile(path.join(outside, 'home'), 'utf8').catch(() => undefined);
  if (owner === undefined) return false;
  if (owner === home) return true;
  const other = await stat(path.join(owner, 'postgres.json')).catch(() => undefined);
  if (other) return false;
  await writeWhole(path.join(outside, 'home'), home);
  return true;
}

function unreachable(dataDir: string): FatalError {
  return new FatalError('PostgreSQL can no longer reach its data: a directory above it was closed to other accounts.', {
    code: 'data-unreachable',
    at: dataDir,
    hint: 'Run `chmod o+x` on the directories above it, or run Ferry as the account that owns them.',
  });
}
