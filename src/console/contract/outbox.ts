/** What people would have been notified of. */
import { z } from 'zod';

/** The newest first; `before` is an id from the page before. */
export const outboxQuery = z.object({
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What somebody would have been told of, had the console told anybody. */
export const notice = z.object({
  id: z.string(),
  at: z.string(),
  entity: z.string(),
  externalId: z.string(),
  event: z.string(),
  actor: z.string(),
  mode: z.string(),
  internal: z.boolean(),
});
