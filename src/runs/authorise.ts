/** Authorises a run to write into a production target: by an approved plan, or by a person's reason to go on without one. */
import { userInfo } from 'node:os';
import type { TargetInfo } from '../connectors/port.ts';
import { UsageError } from '../errors.ts';
import type { ApprovalRow } from '../ledger/plans/rows.ts';
import type { Ledger } from '../ledger/port.ts';
import type { Authorisation, RunPlan } from '../model/run.ts';
import { uncovered } from './approval.ts';

/** The run that wants to write, and the person's reason. */
export interface AuthoriseRequest {
  readonly ledger: Pick<Ledger, 'approvals'>;
  readonly target: Pick<TargetInfo, 'production'>;
  readonly plan: RunPlan;
  /** Why the run goes on without an approved plan. */
  readonly withoutPlan?: string;
  /** Only this plan's approval counts. */
  readonly approved?: string;
}

/** A plan that may be started, and what to tell people loudly before it is. */
export interface Authorised {
  readonly plan: RunPlan;
  readonly notes: readonly string[];
}

/**
 * The plan with its authorisation; as it is where the target isn't production. Throws UsageError `plan-required`, which
 * says what differs from the newest approved plan, and `reason-missing` for an empty reason.
 */
export async function authorise(request: AuthoriseRequest): Promise<Authorised> {
  const { plan, target, withoutPlan } = request;
  if (withoutPlan !== undefined && withoutPlan.trim() === '') throw noReason();
  if (!target.production) return { plan, notes: [] };
  const rows = await approvalsOf(request);
  const fits = rows.find((row) => uncovered(row, plan).length === 0);
  if (fits !== undefined)
    return { plan: withAuthorisation(plan, { kind: 'approved', plan: fits.plan, by: fits.by }), notes: [] };
  const lacking = lackingApproval(rows[0], request);
  if (withoutPlan === undefined) throw required(plan, lacking);
  const authorisation = { kind: 'without-plan', by: userInfo().username, because: withoutPlan } as const;
  return { plan: withAuthorisation(plan, authorisation), notes: warningLines(plan, withoutPlan, lacking) };
}

async function approvalsOf({ ledger, plan, approved }: AuthoriseRequest): Promise<readonly ApprovalRow[]> {
  const rows = await ledger.approvals({ basis: plan.targetInstance, route: plan.route });
  return approved === undefined ? rows : rows.filter((row) => row.plan === approved);
}

function withAuthorisation(plan: RunPlan, authorisation: Authorisation): RunPlan {
  return { ...plan, authorisation };
}

/** Held against the newest approval: that is the one people have in mind. */
function lackingApproval(newest: ApprovalRow | undefined, { plan, approved }: AuthoriseRequest): readonly string[] {
  if (newest !== undefined) return uncovered(newest, plan);
  const none = `no plan of ${plan.route} has been approved for this target`;
  return [approved === undefined ? none : `plan ${approved} has not been approved`];
}

function warningLines(plan: RunPlan, reason: string, lacking: readonly string[]): string[] {
  return [
    '',
    `!! Run ${plan.run} writes into PRODUCTION WITHOUT AN APPROVED PLAN: ${reason}`,
    ...lacking.map((line) => `!! ${line}`),
    '!! Who said so, and why, is kept in the audit and shown with the run.',
    '',
  ];
}

function required(plan: RunPlan, lacking: readonly string[]): UsageError {
  const dry = plan.reads === 'landing' ? 'ferry mapping impact' : `ferry plan --route ${plan.route}`;
  const without = plan.reads === 'landing' ? 'the same command' : 'ferry run';
  return new UsageError(`this target is production, and no approved plan covers the run: ${lacking.join('; ')}`, {
    code: 'plan-required',
    hint: `${dry}   then: ferry plan approve PLAN --by WHO   (or, kept in the audit: ${without} --without-plan REASON)`,
  });
}

function noReason(): UsageError {
  const hint = `ferry run --without-plan 'the reason'`;
  return new UsageError('--without-plan asks for a reason', { code: 'reason-missing', hint });
}
