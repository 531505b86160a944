/** Profiles one lane of a plan: reads every record once, and what would be written of it. */

import { readBatch } from '../../landing/batch.ts';
import { plannedWrites } from '../../landing/planned.ts';
import type { Landing } from '../../landing/port.ts';
import type { EndingRow } from '../../ledger/plans/profile-rows.ts';
import type { Ledger } from '../../ledger/port.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Trace } from '../../model/mapping-facts.ts';
import type { Sample } from '../../model/plan-facts/samples.ts';
import type { SourceRecord } from '../../model/record.ts';
import { filesOf } from './attachments.ts';
import type { CycleFinder } from './cycles.ts';
import { type CountedLane, laneCounters } from './lane-counters.ts';
import type { LaneSubject } from './lane-subject.ts';
import { type Ending, isLoaded, type ProfiledRecord } from './profiled-record.ts';
import { type Picked, sampleOf } from './report-samples.ts';

/** One lane's part of the facts. */
export interface LaneFacts extends CountedLane {
  readonly samples: readonly Sample[];
  /** What would be written of the records asked for. */
  readonly planned: ReadonlyMap<string, JsonObject>;
}

/** A lane of a plan that has ended and whose copy of the record map is still there. All of it is only read. */
export interface LaneProfile {
  readonly run: string;
  /** The plan's own copy of the record map. */
  readonly instance: string;
  readonly subject: LaneSubject;
  readonly trace: (record: SourceRecord, system: string) => Trace;
  readonly ledger: Pick<Ledger, 'landedBatches' | 'endingsIn' | 'landedAssets'>;
  readonly landing: Landing;
  /** External keys of which what would be written is wanted besides the samples. */
  readonly wanted: readonly string[];
  /** Is given every write; shared by the lanes of a plan. */
  readonly cycles: CycleFinder;
}

/**
 * Two passes, over what landed and over what would be written. Memory doesn't grow with the records, but for the links upward
 * that cycles are looked for in.
 */
export async function profileLane(profile: LaneProfile): Promise<LaneFacts> {
  const { subject } = profile;
  const counters = laneCounters(subject);
  for await (const one of profiledRecords(profile)) counters.add(one);
  const picked = counters.picked();
  const planned = await plannedOf(profile, picked);
  return {
    ...counters.facts(),
    planned,
    samples: picked.map((one) => sampleOf(subject, one, planned.get(one.record.ending.externalKey ?? ''))),
  };
}

/** What would be written of the records picked and wanted, later writes over earlier ones. */
async function plannedOf(
  { landing, run, subject: { lane }, wanted, cycles }: LaneProfile,
  picked: readonly Picked[],
): Promise<LaneFacts['planned']> {
  const keep = new Set([...wanted, ...picked.flatMap(({ record }) => record.ending.externalKey ?? [])]);
  const planned = new Map<string, JsonObject>();
  for await (const { externalKey, data } of plannedWrites(landing, { run, lane })) {
    cycles.add(externalKey, data);
    if (keep.has(externalKey)) planned.set(externalKey, { ...planned.get(externalKey), ...data });
  }
  return planned;
}

/** Superseded record versions have no outcome of their own and are left out. */
async function* profiledRecords(profile: LaneProfile): AsyncGenerator<ProfiledRecord> {
  const { run, subject, trace, ledger, landing } = profile;
  for (const batch of await ledger.landedBatches(run, subject.lane)) {
    const endings = new Map((await ledger.endingsIn(run, subject.lane, batch.sequence)).map((row) => [row.line, row]));
    const records = await readBatch(landing, batch);
    const seen = records.flatMap((record, index): Omit<ProfiledRecord, 'files'>[] => {
      const ending = endings.get(index + 1);
      if (ending === undefined) return [];
      const bytes = Buffer.byteLength(JSON.stringify(record.data));
      return [{ record, bytes, trace: trace(record, subject.source), ending: endingOf(ending) }];
    });
    yield* withFiles(profile, seen);
  }
}

/** Files were fetched before their records were written, so what is known of them is in the plan's own copy. */
async function* withFiles(
  { ledger, instance, subject: { source } }: LaneProfile,
  seen: readonly Omit<ProfiledRecord, 'files'>[],
): AsyncGenerator<ProfiledRecord> {
  const uses = seen.map((one) =>
    isLoaded(one.ending) && one.trace.result.kind === 'mapped' ? one.trace.result.assets : [],
  );
  const refs = [...new Set(uses.flat().map(({ ref }) => ref))];
  const assets = refs.length === 0 ? [] : await ledger.landedAssets(instance, source, refs);
  const known = new Map(assets.map((asset) => [asset.ref, asset]));
  for (const [index, one] of seen.entries()) yield { ...one, files: filesOf(uses[index] ?? [], known) };
}

function endingOf({ line: _, sourceKey: __, ...ending }: EndingRow): Ending {
  return ending;
}
