/**
 * Global setup of the project `rt`: one filled Request Tracker for the whole run, on SQLite, or on PostgreSQL with RT's own bcrypt
 * cost when FERRY_RT_DB says pg. One that runs already is used when the environment names it (FERRY_RT_URL and its fellows).
 */
import { removeRt, startRt, stateFolder } from './fixture.ts';

/** Starts it and puts where it is into the environment of the tests; the returned function stops and removes it. */
export async function setup(): Promise<() => Promise<void>> {
  if (process.env.FERRY_RT_URL !== undefined) return async () => undefined;
  const state = await stateFolder();
  try {
    Object.assign(
      process.env,
      await startRt({ RT_STATE: state, RT_FILL: '1', RT_DB: process.env.FERRY_RT_DB ?? 'sqlite' }),
    );
  } catch (error) {
    await removeRt(state);
    throw error;
  }
  return () => removeRt(state);
}
