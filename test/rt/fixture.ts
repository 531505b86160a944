/** Real Request Trackers for tests: the filled one that all share for reading, and copies of it that a test may do anything to. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const SERVER = path.join(import.meta.dirname, 'server');

const variables = z.object({
  FERRY_RT_URL: z.string(),
  FERRY_RT_STATE: z.string(),
  FERRY_RT_DB: z.enum(['sqlite', 'pg']),
  FERRY_RT_USER: z.string(),
  FERRY_RT_PASSWORD: z.string(),
  FERRY_RT_TOKEN: z.string(),
  FERRY_RT_SPARE_TOKEN: z.string(),
  FERRY_RT_READER_TOKEN: z.string(),
  FERRY_RT_FORMER_TOKEN: z.string(),
});

/** What start.sh prints, and what the environment of tests in project `rt` holds. */
export type RtVariables = z.output<typeof variables>;

export interface RtServer {
  /** The web address; REST2 is below it. */
  readonly url: string;
  /** The folder with its database (`var/rt5.db`, or a PostgreSQL cluster reached by `run/`), accounts and `manifest.json`. */
  readonly state: string;
  readonly db: 'sqlite' | 'pg';
  /** An account that may do everything, by password; it has no time zone of its own. */
  readonly user: string;
  readonly password: string;
  readonly token: string;
  /** A second token of the same account. */
  readonly spareToken: string;
  /** Of an account with few rights, in the zone America/New_York. */
  readonly readerToken: string;
  /** Of an account that was disabled. */
  readonly formerToken: string;
}

export interface RtFixture extends RtServer {
  /** Stops the web server alone, by its process id; `again` brings it back at the same address. */
  stopWeb(): Promise<void>;
  again(): Promise<void>;
  /** Takes a token back as its owner would. */
  revoke(token: string): Promise<void>;
  /** Disables a custom field, so that no record shows it any more. */
  disableField(name: string): Promise<void>;
  /** Stops everything and removes the state. */
  stop(): Promise<void>;
}

/** The filled server of this test run. Read only: other tests read it too. */
export function sharedRt(): RtServer {
  return serverOf(variables.parse(process.env));
}

export interface FreshSettings {
  /** Bytes; as RT writes them. */
  readonly maxAttachment?: string;
}

/** A running copy of the filled server, in a few seconds: its own database, address and accounts' tokens as in the original. */
export async function freshRt({ maxAttachment }: FreshSettings = {}): Promise<RtFixture> {
  const { state: template, db } = sharedRt();
  const state = await stateFolder();
  const settings = {
    RT_STATE: state,
    RT_DB: db,
    ...(maxAttachment !== undefined && { RT_MAX_ATTACHMENT: maxAttachment }),
  };
  const server = serverOf(await startRt({ ...settings, RT_TEMPLATE: template }));
  return {
    ...server,
    stopWeb: async () => void (await script('stop.sh', settings, '--web')),
    again: async () => void (await startRt(settings)),
    revoke: async (token) => void (await script('revoke.sh', { ...settings, RT_REVOKE: token })),
    disableField: async (name) => void (await script('disable-field.sh', { ...settings, RT_FIELD: name })),
    stop: () => removeRt(state),
  };
}

/** A folder that the server's account can reach; as root it isn't ours. */
export async function stateFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(await realpath(os.tmpdir()), 'ferry-rt-'));
  await chmod(dir, 0o755);
  return dir;
}

/** Runs start.sh, which leaves alone what is there and runs; gives what it printed. Throws its words when it can't. */
export async function startRt(settings: Readonly<Record<string, string>>): Promise<RtVariables> {
  const lines = (await script('start.sh', settings)).split('\n').filter((line) => line.includes('='));
  return variables.parse(
    Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
  );
}

export async function removeRt(state: string): Promise<void> {
  await script('stop.sh', { RT_STATE: state }, '--remove');
  await rm(state, { recursive: true, force: true });
}

async function script(name: string, settings: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...settings };
  // The web server outlives the script and must not hold its pipes: it closes them itself.
  const child = spawn('bash', [path.join(SERVER, name), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${err}`);
  return out;
}

function serverOf(found: RtVariables): RtServer {
  return {
    url: found.FERRY_RT_URL,
    state: found.FERRY_RT_STATE,
    db: found.FERRY_RT_DB,
    user: found.FERRY_RT_USER,
    password: found.FERRY_RT_PASSWORD,
    token: found.FERRY_RT_TOKEN,
    spareToken: found.FERRY_RT_SPARE_TOKEN,
    readerToken: found.FERRY_RT_READER_TOKEN,
    formerToken: found.FERRY_RT_FORMER_TOKEN,
  };
}
