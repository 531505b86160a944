/** What gathering the facts of a plan needs. */
import type { Landing } from '../../landing/port.ts';
import type { Ledger } from '../../ledger/port.ts';
import type { RunRow } from '../../ledger/runs/rows.ts';
import type { MappingFacts, Trace } from '../../model/mapping-facts.ts';
import type { SourceRecord } from '../../model/record.ts';

/** The part of a compiled mapping that facts are gathered with. */
export interface PinnedMapping {
  readonly facts: MappingFacts;
  trace(record: SourceRecord, system: string): Trace;
}

/** A plan whose copy of the record map is still there. All of it is only read, and nothing is closed. */
export interface PlanFactsRequest {
  readonly ledger: Ledger;
  readonly landing: Landing;
  /** The plan, ended as settled or unsettled. */
  readonly row: RunRow;
  /** By hash, as pinned when the plan started. */
  readonly mappings: ReadonlyMap<string, PinnedMapping>;
}
