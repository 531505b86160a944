/** Intents: what is about to be written, committed before it is. */
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { Intent } from './rows.ts';

/** Commits the intent, once however often repeated; returns how often answers of its batch were refused. */
export async function recordIntent(queries: Queries, intent: Intent): Promise<{ readonly refusals: number }> {
  await queries.rows(
    `insert into ferry.intent (run, batch, idempotency_key, lane, entity, external_keys)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [intent.run, intent.batch, intent.idempotencyKey, intent.lane, intent.entity, jsonText(intent.externalKeys)],
  );
  const [row] = await queries.rows<{ refusals: number }>(
    'select refusals from ferry.refusal where run = $1 and batch = $2',
    [intent.run, intent.batch],
  );
  return { refusals: row?.refusals ?? 0 };
}

/** A target replays its stored answer under the same idempotency key; the count makes the next write use another key. */
export async function refuseAnswers(queries: Queries, run: string, batch: string): Promise<void> {
  await queries.rows(
    `insert into ferry.refusal as r (run, batch, refusals) values ($1, $2, 1)
     on conflict (run, batch) do update set refusals = r.refusals + 1`,
    [run, batch],
  );
}
