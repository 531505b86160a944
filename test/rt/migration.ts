/** What the migrations share: a filled Request Tracker of their own, a Ferry, and a configuration with RT and the registers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { configure, type Ended, type Ferry, ROOT, startFerry } from '../e2e/recount.ts';
import { freshRt, type RtFixture } from './fixture.ts';
import { type Desk, openDesk } from './writer.ts';

const CLI = path.join(ROOT, 'src/cli/ferry.mjs');

export interface Migration {
  readonly rt: RtFixture;
  readonly ferry: Ferry;
  /** Somebody who works in RT meanwhile. */
  readonly desk: Desk;
  readonly config: string;
  run(...more: readonly string[]): Promise<Ended>;
  /** From now on only these tickets are read. */
  narrow(where: string): void;
  /** A run that can be killed. */
  startRun(): ChildProcess;
  stop(): Promise<void>;
}

export interface Wanted {
  /** TicketSQL. */
  readonly where?: string;
  /** The reader's account sees little; the session signs in by password, the others by token. */
  readonly as?: 'token' | 'session' | 'reader';
}

/** Everything in it is this test's own; `stop` leaves nothing. */
export async function openMigration({ where, as = 'session' }: Wanted = {}): Promise<Migration> {
  const rt = await freshRt();
  const ferry = await startFerry();
  const registers = path.join(ferry.dir, 'registers');
  cpSync(path.join(import.meta.dirname, 'registers'), registers, { recursive: true });
  const files = {
    customer: { path: 'customers.csv', key: 'code', version: 'updated_at' },
    'sla-policy': { path: 'sla-policies.csv', key: 'code', version: 'updated_at' },
  };
  const sources = {
    registers: { kind: 'csv', dir: registers, files },
    rt: { kind: 'request-tracker', url: rt.url, ...signIn(rt, ferry.dir, as) },
  };
  const mappings = [
    { dir: path.join(ROOT, 'mappings/csv-to-console'), from: 'registers' },
    { dir: path.join(ROOT, 'mappings/rt-to-console'), from: 'rt' },
  ];
  const route = { from: ['registers', 'rt'], mappings, limits: { quarantine: '20%' } };
  const write = (scope?: string) =>
    configure(ferry, sources, { desk: { ...route, ...(scope !== undefined && { where: { ticket: scope } }) } });
  const config = write(where);
  return {
    rt,
    ferry,
    desk: openDesk(rt.url, rt.token),
    config,
    run: (...more) => ferry.command(['run', '--config', config, ...more]),
    narrow: (scope) => {
      write(scope);
    },
    startRun: () => {
      const env = { ...process.env, FERRY_HOME: path.join(ferry.dir, 'home'), NO_COLOR: '1' };
      return spawn(process.execPath, [CLI, 'run', '--config', config, '--json'], {
        cwd: ferry.dir,
        env,
        stdio: 'ignore',
      });
    },
    stop: async () => {
      await ferry.stop();
      await rt.stop();
    },
  };
}

function signIn(rt: RtFixture, dir: string, as: NonNullable<Wanted['as']>): Readonly<Record<string, string>> {
  const secret = path.join(dir, 'rt.secret');
  const kept = { token: rt.token, session: rt.password, reader: rt.readerToken }[as];
  writeFileSync(secret, kept, { mode: 0o600 });
  return as === 'session' ? { user: rt.user, password: `file:${secret}` } : { token: `file:${secret}` };
}

const counts = z.record(z.string(), z.record(z.string(), z.number()));
const summary = z.looseObject({ run: z.string(), entities: counts });

/** What a run did to one entity; everything else of the answer is left alone. */
export function countsOf(ended: Ended, entity: string): Readonly<Record<string, number>> {
  const parsed = summary.safeParse(ended.json);
  if (!parsed.success)
    throw new Error(`the run said nothing of ${entity}: ${JSON.stringify(ended.json)} ${ended.stderr}`);
  return parsed.data.entities[entity] ?? {};
}

/** How many records of all entities a run created, updated or deleted. */
export function effectsOf(ended: Ended): number {
  const { entities } = summary.parse(ended.json);
  return Object.values(entities).reduce(
    (sum, { created = 0, updated = 0, deleted = 0 }) => sum + created + updated + deleted,
    0,
  );
}
