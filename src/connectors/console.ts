/** The `console` target: our reference console, or anything else that keeps its import contract. */
import { z } from 'zod';
import type { IdempotencyKey, ItemReceipt, MappedBatch, Receipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { Secret } from '../model/secret.ts';
import * as answers from './console/answers.ts';
import { type Ask, askOver, get, misfit, parseAnswer } from './console/ask.ts';
import { heldAsset, uploadAsset } from './console/assets.ts';
import { entitySchemas } from './console/contract.ts';
import { FAILURE_RULES } from './console/failure-rules.ts';
import { itemProblem } from './console/item-problem.ts';
import { consoleLinks } from './console/links.ts';
import { consoleSimulation } from './console/simulate.ts';
import { rateLimitOf, rateLimitOptions, tokenOption, urlOption } from './http/options.ts';
import type { RateLimitOf } from './http/rate-limit.ts';
import { type Http, type HttpCall, openHttp } from './http.ts';
import type { Target } from './port.ts';
import type { Held } from './target-capabilities.ts';

/** As written under `target:` of ferry.yaml; other names are refused. Holds where the token is, never the token. */
export const consoleOptions = z.strictObject({
  kind: z.literal('console'),
  url: urlOption.describe('where it answers, e.g. http://127.0.0.1:7400'),
  token: tokenOption,
  ...rateLimitOptions,
});

export type ConsoleOptions = z.output<typeof consoleOptions>;

const CONCURRENCY = 8;
/** Keys of one lookup call. */
const MOST_KEYS = 1000;
/** Hex digits a digest goes deeper than the prefix asked for: 256 buckets. */
const DEEPER = 2;

/** Every call is safe to repeat: writes have an idempotency key, and the mode `history` keeps the console from notifying anybody. */
export function consoleTarget(
  options: ConsoleOptions,
  deps: { readonly secret: (reference: string) => Secret; readonly rateLimit?: RateLimitOf },
): Target {
  const rateLimit = rateLimitOf(options, CONCURRENCY);
  const http = openHttp({
    system: 'the console',
    url: options.url,
    headers: () => ({ authorization: `Bearer ${deps.secret(options.token).reveal()}` }),
    rateLimit,
    ...(deps.rateLimit && { limit: deps.rateLimit(new URL(options.url).href, rateLimit) }),
    problems: FAILURE_RULES,
  });
  const ask = askOver(http);
  return {
    check: async () => ({ kind: 'console', ...(await ask(get('/v1/instance'), answers.instance)) }),
    lookup: async (entity, keys) => (await Promise.all(slices(keys).map((some) => lookup(ask, entity, some)))).flat(),
    write: (batch, key) => write(http, batch, key),
    putAsset: async (asset, open) => (await heldAsset(http, asset.sha256)) ?? (await uploadAsset(ask, asset, open)),
    digest: (entity, system, prefix) =>
      ask(get(`/v1/digests/${entity}`, { system, prefix, depth: String(prefix.length + DEEPER) }), answers.digests),
    simulation: consoleSimulation,
    links: consoleLinks,
    contract: async () => entitySchemas(await ask(get('/docs/json'), answers.document)),
    edited: (entity, system) => editedKeys(ask, entity, system),
    count: async (entity, system) => (await ask(get('/v1/counts', { system }), answers.counts))[entity]?.live ?? 0,
  };
}

async function write(http: Http, batch: MappedBatch, key: IdempotencyKey): Promise<Receipt> {
  const call: HttpCall = {
    method: 'POST',
    path: `/v1/bulk/${batch.entity}`,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      'import-mode': 'history',
      'import-run': batch.run,
    },
    body: JSON.stringify({ items: batch.items.map(wireItem) }),
  };
  const { headers, body } = await http.json(call);
  const { results } = parseAnswer(answers.bulk, body, call);
  const fits = results.length === batch.items.length;
  if (!fits || results.some(({ externalId }, at) => externalId !== batch.items[at]?.externalKey)) throw misfit(call);
  return { replayed: headers['idempotency-replayed'] === 'true', items: results.map(itemReceipt) };
}

function wireItem({ op, externalKey, ifMatch, sourceVersion, data }: WriteItem): object {
  return { op, externalId: externalKey, ifMatch, sourceVersion, data };
}

function itemReceipt(result: answers.ItemResult): ItemReceipt {
  const { externalId, status, id, etag, contentHash, before, problem } = result;
  return {
    externalKey: externalId,
    status,
    ...(id !== undefined && { id }),
    ...(etag !== undefined && { etag }),
    ...(contentHash !== undefined && { contentHash }),
    before: before ?? null,
    ...(problem && { problem: itemProblem(problem) }),
  };
}

async function lookup(ask: Ask, entity: Entity, keys: readonly string[]): Promise<readonly Held[]> {
  const body = JSON.stringify({ externalIds: keys });
  const { items } = await ask(
    { method: 'POST', path: `/v1/lookup/${entity}`, headers: { 'content-type': 'application/json' }, body },
    answers.lookup,
  );
  return items.map(({ externalId, ...record }) => ({ ...record, externalKey: externalId }));
}

async function* editedKeys(ask: Ask, entity: Entity, system: string): AsyncGenerator<readonly string[]> {
  const query = { system, edited: 'true', limit: String(MOST_KEYS) };
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: Record<string, string> = cursor === '' ? {} : { cursor };
    const page: z.output<typeof answers.page> = await ask(
      get(`/v1/entities/${entity}`, { ...query, ...more }),
      answers.page,
    );
    if (page.items.length > 0) yield page.items.map(({ externalId }) => externalId);
    if (page.next === cursor) throw misfit(get(`/v1/entities/${entity}`));
    cursor = page.next;
  }
}

function slices(keys: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(keys.length / MOST_KEYS);
  return Array.from({ length: count }, (_, at) => keys.slice(at * MOST_KEYS, (at + 1) * MOST_KEYS));
}
