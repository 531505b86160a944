import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Command, eventually, serving, startCommand } from '../setup/commands.ts';
import { freshHome } from '../setup/home.ts';

const BOTH = {};
const DATABASE_ALONE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

let home = '';
let removeHome = async () => {};
let commands: Command[] = [];

beforeEach(async () => {
  const fresh = await freshHome();
  home = fresh.home;
  removeHome = fresh.remove;
});

afterEach(async () => {
  await Promise.all(commands.map((command) => command.kill()));
  commands = [];
  await removeHome();
});

async function start(env: NodeJS.ProcessEnv, where = home): Promise<Command> {
  const command = await startCommand(where, env);
  commands.push(command);
  return command;
}

async function query(command: Command, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: command.databaseUrl });
  client.on('error', () => undefined); // the server may be killed under us
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function pidsOf(program: string): number[] {
  return serving(home).flatMap((one) => (one.program === program ? [one.pid] : []));
}

function killAll(program: string): void {
  const pids = pidsOf(program);
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

test('two commands started at once share one set of servers, which stop cleanly after both were killed', async () => {
  const [one, two] = await Promise.all([start(BOTH), start(BOTH)]);
  expect([two.databaseUrl, two.temporalAddress]).toEqual([one.databaseUrl, one.temporalAddress]);
  expect(
    serving(home)
      .map(({ program }) => program)
      .sort(),
  ).toEqual(['keeper', 'postgres', 'temporal']);
  await expectSecret(one);

  await one.kill();
  await pause(2_500); // longer than servers run on without a lease
  expect(await query(two, 'select 1 as one')).toEqual([{ one: 1 }]);

  await two.kill();
  await eventually('all is gone', () => serving(home).length === 0);
  expect(await readFile(path.join(home, 'logs', 'postgres.log'), 'utf8')).toContain('database system is shut down');
  expect(existsSync(path.join(home, 'keeper.json'))).toBe(false);
});

/** The password is in no command line and no log, and the server asks for it. */
async function expectSecret(command: Command): Promise<void> {
  const { password } = new URL(command.databaseUrl);
  const lines = await Promise.all(serving(home).map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
  const names = ['keeper.log', 'postgres.log', 'temporal.log'];
  const logs = await Promise.all(names.map((name) => readFile(path.join(home, 'logs', name), 'utf8')));
  expect([...lines, ...logs].filter((text) => text.includes(password))).toEqual([]);
  const guessed = { ...command, databaseUrl: command.databaseUrl.replace(password, 'guess') };
  await expect(query(guessed, 'select 1')).rejects.toThrow('password authentication failed');
}

test('a killed server comes back at the same address with its data, and the command is notified', async () => {
  const command = await start(BOTH);
  await query(command, 'create table kept as select 42 as answer');
  killAll('postgres');
  killAll('temporal');
  await eventually('both are back', () => command.notes.filter((note) => note.endsWith('is back.')).length === 2);
  expect(await query(command, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(pidsOf('temporal')).toHaveLength(1);
});

test('a session that outlives its killed server does not keep it from coming back', async () => {
  const command = await start(DATABASE_ALONE);
  const endless = query(command, `select count(*) from generate_series(1, 1e12)`).catch(() => 'ended');
  await eventually(
    'it works',
    async () =>
      (await query(command, `select 1 from pg_stat_activity where query like 'select count%' and state = 'active'`))
        .length === 1,
  );
  killAll('postgres');
  await eventually('it is back', () => command.notes.includes('PostgreSQL is back.'));
  expect(await query(command, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await endless).toBe('ended');
});

test('when the keeper is killed, a living command starts another and keeps its servers', async () => {
  const command = await start(DATABASE_ALONE);
  await query(command, 'create table kept as select 42 as answer');
  const [orphan] = pidsOf('postgres');
  killAll('keeper');
  await eventually('another keeper took over', () => pidsOf('postgres').some((pid) => pid !== orphan), 30_000);
  await eventually(
    'the data is served',
    async () => (await query(command, 'select answer from kept').catch(() => [])).length === 1,
  );
  expect(pidsOf('postgres')).toHaveLength(1);
});

test('when keeper and command are killed, the next command finds the orphans and leaves none', async () => {
  const first = await start(BOTH);
  await query(first, 'create table kept as select 42 as answer');
  const orphans = [...pidsOf('postgres'), ...pidsOf('temporal')];
  killAll('keeper');
  await first.kill();
  expect([...pidsOf('postgres'), ...pidsOf('temporal')]).toEqual(orphans);

  const second = await start(BOTH);
  expect(second.databaseUrl).toBe(first.databaseUrl);
  expect(second.temporalAddress).toBe(first.temporalAddress);
  expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(serving(home).filter(({ pid }) => orphans.includes(pid))).toEqual([]);
});

test('a database creation that was killed halfway is begun again', async () => {
  await mkdir(path.join(home, 'pg.4711.new', 'base'), { recursive: true });
  await writeFile(path.join(home, 'pg.4711.new.pw'), 'secret');
  const command = await start(DATABASE_ALONE);
  expect(await query(command, 'select current_database() as name')).toEqual([{ name: 'ferry' }]);
  expect(existsSync(path.join(home, 'pg.4711.new'))).toBe(false);
  expect(existsSync(path.join(home, 'pg.4711.new.pw'))).toBe(false);
});

if (process.getuid?.() === 0) {
  test('root below a directory that only root may enter keeps its data where the account `nobody` can read it, and takes it along when it moves', async () => {
    await chmod(path.dirname(home), 0o700);
    const command = await start(DATABASE_ALONE);
    await query(command, 'create table kept as select 42 as answer');
    const { outside } = JSON.parse(await readFile(path.join(home, 'postgres.json'), 'utf8'));
    expect(outside).toMatch(/^\/var\/lib\/ferry\/[0-9a-f]{16}$/);
    await command.kill();
    await eventually('it stopped', () => !existsSync(path.join(outside, 'pg', 'postmaster.pid')));

    const copy = `${home}-copy`;
    await cp(home, copy, { recursive: true });
    await expect(start(DATABASE_ALONE, copy)).rejects.toThrow('the command ended with 1');
    await rm(home, { recursive: true });
    const moved = await start(DATABASE_ALONE, copy);
    expect(await query(moved, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await moved.kill();
    await eventually(
      'it stopped again',
      () => serving(copy).length === 0 && !existsSync(path.join(outside, 'pg', 'postmaster.pid')),
    );
    await rm(outside, { recursive: true }); // the home that names it was moved away
  });
}
