/** What is kept in FERRY_HOME between two starts of the embedded servers: where their data lies, ports, the password. */
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, chmod, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FatalError, UsageError } from '../errors.ts';
import { type Account, canEnter, serverAccount } from './account.ts';
import { parseJson } from './keeper-protocol.ts';
import { makeDirectory, whyUnusable } from './make-directory.ts';

/** Where root keeps what `nobody` has to read when that account can't enter FERRY_HOME. */
export const OUTSIDE = '/var/lib/ferry';

/** The file in FERRY_HOME with `postgresSettings`. */
export const POSTGRES_FILE = 'postgres.json';

/** Kept in FERRY_HOME, readable by its owner alone. The password is made once and never shown. */
export const postgresSettings = z.object({
  port: z.number(),
  password: z.string(),
  /** Set when the data lies outside FERRY_HOME. */
  outside: z.string().nullable(),
});

/** Kept as temporal.json in FERRY_HOME. */
export const temporalSettings = z.object({ port: z.number(), uiPort: z.number() });

/**
 * Creates FERRY_HOME when it is missing and returns its real path. Repeats safely.
 * @throws UsageError `home-unusable`
 */
export async function openHome(home: string): Promise<string> {
  try {
    const made = await makeDirectory(home);
    // Root's servers run as nobody, who must be able to pass through; nobody else can list it either way.
    if (made) await chmod(home, serverAccount() ? 0o711 : 0o700);
    await access(home, constants.W_OK);
    return await realpath(home);
  } catch (error) {
    throw new UsageError(`FERRY_HOME can't be ${home}: ${whyUnusable(error)}`, {
      code: 'home-unusable',
      at: home,
      hint: 'set FERRY_HOME to a directory that this account may make and write to, such as ~/.ferry',
      cause: error,
    });
  }
}

/**
 * What the last start kept in this file, or undefined before the first one.
 * @throws FatalError `home-damaged`
 */
export async function readKept<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  if (!existsSync(file)) return undefined;
  const kept = schema.safeParse(parseJson(await readFile(file, 'utf8').catch(() => '')));
  if (kept.success) return kept.data;
  throw new FatalError('The settings of an embedded server can’t be read.', {
    code: 'home-damaged',
    at: file,
    hint: 'Run Ferry as the account that made it, restore the file from a backup, or use another FERRY_HOME.',
  });
}

/** Writes a private file (0600) whole or not at all. */
export async function writeAtomically(file: string, text: string): Promise<void> {
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

/** What decides where PostgreSQL's data lies: not every home can be reached by every account. */
export interface DataLocation {
  readonly home: string;
  readonly account: Account | undefined;
  /** As the last start kept it. */
  readonly outside: string | null;
}

/**
 * Decides where PostgreSQL's data lies: in FERRY_HOME when the account can reach it, else below /var/lib/ferry.
 * Never gives an empty directory where there is data already, or where there should be.
 * @throws FatalError `data-unreachable`
 */
export async function locateData(location: DataLocation): Promise<{ dataDir: string; outside: string | null }> {
  if (location.outside) {
    await claim(location.outside, location.home);
    return { dataDir: path.join(location.outside, 'pg'), outside: location.outside };
  }
  const inside = path.join(location.home, 'pg');
  if (!location.account || canEnter(location.account, location.home)) return { dataDir: inside, outside: null };
  if (!existsSync(inside)) return makeOutside(location.home);
  throw unreachable(inside, 'a directory above it is closed to other accounts', 'Run `chmod o+x` on those above it.');
}

/** The home that data below /var/lib/ferry belongs to; undefined when that home is gone or names other data. */
export async function homeOf(outside: string): Promise<string | undefined> {
  const home = await readFile(path.join(outside, 'home'), 'utf8').catch(() => undefined);
  if (home === undefined || !existsSync(path.join(home, POSTGRES_FILE))) return undefined;
  const kept = await readKept(path.join(home, POSTGRES_FILE), postgresSettings);
  return kept?.outside === outside ? home : undefined;
}

async function makeOutside(home: string): Promise<{ dataDir: string; outside: string }> {
  const outside = path.join(OUTSIDE, randomBytes(8).toString('hex'));
  await mkdir(outside, { recursive: true });
  for (const dir of [OUTSIDE, outside]) await chmod(dir, 0o755); // whatever our umask is: the servers' account must be able to enter
  await writeFile(path.join(outside, 'home'), home);
  return { dataDir: path.join(outside, 'pg'), outside };
}

/** Data outside a home names its owner: a copied FERRY_HOME may not open the original's data, a moved one keeps its own. */
async function claim(outside: string, home: string): Promise<void> {
  const startOver = `To begin with an empty database, remove ${path.join(home, POSTGRES_FILE)}.`;
  if (!existsSync(path.join(outside, 'home'))) throw unreachable(outside, 'it is gone', startOver);
  const owner = await homeOf(outside);
  if (owner !== undefined && owner !== home) throw unreachable(outside, `it belongs to ${owner}`, startOver);
  await writeAtomically(path.join(outside, 'home'), home);
}

function unreachable(dataDir: string, why: string, hint: string): FatalError {
  return new FatalError(`PostgreSQL can't reach its data: ${why}.`, { code: 'data-unreachable', at: dataDir, hint });
}
