import { expect, test } from 'vitest';
import { compileText } from '../../../test/support/mapping.ts';

const EVERYWHERE = `mapping: t
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: { from: [no, "['工单 号']"], join: "/" }
exclude:
  - { when: "record['客户'] == '合计' && front.draft == true", because: x }
identities:
  - { kind: number, from: record.no }
fields:
  number: { template: "{{ a.b }}-{{ ['c d'] }}" }
  title: { any: [{ from: [t1, t2], first: true }, { const: none }] }
  status: { const: open }
  requester: { ref: person, by: "who[0].mail" }
each:
  comments:
    - from: rows
      key: id
      when: "rows.size() > 1 && record.kind == 'x'"
      fields:
        body.content: value
        internal: { from: "record['log'].shown", boolean: true }
    - key: record.note.id
      fields:
        internal: { const: true }
        body.content: { from: note.text, when: "note.parts.exists(p, p.size > 0)" }
`;

test('every path that a mapping reads is told as seen from the record, with its place in the file', () => {
  const { facts, uses } = compileText(EVERYWHERE);
  const told = facts.reads.map(({ path, line, in: kind }) => `${line} ${kind} ${path}`);
  expect(told.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual([
    '5 key no',
    '5 key 工单 号',
    '7 condition 客户',
    '7 condition front.draft',
    '9 identity no',
    '11 rule a.b',
    '11 rule c d',
    '12 rule t1',
    '12 rule t2',
    '14 rule who[0].mail',
    '17 rule rows',
    '18 key rows[].id',
    '19 condition rows[].rows',
    '19 condition kind',
    '21 rule rows[].value',
    '22 rule log.shown',
    '23 key note.id',
    '26 rule note.text',
    '26 condition note.parts[].size',
  ]);
  expect(facts.reads[1]).toMatchObject({ line: 5, column: 14 });
  expect(uses).toEqual(expect.arrayContaining(['客户', 'front', 'rows', 'note', 'log', 'kind']));
});

test('names that no bare path can have are told in brackets', () => {
  const { facts } = compileText(
    EVERYWHERE.replace("record['客户']", "record['a.b']").replace('{{ a.b }}', `{{ ['it''s'] }}-{{ ['record'].x }}`),
  );
  const paths = facts.reads.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["['a.b']", "['it''s']", "['record'].x"]));
});
