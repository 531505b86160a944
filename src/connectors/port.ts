/** The ports. A connector is a factory that returns one of these; optional capabilities are detected by presence. */
import type { AnyFerryError } from '../errors.ts';
import type { IdempotencyKey, MappedBatch, Receipt } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { SourceRecord } from '../model/record.ts';
import type { Watermark } from '../model/run.ts';
import type { SourceCount } from '../model/settlement.ts';
import type { SourceFields } from '../model/source-fields.ts';
import type { Digest, Held, Simulation, StoredAsset, TargetLinks } from './target-capabilities.ts';

/** What `check` found. A source that can be reached with too few rights lists what it can't see instead of passing. */
export interface SourceInfo {
  readonly kind: string;
  readonly version: string | null;
  /** The source entities that can be read. */
  readonly entities: readonly string[];
  /** Those that the user named one by one in the configuration: one that no mapping reads was meant to be loaded. */
  readonly configured?: readonly string[];
  /** Findings for people, which every run repeats: what limits or endangers reading, as missing rights do. */
  readonly findings: readonly string[];
  /** What is good to know when setting up, and limits nothing. */
  readonly notes?: readonly string[];
  /** By source entity: what reading it would throw at present. A run that needs one of them isn't started. */
  readonly faults?: Readonly<Record<string, AnyFerryError>>;
  /** Source entities that take a scope: `where:` of a route, in the system's own query language. */
  readonly scoped?: readonly string[];
  /** Source entities with deltas: reading from their last continuation later gives what changed since. */
  readonly follows?: readonly string[];
}

/** Records in the source's order, and where to go on after them. Pages may be of any size; extract cuts batches of its own. */
export interface Page {
  readonly records: readonly SourceRecord[];
  /** Passed to `read` as `since`, goes on right after this page. */
  readonly continuation: Watermark;
}

/** A scope in the system's own query language (TicketSQL), from `where:` of the route; null: everything. */
export type Where = string | null;

/** What a count is narrowed to, so that it is comparable with the records that one pass over the source gave. */
export interface CountScope {
  readonly where: Where;
  /** Count as of this watermark, at which reading ended, so that later records aren't taken for missing. Null: as of now. */
  readonly until: Watermark;
}

/** An asset, opened: to be read once, to its end or by leaving the loop. Name and type are as the source gives them, unchecked. */
export interface AssetStream {
  readonly name: string;
  readonly mediaType: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/**
 * Reads one system. Throws TransientError, StuckError or FatalError; a record that can't be trusted is returned with its
 * `problem` set, never dropped. Safe to call from several lanes at once.
 *
 * ```ts
 * // A source of three records in pages of two; its watermark is the number of records read.
 * const KEYS = ['1', '2', '3'];
 * const source: Source = {
 *   check: async () => ({ kind: 'demo', version: null, entities: ['ticket'], findings: [] }),
 *   async *read(_entity, since) {
 *     for (let at = Number(since ?? 0); at < KEYS.length; at += 2) {
 *       const records = KEYS.slice(at, at + 2).map((key) => ({ key, data: { id: key } }));
 *       yield { records, continuation: String(at + records.length) };
 *     }
 *   },
 *   count: async () => ({ count: KEYS.length, how: 'length of the list' }),
 * };
 * ```
 */
export interface Source {
  check(): Promise<SourceInfo>;
  /**
   * Every record of the entity, from `since` on (null: from the beginning). The same `since` gives the same records unless
   * the source changed; a record that changed while others were read comes again, with a higher version.
   */
  read(entity: string, since: Watermark, where?: Where): AsyncIterable<Page>;
  /** Counts the distinct records by another way than `read`, for the run to be held to. */
  count(entity: string, of?: CountScope): Promise<SourceCount>;
  /** A complete sweep of the keys that exist now: a record that was deleted or merged away is missing from it. */
  keys?(entity: string, where?: Where): AsyncIterable<readonly string[]>;
  /**
   * What records of the entity can hold now, asked before they are read: of a header, of definitions, or of reading all of
   * them. A mapping that reads something else is refused, and what earlier runs had and is gone is drift. Without it, nothing
   * is known beforehand.
   */
  fields?(entity: string): Promise<SourceFields>;
  /**
   * True when what a record doesn't mention it doesn't have. Otherwise an absent name says nothing, and what the target holds
   * of it is left as it is.
   */
  readonly absentIsEmpty?: boolean;
  /** Throws UsageError `where-invalid`, in the system's own words, for a scope it doesn't understand. */
  checkWhere?(entity: string, where: string): Promise<void>;
  /** Throws FatalError `asset-missing` when there is none, `asset-refused` for what must not be fetched. */
  asset?(ref: string): Promise<AssetStream>;
  /** True when a `ref` always gives the same bytes, so that an asset re-hosted once is never fetched again. */
  readonly lastingAssets?: boolean;
  /** A fingerprint that changes whenever anything that `read` would give does; for sources that get it at little cost (files). */
  state?(): Promise<string>;
  /** Distinguishes installations that the configuration calls by the same name: asset references of one mean nothing in another. */
  readonly installation?: string;
}

/** What `check` of a target found. All that the ledger records about a target is keyed by `instance`. */
export interface TargetInfo {
  readonly kind: string;
  readonly version: string | null;
  /** A UUID that is another one after the target's data was recreated. */
  readonly instance: string;
  /** Runs into it need an approved plan, or a person's reason to go without. */
  readonly production: boolean;
}

/**
 * Writes one system. Every method may be repeated with the same arguments without further effect. What a target can do
 * beyond `check` and `write` is optional and detected by presence.
 *
 * ```ts
 * // A target that keeps records in memory; without `lookup` and `simulation` runs into it can't be planned.
 * const instance = randomUUID();
 * const records = new Map<string, JsonObject>();
 * const target: Target = {
 *   check: async () => ({ kind: 'demo', version: null, instance, production: false }),
 *   write: async ({ items }) => ({
 *     replayed: false,
 *     items: items.map(({ externalKey, data }) => {
 *       const status = records.has(externalKey) ? 'updated' : 'created';
 *       records.set(externalKey, { ...records.get(externalKey), ...data });
 *       return { externalKey, status, before: null };
 *     }),
 *   }),
 * };
 * ```
 */
export interface Target {
  check(): Promise<TargetInfo>;
  /** Those that exist, in no particular order; tombstoned ones included. */
  lookup?(entity: Entity, keys: readonly string[]): Promise<readonly Held[]>;
  /** Per-item outcomes come back in the receipt; throws only when the call as a whole failed. */
  write(batch: MappedBatch, key: IdempotencyKey): Promise<Receipt>;
  /** Uploads if the target has no asset of this hash yet. The stream is opened only then. */
  putAsset?(
    asset: { readonly sha256: string; readonly mediaType: string; readonly name: string },
    open: () => AsyncIterable<Uint8Array>,
  ): Promise<StoredAsset>;
  digest?(entity: Entity, system: string, prefix: string): Promise<readonly Digest[]>;
  /** External keys of one system's records that somebody changed after their last import. */
  edited?(entity: Entity, system: string): AsyncIterable<readonly string[]>;
  /** What it takes of each entity now, as JSON Schema (2020-12); an entity it doesn't know is left out. */
  contract?(): Promise<Readonly<Partial<Record<Entity, JsonObject>>>>;
  /** Without it (and `lookup`) the route can't be planned. */
  readonly simulation?: Simulation;
  /** Without it, texts keep the references that the source had, each as a counted loss. */
  readonly links?: TargetLinks;
  /** Live records of one system, for the counts people compare. */
  count?(entity: Entity, system: string): Promise<number>;
}
