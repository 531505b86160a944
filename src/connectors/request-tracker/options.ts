/** What a `request-tracker` source may be told in ferry.yaml. */
import { z } from 'zod';
import { paceOptions, tokenOption } from '../http/options.ts';

/** The address is kept with marks and shown in errors: a password in it would be, too. */
function isAlone({ search, hash, username, password }: URL): boolean {
  return [search, hash, username, password].every((part) => part === '');
}

/** As written in ferry.yaml; either `token:`, or `user:` and `password:`. Holds where secrets are, never a secret. */
export const requestTrackerOptions = z
  .strictObject({
    kind: z.literal('request-tracker'),
    url: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => URL.canParse(url) && isAlone(new URL(url)),
        'must be an address alone: no name, password, query or fragment in it',
      )
      .describe('the web address of Request Tracker, e.g. https://rt.example.com or https://example.com/rt'),
    token: tokenOption.optional(),
    user: z.string().min(1).optional().describe('the login of the account that reads; goes with `password:`'),
    password: z
      .string()
      .regex(/^(env|file):./, 'must be env:NAME or file:PATH, never the secret itself')
      .optional()
      .describe('where its password is: env:NAME or file:PATH. Quicker than a token, which costs bcrypt for each call'),
    name: z.string().min(1).optional().describe('what subjects carry: `[name #12]`; left out: what RT calls itself'),
    ...paceOptions,
  })
  .refine(({ token, user, password }) => {
    const account = [user, password].filter((part) => part !== undefined).length;
    return account === (token === undefined ? 2 : 0);
  }, 'needs either `token:`, or `user:` and `password:`');

export type RtOptions = z.output<typeof requestTrackerOptions>;
