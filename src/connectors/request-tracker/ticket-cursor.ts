/** The cursor of reading tickets: opaque to everybody else, small enough to be stored with every batch. */
import { z } from 'zod';
import { FatalError } from '../../errors.ts';
import type { Watermark } from '../../model/run.ts';
import type { RtApi } from './api.ts';

const id = z.int().min(0);

const cursor = z.strictObject({
  v: z.literal(1),
  /** The server's address: numbers of another one mean nothing here. Cursors of old versions have none. */
  of: z.string().optional(),
  /** `first`: what is open or fresh; `rest`: all else; `lost`: what no search finds; `feed`: what changed. */
  phase: z.enum(['first', 'rest', 'lost', 'feed']),
  /** Up to this number the phase has been listed. */
  after: id,
  /** From this day on a ticket counts as fresh; one day for a full read, so that its two sweeps complement each other. */
  fresh: z.iso.date(),
  /** The newest transaction when the full read began. */
  from: id,
  /** How far the feed is followed. */
  at: id,
  /** Transactions up to `at` that weren't there: their numbers were taken, but they may not have been written yet. */
  open: z.array(id).max(1000),
  /** Listed, and to be read next; null before anything was listed. */
  todo: z.array(id).nullable(),
});

export type TicketCursor = z.output<typeof cursor>;

/** As text for `parseTicketCursor`, which alone checks it. Numbers, a day and the server's address: nothing of a ticket's contents. */
export function formatTicketCursor(at: TicketCursor): string {
  return JSON.stringify(at);
}

/**
 * What reading goes on from must be a place in this server's feed: throws FatalError `watermark-unknown` for a cursor that
 * another server gave, or this one before it was restored from a backup, whose new transactions would never be read.
 */
export async function checkTicketCursor(api: Pick<RtApi, 'web' | 'sweep'>, { of, at }: TicketCursor): Promise<void> {
  if (of !== undefined && of !== api.web) throw strange('was taken from another Request Tracker');
  if (at === 0) return;
  const search = { collection: 'transactions', query: 'id > 0', fields: [], after: at - 1 };
  for await (const rows of api.sweep(search)) if (rows.length > 0) return;
  throw strange('is ahead of this Request Tracker, which may have been put back to an earlier state');
}

/** Null for the beginning. Throws FatalError `watermark-unknown` for text that wasn't written here. */
export function parseTicketCursor(text: Watermark): TicketCursor | null {
  if (text === null) return null;
  try {
    return cursor.parse(JSON.parse(text));
  } catch (cause) {
    throw strange('is not one the tickets of a Request Tracker were read to', cause);
  }
}

function strange(what: string, cause?: unknown): FatalError {
  return new FatalError(`the watermark ${what}`, {
    code: 'watermark-unknown',
    hint: 'start a new full run of the route: `ferry run`',
    ...(cause !== undefined && { cause }),
  });
}
