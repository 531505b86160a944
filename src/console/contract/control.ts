/** Which console this is, and the switches that stop writes: a closed run and the freeze of a cutover. */
import { z } from 'zod';
import { queryText } from './parameters.ts';

/** While frozen, only the run allowed may write. */
export const freezeRequest = z.strictObject({
  frozen: z.boolean(),
  allowRun: queryText().nullish(),
  reason: queryText().nullish(),
});

/** Whether writes are shut out, people's as well; `at` and `actor`: of the last switch, null before the first. */
export const freeze = z.object({
  frozen: z.boolean(),
  allowRun: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.string().nullable(),
  actor: z.string().nullable(),
});

/** Which data this is: the UUID stays with the database, through restores and moves. */
export const instance = z.object({
  instance: z.string(),
  name: z.string(),
  version: z.string(),
  production: z.boolean(),
});

/** Whether the run may still write; null: it may. */
export const runState = z.object({ run: z.string(), closedAt: z.string().nullable() });
