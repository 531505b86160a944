/** Builds a lane of fake source and target, a real ledger and a real landing, and runs it. */

import type { Target } from '../../src/connectors/port.ts';
import { extractBatches } from '../../src/extract/extract.ts';
import type { LaneDeps, LaneMapping } from '../../src/extract/lane-deps.ts';
import type { Landing } from '../../src/landing/port.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { loadBatch } from '../../src/load/load.ts';
import { patchReferences } from '../../src/load/second-pass.ts';
import { settleLane } from '../../src/load/settle.ts';
import type { Entity } from '../../src/model/entity.ts';
import type { Excluded, Mapped, Quarantined, SourceRecord } from '../../src/model/record.ts';
import { externalKey } from '../../src/model/record.ts';
import type { LanePlan, Mode, RunPlan, Watermark } from '../../src/model/run.ts';
import type { LaneSettlement } from '../../src/model/settlement.ts';
import type { MemorySource } from './memory-source.ts';

export interface LaneOptions {
  readonly run: string;
  readonly source: string;
  readonly entity: Entity;
  readonly from: MemorySource;
  readonly to: Target;
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly map: (record: SourceRecord) => Partial<Omit<Mapped, 'kind'>> | Quarantined | Excluded;
  readonly lane?: Partial<LanePlan>;
  /** `full` when left out. */
  readonly mode?: Mode;
  /** All lanes of the run by name, when it has others than this one. */
  readonly beside?: readonly string[];
}

/** What the steps of one lane are given. The mapping is a function; what it leaves out is filled in. */
export async function laneOf(options: LaneOptions): Promise<LaneDeps> {
  const { instance } = await options.to.check();
  const lane: LanePlan = {
    lane: `${options.source}.${options.entity}`,
    mapping: options.entity,
    mappingVersion: '1.0.0',
    mappingHash: 'a'.repeat(64),
    source: options.source,
    sourceEntity: 'records',
    entity: options.entity,
    where: null,
    since: null,
    batchSize: 4,
    window: 1,
    quarantineLimit: 1,
    precedence: [options.source],
    ...options.lane,
  };
  const run: RunPlan = {
    run: options.run,
    route: 'test',
    mode: options.mode ?? 'full',
    reads: 'source',
    targetInstance: instance,
    config: 'ferry.yaml',
    levels: [(options.beside ?? [lane.lane]).map((name) => [{ ...lane, lane: name }])],
  };
  await options.ledger.startRun({ plan: run, pins: [] });
  return {
    run,
    lane,
    source: options.from,
    target: options.to,
    mapping: mappingOf(options),
    ledger: options.ledger,
    landing: options.landing,
    now: () => new Date('2026-01-01T00:00:00Z'),
    heartbeat: () => undefined,
  };
}

function mappingOf({ entity, map }: LaneOptions): LaneMapping {
  return {
    name: entity,
    version: '1.0.0',
    hash: 'a'.repeat(64),
    map: (record, system) => {
      if (record.problem) return { kind: 'quarantined', key: record.key, problem: record.problem };
      const mapped = map(record);
      if ('kind' in mapped) return mapped;
      return {
        kind: 'mapped',
        key: record.key,
        externalKey: externalKey(system, entity, record.key),
        fields: record.data,
        references: [],
        assets: [],
        identities: [],
        match: [],
        losses: [],
        warnings: [],
        ...(record.version !== undefined && { version: record.version }),
        ...mapped,
      };
    },
  };
}

/** Extracts, loads, patches and settles, as the workflow does. */
export async function runLane(deps: LaneDeps): Promise<LaneSettlement> {
  let continuation: Watermark = null;
  let sequence = 1;
  for (let done = false; !done; ) {
    const extracted = await extractBatches(deps, { continuation, sequence, maxBatches: 2 });
    for (const batch of extracted.batches) await loadBatch(deps, batch);
    sequence += extracted.batches.length;
    continuation = extracted.continuation;
    done = extracted.done;
  }
  await patchReferences(deps);
  return settleLane(deps);
}
