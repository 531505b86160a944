/** What a route does when its source begins to hold something that no earlier run saw. */

/**
 * `evolve`: take it as the mapping says, and report it. `freeze`: hold the lane until a person decides. `discard`: leave the
 * value out, a counted loss. `discard-record`: leave the record behind. `quarantine`: set the record aside.
 */
export const DRIFT_POLICIES = ['evolve', 'freeze', 'discard', 'discard-record', 'quarantine'] as const;

/** What becomes of records that show something new. */
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

/** What is new: a top-level field, a value that a table of the mapping doesn't list, a field's type. */
export const DRIFT_KINDS = ['field', 'value', 'type'] as const;

/** What can be new about a record. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One policy for each kind of news. */
export type DriftPolicies = Readonly<Record<DriftKind, DriftPolicy>>;

/** What goes for lanes that say nothing: news are told, and everything is carried. */
export const EVOLVE: DriftPolicies = { field: 'evolve', value: 'evolve', type: 'evolve' };

/** Fields of a lane, and values of one field, that are remembered; beyond them nobody is told of single ones. */
export const MOST_SEEN = 1000;

/** One thing a source holds, as runs remember it: of a `field` its name; of a `type` a field and what it holds; of a `value` a target field and a text. */
export interface Seen {
  readonly kind: DriftKind;
  /** Source field; for `value` the target field whose table was asked. */
  readonly field: string;
  /** Empty for `field`; `text`, `number`, `boolean`, `list`, `object` for `type`; at most 200 characters for `value`. */
  readonly what: string;
}
