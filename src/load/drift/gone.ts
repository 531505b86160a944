/** Applies the lane's policy to what earlier runs read and its source has no more: loaded as usual, it would be emptied everywhere. */
import type { SeenBefore, SeenRow } from '../../ledger/records/drift-rows.ts';
import type { DriftPolicy } from '../../model/drift.ts';
import type { LanePlan } from '../../model/run.ts';
import type { Novelty } from './detect.ts';

/** What is known of a lane's fields before its records are read. */
export interface GoneOptions {
  readonly before: SeenBefore;
  readonly policy: DriftPolicy;
  readonly lane: Pick<LanePlan, 'declared' | 'gone'>;
}

/** For one batch. What is gone was found out when the run was prepared, so that all batches agree. */
export interface GoneWatch {
  /** What every record of the batch lacks; empty: nothing is gone, or somebody has accepted it. */
  readonly gone: readonly Novelty[];
  /** Counts a record that would be loaded without it. */
  add(): void;
  /** What the source has, for later runs to compare with, and what is gone. */
  seen(): readonly SeenRow[];
}

/** Counts from zero. */
export function openGoneWatch({ before, policy, lane }: GoneOptions): GoneWatch {
  const { declared = [], gone = [] } = lane;
  const things = [...before.known, ...before.taken];
  const accepted = new Set(things.filter(({ kind }) => kind === 'gone').map(({ field }) => field));
  const missing = gone
    .map((path) => JSON.stringify(path))
    .filter((field) => !accepted.has(field))
    .map((field): Novelty => ({ kind: 'gone', field, what: '', name: '', policy }));
  const reads = declared.map((path) => ({ kind: 'read' as const, field: JSON.stringify(path), what: '' }));
  let records = 0;
  return {
    gone: missing,
    add: () => {
      records += 1;
    },
    seen: () => [
      ...reads.map((read) => ({ ...read, records, drift: false, take: true })),
      ...missing.map(({ kind, field, what }) => ({
        kind,
        field,
        what,
        records,
        drift: true,
        take: policy === 'evolve',
      })),
    ],
  };
}
