/** What a route does when its source begins to hold something that no earlier run saw, or holds no more what the mapping reads. */

/**
 * `evolve`: load it as the mapping says, and report it. `freeze`: hold the lane until a person decides. `discard`: leave the
 * value out, a counted loss; of what is gone, leave what the target holds. `discard-record`: exclude the record. `quarantine`:
 * quarantine the record.
 */
export const DRIFT_POLICIES = ['evolve', 'freeze', 'discard', 'discard-record', 'quarantine'] as const;

/** What becomes of records that show something new. */
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

/** What is new: a top-level field, a value that a table of the mapping doesn't list, a field's type; or what is gone: a field that the mapping reads. */
export const DRIFT_KINDS = ['field', 'value', 'type', 'gone'] as const;

/** What can be other than before about a source. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One policy for each kind of drift. */
export type DriftPolicies = Readonly<Record<DriftKind, DriftPolicy>>;

/** The default: what is new is loaded and reported; nothing is emptied because its field is gone before somebody has said so. */
export const DEFAULT_DRIFT: DriftPolicies = { field: 'evolve', value: 'evolve', type: 'evolve', gone: 'freeze' };

/** Fields of a lane, and values of one field, that are stored at most; beyond them single ones are not reported. */
export const MOST_SEEN = 1000;

/**
 * One thing that runs have seen at a source: of a `field` its name; of a `type` a field and what it holds; of a `value` a
 * target field and a text; of `read` a field that the mapping reads and the source has; of `gone` one that it no longer has.
 */
export interface Seen {
  readonly kind: DriftKind | 'read';
  /** Source field; for `value` the target field whose table was asked; for `read` and `gone` a path, as JSON. */
  readonly field: string;
  /** Empty for `field`, `read` and `gone`; `text`, `number`, `boolean`, `list`, `object` for `type`; at most 200 characters for `value`. */
  readonly what: string;
}
