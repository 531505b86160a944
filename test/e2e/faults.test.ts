/** What happens to a run in the middle: it waits and says for what, goes on when told, ends when it must, and tells no secret meanwhile. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

const SHIPPED = path.resolve(import.meta.dirname, '../../mappings/csv-to-console/ticket.yaml');
/** Stands in every record, quarantined or not. */
const CANARY = 'canary-of-a-record-4417';
const upLine = z.object({ console: z.object({ url: z.string(), tokenFile: z.string() }) });

let place: Workplace;
let servers: Started;
let console: z.output<typeof upLine>['console'];
const heard: string[] = [];

beforeAll(async () => {
  place = await openWorkplace();
  servers = place.start('up', '--json');
  const [line] = await servers.shows(/^\{.*\}$/m);
  console = upLine.parse(JSON.parse(line)).console;
  await writeFile(path.join(place.dir, 'token'), await token());
  await cp(SHIPPED, path.join(place.dir, 'mappings/ticket.yaml'));
});

afterAll(async () => {
  servers?.child.kill('SIGINT');
  await servers?.said;
  await place?.remove();
});

async function token(): Promise<string> {
  return (await readFile(console.tokenFile, 'utf8')).trim();
}

/** A route of its own name: other records than those of the other tests. Small batches make it last. */
async function prepare(name: string, rows: readonly string[], settings = 'batch: 10, window: 1'): Promise<void> {
  const header = 'number,title,status,priority,created_at,body';
  await place.write(`${name}.csv`, [header, ...rows, ''].join('\n'));
  await place.write(
    `${name}.yaml`,
    `sources:
  ${name}: { kind: csv, dir: ., files: { ticket: { path: ${name}.csv, key: number } } }
target: { kind: console, url: "${console.url}", token: file:token }
routes:
  ${name}: { from: ${name}, mappings: mappings, entities: [ticket], ${settings} }
`,
  );
}

function rows(count: number, status: (row: number) => string = () => 'open'): string[] {
  return Array.from({ length: count }, (_, at) => `T${at},${CANARY},${status(at)},high,2026-01-01T00:00:00Z,${CANARY}`);
}

/** What a command said at its end; the object on stdout is the only one. */
async function ended(started: Started) {
  const { exit, out, err } = await started.said;
  heard.push(out, err);
  return { exit, err, given: z.record(z.string(), z.unknown()).parse(JSON.parse(out)) };
}

const ask = (...words: string[]) => ended(place.start(...words, '--json'));

/** Starts a run; resolves once it has its id and something is loaded. */
async function begin(name: string): Promise<{ id: string; run: Started }> {
  const run = place.start('run', '--json', '--config', `${name}.yaml`);
  const [, id = ''] = await run.shows(/^run (\S+)/m);
  return { id, run };
}

async function freeze(frozen: boolean): Promise<void> {
  const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
  const answer = await fetch(`${console.url}/v1/freeze`, { method: 'PUT', headers, body: JSON.stringify({ frozen }) });
  expect(answer.status).toBe(200);
}

const settled = (count: number) => ({ state: 'settled', settled: true, entities: { ticket: { enumerated: count } } });

test('a run that is paused keeps its lanes, its mapping and its place; it waits for a token and a thaw, and settles', async () => {
  await prepare('long', rows(3000));
  const { id, run } = await begin('long');
  expect(await ask('pause', id)).toMatchObject({ exit: 0, given: { run: id, state: 'paused' } });

  const second = await ask('run', '--config', 'long.yaml');
  expect(second).toMatchObject({ exit: 2, given: { error: { code: 'lane-held' } } });
  expect(second.err).toContain(`run ${id} holds long.ticket`);

  await place.write('mappings/ticket.yaml', 'mapping: [broken');
  await place.write('token', 'revoked-token-that-nobody-takes-any-more-00');
  expect((await ask('resume', id)).exit).toBe(0);
  const refused = await ended(run);
  expect(refused).toMatchObject({ exit: 6, given: { run: id, state: 'paused', needs: [{ code: 'auth-refused' }] } });
  expect(refused.err).toContain(`resume ${id}`);

  await place.write('token', await token());
  await freeze(true);
  await ask('resume', id);
  const frozen = await ask('watch', id);
  expect(frozen).toMatchObject({ exit: 1, given: { needs: [{ code: 'target-frozen', hint: expect.any(String) }] } });
  expect((await ask('status', id)).given).toMatchObject({ needs: [{ code: 'target-frozen' }] });

  await freeze(false);
  await ask('resume', id);
  expect(await ask('watch', id)).toMatchObject({ exit: 0, given: settled(3000) });
  await cp(SHIPPED, path.join(place.dir, 'mappings/ticket.yaml'));
});

test('of two runs started in the same moment one carries the records, the other is told so', async () => {
  await prepare('duplicates', rows(200), 'batch: 100');
  const both = await Promise.all([
    ask('run', '--config', 'duplicates.yaml'),
    ask('run', '--config', 'duplicates.yaml'),
  ]);
  const [one, other] = both.sort((a, b) => Number(a.exit) - Number(b.exit));
  expect(one).toMatchObject({ exit: 0, given: settled(200) });
  if (other?.exit !== 0) expect(other).toMatchObject({ exit: 2, given: { error: { code: 'lane-held' } } });
});

test('Ctrl-C leaves with 130 and how to come back, and an export edited meanwhile ends the run', async () => {
  await prepare('edited', rows(3000));
  const { id, run } = await begin('edited');
  await ask('pause', id);
  run.child.kill('SIGINT');
  const left = await ended(run);
  expect(left).toMatchObject({ exit: 130, given: { run: id, settled: false } });
  expect(left.err).toContain(`watch ${id}`);

  await appendFile(path.join(place.dir, 'edited.csv'), `${rows(1)[0]}\n`);
  await ask('resume', id);
  const { exit, given } = await ask('watch', id);
  expect(given).toMatchObject({ state: 'failed', error: { lane: 'edited.ticket', code: 'file-changed' } });
  expect(exit).toBe(1);
  expect(await ask('resume', id)).toMatchObject({ exit: 2, given: { error: { code: 'run-ended' } } });
});

test('a cancelled run ends as cancelled, and its lanes are free', async () => {
  await prepare('ended', rows(3000));
  const { id, run } = await begin('ended');
  expect(await ask('cancel', id)).toMatchObject({ exit: 0, given: { run: id, state: 'cancelled' } });
  expect(await ended(run)).toMatchObject({ exit: 1, given: { state: 'cancelled' } });
  await prepare('ended', rows(5));
  expect(await ask('run', '--config', 'ended.yaml')).toMatchObject({ exit: 0, given: settled(5) });
});

test('too many quarantined records hold the run until a person accepts them', async () => {
  const dirty = rows(400, (row) => (row % 5 === 0 ? 'limbo' : 'open'));
  await prepare('dirty', dirty, 'batch: 50');
  const held = await ask('run', '--config', 'dirty.yaml');
  expect(held).toMatchObject({ exit: 1, given: { needs: [{ code: 'quarantine-limit' }] } });
  const run = String(held.given.run);
  await ask('resume', run);
  expect(await ask('watch', run)).toMatchObject({ exit: 4, given: settled(400) });
});

/** A landing of 600 kB. False where we may not mount. */
function narrowLanding(): boolean {
  const landing = path.join(place.home, 'landing');
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k,mode=700', 'tmpfs', landing]).status === 0;
}

test('a full disk holds the run until there is room', async ({ skip }) => {
  if (!narrowLanding()) skip('mounting a small file system needs root');
  const landing = path.join(place.home, 'landing');
  try {
    const noise = rows(6000).map((row) => row.replace(CANARY, randomBytes(120).toString('hex')));
    await prepare('full', noise, 'batch: 200');
    const held = await ask('run', '--config', 'full.yaml');
    expect(held).toMatchObject({ exit: 1, given: { needs: [{ code: 'disk-full', at: expect.any(String) }] } });
    execFileSync('mount', ['-o', 'remount,size=100m', landing]);
    const run = String(held.given.run);
    await ask('resume', run);
    expect(await ask('watch', run)).toMatchObject({ exit: 0, given: settled(6000) });
  } finally {
    execFileSync('umount', [landing]);
  }
});

test('no token and no record is in anything that was said, logged, or kept as history', async () => {
  const said = heard.join('\n');
  expect(said).not.toContain(await token());
  expect(said).not.toContain(CANARY);
  expect(said).toContain('lane-held');

  const files = await readdir(place.home, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  const outside = kept.filter((file) => !/^(landing|pg)\//.test(path.relative(place.home, file)));
  expect(outside.map((file) => path.basename(file))).toEqual(expect.arrayContaining(['temporal.db', 'worker.log']));
  const bytes = new Map(await Promise.all(outside.map(async (file) => [file, await readFile(file)] as const)));
  const holding = (text: string) => outside.filter((file) => bytes.get(file)?.includes(text));
  expect(holding('long.ticket').length).toBeGreaterThan(0);
  expect(holding(CANARY)).toEqual([]);
  expect(holding(await token())).toEqual([console.tokenFile]);
});
