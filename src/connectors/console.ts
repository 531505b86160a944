/** The `console` target: our reference console, or anything else that keeps its import contract. */
import { z } from 'zod';
import { FatalError } from '../errors.ts';
import type { IdempotencyKey, ItemReceipt, MappedBatch, Receipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonValue } from '../model/json.ts';
import type { Secret } from '../model/secret.ts';
import * as answers from './console/answers.ts';
import { entitySchemas } from './console/contract.ts';
import { itemProblem } from './console/item-problem.ts';
import { consoleSimulation } from './console/simulate.ts';
import type { Reading } from './http/failure.ts';
import { rateLimitOf, rateLimitOptions, tokenOption, urlOption } from './http/options.ts';
import type { RateLimitOf } from './http/rate-limit.ts';
import { type Http, type HttpCall, openHttp } from './http.ts';
import type { Held, StoredAsset, Target } from './port.ts';

/** As written under `target:` of ferry.yaml; other names are refused. Holds where the token is, never the token. */
export const consoleOptions = z.strictObject({
  kind: z.literal('console'),
  url: urlOption.describe('where it answers, e.g. http://127.0.0.1:7400'),
  token: tokenOption,
  ...rateLimitOptions,
});

export type ConsoleOptions = z.output<typeof consoleOptions>;
type NewAsset = Parameters<NonNullable<Target['putAsset']>>[0];
type Ask = <T>(call: HttpCall, shape: z.ZodType<T>) => Promise<T>;

const CONCURRENCY = 8;
/** Keys of one lookup call. */
const MOST_KEYS = 1000;
/** Hex digits a digest goes deeper than the prefix asked for: 256 buckets. */
const DEEPER = 2;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

const AGAIN = 'it is tried again by itself';
/** The contract's own codes, where they mean more than their status says. */
const PROBLEMS: Readonly<Record<string, Reading>> = {
  'in-flight': { as: 'transient', code: 'write-in-flight', hint: AGAIN },
  busy: { as: 'transient', code: 'system-failing', hint: AGAIN },
  'database-unavailable': { as: 'transient', code: 'system-failing', hint: AGAIN },
  'run-closed': {
    as: 'fatal',
    code: 'run-closed',
    hint: 'the run was rolled back or ended; start a new one: `ferry run`',
  },
  'idempotency-key-reused': {
    as: 'fatal',
    code: 'write-differs',
    hint: 'a repeated write was not the same; report this',
  },
  frozen: {
    as: 'stuck',
    code: 'target-frozen',
    hint: 'wait until the cutover ends, or thaw the console, then resume the run',
  },
  'host-refused': { as: 'stuck', code: 'auth-refused', hint: 'let the console accept the host name in `url:`' },
};

/** Every call is safe to repeat: writes carry their key, and `history` mode keeps the console silent. */
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
    problems: PROBLEMS,
  });
  const ask: Ask = async (call, shape) => parseAnswer(shape, (await http.json(call)).body, call);
  return {
    check: async () => ({ kind: 'console', ...(await ask(get('/v1/instance'), answers.instance)) }),
    lookup: async (entity, keys) => (await Promise.all(slices(keys).map((some) => lookup(ask, entity, some)))).flat(),
    write: (batch, key) => write(http, batch, key),
    putAsset: async (asset, open) => (await held(http, asset.sha256)) ?? (await upload(ask, asset, open)),
    digest: (entity, system, prefix) =>
      ask(get(`/v1/digests/${entity}`, { system, prefix, depth: String(prefix.length + DEEPER) }), answers.digests),
    simulation: consoleSimulation,
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

async function held(http: Http, sha256: string): Promise<StoredAsset | undefined> {
  const { status, headers, body } = await http.stream({ method: 'HEAD', path: `/v1/assets/${sha256}`, accept: [404] });
  for await (const _ of body);
  return status === 404 ? undefined : { sha256, bytes: Number(headers['content-length'] ?? 0) };
}

function upload(ask: Ask, asset: NewAsset, open: () => AsyncIterable<Uint8Array>): Promise<StoredAsset> {
  const mediaType = MEDIA_TYPE.test(asset.mediaType) ? asset.mediaType : 'application/octet-stream';
  const query = new URLSearchParams({ name: asset.name.replaceAll('\0', '').slice(0, 400) || 'file', mediaType });
  const digest = Buffer.from(asset.sha256, 'hex').toString('base64');
  return ask(
    {
      method: 'POST',
      path: `/v1/assets?${query}`,
      headers: { 'content-type': 'application/octet-stream', 'content-digest': `sha-256=:${digest}:` },
      body: open,
    },
    answers.asset,
  );
}

function get(path: string, query: Readonly<Record<string, string>> = {}): HttpCall {
  const search = new URLSearchParams(query).toString();
  return { method: 'GET', path: search === '' ? path : `${path}?${search}` };
}

function slices(keys: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(keys.length / MOST_KEYS);
  return Array.from({ length: count }, (_, at) => keys.slice(at * MOST_KEYS, (at + 1) * MOST_KEYS));
}

function parseAnswer<T>(shape: z.ZodType<T>, body: JsonValue, call: HttpCall): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw misfit(call);
}

function misfit(call: HttpCall): FatalError {
  return new FatalError('the console answered in a shape its contract does not have', {
    code: 'answer-misfit',
    at: `${call.method} ${call.path.replace(/\?.*$/, '')}`,
    hint: 'check that `url:` leads to a console of a version this Ferry knows',
  });
}
