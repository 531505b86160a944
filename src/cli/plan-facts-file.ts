/** Reads back what a plan found out, and makes sure that it is what the ledger remembers. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/run-rows.ts';
import { sha256 } from '../sha256.ts';
import type { Context } from './context.ts';
import type { Stage } from './stage.ts';

const kept = z.object({
  format: z.literal(1),
  run: z.string(),
  findings: z.array(z.object({ weight: z.enum(['block', 'warn', 'note']), code: z.string(), message: z.string() })),
});

export interface KeptFacts {
  readonly sha256: string;
  readonly findings: z.output<typeof kept>['findings'];
}

/**
 * Throws UsageError `plan-unfinished` for a plan that failed, was cancelled or goes on, `plan-unreported` when its report
 * isn't there, and `plan-changed` when plan.json isn't what was written.
 */
export async function keptFacts(context: Context, { ledger }: Pick<Stage, 'ledger'>, row: RunRow): Promise<KeptFacts> {
  const { run, state } = row;
  const { home, call } = context;
  if (state !== 'settled' && state !== 'unsettled') {
    const hint = row.finishedAt === null ? `${call} watch ${run}` : `${call} plan makes another`;
    throw new UsageError(`plan ${run} came to no end that can be judged: ${state}`, { code: 'plan-unfinished', hint });
  }
  const file = path.join(home, 'plans', run, 'plan.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const remembered = (await ledger.planRow(run))?.factsSha256 ?? null;
  if (text === undefined || remembered === null) {
    const hint = `${call} plan report ${run}   or, if that can't be any more: ${call} plan`;
    throw new UsageError(`plan ${run} has no report`, { code: 'plan-unreported', at: file, hint });
  }
  if (sha256(text) !== remembered) throw changed(context, run, file);
  const parsed = kept.safeParse(JSON.parse(text));
  if (!parsed.success || parsed.data.run !== run) throw changed(context, run, file);
  return { sha256: remembered, findings: parsed.data.findings };
}

function changed({ call }: Context, run: string, file: string): UsageError {
  const message = `plan ${run} isn't what it came to: its plan.json was changed since`;
  return new UsageError(message, { code: 'plan-changed', at: file, hint: `${call} plan makes another` });
}
