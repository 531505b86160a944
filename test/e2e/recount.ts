/** What the recounts share: a Ferry of its own in a temporary folder, used through its command line, and a console read over HTTP. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { keepBundles, openHomeWithBundles } from '../setup/bundles.ts';
import { countingProxy } from './counting-proxy.ts';

export type Json = z.core.util.JSONType;
export type Fields = Record<string, Json>;

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where real input lies; it is not part of the project. Null, after saying so, when it isn't there. */
export function realInput(name: string): string | null {
  const dir = path.join(process.env.FERRY_TEST_DATA ?? path.join(ROOT, '../shared/data'), name);
  if (existsSync(dir)) return dir;
  process.stderr.write(`NOT RUN: the recount of ${name} needs FERRY_TEST_DATA; there is no ${dir}\n`);
  return null;
}

export interface Ferry {
  /** A folder for configurations and inputs, gone after `stop`. */
  readonly dir: string;
  /** The console, through a proxy that counts what is written to it. */
  readonly url: string;
  readonly tokenFile: string;
  /** Items sent to the console in bulk writes so far. */
  itemsSent(): number;
  /** Runs a command to its end. */
  command(args: readonly string[]): Promise<Ended>;
  stop(): Promise<void>;
}

export interface Ended {
  readonly code: number | null;
  readonly json: Json;
  readonly stderr: string;
}

/** Milliseconds. */
const COMMAND_LIMIT = 600_000;

/** `ferry up` in a folder of its own, and a counting proxy before its console. */
export async function startFerry(): Promise<Ferry> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'ferry-recount-'));
  chmodSync(dir, 0o755); // PostgreSQL runs under another account when we are root, and keeps its data here
  const home = path.join(dir, 'home');
  openHomeWithBundles(home);
  const env = { ...process.env, FERRY_HOME: home, NO_COLOR: '1' };
  const up = spawn(process.execPath, [cli, 'up', '--json'], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = await firstLine(up);
  const { console: found } = JSON.parse(ready);
  if (found === undefined) throw new Error(`ferry up said: ${ready}`);
  const proxy = await countingProxy(new URL(found.url));
  return {
    dir,
    url: proxy.url,
    tokenFile: found.tokenFile,
    itemsSent: proxy.itemsSent,
    command: (args) => runCommand(args, { cwd: dir, env }),
    stop: async () => {
      proxy.close();
      await ended(up);
      keepBundles(home);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const cli = path.join(ROOT, 'src/cli/ferry.mjs');

/** Not `spawnSync`: the proxy that the command speaks to lives in this very program. */
async function runCommand(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args, '--json'], { ...options, timeout: COMMAND_LIMIT });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  const json: Json = stdout.trim() === '' ? null : JSON.parse(stdout);
  return { code, json, stderr };
}

function firstLine(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the command was started without pipes');
  let said = '';
  stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  return new Promise((resolve, reject) => {
    createInterface(stdout).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ferry up ended with ${code}: ${said}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}

const held = z.object({
  externalId: z.string(),
  etag: z.string(),
  edited: z.boolean(),
  data: z.record(z.string(), z.json()),
});
const page = z.object({ items: z.array(held), next: z.string().nullable() });

export type Held = z.output<typeof held>;

/** Every live record of an entity, by external key. */
export async function listAll(ferry: Ferry, entity: string): Promise<Map<string, Held>> {
  const all = new Map<string, Held>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${ferry.url}/v1/entities/${entity}?limit=500${after}`, { headers: authorised(ferry) });
    if (!answer.ok) throw new Error(`listing ${entity} was answered ${answer.status}: ${await answer.text()}`);
    const { items, next } = page.parse(await answer.json());
    for (const item of items) all.set(item.externalId, item);
    cursor = next;
  }
  return all;
}

/** What a person does on the record's page. */
export async function editByHand(ferry: Ferry, edit: { entity: string; held: Held; fields: Fields }): Promise<void> {
  const { entity, held, fields } = edit;
  const answer = await fetch(`${ferry.url}/v1/entities/${entity}/${encodeURIComponent(held.externalId)}`, {
    method: 'PATCH',
    headers: {
      ...authorised(ferry),
      'content-type': 'application/json',
      'if-match': held.etag,
      'edited-by': 'hotline',
    },
    body: JSON.stringify(fields),
  });
  if (!answer.ok) throw new Error(`the edit was answered ${answer.status}: ${await answer.text()}`);
}

function authorised(ferry: Ferry): Record<string, string> {
  return { authorization: `Bearer ${readFileSync(ferry.tokenFile, 'utf8').trim()}` };
}

/** Writes a configuration whose target is the counted console. */
export function configure(ferry: Ferry, sources: Json, routes: Json): string {
  const file = path.join(ferry.dir, 'ferry.yaml');
  const target = { kind: 'console', url: ferry.url, token: `file:${ferry.tokenFile}` };
  writeFileSync(file, JSON.stringify({ sources, target, routes })); // JSON is YAML
  return file;
}

export interface Expected {
  readonly key: string;
  readonly fields: Fields;
}

/** What a second, independent reading of the input says the console must hold. */
export function recounted(script: string, input: string): Expected[] {
  const run = spawnSync('python3', [path.join(import.meta.dirname, script), input], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`${script}: ${run.stderr || run.error}`);
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** As the console shows it, without what is empty; references as what the other record is called. */
export function shown(value: Json, names: ReadonlyMap<string, Json>): Json {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => shown(item, names));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .map(([name, member]) => [name, shown(member, names)] as const)
    .filter(([, member]) => !isEmpty(member));
  return Object.fromEntries(kept);
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** External key → `{ref, name}` of the records of some entities. */
export async function namesOf(ferry: Ferry, entities: readonly string[]): Promise<Map<string, Json>> {
  const names = new Map<string, Json>();
  for (const entity of entities) {
    for (const [key, held] of await listAll(ferry, entity)) {
      names.set(key, { ref: entity, name: held.data.name ?? null });
    }
  }
  return names;
}
