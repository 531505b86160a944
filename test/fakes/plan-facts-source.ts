/** The half of the report's test facts that speaks of the source: inventory, coverage, values. */
import type { FieldCoverage, LaneCoverage } from '../../src/model/plan-facts/coverage.ts';
import type { Inventory, PeriodCount } from '../../src/model/plan-facts/inventory.ts';
import type { ObservedTable } from '../../src/model/plan-facts/values.ts';
import { all, HOSTILE } from './plan-facts-texts.ts';

export function inventory(): readonly Inventory[] {
  const nothing = { count: 0, bytes: 0, largest: null, types: all([]), sizes: [] };
  return [
    {
      lane: 'rt.rt-ticket',
      entity: 'ticket',
      records: 46_606,
      bytes: 1_840_233_118,
      createdFrom: '2009-03-02T08:11:00Z',
      createdTo: '2026-11-22T16:02:11Z',
      updatedTo: '2026-11-22T23:58:40Z',
      undated: { created: { none: 4, unread: 61 }, updated: { none: 0, unread: 1 } },
      growth: growth(),
      active: [
        {
          field: 'Status',
          targets: ['status'],
          values: all([
            count('resolved', 39_120),
            count('处理中', 4210),
            count('open', 2985),
            count('待客户确认', 204),
          ]),
        },
        {
          field: 'Queue',
          targets: ['group'],
          values: all([count('网络运营中心 NOC', 28_110), count('Hotline', 12_401), count('مكتب الدعم', 2010)], 14),
        },
        {
          field: 'Owner',
          targets: ['assignee'],
          values: all([count('alice', 9012), count('bob', 7712), count(HOSTILE, 12)], 412),
        },
      ],
      children: [count('comments', 412_331), count('attachments', 88_210)],
      longest: { key: '30177', bytes: 8_812_004 },
      attachments: {
        count: 88_210,
        bytes: 61_203_998_112,
        largest: { key: '40102', name: '割接方案-最终版(3).zip', bytes: 2_040_110_332 },
        types: all(
          [
            type('image/png', 51_022, 8e9),
            type('application/pdf', 20_110, 3e10),
            type('application/x-msdownload', 4, 9e6),
          ],
          61,
        ),
        sizes: [count('< 100 kB', 40_110), count('< 1 MB', 30_110), count('< 10 MB', 15_000), count('≥ 10 MB', 2990)],
      },
    },
    {
      lane: 'rt.rt-article',
      entity: 'article',
      records: 319,
      bytes: 4_100_221,
      createdFrom: null,
      createdTo: null,
      updatedTo: '2026-10-02T03:00:00Z',
      undated: { created: null, updated: { none: 0, unread: 0 } },
      growth: [],
      active: [],
      children: [],
      longest: null,
      attachments: nothing,
    },
  ];
}

function count(name: string, of: number) {
  return { name, count: of };
}

function type(mediaType: string, of: number, bytes: number) {
  return { mediaType, count: of, bytes };
}

function growth(): readonly PeriodCount[] {
  return Array.from({ length: 213 }, (_, month) => ({
    period: `${2009 + Math.floor((month + 2) / 12)}-${String(((month + 2) % 12) + 1).padStart(2, '0')}`,
    count: Math.round(60 + month * 1.4 + 70 * Math.sin(month / 5) ** 2 + (month === 140 ? 900 : 0)),
  }));
}

export function coverage(): readonly LaneCoverage[] {
  return [
    {
      lane: 'rt.rt-ticket',
      mapped: 0.861,
      lossy: 0.031,
      defaulted: 0.012,
      ignored: 0.071,
      unmapped: 0.025,
      unmappedFields: { total: 2, capped: false, records: 350 },
      suggestion: '- { field: CustomFields.割接窗口, because: *WHY }',
    },
    {
      lane: 'rt.rt-article',
      mapped: 0.98,
      lossy: 0,
      defaulted: 0,
      ignored: 0.0196,
      unmapped: 0.0004,
      unmappedFields: { total: 1, capped: true, records: 1 },
      suggestion: null,
    },
  ];
}

export function fields(): readonly FieldCoverage[] {
  return [
    field('Subject', 46_604, 'mapped', { targets: [target('title', ['trim', 'max'], 11)], lossy: 12, defaulted: 2 }),
    field('Status', 46_606, 'mapped', {
      targets: [target('status', ['map'], 14), target('closedAt', ['when', 'date'], 31)],
    }),
    field('transactions', 46_606, 'mapped', { targets: [target('comments[].body', ['html'], 52)], lossy: 1188 }),
    field('CustomFields.割接窗口', 312, 'unmapped', { examples: ['2026-11-30 02:00–04:00', '待定', HOSTILE] }),
    field(
      'CustomFields.aVeryLongFieldNameThatSomebodyOnceTypedWithoutASingleSpaceInItBecauseTheFormAllowedIt',
      41,
      'unmapped',
      {
        examples: ['x'.repeat(400)],
      },
    ),
    field('InitialPriority', 46_606, 'ignored', { because: 'the console has one priority' }),
    field('CustomFields.العميل', 88, 'ignored', { because: 'Replaced by the customer record (客户主数据).' }),
  ].map((it) => ({ ...it, lane: 'rt.rt-ticket' }));
}

function target(name: string, operations: readonly string[], line: number) {
  return { field: name, operations, line };
}

function field(name: string, filled: number, fate: FieldCoverage['fate'], rest: Partial<FieldCoverage>): FieldCoverage {
  return {
    lane: '',
    field: name,
    filled,
    fate,
    types: [count('text', filled)],
    targets: [],
    because: null,
    lossy: 0,
    defaulted: 0,
    examples: [],
    ...rest,
  };
}

export function tables(): readonly ObservedTable[] {
  const values = [
    known('resolved', 39_120),
    known('open', 2985),
    unknown('待客户确认', 204),
    unknown('limbo', 80),
    unknown(HOSTILE, 7),
    known('', 3),
  ];
  return [
    {
      lane: 'rt.rt-ticket',
      target: 'status',
      from: ['Status'],
      file: 'mappings/rt-to-console/ticket@1.2.0.yaml',
      line: 14,
      otherwise: 'quarantine',
      values: all(values, 9),
      unknown: { values: 3, records: 291, capped: false },
      suggestion:
        '      待客户确认: pending   # 204 records\n      limbo: open   # 80 records; please check\n      "ON HOLD": pending   # 7 records',
    },
    {
      lane: 'rt.rt-ticket',
      target: 'priority',
      from: ['Priority', 'Queue'],
      file: 'mappings/rt-to-console/ticket@1.2.0.yaml',
      line: 22,
      otherwise: 'const',
      values: all([known('10 | NOC', 20_110), known('50 | 热线', 310)]),
      unknown: { values: 0, records: 0, capped: false },
      suggestion: null,
    },
  ];
}

function known(value: string, of: number) {
  return { value, count: of, known: true };
}

function unknown(value: string, of: number) {
  return { value, count: of, known: false };
}
