/** Makes the folder of a plan's report, with all of its files or not at all, and keeps the hash of plan.json in the ledger. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FatalError } from '../errors.ts';
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { compileMapping } from '../mapping/compile.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { lossesCsv, quarantineCsv, RECORDS_HEAD, recordRow, renderReport, valuesCsv } from '../report/index.ts';
import { sha256 } from '../sha256.ts';
import { gatherPlanFacts } from './facts/gather-facts.ts';
import { factsFile, factsText, planFolder } from './plan-json.ts';

/** A report that is complete. */
export interface PlanReport {
  readonly row: RunRow;
  readonly facts: PlanFacts;
  /** Absolute path of the folder that holds report.html and the files beside it. */
  readonly folder: string;
}

/** What making a report needs. `home` is FERRY_HOME, absolute. */
export interface ReportServices {
  readonly home: string;
  readonly ledger: Ledger;
  readonly landing: Landing;
  /** Makes the commands in our words those that people type here. */
  readonly asTyped: (text: string) => string;
}

/**
 * Gathers the facts of the plan, or takes those gathered before, and writes the report; an earlier report is replaced. Throws
 * FatalError `plan-gone` when the plan's copy of the record map and plan.json are both gone, UsageError `plan-changed` when
 * plan.json isn't as it was made.
 */
export async function reportPlan(parts: ReportServices, row: RunRow): Promise<PlanReport> {
  const { ledger, home } = parts;
  const folder = planFolder(home, row.run);
  const kept = await ledger.planRow(row.run);
  const known = kept?.factsSha256 ?? null;
  const text = known === null ? await gathered(parts, row) : await gatheredBefore(home, row.run, known);
  // Verified against the ledger's hash, or made here a moment ago.
  const facts: PlanFacts = JSON.parse(text);
  await writeFolder(folder, (write) => writeAll(parts, { facts, text }, write));
  await ledger.keepFacts(row.run, sha256(text));
  await ledger.dropOverlay(row.run);
  return { row, facts, folder };
}

async function gathered({ ledger, landing }: ReportServices, row: RunRow): Promise<string> {
  const facts = await ledger.readOverlay(row.run, async () =>
    gatherPlanFacts({ ledger, landing, row, mappings: await mappingsOf(ledger, row) }),
  );
  return `${JSON.stringify(facts)}\n`;
}

/** The mappings as they were pinned when the plan started. */
async function mappingsOf(ledger: Ledger, { plan }: RunRow) {
  const hashes = [...new Set(plan.levels.flat(2).map(({ mappingHash }) => mappingHash))];
  const pins = await Promise.all(hashes.map((hash) => ledger.pinnedMapping(hash)));
  return new Map(
    pins.flatMap((pin) => (pin === undefined ? [] : [[pin.hash, compileMapping({ ...pin, sha256 })] as const])),
  );
}

async function gatheredBefore(home: string, run: string, remembered: string): Promise<string> {
  const file = factsFile(home, run);
  const text = await factsText({ run, file, remembered });
  if (text !== undefined) return text;
  const hint = 'ferry plan makes another';
  throw new FatalError('the facts of this plan are gone', { code: 'plan-gone', at: file, hint });
}

type Write = (name: string, parts: AsyncIterable<string> | Iterable<string>) => Promise<void>;

async function writeAll(
  { ledger, asTyped }: ReportServices,
  { facts, text }: { readonly facts: PlanFacts; readonly text: string },
  write: Write,
): Promise<void> {
  await write('records.csv', recordLines(ledger, facts.run));
  await write('losses.csv', [lossesCsv(facts)]);
  await write('values.csv', [valuesCsv(facts)]);
  await write('quarantine.csv', [quarantineCsv(facts)]);
  await write('plan.json', [text]);
  await write('report.html', [renderReport(facts, asTyped)]);
}

async function* recordLines(ledger: Ledger, run: string): AsyncGenerator<string> {
  yield RECORDS_HEAD;
  let page = await ledger.outcomePage(run, null);
  while (page.length > 0) {
    yield page.map(recordRow).join('');
    page = await ledger.outcomePage(run, page.at(-1) ?? null);
  }
}

/** Written to a temporary folder beside the final one and renamed, so that a report is always complete. Readable by its owner alone. */
async function writeFolder(folder: string, fill: (write: Write) => Promise<void>): Promise<void> {
  const making = `${path.dirname(folder)}/.${path.basename(folder)}.${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  try {
    await fill((name, parts) => writeFile(path.join(making, name), parts));
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

async function writeFile(file: string, parts: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
