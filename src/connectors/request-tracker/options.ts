/** What a `request-tracker` source may be told in ferry.yaml. */
import { z } from 'zod';
import { rateLimitOptions, tokenOption, urlOption } from '../http/options.ts';

/** As written in ferry.yaml; either `token:`, or `user:` and `password:`. Holds where secrets are, never a secret. */
export const requestTrackerOptions = z
  .strictObject({
    kind: z.literal('request-tracker'),
    url: urlOption.describe(
      'the web address of Request Tracker, e.g. https://rt.example.com or https://example.com/rt',
    ),
    token: tokenOption.optional(),
    user: z.string().min(1).optional().describe('the login of the account that reads; goes with `password:`'),
    password: z
      .string()
      .regex(/^(env|file):./, 'must be env:NAME or file:PATH, never the secret itself')
      .optional()
      .describe('where its password is: env:NAME or file:PATH. Quicker than a token, which costs bcrypt for each call'),
    name: z.string().min(1).optional().describe('what subjects carry: `[name #12]`; left out: what RT calls itself'),
    ...rateLimitOptions,
  })
  .refine(({ token, user, password }) => {
    const account = [user, password].filter((part) => part !== undefined).length;
    return account === (token === undefined ? 2 : 0);
  }, 'needs either `token:`, or `user:` and `password:`');

export type RtOptions = z.output<typeof requestTrackerOptions>;
