/** The ports. A connector is a factory that returns one of these; optional capabilities are detected by presence. */
import type { AnyFerryError } from '../errors.ts';
import type { IdempotencyKey, ItemReceipt, MappedBatch, Receipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { SourceRecord } from '../model/record.ts';
import type { SourceCount, Watermark } from '../model/run.ts';

/** What `check` found. A source that can be reached with too few rights lists what it can't see instead of passing. */
export interface SourceInfo {
  readonly kind: string;
  readonly version: string | null;
  /** The source entities that can be read. */
  readonly entities: readonly string[];
  /** Findings for people, which every run repeats: what limits or endangers the reading, as missing rights do. */
  readonly findings: readonly string[];
  /** What is good to know when setting up, and limits nothing. */
  readonly notes?: readonly string[];
  /** By source entity: what reading it would throw as things stand. A run that needs one of them isn't started. */
  readonly faults?: Readonly<Record<string, AnyFerryError>>;
  /** Source entities whose reading can be narrowed by a scope of its own (`where:` of a route). */
  readonly scoped?: readonly string[];
  /** Source entities whose last continuation can be read on from later, which then gives what changed since: a delta. */
  readonly follows?: readonly string[];
}

/** Records in the source's order, and where to go on after them. Pages may be of any size; the loader makes its own batches. */
export interface Page {
  readonly records: readonly SourceRecord[];
  /** Passed to `read` as `since`, goes on right after this page. */
  readonly continuation: Watermark;
}

/** The system's own query (TicketSQL), from `where:` of the route; null: everything. */
export type Where = string | null;

/** What a count is narrowed to, so that it can be held against one reading. */
export interface CountScope {
  readonly where: Where;
  /** Count as of here (what reading ended at), so that what came later isn't taken for missing. Null: as of now. */
  readonly until: Watermark;
}

/** An asset, opened: to be read once, to its end or by leaving the loop. Its name and type are the source's word. */
export interface AssetStream {
  readonly name: string;
  readonly mediaType: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/**
 * Reads one system. Throws TransientError, StuckError or FatalError; a record that can't be trusted is returned with its
 * `problem` set, never dropped. Safe to call from several lanes at once.
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
  /** A complete sweep of the keys that exist now: deletes and merges show as absence. */
  keys?(entity: string, where?: Where): AsyncIterable<readonly string[]>;
  /** Throws UsageError `where-invalid`, in the system's own words, for a scope it doesn't understand. */
  checkWhere?(entity: string, where: string): Promise<void>;
  /** Throws FatalError `asset-missing` when there is none, `asset-refused` for what must not be fetched. */
  asset?(ref: string): Promise<AssetStream>;
  /** True when a `ref` gives the same bytes for ever, so that what was re-hosted once is never fetched again. */
  readonly lastingAssets?: boolean;
  /** Changes whenever anything that `read` would give does; only sources that can tell at little cost (files) have it. */
  state?(): Promise<string>;
  /** Tells one installation from another that the configuration calls by the same name; what is remembered of one is not true of the other. */
  readonly installation?: string;
}

/** What `check` of a target found. All that the ledger remembers of a target goes by `instance`. */
export interface TargetInfo {
  readonly kind: string;
  readonly version: string | null;
  /** A UUID that is another one after the target's data was recreated. */
  readonly instance: string;
  /** Runs into it need an approved plan, or a person's reason to go without. */
  readonly production: boolean;
}

/** A record as the target holds it now. */
export interface Held {
  readonly externalKey: string;
  readonly id: string;
  readonly etag: string;
  readonly contentHash: string;
  readonly tombstoned: boolean;
  /** Whether somebody changed it after its last import. */
  readonly edited: boolean;
  /** By system, the newest reading that it sent; absent where the target doesn't say. */
  readonly sourceVersions?: Readonly<Record<string, string>>;
  readonly data: JsonObject;
}

/** One bucket of keys: first hex digits of sha256(externalKey). */
export interface Digest {
  readonly prefix: string;
  readonly count: number;
  readonly digest: string;
}

/** As the target holds it, uploaded just now or long before. `sha256` is in hex. */
export interface StoredAsset {
  readonly sha256: string;
  readonly bytes: number;
}

/** What is known of a record for which an answer is simulated. */
export interface SimulatedRecord {
  /** As the target holds it now; undefined: it has none. */
  readonly held: Held | undefined;
  /** An item simulated before would have written it. */
  readonly planned: boolean;
}

/** Tells what `write` would answer, without asking the target. */
export interface Simulation {
  /** Bytes of one call beyond which the target refuses it. */
  readonly maxCallBytes: number;
  /** Pure: by the target's own rules, from what is known of the record. References aren't looked at. */
  answer(entity: Entity, item: WriteItem, record: SimulatedRecord): ItemReceipt;
}

/** Writes one system. Every method may be repeated with the same arguments without further effect. */
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
  /** Live records of one system, for the counts people compare. */
  count?(entity: Entity, system: string): Promise<number>;
}
