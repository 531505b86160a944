/** ferry quarantine list and show: which records were set aside and why, and one of them as it was read. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FatalError, UsageError } from '../errors.ts';
import type { QuarantineRow } from '../ledger/port.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { openStage, type Stage } from './stage.ts';
import { table } from './table.ts';
import { newestRun } from './which-run.ts';
import { inert } from './width.ts';

const unzip = promisify(gunzip);

export interface QuarantineListOptions extends CommonOptions {
  readonly run?: string;
  readonly lane?: string;
  readonly code?: string;
  readonly limit: number;
}

export interface QuarantineShowOptions extends CommonOptions {
  readonly run?: string;
  readonly lane: string;
  readonly key: string;
}

export function quarantineList(
  context: Context,
  { lane, code, limit, ...options }: QuarantineListOptions,
): Promise<ExitCode> {
  return onRun(context, options.run, async ({ ledger }, run) => {
    const filter = { run, limit, ...(lane === undefined ? {} : { lane }), ...(code === undefined ? {} : { code }) };
    const rows = await ledger.quarantineList(filter);
    const { output } = context;
    if (rows.length === 0) output.say(`Run ${run} set nothing aside.`);
    else for (const line of listing(rows)) output.say(line);
    output.give({ run, records: rows });
    return EXIT.done;
  });
}

function listing(rows: readonly QuarantineRow[]): string[] {
  const cells = rows.map(({ lane, key, code, path, message }) => [lane, inert(key), code, path, inert(message)]);
  const [first] = rows;
  const how = first === undefined ? [] : ['', `One in full: ferry quarantine show ${first.lane} '${inert(first.key)}'`];
  return [...table(['lane', 'key', 'code', 'where', 'why'], cells), ...how];
}

/** The record's contents go to this terminal and nowhere else. */
export function quarantineShow(context: Context, { lane, key, run }: QuarantineShowOptions): Promise<ExitCode> {
  return onRun(context, run, async (stage, of) => {
    const row = await stage.ledger.quarantineShow(of, lane, key);
    if (row === undefined) throw notSetAside(of, lane);
    const record = await rawRecord(stage, row);
    const { output } = context;
    output.say(`${row.lane} ${inert(row.key)} in run ${row.run}`);
    output.say(`${row.code}${row.path === '' ? '' : ` at ${row.path}`}: ${inert(row.message)}`);
    output.say(`line ${row.line} of ${row.address}`);
    output.say(inert(JSON.stringify(record, null, 2)));
    output.give({ ...row, record });
    return EXIT.done;
  });
}

/** One line of a landed batch, verified as a whole before anything of it is shown. */
async function rawRecord({ landing }: Stage, { address, sha256, line }: QuarantineRow): Promise<unknown> {
  const bytes = await landing.get(address);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    const hint = 'put the file back from a backup';
    throw new FatalError('the landed batch was changed since', { code: 'landing-damaged', at: address, hint });
  }
  return JSON.parse((await unzip(bytes)).toString('utf8').split('\n')[line - 1] ?? 'null');
}

function notSetAside(run: string, lane: string): UsageError {
  const hint = `ferry quarantine list --run ${run} --lane ${lane}`;
  return new UsageError('that record was not set aside', { code: 'not-quarantined', hint });
}

async function onRun(
  { home, env, output }: Context,
  run: string | undefined,
  act: (stage: Stage, run: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stage = await openStage({ home, env, note: output.note });
  try {
    return await act(stage, (await newestRun(stage.ledger, run)).run);
  } finally {
    await stage.close();
  }
}
