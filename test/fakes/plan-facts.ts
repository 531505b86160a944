/** Facts of dry runs for the report's tests: a full one with hostile texts in two languages, an empty one, one of five million records. */
import type { Entity } from '../../src/model/entity.ts';
import type { PlanFinding } from '../../src/model/finding.ts';
import { NO_OUTCOMES, type OutcomeCounts } from '../../src/model/outcome.ts';
import { FACTS_FORMAT, type PlanFacts } from '../../src/model/plan-facts/facts.ts';
import type { PlanLane } from '../../src/model/plan-facts/lanes.ts';
import { coverage, fields, inventory, tables } from './plan-facts-source.ts';
import { impact, losses, masters, quarantined, references, samples } from './plan-facts-target.ts';

function lane(name: string, entity: Entity, outcomes: Partial<OutcomeCounts>): PlanLane {
  const counts = { ...NO_OUTCOMES, ...outcomes };
  const enumerated = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    lane: `rt.${name}`,
    entity,
    source: 'rt',
    sourceEntity: entity,
    mapping: {
      name,
      version: '1.2.0',
      hash: 'c0ffee'.repeat(10),
      file: `mappings/rt-to-console/${entity}@1.2.0.yaml`,
    },
    lock: 'locked',
    where: null,
    sample: null,
    sourceCount: { count: enumerated - counts.superseded, how: 'the search’s own total' },
    enumerated,
    distinct: enumerated - counts.superseded,
    outcomes: counts,
    settled: true,
    differences: [],
    forecast: { seconds: enumerated / 900, low: enumerated / 1400, high: enumerated / 600, basis: 'a trial write' },
  };
}

const LANES: readonly PlanLane[] = [
  lane('rt-group', 'group', { created: 6, unchanged: 8 }),
  lane('rt-person', 'person', { created: 1204, updated: 31, unchanged: 88, quarantined: 3, excluded: 12 }),
  {
    ...lane('rt-ticket', 'ticket', {
      created: 41_873,
      updated: 1204,
      unchanged: 3020,
      quarantined: 388,
      excluded: 121,
      superseded: 2,
    }),
    lock: 'drifted',
    where: "LastUpdated > '2024-01-01' AND Queue != '测试'",
    settled: false,
    differences: ['The source counts 46,610 tickets; 46,606 were read.'],
  },
  {
    ...lane('rt-article', 'article', { created: 318, unchanged: 1 }),
    lock: 'unlocked',
    sourceCount: { count: null, how: 'RT has no count of articles' },
    settled: 'unproven',
  },
];

const FINDINGS: readonly PlanFinding[] = [
  {
    weight: 'note',
    code: 'source-remark',
    message: 'The token can’t see the queue 国际专线: its tickets don’t appear here.',
    hint: null,
    lane: null,
    records: null,
  },
  {
    weight: 'block',
    code: 'mapping-drift',
    message: 'ticket@1.2.0.yaml differs from its lock: a released version has been changed.',
    hint: 'ferry mapping lock mappings/rt-to-console',
    lane: 'rt.rt-ticket',
    records: null,
  },
  {
    weight: 'warn',
    code: 'value-unknown',
    message: 'status was asked for 3 values its table doesn’t list: 待客户确认, limbo, ON HOLD.',
    hint: 'Paste the suggested lines into mappings/rt-to-console/ticket@1.2.0.yaml, then `ferry plan --route rt-to-console`.',
    lane: 'rt.rt-ticket',
    records: 291,
  },
  {
    weight: 'warn',
    code: 'loss-unaccepted',
    message: '4 kinds of loss wait for an owner’s word.',
    hint: 'Add `accept` to the mapping.',
    lane: null,
    records: 1403,
  },
  {
    weight: 'block',
    code: 'not-settled',
    message: 'The source counts 46,610 tickets; 46,606 were read.',
    hint: 'ferry source try rt --entity ticket',
    lane: 'rt.rt-ticket',
    records: 4,
  },
];

/** A plan with something in every section, hostile texts in both languages among it. */
export function fullFacts(change: Partial<PlanFacts> = {}): PlanFacts {
  return {
    format: FACTS_FORMAT,
    run: 'plan-2026-11-23-0140',
    route: 'rt-to-console',
    madeAt: '2026-11-23T01:40:12Z',
    reads: 'source',
    target: {
      kind: 'console',
      version: '2.3.1',
      instance: '6f1c9c3e-7d0b-4c1c-9a52-0a6f7b3f6d11',
      production: true,
    },
    settled: false,
    seconds: 94.2,
    findings: FINDINGS,
    lanes: LANES,
    forecast: {
      seconds: 3820,
      low: 2900,
      high: 5400,
      basis: 'reading took 61 s; the last three runs wrote 12.4 records a second',
    },
    remarks: [{ source: 'rt', message: 'The account lacks ShowConfigTab: custom fields were found from records.' }],
    inventory: inventory(),
    coverage: coverage(),
    fields: fields(),
    tables: tables(),
    masters: masters(),
    references: references(),
    losses: losses(),
    quarantined: quarantined(),
    excluded: [
      { lane: 'rt.rt-ticket', rule: 'tickets of the training queue 培训', count: 121, exampleKey: '10021' },
      { lane: 'rt.rt-person', rule: 'accounts of robots', count: 12, exampleKey: 'nagios@example.com' },
    ],
    samples: samples(),
    drift: [
      {
        lane: 'rt.rt-ticket',
        kind: 'field',
        field: 'CustomFields.割接窗口',
        what: '',
        policy: 'evolve',
        records: 312,
      },
      { lane: 'rt.rt-ticket', kind: 'value', field: 'status', what: '待客户确认', policy: 'quarantine', records: 204 },
      { lane: 'rt.rt-ticket', kind: 'type', field: 'TimeWorked', what: 'text', policy: 'freeze', records: 9 },
    ],
    driftUnjudged: [
      { lane: 'rt.rt-ticket', field: 'status' },
      { lane: 'rt.rt-person', field: null },
    ],
    driftLanes: LANES.map((one) => one.lane),
    impact: [],
    ...change,
  };
}

/** The same over what has landed, with what a change of mappings does. */
export function impactFacts(): PlanFacts {
  return fullFacts({ reads: 'landing', impact: impact(), settled: true, findings: FINDINGS.slice(2, 4) });
}

/** A plan that found nothing to say. */
export function emptyFacts(change: Partial<PlanFacts> = {}): PlanFacts {
  const none = { total: 0, shown: [] };
  return fullFacts({
    settled: true,
    findings: [],
    lanes: [],
    remarks: [],
    inventory: [],
    coverage: [],
    fields: [],
    tables: [],
    masters: [],
    references: { dangling: none, cycles: { ...none, records: 0 }, duplicates: { ...none, records: 0 } },
    losses: [],
    quarantined: [],
    excluded: [],
    samples: [],
    drift: [],
    driftUnjudged: [],
    driftLanes: [],
    ...change,
  });
}

/** A plan in which nothing blocks and nothing is to be looked at. */
export function cleanFacts(): PlanFacts {
  return emptyFacts({ lanes: LANES.slice(0, 1) });
}

/** Five million records, and every list far longer than a page can bear, whatever its maker promised. */
export function hugeFacts(): PlanFacts {
  const full = fullFacts();
  const many = <T>(items: readonly T[], times: number) => Array.from({ length: times }, () => items).flat();
  const numbered = <T extends { readonly lane: string }>(items: readonly T[], times: number) =>
    many(items, times).map((item, index) => ({ ...item, lane: `${item.lane}-${index % 60}` }));
  return {
    ...full,
    findings: many(full.findings, 2000),
    lanes: numbered(full.lanes, 60).map((one) => ({ ...one, outcomes: { ...NO_OUTCOMES, created: 5_000_000 } })),
    inventory: numbered(full.inventory, 60),
    coverage: numbered(full.coverage, 30),
    fields: numbered(full.fields, 3000),
    tables: numbered(full.tables, 500),
    losses: numbered(full.losses, 3000),
    quarantined: numbered(full.quarantined, 800),
    samples: numbered(full.samples, 900),
    drift: numbered(full.drift, 5000),
    excluded: numbered(full.excluded, 5000),
    remarks: many(full.remarks, 5000),
    impact: many(impact(), 400).map((one, index) => ({ ...one, lane: `${one.lane}-${index}` })),
  };
}
