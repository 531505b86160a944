/** Prepares a run and authorises it: what every run that reads its sources needs before `startRun`, whoever starts it. */
import { type AuthoriseRequest, authorise } from './authorise.ts';
import { type Prepared, type PrepareRequest, prepareRun } from './prepare.ts';

/** Who asks, and a person's reason to write into production without an approved plan. */
export type AuthorisedRequest = Omit<PrepareRequest, 'ledger' | 'sample'> &
  Pick<AuthoriseRequest, 'withoutPlan'> & {
    readonly ledger: PrepareRequest['ledger'] & AuthoriseRequest['ledger'];
  };

/** A run that `startRun` takes, and what to say before it starts: missing approvals first, then what will not be read. */
export interface AuthorisedRun extends Prepared {
  readonly warnings: readonly string[];
}

/** Writes nothing. Throws what `prepareRun` and `authorise` throw. */
export async function prepareAuthorised(request: AuthorisedRequest): Promise<AuthorisedRun> {
  const { ledger, withoutPlan } = request;
  const prepared = await prepareRun(request);
  const { target, plan } = prepared;
  const asked = { ledger, target, plan, ...(withoutPlan !== undefined && { withoutPlan }) };
  const authorised = await authorise(asked);
  const remarks = (authorised.plan.remarks ?? []).map(({ source, message }) => `${source}: ${message}`);
  return { ...prepared, plan: authorised.plan, warnings: [...authorised.notes, ...remarks, ...prepared.notes] };
}
