/** The commands, typed as people type them, on servers that Ferry brings along. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

const CONFIG = `sources:
  exports: { kind: csv, dir: ., files: { customer: customers.csv } }
routes:
  tiny: { from: exports, mappings: mappings, limits: { quarantine: 60% } }
`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the configuration writes references.
const UNSET = 'dir: "${NOWHERE}"';
const MAPPING = `mapping: customer
version: 1.0.0
from: csv/customer@1
to: console/customer@1
key: id
fields:
  name: { from: name, trim: true, missing: quarantine }
`;
const ROWS = 'id,name\n1,Example Logistics\n2,客户甲\n3,\n';

let place: Workplace;
let servers: Started;

beforeAll(async () => {
  place = await openWorkplace();
  await writeFile(path.join(place.dir, 'customers.csv'), ROWS);
  await place.write('ferry.yaml', CONFIG);
  await mkdir(path.join(place.dir, 'mappings'));
  await place.write('mappings/customer.yaml', MAPPING);
});

afterAll(async () => {
  await place.remove();
});

describe('without any server', () => {
  test('help lists the commands, and an unknown one is refused with the one that was meant', async () => {
    const help = await place.ferry('--help');
    expect(help).toMatchObject({ exit: 0 });
    for (const name of ['demo', 'run', 'watch', 'quarantine']) expect(help.out).toContain(name);
    const typo = await place.ferry('rnu');
    expect(typo.exit).toBe(2);
    expect(typo.err).toContain('Did you mean run?');
  });

  test('a check of a good configuration is fine', async () => {
    expect(await place.json('check')).toMatchObject({ exit: 0, given: { ok: true } });
  });

  test.each([
    [
      'an unknown key',
      CONFIG.replace('mappings: mappings', 'maping: mappings'),
      2,
      /bad\.yaml:4:\d+ .*did you mean mappings/s,
    ],
    ['broken YAML', 'sources: {', 2, /bad\.yaml:1:\d+/],
    ['an unset variable', CONFIG.replace('dir: .', UNSET), 2, /bad\.yaml:2:\d+ the environment has no NOWHERE/],
    ['an unknown source', CONFIG.replace('from: exports', 'from: export'), 2, /did you mean exports/],
    [
      'a missing directory of mappings',
      CONFIG.replace('mappings: mappings', 'mappings: elsewhere'),
      3,
      /bad\.yaml:4:\d+: there is no directory elsewhere/,
    ],
    ['a missing file', CONFIG.replace('customers.csv', 'nowhere.csv'), 3, /nowhere\.csv/],
  ])('%s is shown with its place, and what to do', async (_what, config, exit, shown) => {
    await place.write('bad.yaml', config);
    const said = await place.ferry('check', '--config', 'bad.yaml');
    expect(said.exit).toBe(exit);
    expect(`${said.out}${said.err}`).toMatch(shown);
  });

  test('what a refusal says to type is a whole command line: typed again, it does what it says', async () => {
    await place.write('bad one.yaml', CONFIG.replace('dir: .', 'dri: .'));
    const refused = await place.ferry('check', '--config', 'bad one.yaml');
    expect(refused.exit).toBe(2);
    const [, command = ''] = /→ correct the file, then: (.*)$/m.exec(refused.err) ?? [];
    expect(command).toContain(`FERRY_HOME=${place.home} `);
    await place.write('bad one.yaml', CONFIG);
    const { status, stdout } = spawnSync('sh', ['-c', command], { cwd: place.dir, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('bad one.yaml is fine')]);
  });

  test('a dry run asked for as an option is shown the command that is one, with all else that was typed', async () => {
    const said = await place.ferry('run', '--dry-run', '--route', 'tiny', '--json');
    expect(said.exit).toBe(2);
    expect(JSON.parse(said.out).error.hint).toMatch(/ plan --route tiny --json$/);
  });

  test('a home that can never be made is refused at once', async () => {
    const said = await place.start({ FERRY_HOME: '/proc/ferry' }, 'status').said;
    expect(said.exit).toBe(2);
    expect(said.err).toMatch(/^FERRY_HOME can't be \/proc\/ferry: .*\n→ set FERRY_HOME to a directory/);
  });

  test('a mapping mistake is shown with file, line and column', async () => {
    const folder = path.join(place.dir, 'broken');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'customer.yaml'), MAPPING.replace('trim: true', 'trimm: true'));
    await place.write('bad.yaml', CONFIG.replace('mappings: mappings', 'mappings: broken'));
    const said = await place.ferry('check', '--config', 'bad.yaml');
    expect(said.exit).toBe(3);
    expect(said.out).toMatch(/broken\/customer\.yaml:7:\d+/);
  });

  test('a secret in the configuration is refused, and not repeated', async () => {
    const target = 'target: { kind: console, url: "http://127.0.0.1:9", token: hunter2hunter2 }\n';
    await place.write('bad.yaml', `${target}${CONFIG}`);
    const said = await place.ferry('check', '--config', 'bad.yaml');
    expect(said.exit).not.toBe(0);
    expect(`${said.out}${said.err}`).not.toContain('hunter2');
  });

  test('a console that is not there is said so, with exit 6', async () => {
    await place.write('token', 'no-token-of-anybody-at-all-0123456789');
    await place.write('bad.yaml', `target: { kind: console, url: "http://127.0.0.1:9", token: file:token }\n${CONFIG}`);
    expect((await place.ferry('check', '--config', 'bad.yaml')).exit).toBe(6);
  });

  test('init writes a configuration that is well-formed, and never over one that is there', async () => {
    expect((await place.ferry('init', '--config', 'new.yaml')).exit).toBe(0);
    const refused = await place.ferry('init', '--config', 'new.yaml');
    expect(refused).toMatchObject({ exit: 2 });
    expect(refused.err).toContain('--force');
    const checked = await place.ferry('check', '--config', 'new.yaml');
    expect(checked.err).not.toContain('new.yaml:');
  });
});

describe('by itself, with servers of its own', () => {
  test('a run loads, a second one changes nothing, and both exit 4 because a record was quarantined', async () => {
    const first = await place.json('run');
    expect(first).toMatchObject({
      exit: 4,
      given: {
        state: 'settled',
        settled: true,
        reconciled: null,
        entities: { customer: { enumerated: 3, created: 2, unchanged: 0, quarantined: 1 } },
      },
    });
    const second = await place.json('run');
    expect(second.given.entities).toMatchObject({ customer: { created: 0, updated: 0, unchanged: 2, quarantined: 1 } });
  });
});

describe('with ferry up', () => {
  beforeAll(async () => {
    servers = place.start('up', '--json');
    await servers.shows(/^\{.*\}$/m);
  });
  afterAll(async () => {
    servers.child.kill('SIGINT');
    expect((await servers.said).exit).toBe(0);
  });

  test('up says where everything is in one line, and status repeats it', async () => {
    const [line] = await servers.shows(/^\{.*\}$/m);
    const up = JSON.parse(line);
    expect(up).toMatchObject({ console: { url: expect.stringContaining('http://127.0.0.1:') }, dashboard: null });
    expect(up.database).not.toMatch(/:[^/@]+@/);
    const { given } = await place.json('status');
    expect(given).toMatchObject(up);
  });

  test('what was quarantined is listed, and shown as it was read', async () => {
    const { given } = await place.json('quarantine', 'list');
    expect(given.records).toMatchObject([{ lane: 'exports.customer', key: '3', code: 'value-missing', path: 'name' }]);
    const shown = await place.ferry('quarantine', 'show', 'exports.customer', '3');
    expect(shown.exit).toBe(0);
    expect(shown.out).toContain('"name": null');
    expect((await place.ferry('quarantine', 'show', 'exports.customer', '1')).exit).toBe(2);
  });

  test('a second run on a held lane is refused and told who holds it; the first is paused, left, resumed and cancelled', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${at},Customer ${at}`);
    await place.write('customers.csv', `id,name\n${rows.join('\n')}\n`);
    const first = place.start('run', '--json');
    const [, run = ''] = await first.shows(/^run (\S+)/m);
    expect((await place.ferry('pause', run)).exit).toBe(0);
    const second = await place.ferry('run');
    expect(second.exit).toBe(2);
    expect(second.err).toContain(`run ${run} holds exports.customer`);
    expect(second.err).toContain(` cancel ${run}`);
    first.child.kill('SIGINT');
    const left = await first.said;
    expect(left.exit).toBe(130);
    expect(left.err).toContain(` watch ${run}`);
    expect((await place.ferry('resume', run)).exit).toBe(0);
    const { exit, given } = await place.json('cancel', run);
    expect({ exit, state: given.state }).toEqual({ exit: 0, state: 'cancelled' });
    await place.write('customers.csv', ROWS);
    expect((await place.json('run')).given).toMatchObject({ state: 'settled' });
  });

  test('a run named wrongly is refused, with the one that was meant', async () => {
    const said = await place.ferry('watch', '20000101-000000-none');
    expect(said.exit).toBe(2);
    expect(said.err).toMatch(/→ .*ferry\.mjs status lists the runs/);
  });
});

describe('after a kill', () => {
  test('status says that nobody works on the run and which command brings it back, and that one does', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${at},Customer number ${at}`);
    await place.write('customers.csv', `id,name\n${rows.join('\n')}\n`);
    const killed = place.start('run', '--json');
    const [, run = ''] = await killed.shows(/^run (\S+)/m);
    killed.child.kill('SIGKILL');
    await killed.said;
    const listed = await place.ferry('status');
    expect(listed.out).toMatch(new RegExp(`Nobody works on ${run} now; .* watch ${run}$`, 'm'));
    expect((await place.json('status', run)).given).toMatchObject({ attended: false, state: 'running' });
    const [, command = ''] =
      /Nobody works on it now; .*: (FERRY_HOME=.*)$/m.exec((await place.ferry('status', run)).out) ?? [];
    const { status } = spawnSync('sh', ['-c', command], { cwd: place.dir });
    expect(status).toBe(0);
    const after = await place.ferry('status', run);
    expect(after.out).toContain('settled');
    expect(after.out).not.toContain('Nobody');
  });
});

describe('with a Temporal of somebody else', () => {
  test('no worker is said so within seconds, with what to type, and nothing is started', async () => {
    const other = await openWorkplace();
    await other.write('customers.csv', ROWS);
    await other.write('ferry.yaml', CONFIG);
    await mkdir(path.join(other.dir, 'mappings'));
    await other.write('mappings/customer.yaml', MAPPING);
    const holding = other.start('console', '--json');
    await holding.shows(/^\{.*\}$/m);
    const { temporal } = (await other.json('status')).given as { temporal: { address: string } };
    const said = await other.start({ TEMPORAL_ADDRESS: temporal.address }, 'run').said;
    expect(said.exit).toBe(6);
    expect(said.err).toMatch(/ferry\.mjs worker/);
    expect((await other.json('status')).given.runs).toEqual([]);
    holding.child.kill('SIGINT');
    await holding.said;
    await other.remove();
  });
});
