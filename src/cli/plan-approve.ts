/** ferry plan approve: a person's word that a run may do what the plan says, bound to what the plan was made of. */

import { keptFacts } from '../dry-run/facts-file.ts';
import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { shownFindings } from '../messages/shown-findings.ts';
import type { Approval } from '../model/approval.ts';
import { type BlockingFinding, fingerprintOf, scopeOf, unaccepted } from '../runs/approval.ts';
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
  /** Codes of blocking findings that are accepted. */
  readonly despite?: readonly string[];
}

/** The code under which a sample is accepted: what it didn't carry, nobody has seen. */
const SAMPLED = 'sampled';

/**
 * Keeps the approval; repeated by the same person it changes nothing. Throws UsageError `plan-unknown`,
 * `plan-unfinished`, `plan-unreported`, `plan-changed`, `plan-blocked`, `despite-unknown`, `name-missing`.
 */
export async function planApprove(context: Context, options: PlanApproveOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const by = options.by.trim();
  if (by === '') throw new UsageError('an approval names a person', { code: 'name-missing', hint: '--by WHO' });
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const row = await namedPlan(runtime.ledger, options.plan);
    const facts = await keptFacts({ ...context, ledger: runtime.ledger }, row);
    const blocking = [
      ...shownFindings(facts.findings.filter(({ weight }) => weight === 'block')),
      ...sampledLanes(row),
    ];
    refuseBlocked(context, { plan: row.run, blocking, despite: options.despite ?? [] });
    const approval = approvalOf(row, { ...options, by, factsSha256: facts.sha256 });
    await runtime.ledger.approvePlan(approval);
    for (const line of wordsOf(context, approval)) output.say(line);
    output.give({ ...approval });
    return EXIT.done;
  } finally {
    await runtime.close();
  }
}

function sampledLanes({ plan }: RunRow): readonly BlockingFinding[] {
  const lanes = plan.levels.flat(2).flatMap(({ lane, sample }) => (sample === undefined ? [] : [lane]));
  return lanes.length === 0 ? [] : [{ code: SAMPLED, message: `only a sample was looked at of ${lanes.join(', ')}` }];
}

interface Judged {
  readonly plan: string;
  readonly blocking: readonly BlockingFinding[];
  readonly despite: readonly string[];
}

function refuseBlocked({ call }: Context, { plan, blocking, despite }: Judged): void {
  const left = unaccepted(blocking, despite);
  const codes = [...new Set(left.map(({ code }) => code))];
  if (codes.length > 0) {
    const said = left.map(({ code, message }) => `${code}: ${escapeForTerminal(message)}`).join('; ');
    const accept = [...despite, ...codes].map((code) => `--despite ${code}`).join(' ');
    throw new UsageError(`plan ${plan} is blocked: ${said}`, {
      code: 'plan-blocked',
      hint: `mend it and plan again; or accept each by name: ${call} plan approve ${plan} --by WHO ${accept}`,
    });
  }
  const vain = despite.find((code) => !blocking.some((finding) => finding.code === code));
  if (vain === undefined) return;
  const known = [...new Set(blocking.map(({ code }) => code))].join(', ');
  const hint = known === '' ? 'nothing blocks it: leave --despite out' : `what blocks it: ${known}`;
  throw new UsageError(`nothing named ${vain} blocks plan ${plan}`, { code: 'despite-unknown', hint });
}

type Given = Pick<PlanApproveOptions, 'by' | 'because' | 'despite'> & { readonly factsSha256: string };

function approvalOf({ run, plan }: RunRow, { by, because, despite, factsSha256 }: Given): Approval {
  const scope = scopeOf(plan);
  return {
    ...{ plan: run, route: plan.route, basis: plan.basis ?? plan.targetInstance, by, because: because ?? null },
    ...{ despite: [...new Set(despite)].sort(), factsSha256, fingerprint: fingerprintOf(scope, sha256), scope },
  };
}

function wordsOf({ call }: Context, { plan, by, route, despite, scope }: Approval): string[] {
  const lanes = scope.lanes.map(({ lane, mappingVersion, mappingHash }) => {
    return `  ${lane} ${mappingVersion}#${mappingHash.slice(0, 8)}`;
  });
  const next =
    scope.reads === 'landing' ? `${call} mapping impact --apply --plan ${plan}` : `${call} run --route ${route}`;
  return [
    `Plan ${plan} is approved by ${escapeForTerminal(by)}${despite.length === 0 ? '' : `, despite ${despite.join(', ')}`}.`,
    `It covers runs of ${route} with these mappings, from the same sources:`,
    ...lanes,
    `Then: ${next}`,
  ];
}
