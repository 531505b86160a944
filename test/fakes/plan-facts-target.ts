/** The half of the report's test facts that speaks of what arrives: masters, references, losses, quarantine, samples, impact. */
import type { ImpactFacts } from '../../src/model/plan-facts/impact.ts';
import type { PlanLoss } from '../../src/model/plan-facts/losses.ts';
import type { MasterFacts } from '../../src/model/plan-facts/masters.ts';
import type { QuarantineGroup } from '../../src/model/plan-facts/quarantine.ts';
import type { ReferenceFacts } from '../../src/model/plan-facts/references.ts';
import type { Sample } from '../../src/model/plan-facts/samples.ts';
import { all, HOSTILE } from './plan-facts-texts.ts';

const LANE = 'rt.rt-ticket';

export function masters(): readonly MasterFacts[] {
  return [
    {
      entity: 'person',
      records: 1323,
      matched: all([{ key: 'rt:person:17', name: 'Alice 爱丽丝', sources: ['rt', 'feishu'] }], 402),
      placeholders: all([{ key: 'rt:person:ghost@example.com', name: HOSTILE }], 31),
      newPlaceholders: 4,
      ambiguous: all([{ key: 'rt:person:80', name: 'bob', candidates: ['feishu:person:ou_1', 'feishu:person:ou_2'] }]),
      deactivated: 212,
      duplicates: all([{ key: 'rt:person:81', name: 'Bob', lane: 'rt.rt-person' }]),
      owners: [
        {
          field: 'email',
          sources: [
            { name: 'feishu', count: 402 },
            { name: 'rt', count: 921 },
          ],
        },
      ],
    },
    {
      entity: 'group',
      records: 14,
      matched: all([]),
      placeholders: all([]),
      newPlaceholders: 0,
      ambiguous: all([]),
      deactivated: 0,
      duplicates: all([]),
      owners: [],
    },
  ];
}

export function references(): ReferenceFacts {
  return {
    dangling: all(
      [
        { lane: LANE, field: 'links[].to', entity: 'ticket', records: 77, exampleKey: '20311' },
        { lane: LANE, field: 'customer', entity: null, records: 4, exampleKey: HOSTILE },
      ],
      6,
    ),
    cycles: { ...all([{ field: 'mergedInto', keys: ['rt:ticket:4', 'rt:ticket:9'] }]), records: 2 },
    duplicates: {
      ...all([{ entity: 'ticket', keys: Array.from({ length: 20 }, (_, index) => `rt:ticket:${index + 300}`) }], 17),
      records: 52,
    },
  };
}

export function losses(): readonly PlanLoss[] {
  const loss = (code: string, field: string, records: number, message: string): PlanLoss => ({
    lane: LANE,
    code,
    field,
    count: records * 2,
    records,
    message,
    exampleKey: '30177',
    accepted: null,
  });
  return [
    loss('truncated', 'title', 12, 'cut to 300 characters'),
    loss('image-outside', 'comments[].body', 1188, 'pictures on other servers are left as links'),
    loss('defaulted', 'title', 2, 'the source has no subject'),
    loss('reference-dangling', 'links[].to', 201, HOSTILE),
    {
      ...loss('style-dropped', 'body.content', 9120, 'colours and fonts'),
      accepted: { by: 'alice@example.com', because: '颜色没有含义 (colours carry no meaning)' },
    },
  ];
}

export function quarantined(): readonly QuarantineGroup[] {
  const reason = (code: string, path: string, [count, only, frees]: Figures, message: string): QuarantineGroup => ({
    lane: LANE,
    code,
    path,
    ...{ count, only, frees },
    message,
    examples: [1, 2, 3].map((index) => ({
      key: String(20_000 + index),
      message,
      raw: {
        id: 20_000 + index,
        Status: '待客户确认',
        Subject: HOSTILE,
        Requestors: [{ id: 'bob@example.com' }],
        Body: '专线中断'.repeat(200),
      },
      values: [{ field: 'Status', value: '待客户确认' }],
      mapped: { title: HOSTILE, number: String(20_000 + index), status: null },
    })),
  });
  return [
    reason('value-unknown', 'status', [284, 270, 270], 'the table lists no such value'),
    reason('date-invalid', 'createdAt', [61, 47, 61], 'no date in any of the declared formats'),
    reason('required', 'comments[].author', [30, 30, 30], 'the console asks for an author'),
    reason('check-failed', '', [13, 0, 27], 'closedAt lies before createdAt'),
  ];
}

/** Records that have the reason, that it alone holds, and that are free down to it. */
type Figures = readonly [number, number, number];

export function samples(): readonly Sample[] {
  const field = (
    target: string,
    value: string,
    from: string,
    raw: string,
    operations: readonly string[],
    line: number | null,
  ) => ({ target, value, from: [from], raw: [raw], operations, line });
  return [
    {
      lane: LANE,
      key: '30177',
      externalKey: 'rt:ticket:30177',
      outcome: 'created',
      why: 'longest',
      fields: [
        field('title', '【紧急】北京–上海专线中断', 'Subject', '  【紧急】北京–上海专线中断 ', ['trim', 'max'], 11),
        field('status', 'pending', 'Status', 'stalled', ['map'], 14),
        field(
          'body.content',
          `尊敬的客户：\n线路已恢复。\n${HOSTILE}`,
          'transactions[0].Content',
          '<p>尊敬的客户：</p><p>线路已恢复。</p>',
          ['html'],
          40,
        ),
        { target: 'kind', value: 'incident', from: [], raw: [], operations: ['const'], line: 12 },
        field('custom.مرحبا', 'شركة الاتصالات', 'CustomFields.مرحبا', 'شركة الاتصالات', [], null),
      ],
    },
    {
      lane: LANE,
      key: '7',
      externalKey: null,
      outcome: 'quarantined',
      why: 'rarest-value',
      fields: [field('status', '', 'Status', 'limbo', ['map'], 14)],
    },
    {
      lane: LANE,
      key: '8',
      externalKey: 'rt:ticket:8',
      outcome: 'unchanged',
      why: 'ordinary',
      fields: [field('title', 'W'.repeat(480), 'Subject', 'W'.repeat(480), ['trim'], 11)],
    },
  ];
}

export function impact(): readonly ImpactFacts[] {
  return [
    {
      lane: LANE,
      from: { version: '1.2.0', hash: 'ab'.repeat(32) },
      to: { version: '1.3.0', hash: 'cd'.repeat(32) },
      records: 46_606,
      changed: 1311,
      unchanged: 44_960,
      newlyQuarantined: all([{ key: '44', code: 'value-unknown', path: 'priority' }], 9),
      newlyExcluded: all([{ key: '45', rule: 'tickets of the training queue 培训' }]),
      freed: all([{ key: '46', externalKey: 'rt:ticket:46' }], 204),
      otherReason: { quarantined: 12, excluded: 0 },
      fields: [
        { field: 'status', records: 1100 },
        { field: 'tags', records: 320 },
      ],
      edited: {
        ...all(
          [
            { key: '17', fields: ['title', 'status'] },
            { key: HOSTILE, fields: ['custom.备注'] },
          ],
          31,
        ),
        quarantined: 4,
      },
      samples: [
        {
          key: '17',
          fields: [
            { field: 'status', before: 'open', after: 'pending' },
            { field: 'title', before: HOSTILE, after: '线路中断' },
          ],
        },
      ],
    },
  ];
}
