/** What a target can do beyond `check` and `write`: the terms of the optional capabilities of `Target` (`port.ts`). */
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';

/** A record as the target holds it now. */
export interface Held {
  readonly externalKey: string;
  readonly id: string;
  readonly etag: string;
  readonly contentHash: string;
  readonly tombstoned: boolean;
  /** Whether somebody changed it after its last import. */
  readonly edited: boolean;
  /** By system, the newest record version that it sent; absent where the target doesn't say. */
  readonly sourceVersions?: Readonly<Record<string, string>>;
  readonly data: JsonObject;
}

/** One bucket of keys: first hex digits of sha256(externalKey). */
export interface Digest {
  readonly prefix: string;
  readonly count: number;
  readonly digest: string;
}

/** An asset as the target holds it, uploaded now or earlier. `sha256` is in hex. */
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

/** Predicts what `write` would answer, without asking the target: what a dry run is made of. */
export interface Simulation {
  /** Bytes of one call beyond which the target refuses it. */
  readonly maxCallBytes: number;
  /** Pure: by the target's own rules, from what is known of the record. References aren't looked at. */
  answer(entity: Entity, item: WriteItem, record: SimulatedRecord): ItemReceipt;
}

/**
 * What texts written to the target link to. Pure: an address may be asked for before its record is written.
 *
 * ```ts
 * const links: TargetLinks = {
 *   record: (entity, externalKey) => `/browse/${entity}/${encodeURIComponent(externalKey)}`,
 *   asset: (sha256) => `/files/${sha256}`,
 * };
 * ```
 */
export interface TargetLinks {
  /** Address of a record. */
  record(entity: Entity, externalKey: string): string;
  /** Address of an asset that `putAsset` stored. */
  asset(sha256: string): string;
}
