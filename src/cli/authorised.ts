/** Authorises a run from the command line: a missing approval is announced before the run starts. */
import type { RunPlan } from '../model/run.ts';
import { type AuthoriseRequest, authorise } from '../runs/authorise.ts';
import type { Context } from './context.ts';

/** The plan, authorised. Throws what `authorise` throws. */
export async function authorised({ output }: Context, request: AuthoriseRequest): Promise<RunPlan> {
  const { plan, notes } = await authorise(request);
  for (const note of notes) output.note(note);
  return plan;
}
