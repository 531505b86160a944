/** Looks at every record of one lane of a plan once, and at what would be written of it. */
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { EndingRow } from '../ledger/survey-rows.ts';
import { readBatch } from '../load/read-batch.ts';
import type { JsonObject } from '../model/json.ts';
import type { Trace } from '../model/mapping-facts.ts';
import type {
  FieldCoverage,
  Inventory,
  LaneCoverage,
  ObservedTable,
  ReferenceFacts,
  Sample,
  SetAside,
} from '../model/plan-facts.ts';
import type { SourceRecord } from '../model/record.ts';
import { takeCoverage } from './coverage.ts';
import { findCycles } from './cycles.ts';
import { takeInventory } from './inventory.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { Ending, LookedAt } from './looked-at.ts';
import { plannedWrites } from './planned.ts';
import { countAttachments } from './planned-attachments.ts';
import { pickSamples, sampleOf } from './samples.ts';
import { takeSetAside } from './set-aside.ts';
import { takeTables } from './tables.ts';

export interface LaneFacts {
  readonly inventory: Inventory;
  readonly coverage: LaneCoverage;
  readonly fields: readonly FieldCoverage[];
  readonly tables: readonly ObservedTable[];
  readonly setAside: readonly SetAside[];
  readonly excluded: readonly {
    readonly lane: string;
    readonly rule: string;
    readonly count: number;
    readonly exampleKey: string;
  }[];
  readonly samples: readonly Sample[];
  readonly cycles: ReferenceFacts['cycles'];
  /** What would be written of the records asked for. */
  readonly planned: ReadonlyMap<string, JsonObject>;
}

export interface LaneSurvey {
  readonly run: string;
  readonly subject: LaneSubject;
  readonly trace: (record: SourceRecord, system: string) => Trace;
  readonly ledger: Pick<Ledger, 'landedBatches' | 'endingsIn'>;
  readonly landing: Landing;
  /** External keys of which what would be written is wanted besides the samples. */
  readonly wanted: readonly string[];
}

/** Two passes, over what landed and over what would be written; memory doesn't grow with the records. */
export async function surveyLane(survey: LaneSurvey): Promise<LaneFacts> {
  const { subject, run, landing, wanted } = survey;
  const inventory = takeInventory(subject);
  const coverage = takeCoverage(subject);
  const tables = takeTables(subject);
  const aside = takeSetAside(subject);
  const left = takeExcluded(subject.lane);
  const picker = pickSamples();
  const takers = [inventory, coverage, tables, aside, left, picker];
  for await (const one of lookedAt(survey)) for (const taker of takers) taker.add(one);
  const attachments = countAttachments();
  const cycles = findCycles();
  const picked = picker.picked();
  const keep = new Set([...wanted, ...picked.flatMap(({ record }) => record.ending.externalKey ?? [])]);
  const planned = new Map<string, JsonObject>();
  for await (const { externalKey, data } of plannedWrites(landing, { run, lane: subject.lane })) {
    attachments.add(externalKey, data);
    cycles.add(externalKey, data);
    if (keep.has(externalKey)) planned.set(externalKey, { ...planned.get(externalKey), ...data });
  }
  const { lane, fields } = coverage.facts();
  return {
    ...{ coverage: lane, fields, planned },
    inventory: inventory.facts(attachments.facts()),
    tables: tables.facts(),
    setAside: aside.facts(),
    excluded: left.facts(),
    samples: picked.map((one) => sampleOf(subject, one, planned.get(one.record.ending.externalKey ?? ''))),
    cycles: cycles.facts(),
  };
}

/** Readings that were superseded have no ending of their own and aren't looked at. */
async function* lookedAt({ run, subject, trace, ledger, landing }: LaneSurvey): AsyncGenerator<LookedAt> {
  for (const batch of await ledger.landedBatches(run, subject.lane)) {
    const endings = new Map((await ledger.endingsIn(run, subject.lane, batch.sequence)).map((row) => [row.line, row]));
    const records = await readBatch({ landing }, batch);
    for (const [index, record] of records.entries()) {
      const ending = endings.get(index + 1);
      if (ending === undefined) continue;
      const bytes = JSON.stringify(record.data).length;
      yield { record, bytes, trace: trace(record, subject.source), ending: endingOf(ending) };
    }
  }
}

function endingOf({ kind, code, path, message, externalKey }: EndingRow): Ending {
  return { kind, code, path, message, externalKey };
}

/** Records left behind, by the rule's own words. */
function takeExcluded(lane: string) {
  const rules = new Map<string, { count: number; exampleKey: string }>();
  return {
    add: ({ record, ending }: LookedAt) => {
      if (ending.kind !== 'excluded') return;
      const rule = ending.message ?? '';
      const known = rules.get(rule) ?? { count: 0, exampleKey: record.key };
      rules.set(rule, { ...known, count: known.count + 1 });
    },
    facts: () => [...rules].map(([rule, counted]) => ({ lane, rule, ...counted })).sort((a, b) => b.count - a.count),
  };
}
