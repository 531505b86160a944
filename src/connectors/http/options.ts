/** Options every connector that speaks HTTP has in common. */
import { z } from 'zod';
import type { RateLimit } from './rate-limit.ts';

/** The address is kept with marks and shown in errors: a password in it would be, too. */
function isAlone({ search, hash, username, password }: URL): boolean {
  return [search, hash, username, password].every((part) => part === '');
}

/** An http or https address, a path in it kept; no name, password, query or fragment. */
export const urlOption = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => URL.canParse(url) && isAlone(new URL(url)),
    'must be an address alone: no name, password, query or fragment in it',
  );

/** Where a secret is, never the secret. Looked up only when it is used: that it leads nowhere shows then. */
export const tokenOption = z
  .string()
  .regex(/^(env|file):./, 'must be env:NAME or file:PATH, never the secret itself')
  .describe('where the token is: env:NAME or file:PATH');

/** To be spread into a connector's own options; `rateLimitOf` makes numbers of them. All may be left out. */
export const rateLimitOptions = {
  concurrency: z.int().min(1).max(64).optional().describe('calls in flight at a time'),
  rate: z
    .string()
    .regex(/^[1-9]\d{0,5}\/(s|min)$/, 'must be like 20/s or 600/min')
    .optional()
    .describe('calls in a time: 20/s, 600/min'),
  patience: z
    .string()
    .regex(/^[1-9]\d{0,3}(s|min)$/, 'must be like 30s or 10min')
    .optional()
    .describe('how long it may fail every call before the run waits for a person: 30s, 10min; left out: 5min'),
};

/** The rate limit a user asked for, with a default for what they left out. */
export function rateLimitOf(
  options: {
    readonly concurrency?: number | undefined;
    readonly rate?: string | undefined;
    readonly patience?: string | undefined;
  },
  concurrency: number,
): RateLimit {
  const [count, unit] = options.rate?.split('/') ?? [];
  const rate = count === undefined ? null : Number(count) / (unit === 'min' ? 60 : 1);
  const patience = options.patience === undefined ? {} : { patience: milliseconds(options.patience) };
  return { concurrency: options.concurrency ?? concurrency, rate, ...patience };
}

function milliseconds(time: string): number {
  return Number.parseInt(time, 10) * (time.endsWith('min') ? 60_000 : 1000);
}
