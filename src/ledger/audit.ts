/** The hash chain over everything that had an effect: each row's hash covers the one before. Ids, counts and hashes, no contents. */
import { canonicalJson } from '../model/canonical.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { sha256 } from '../sha256.ts';
import type { Queries } from './database.ts';
import { jsonText } from './json-text.ts';

const LOCK = 7_300_118;
const START = '0'.repeat(64);

/** What is appended to the hash chain: ids, counts and hashes, never record contents. */
export interface AuditEntry {
  readonly kind: string;
  readonly run: string | null;
  readonly payload: JsonObject;
}

/** What a row's hash is taken over. */
export interface Link {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly run: string | null;
  readonly payloadHash: string;
  readonly prev: string;
}

/** Appends one entry. Call it last in a transaction: appenders wait for one another until they commit. */
export async function appendAudit(queries: Queries, entry: AuditEntry): Promise<void> {
  await queries.rows('select pg_advisory_xact_lock($1)', [LOCK]);
  const [last] = await queries.rows<{ seq: string; hash: string }>(
    'select seq, hash from ferry.audit order by seq desc limit 1',
  );
  const [clock] = await queries.rows<{ at: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  );
  const payload = jsonText(entry.payload);
  const link: Link = {
    seq: Number(last?.seq ?? 0) + 1,
    at: clock?.at ?? '',
    kind: entry.kind,
    run: entry.run,
    payloadHash: sha256(canonicalJson(JSON.parse(payload))),
    prev: last?.hash ?? START,
  };
  await queries.rows(
    `insert into ferry.audit (seq, at, kind, run, payload, payload_hash, prev, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [link.seq, link.at, link.kind, link.run, payload, link.payloadHash, link.prev, linkHash(link)],
  );
}

/** The hash that a row must have. */
export function linkHash(link: Link): string {
  const { seq, at, kind, run, payloadHash, prev } = link;
  const covered: JsonValue = { seq, at, kind, run, payloadHash, prev };
  return sha256(canonicalJson(covered));
}
