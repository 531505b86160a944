/** What a mapped record points at: other records and assets. */
import type { Entity } from './entity.ts';
import type { PathStep } from './json.ts';

/** One thing an asset reference in a record points at, to be fetched from the source and re-hosted. */
export interface AssetUse {
  /** What `Source.asset` takes. */
  readonly ref: string;
  readonly name: string;
  readonly mediaType?: string;
  /** Where the mapped record shows it: texts that contain `assetToken(ref)`, or a field that holds a list of hashes. */
  readonly path: readonly PathStep[];
}

/** What to do when a reference can't be resolved. `defer` tries again in the second pass and is then a counted loss. */
export const MISSING = ['null', 'placeholder', 'quarantine', 'defer'] as const;

/** What becomes of a record with a reference that can't be resolved. */
export type MissingReference = (typeof MISSING)[number];

/** A reference that still has to be resolved to an external key of the target. The field at `path` is null until then. */
export interface Reference {
  readonly path: readonly PathStep[];
  readonly entity: Entity;
  /** A source id, an external key, or any identity of the record meant (login, e-mail, number, code). */
  readonly value: string;
  /** Narrows `value` to one kind of identity. */
  readonly via?: string;
  readonly missing: MissingReference;
  /** `token`: the reference is `recordToken(entity, value)` inside the text at `path` instead of the whole field. */
  readonly form: 'field' | 'token';
}
