/** What is about to be written, committed before it is. */
import type { Queries } from './database.ts';
import { jsonText } from './json-text.ts';
import type { Intent } from './port.ts';

/** Commits the intent (once, however often repeated) and tells how often the target answered it with "try again". */
export async function recordIntent(queries: Queries, intent: Intent): Promise<{ readonly refusals: number }> {
  const [row] = await queries.rows<{ refusals: number }>(
    `insert into ferry.intent as i (run, batch, idempotency_key, lane, entity, external_keys)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (run, batch, idempotency_key) do update set refusals = i.refusals returning refusals`,
    [intent.run, intent.batch, intent.idempotencyKey, intent.lane, intent.entity, jsonText(intent.externalKeys)],
  );
  return { refusals: row?.refusals ?? 0 };
}

/** A target replays its stored answer under the same key; counting refusals lets the next write carry another one. */
export async function refuseIntent(queries: Queries, intent: Intent): Promise<void> {
  await queries.rows(
    `update ferry.intent set refusals = refusals + 1 where run = $1 and batch = $2 and idempotency_key = $3`,
    [intent.run, intent.batch, intent.idempotencyKey],
  );
}
