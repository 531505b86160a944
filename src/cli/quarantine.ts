/** ferry quarantine list and show: which records were quarantined and why, and one of them as it was read. */
import { UsageError } from '../errors.ts';
import { readLandedRecord } from '../landing/batch.ts';
import type { Ledger } from '../ledger/port.ts';
import type { QuarantineRow } from '../ledger/records/report-rows.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { sentenceOf } from '../messages/sentence.ts';
import { newestRun } from '../runs/which-run.ts';
import { shellWord } from './command-line.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Output } from './output/output.ts';
import { table } from './output/table.ts';
import { escapeForTerminal } from './output/width.ts';
import { type Runtime, withRuntime } from './runtime.ts';

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

/** What the run named quarantined; without one, what is quarantined as things stand, whichever run read it. */
export function quarantineList(context: Context, options: QuarantineListOptions): Promise<ExitCode> {
  return onRun(context, options.run, async ({ ledger }, row) => {
    const rows = await rowsOf(ledger, row, options);
    const none =
      options.run === undefined
        ? `Nothing of ${row.plan.route} is quarantined.`
        : `Run ${row.run} quarantined nothing.`;
    const { output } = context;
    for (const line of rows.length === 0 ? [none] : listing(rows, output)) output.say(line);
    output.give({ run: row.run, records: rows.map(shownRow) });
    return EXIT.done;
  });
}

function rowsOf(ledger: Ledger, row: RunRow, { run, lane, code, limit }: QuarantineListOptions) {
  const only = { limit, ...(lane === undefined ? {} : { lane }), ...(code === undefined ? {} : { code }) };
  if (run !== undefined) return ledger.quarantineList({ ...only, run });
  const { route, targetInstance } = row.plan;
  return ledger.quarantinedNow({ ...only, route, targetInstance });
}

function listing(rows: readonly QuarantineRow[], { asTyped }: Output): string[] {
  const cells = rows.map(({ lane, key, code, path, ...words }) => [
    lane,
    escapeForTerminal(key),
    code,
    path,
    escapeForTerminal(sentenceOf('problem', { code, ...words })),
  ]);
  const [first] = rows;
  const how =
    first === undefined
      ? []
      : [
          '',
          asTyped(`One in full: ferry quarantine show ${first.lane} ${shellWord(escapeForTerminal(first.key))}`),
          asTyped('Once the mapping is mended: ferry quarantine retry'),
        ];
  return [...table(['lane', 'key', 'code', 'where', 'why'], cells), ...how];
}

/** For scripts: with its sentence. */
function shownRow(row: QuarantineRow) {
  const also = (row.also ?? []).map((one) => ({ ...one, message: sentenceOf('problem', one) }));
  return { ...row, message: sentenceOf('problem', row), also };
}

/** The record's contents go to this terminal and nowhere else. */
export function quarantineShow(context: Context, { lane, key, run }: QuarantineShowOptions): Promise<ExitCode> {
  return onRun(context, run, async (runtime, { run: of, plan: { route, targetInstance } }) => {
    const [now] = await runtime.ledger.quarantinedNow({ route, targetInstance, lane, key, limit: 1 });
    const row = run === undefined && now !== undefined ? now : await runtime.ledger.quarantineShow(of, lane, key);
    if (row === undefined) throw notQuarantined(of, lane);
    const record = await readLandedRecord(runtime.landing, row);
    const { output } = context;
    output.say(`${row.lane} ${escapeForTerminal(row.key)} in run ${row.run}`);
    output.say(
      `${row.code}${row.path === '' ? '' : ` at ${row.path}`}: ${escapeForTerminal(sentenceOf('problem', row))}`,
    );
    for (const line of furtherLines(row)) output.say(line);
    output.say(`line ${row.line} of ${row.address}`);
    output.say(escapeForTerminal(JSON.stringify(record, null, 2)));
    output.give({ ...shownRow(row), record });
    return EXIT.done;
  });
}

/** What else is wrong with it, so that nobody mends one thing at a time. */
function furtherLines({ also }: QuarantineRow): string[] {
  return (also ?? []).map((one) => {
    const at = one.path === '' ? '' : ` at ${one.path}`;
    return `also ${one.code}${at}: ${escapeForTerminal(sentenceOf('problem', one))}`;
  });
}

function notQuarantined(run: string, lane: string): UsageError {
  const hint = `ferry quarantine list --run ${run} --lane ${lane}`;
  return new UsageError('that record was not quarantined', { code: 'not-quarantined', hint });
}

async function onRun(
  context: Context,
  run: string | undefined,
  act: (runtime: Runtime, run: RunRow) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withRuntime(context, async (runtime) => {
    return await act(runtime, await newestRun(runtime.ledger, run));
  });
}
