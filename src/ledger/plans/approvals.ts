/** Approvals of plans: kept beside the audit entry that says who gave them. */
import type { Approval } from '../../model/approval.ts';
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { ApprovalRow } from './rows.ts';

/** Keeps the approval and the audit entry that says so, both or none. The same person's approval of the same facts is kept once. */
export async function approvePlan(database: Database, approval: Approval): Promise<void> {
  const { plan, by, because, despite, route, basis, factsSha256, fingerprint, scope } = approval;
  await database.transaction(async (queries) => {
    const kept = await queries.rows(
      `insert into ferry.plan_approval
         (plan, approved_by, because, despite, route, basis, facts_sha256, fingerprint, scope)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning plan`,
      [plan, by, because, jsonText(despite), route, basis, factsSha256, fingerprint, jsonText(scope)],
    );
    if (kept.length === 0) return;
    const lanes = scope.lanes.map(({ lane, mappingVersion, mappingHash }) => ({
      lane,
      mapping: `${mappingVersion}#${mappingHash}`,
    }));
    await appendAudit(queries, {
      kind: 'plan-approved',
      run: plan,
      payload: { by, because, despite, route, basis, factsSha256, fingerprint, contract: scope.contract, lanes },
    });
  });
}

/** Approvals of one target's plans, newest first; of one route when it is given. */
export function approvals(
  queries: Queries,
  { basis, route }: { readonly basis: string; readonly route?: string },
): Promise<readonly ApprovalRow[]> {
  return queries.rows<ApprovalRow>(
    `select plan, approved_by as by, because, despite, route, basis, facts_sha256 as "factsSha256", fingerprint, scope,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from ferry.plan_approval where basis = $1 and ($2::text is null or route = $2)
     order by ferry.plan_approval.at desc, plan desc`,
    [basis, route ?? null],
  );
}
