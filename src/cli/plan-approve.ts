/** ferry plan approve: a person lets runs follow a plan; the approval is bound to what the plan was made of. */

import { verifiedFacts } from '../dry-run/plan-json.ts';
import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import type { Approval } from '../model/approval.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import { fingerprintOf, scopeOf } from '../runs/approval.ts';
import { approvalRefusal } from '../runs/approval-refusal.ts';
import { namedPlan } from '../runs/which-run.ts';
import { sha256 } from '../sha256.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { escapeForTerminal } from './output/width.ts';
import { openRuntime } from './runtime.ts';

export interface PlanApproveOptions extends CommonOptions {
  readonly plan: string;
  readonly by: string;
  readonly because?: string;
  /** Codes of reasons that are accepted by name. */
  readonly despite?: readonly string[];
}

/**
 * Keeps the approval; repeated by the same person it changes nothing. Throws UsageError `plan-unknown`,
 * `plan-unfinished`, `plan-unreported`, `plan-changed`, `plan-blocked`, `plan-unaccepted`, `despite-unknown`, `name-missing`.
 */
export async function planApprove(context: Context, options: PlanApproveOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const by = options.by.trim();
  if (by === '') throw new UsageError('an approval names a person', { code: 'name-missing', hint: '--by WHO' });
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const row = await namedPlan(runtime.ledger, options.plan);
    const facts = await verifiedFacts({ ...context, ledger: runtime.ledger }, row);
    const judgement = judgePlan(facts);
    const { despite = [] } = options;
    const refusal = approvalRefusal({
      ...{ plan: row.run, judgement, despite },
      printable: escapeForTerminal,
    });
    if (refusal !== undefined) throw refusal;
    const approval = approvalOf(row, { ...options, by, factsSha256: facts.sha256 });
    await runtime.ledger.approvePlan(approval);
    for (const line of approvalLines(context, approval)) output.say(line);
    output.give({ ...approval });
    return EXIT.done;
  } finally {
    await runtime.close();
  }
}

type Given = Pick<PlanApproveOptions, 'by' | 'because' | 'despite'> & { readonly factsSha256: string };

function approvalOf({ run, plan }: RunRow, { by, because, despite, factsSha256 }: Given): Approval {
  const scope = scopeOf(plan);
  return {
    ...{ plan: run, route: plan.route, basis: plan.basis ?? plan.targetInstance, by, because: because ?? null },
    ...{ despite: [...new Set(despite)].sort(), factsSha256, fingerprint: fingerprintOf(scope, sha256), scope },
  };
}

function approvalLines({ output }: Context, { plan, by, route, despite, scope }: Approval): string[] {
  const lanes = scope.lanes.map(({ lane, mappingVersion, mappingHash }) => {
    return `  ${lane} ${mappingVersion}#${mappingHash.slice(0, 8)}`;
  });
  const next = scope.reads === 'landing' ? `ferry mapping impact --apply --plan ${plan}` : `ferry run --route ${route}`;
  return [
    `Plan ${plan} is approved by ${escapeForTerminal(by)}${despite.length === 0 ? '' : `, despite ${despite.join(', ')}`}.`,
    `It covers runs of ${route} with these mappings, from the same sources:`,
    ...lanes,
    output.asTyped(`Then: ${next}`),
  ];
}
