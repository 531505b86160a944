/** The CSV files: read back by a parser they hold what went in, and no cell starts a formula. */
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { emptyFacts, fullFacts } from '../../test/fakes/plan-facts.ts';
import { lossesCsv, quarantineCsv, RECORDS_HEAD, recordRow, valuesCsv } from './index.ts';

function read(text: string): readonly (readonly string[])[] {
  return parse(text, { bom: true });
}

function row(message: string): string {
  return recordRow({
    lane: 'rt.rt-ticket',
    sourceKey: '7',
    externalKey: null,
    outcome: 'quarantined',
    code: 'value-unknown',
    path: 'status',
    params: null,
    message,
    content: null,
  });
}

test('comes back from a parser as it went in, line ends, quotes and Chinese included', () => {
  const message = 'a "quoted", 线路\r\nsecond line';
  expect(read(RECORDS_HEAD + row(message))).toEqual([
    ['lane', 'sourceKey', 'externalKey', 'outcome', 'code', 'path', 'message', 'content'],
    ['rt.rt-ticket', '7', '', 'quarantined', 'value-unknown', 'status', message, ''],
  ]);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=x', '＝1', "'s-Hertogenbosch"])(
  'puts an apostrophe before %j, which taken away gives the value back',
  (value) => {
    expect(read(RECORDS_HEAD + row(value))[1]?.[6]).toBe(`'${value}`);
  },
);

test('begins with a byte order mark and ends every line with CRLF', () => {
  for (const text of [lossesCsv(fullFacts()), valuesCsv(fullFacts()), quarantineCsv(fullFacts()), RECORDS_HEAD]) {
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
  }
});

test('lists losses with who accepted them, and reasons of quarantine with keys to look at, most frequent first', () => {
  const losses = read(lossesCsv(fullFacts()));
  expect(losses[1]).toEqual([
    'rt.rt-ticket',
    'style-dropped',
    'body.content',
    '9120',
    '18240',
    'colours and fonts',
    '30177',
    'alice@example.com',
    '颜色没有含义 (colours carry no meaning)',
  ]);
  expect(losses).toHaveLength(6);
  expect(read(quarantineCsv(fullFacts())).map((cells) => cells[3])).toEqual(['records', '284', '61', '30', '13']);
  expect(read(quarantineCsv(fullFacts()))[1]?.slice(3, 6)).toEqual(['284', '270', '270']);
  expect(read(quarantineCsv(fullFacts()))[1]?.slice(7)).toEqual(['20001', '20002', '20003']);
});

test('lists observed values with whether their table knows them', () => {
  const values = read(valuesCsv(fullFacts()));
  expect(values).toContainEqual([
    'rt.rt-ticket',
    'status',
    'Status',
    'mappings/rt-to-console/ticket@1.2.0.yaml',
    '14',
    'quarantine',
    '待客户确认',
    '204',
    'no',
  ]);
  expect(values).toHaveLength(9);
});

test('has a head and nothing else where there is nothing to list', () => {
  for (const text of [lossesCsv(emptyFacts()), valuesCsv(emptyFacts()), quarantineCsv(emptyFacts())]) {
    expect(read(text)).toHaveLength(1);
  }
});
