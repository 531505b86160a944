/** What of a run's own ground is missing here: its home, PostgreSQL, Temporal, those named in the environment included. */
import { inspectServices } from '../embedded/doctor.ts';
import type { Context } from './context.ts';

/** One thing without which no run starts. */
export interface MissingService {
  readonly message: string;
  readonly hint?: string;
}

/** Asks what DATABASE_URL and TEMPORAL_ADDRESS name; starts no server. Empty: a run finds all it needs. */
export async function missingServices({
  home,
  env,
}: Pick<Context, 'home' | 'env'>): Promise<readonly MissingService[]> {
  const found = await inspectServices({ home, env });
  return found
    .filter(({ state }) => state === 'missing')
    .map(({ name, found: what, hint }) => ({ message: `${name}: ${what}`, ...(hint !== '' && { hint }) }));
}
