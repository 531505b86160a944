/** All that is counted over the records of a lane, put together: each record is shown once to every counter. */
import { sentenceOf } from '../../messages/sentence.ts';
import type { FieldCoverage, LaneCoverage } from '../../model/plan-facts/coverage.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { Inventory } from '../../model/plan-facts/inventory.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import type { ObservedTable } from '../../model/plan-facts/values.ts';
import { byCodeUnit } from './bounded-names.ts';
import { countCoverage } from './coverage.ts';
import { countInventory } from './inventory.ts';
import type { LaneSubject } from './lane-subject.ts';
import { countTables } from './observed-tables.ts';
import type { ProfiledRecord } from './profiled-record.ts';
import { groupQuarantine } from './quarantine-groups.ts';
import { type Picked, pickSamples } from './report-samples.ts';

/** What was counted. Examples hold contents of records, cut. */
export interface CountedLane {
  readonly inventory: Inventory;
  readonly coverage: LaneCoverage;
  readonly fields: readonly FieldCoverage[];
  readonly tables: readonly ObservedTable[];
  readonly quarantined: readonly QuarantineGroup[];
  readonly excluded: PlanFacts['excluded'];
}

/** Is given each record of a lane once. The same records give the same facts and picks, in whatever order they come. */
export interface LaneCounters {
  add(one: ProfiledRecord): void;
  facts(): CountedLane;
  picked(): readonly Picked[];
}

/** Starts at zero. */
export function laneCounters(subject: LaneSubject): LaneCounters {
  const inventory = countInventory(subject);
  const coverage = countCoverage(subject);
  const tables = countTables(subject);
  const quarantined = groupQuarantine(subject);
  const excluded = countExcluded(subject.lane);
  const picker = pickSamples();
  const counters = [inventory, coverage, tables, quarantined, excluded, picker];
  return {
    add: (one) => {
      for (const counter of counters) counter.add(one);
    },
    facts: () => {
      const { lane, fields } = coverage.facts();
      return {
        ...{ coverage: lane, fields, inventory: inventory.facts(), tables: tables.facts() },
        ...{ quarantined: quarantined.facts(), excluded: excluded.facts() },
      };
    },
    picked: () => picker.picked(),
  };
}

/** Counts excluded records, by the words of the rule. */
function countExcluded(lane: string) {
  const rules = new Map<string, { count: number; exampleKey: string }>();
  return {
    add: ({ record, ending }: ProfiledRecord) => {
      if (ending.kind !== 'excluded') return;
      const rule = sentenceOf('problem', ending);
      const { count, exampleKey } = rules.get(rule) ?? { count: 0, exampleKey: record.key };
      rules.set(rule, { count: count + 1, exampleKey: record.key < exampleKey ? record.key : exampleKey });
    },
    facts: () =>
      [...rules]
        .map(([rule, counted]) => ({ lane, rule, ...counted }))
        .sort((a, b) => b.count - a.count || byCodeUnit(a.rule, b.rule)),
  };
}
