/** What a compiled mapping says about itself, and what it saw in one record: for reports, locks and people, never for loading. */
import type { Entity } from './entity.ts';
import type { JsonObject } from './json.ts';
import type { MapResult } from './record.ts';
import type { MissingReference } from './reference.ts';
import type { FieldPath } from './source-fields.ts';

/** One rule of a mapping. A rule made of alternatives (`any`) is one fact with all their paths, operations and tables. */
export interface RuleFact {
  /** Target field without indices: `title`, `body.content`, `comments[].author`. */
  readonly target: string;
  /** Source paths as seen from the record: `Subject`, `transactions[].Creator`. */
  readonly from: readonly string[];
  /** Line of the mapping file, from 1. */
  readonly line: number;
  /** Operations in the order they run; empty: copied. */
  readonly operations: readonly string[];
  readonly constant: boolean;
  /** The condition under which it runs at all. */
  readonly when: string | null;
  /** Set when it looks values up in a table. */
  readonly table: TableFact | null;
  readonly reference: ReferenceFact | null;
}

/** A table that a rule looks values up in. */
export interface TableFact {
  /** The operation that looks values up: `map`, `matrix`, `lookup`. */
  readonly kind: string;
  /** What the table lists, as text; of a matrix `row | column`. */
  readonly lists: readonly string[];
  /** What the field takes when it is an enumeration; empty: anything. */
  readonly takes: readonly string[];
  readonly otherwise: 'quarantine' | 'null' | 'keep' | 'const';
}

/** A rule that points at another record. `via`: by which kind of identity, unless by the source's own key. */
export interface ReferenceFact {
  readonly entity: Entity;
  readonly via: string | null;
  readonly missing: MissingReference;
}

/** A loss that its owner has seen and accepts; written in the mapping (`accept`). */
export interface AcceptedLoss {
  readonly code: string;
  /** Target field without indices. */
  readonly field: string;
  readonly because: string;
  readonly by: string;
}

/** A path in the source record that a mapping reads, and where it is written. */
export interface SourceRead {
  /** As seen from the record: `Subject`, `rows[].Creator`, `['any. name']`; empty: the record as a whole. */
  readonly path: string;
  /** In the mapping file, from 1. */
  readonly line: number;
  readonly column: number;
  readonly in: 'rule' | 'condition' | 'key' | 'identity';
  /** It is gone over item by item: of what the items hold, only what other paths name is read. */
  readonly items?: true;
}

/** Something in the source record that nothing reads on purpose. */
export interface IgnoredField {
  /** As a person would name it: `Cost Centre`, `front.draft`. */
  readonly field: string;
  /** As in `SourceRead`. */
  readonly path: string;
  /** Its names from the record inwards. */
  readonly names: readonly string[];
  readonly because: string;
}

/** A mapping as its file has it: rules of `fields`, then of `each`, in its order. Holds nothing of any record. */
export interface MappingFacts {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  /** As messages name it. */
  readonly file: string;
  readonly entity: Entity;
  readonly sourceEntity: string;
  readonly rules: readonly RuleFact[];
  /** Top-level source fields that some rule, condition, key or identity reads. */
  readonly uses: readonly string[];
  /** Every path that some rule, condition, key or identity reads, as often as it is written. */
  readonly reads: readonly SourceRead[];
  /** Fields that the source may not have at all; the empty path stands for all that is read. */
  readonly optional: readonly FieldPath[];
  readonly ignores: readonly IgnoredField[];
  readonly excludes: readonly { readonly when: string; readonly because: string }[];
  readonly accepts: readonly AcceptedLoss[];
}

/** A value that a table of the mapping was asked for. */
export interface SeenValue {
  /** Target field without indices. */
  readonly target: string;
  /** As the table was asked, after trimming and lowering; of a matrix `row | column`. At most 200 characters. */
  readonly value: string;
  /** Whether the table lists it. */
  readonly known: boolean;
}

/** One record mapped, with what the mapping saw of it: for reports. */
export interface Trace {
  readonly result: MapResult;
  /** The fields as far as the mapping came, also when the record was quarantined; references null. Empty when excluded. */
  readonly fields: JsonObject;
  readonly seen: readonly SeenValue[];
  /** Each field as its rule alone makes it, whatever ended the record: null where the rule came to nothing. */
  readonly made: JsonObject;
}
