/** Reads plan.json, and verifies it by the hash that the ledger keeps. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { Ledger } from '../ledger/port.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { FACTS_FORMAT } from '../model/plan-facts/facts.ts';
import type { JudgedFacts } from '../model/plan-judgement.ts';
import { sha256 } from '../sha256.ts';

const written = z.object({ format: z.literal(FACTS_FORMAT) });

const kept = z.object({
  format: z.literal(FACTS_FORMAT),
  run: z.string(),
  settled: z.union([z.boolean(), z.literal('unproven')]),
  findings: z.array(
    z.object({
      ...{ weight: z.enum(['block', 'warn', 'note']), code: z.string(), message: z.string().optional() },
      params: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
        .optional(),
      ...{ hint: z.string().nullish(), lane: z.string().nullable(), records: z.number().nullable() },
      example: z.object({ key: z.string().nullable(), field: z.string(), value: z.string() }).optional(),
      further: z.object({ count: z.number(), names: z.array(z.string()) }).optional(),
    }),
  ),
  lanes: z.array(
    z.object({
      ...{ lane: z.string(), enumerated: z.number(), sample: z.number().nullable() },
      sourceCount: z.object({ how: z.string() }),
    }),
  ),
});

/** Where plans are kept. `home` is FERRY_HOME, absolute. */
export interface PlanStore {
  readonly home: string;
  readonly ledger: Pick<Ledger, 'planRow'>;
}

/** What of a plan's facts decides whether it may be approved, and the hash of all of them. */
export interface VerifiedFacts extends JudgedFacts {
  readonly sha256: string;
}

/**
 * Throws UsageError `plan-unfinished` for a plan that failed, was cancelled or goes on, `plan-unreported` when its report
 * isn't there, and `plan-changed` when plan.json isn't what was written.
 */
export async function verifiedFacts(
  { home, ledger }: PlanStore,
  row: Pick<RunRow, 'run' | 'state' | 'finishedAt'>,
): Promise<VerifiedFacts> {
  const { run, state } = row;
  if (state !== 'settled' && state !== 'unsettled') {
    const hint = row.finishedAt === null ? `ferry watch ${run}` : `ferry plan makes another`;
    throw new UsageError(`plan ${run} came to no end that can be judged: ${state}`, { code: 'plan-unfinished', hint });
  }
  const file = factsFile(home, run);
  const remembered = (await ledger.planRow(run))?.factsSha256 ?? null;
  const text = remembered === null ? undefined : await factsText({ run, file, remembered });
  if (text === undefined || remembered === null) {
    const hint = `ferry plan report ${run}   or, if that can't be any more: ferry plan`;
    throw new UsageError(`plan ${run} has no report`, { code: 'plan-unreported', at: file, hint });
  }
  const parsed = kept.safeParse(JSON.parse(text));
  if (!parsed.success || parsed.data.run !== run) throw changed(run, file);
  return { ...parsed.data, sha256: remembered };
}

/** The folder that holds a plan's report and the files beside it. */
export function planFolder(home: string, run: string): string {
  return path.join(home, 'plans', run);
}

/** Absolute when `home` is. Doesn't check whether the file exists. */
export function factsFile(home: string, run: string): string {
  return path.join(planFolder(home, run), 'plan.json');
}

interface HashedFile {
  readonly run: string;
  readonly file: string;
  /** sha256 of the text, as the ledger keeps it. */
  readonly remembered: string;
}

/**
 * The text of plan.json; undefined when it can't be read. Throws UsageError `plan-changed` when its hash is another, and
 * `plan-format` when another version of Ferry wrote it.
 */
export async function factsText({ run, file, remembered }: HashedFile): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  if (sha256(text) !== remembered) throw changed(run, file);
  if (!written.safeParse(JSON.parse(text)).success) {
    const message = `plan ${run} was made by another version of Ferry`;
    throw new UsageError(message, { code: 'plan-format', at: file, hint: 'ferry plan makes another' });
  }
  return text;
}

function changed(run: string, file: string): UsageError {
  const message = `plan ${run} isn't what it came to: its plan.json was changed since`;
  return new UsageError(message, { code: 'plan-changed', at: file, hint: 'ferry plan makes another' });
}
