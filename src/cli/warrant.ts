/** Asks by what right a run writes into a production target: an approved plan, or a person's word to go on without one. */
import { userInfo } from 'node:os';
import { uncovered } from '../approval/approval.ts';
import type { TargetInfo } from '../connectors/port.ts';
import { UsageError } from '../errors.ts';
import type { Ledger } from '../ledger/port.ts';
import type { ApprovalRow } from '../ledger/run-rows.ts';
import type { RunPlan, Warrant } from '../model/run.ts';
import type { Context } from './context.ts';

/** The run that wants to write, and what the person said. */
export interface WarrantRequest {
  readonly ledger: Pick<Ledger, 'approvals'>;
  readonly target: Pick<TargetInfo, 'production'>;
  readonly plan: RunPlan;
  /** Why the run goes on without an approved plan. */
  readonly withoutPlan?: string;
  /** Only this plan's approval counts. */
  readonly approved?: string;
}

/**
 * The plan with its warrant; as it is where the target isn't production. Throws UsageError `plan-required`, which says
 * what differs from the newest approved plan, and `reason-missing` for an empty reason.
 */
export async function warranted(context: Context, request: WarrantRequest): Promise<RunPlan> {
  const { plan, target, withoutPlan } = request;
  if (withoutPlan !== undefined && withoutPlan.trim() === '') throw noReason(context);
  if (!target.production) return plan;
  const rows = await approvalsOf(request);
  const fits = rows.find((row) => uncovered(row, plan).length === 0);
  if (fits !== undefined) return withWarrant(plan, { kind: 'approved', plan: fits.plan, by: fits.by });
  const lacking = lackingWords(rows[0], request);
  if (withoutPlan === undefined) throw required(context, plan, lacking);
  for (const line of loud(plan, withoutPlan, lacking)) context.output.note(line);
  return withWarrant(plan, { kind: 'without-plan', by: userInfo().username, because: withoutPlan });
}

async function approvalsOf({ ledger, plan, approved }: WarrantRequest): Promise<readonly ApprovalRow[]> {
  const rows = await ledger.approvals({ basis: plan.targetInstance, route: plan.route });
  return approved === undefined ? rows : rows.filter((row) => row.plan === approved);
}

function withWarrant(plan: RunPlan, warrant: Warrant): RunPlan {
  return { ...plan, warrant };
}

/** Held against the newest approval: that is the one people have in mind. */
function lackingWords(newest: ApprovalRow | undefined, { plan, approved }: WarrantRequest): readonly string[] {
  if (newest !== undefined) return uncovered(newest, plan);
  const none = `no plan of ${plan.route} has been approved for this target`;
  return [approved === undefined ? none : `plan ${approved} has not been approved`];
}

function loud(plan: RunPlan, reason: string, lacking: readonly string[]): string[] {
  return [
    '',
    `!! Run ${plan.run} writes into PRODUCTION WITHOUT AN APPROVED PLAN: ${reason}`,
    ...lacking.map((line) => `!! ${line}`),
    '!! Who said so, and why, is kept in the audit and shown with the run.',
    '',
  ];
}

function required({ call }: Context, plan: RunPlan, lacking: readonly string[]): UsageError {
  const dry = plan.reads === 'landing' ? `${call} mapping impact` : `${call} plan --route ${plan.route}`;
  const without = plan.reads === 'landing' ? 'the same command' : `${call} run`;
  return new UsageError(`this target is production, and no approved plan covers the run: ${lacking.join('; ')}`, {
    code: 'plan-required',
    hint: `${dry}   then: ${call} plan approve PLAN --by WHO   (or, kept in the audit: ${without} --without-plan REASON)`,
  });
}

function noReason({ call }: Context): UsageError {
  const hint = `${call} run --without-plan 'the reason'`;
  return new UsageError('--without-plan asks for a reason', { code: 'reason-missing', hint });
}
