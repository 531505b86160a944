/** Field types shared by the entity schemas: what the console can hold, and nothing it would have to normalise. */
import { z } from 'zod';
import { anyReference } from './references.ts';

/** Text that PostgreSQL and UTF-8 can hold: no NUL, no lone surrogate. */
export function text(max: number) {
  return z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), { message: 'contains NUL', params: { code: 'text-nul' } })
    .refine((value) => value.isWellFormed(), {
      message: 'contains a lone surrogate',
      params: { code: 'text-surrogate' },
    });
}

/** A name, number or other single line. */
export const line = text(500);
/** A body of text. */
export const prose = text(1_000_000);
/** An instant, ISO 8601 in UTC: `2026-03-12T00:15:30Z`. */
export const instant = z.iso.datetime();
/** A calendar day without a zone: `2026-03-12`. */
export const day = z.iso.date();
/** An IANA zone. Not checked against a database: the console stores what it is told. */
export const zone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9+\-_/]+$/);

/** A whole number from 0, as far as JSON numbers are exact. */
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Any finite number, in whatever unit its field says. */
export const amount = z.number();
/** Lower-case hex sha256 of an asset. */
export const assetHash = z.string().regex(/^[0-9a-f]{64}$/);
/** Fields of the source that have no place of their own, by name. */
export const custom = z.record(z.string().max(200), z.json());
/** http(s) only: these are shown as links. */
export const webUrl = z
  .string()
  .max(2000)
  .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\//, 'must start with http:// or https://');
/** To another record (`to`), or out of the console (`url`, or `label` alone where the address is none of the web). */
export const link = z.strictObject({
  kind: line,
  to: anyReference.nullish(),
  url: webUrl.nullish(),
  label: line.nullish(),
});
