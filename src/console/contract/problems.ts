/** The refusal that every route answers with. */
import { z } from 'zod';
import { api } from './registry.ts';

/** What is wrong with one field. */
export const fieldError = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });

/** The shape of every answer that is not a success, and of an item's problem. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    retryable: z.boolean(),
    errors: z.array(fieldError).optional(),
  })
  .register(api, { description: 'RFC 9457. `retryable`: the same request may succeed later.' });
