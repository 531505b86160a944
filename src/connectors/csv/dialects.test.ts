import { hash } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { csvFiles } from '../../../test/support/csv-files.ts';
import { sentenceOf } from '../../messages/sentence.ts';
import type { SourceRecord } from '../../model/record.ts';

const files = csvFiles();
afterAll(files.remove);

const datas = (records: readonly SourceRecord[]) => records.map(({ data }) => ({ ...data }));

describe('an export that', () => {
  test('escapes quotes by a backslash is read as it was meant', async () => {
    const text = [
      'id,title,body',
      '1,"\\"Walt\\"","He said \\"it works\\""',
      '2,"plain","a \\"b, c\\" d"',
      '3,"path","C:\\\\Temp\\\\"',
      '4,\\N,"tab \\t stays"',
      '5,"first \\"line\\"\nsecond line",a\\,b',
      '',
    ].join('\n');
    const { records, count } = await files.read(text, { escape: '\\', nulls: ['', '\\N'] });
    expect(datas(records)).toEqual([
      { id: '1', title: '"Walt"', body: 'He said "it works"' },
      { id: '2', title: 'plain', body: 'a "b, c" d' },
      { id: '3', title: 'path', body: 'C:\\Temp\\' },
      { id: '4', title: null, body: 'tab \\t stays' },
      { id: '5', title: 'first "line"\nsecond line', body: 'a,b' },
    ]);
    expect(count).toBe(5);
  });

  test('may escape quotes without saying so is a finding, and quotes that are no CSV are counted', async () => {
    const text = 'id,title\n1,"\\"Walt\\""\n2,"say "hi" now"\n';
    const { findings } = await files.source(text).check();
    expect(findings).toEqual([expect.stringMatching(/a backslash before a quote in 1 cell, the first at line 2/)]);
    expect((await files.read(text)).how).toMatch(/2 cells with quotes that are no CSV .*, the first at line 2$/);
    const json = 'id,x\n1,"{""a"":""\\""b""}"\n';
    for (const [one, file] of [
      [text, { escape: '"' }],
      [text, { escape: '\\' }],
      [json, { json: ['x'] }],
    ] as const) {
      expect((await files.source(one, file).check()).findings).toEqual([]);
    }
  });

  test('says its delimiter to Excel in a first line', async () => {
    const text = 'sep=;\r\nTicket;Phone\r\n="00123";\'+86 21\r\n';
    const { records, count } = await files.read(text, { key: 'Ticket', excelText: true });
    expect([records[0]?.key, datas(records), count]).toEqual(['00123', [{ Ticket: '00123', Phone: "'+86 21" }], 1]);
    // On request only: without it a cell is as it is written.
    expect((await files.read(text, { key: 'Ticket' })).records[0]?.key).toBe('="00123"');
    expect((await files.read(text, { key: 'Ticket;Phone', delimiter: ',' })).records[0]?.data).toEqual({
      'Ticket;Phone': '="00123";\'+86 21',
    });
  });

  test('has lines before its header is read from the header on, and problems name lines of the file', async () => {
    const { records } = await files.read('Report of "today\n\nid,a\n1,x\n2\n3,y\n', { skip: 2 });
    expect(records.map(({ key, problem }) => [key, problem?.params?.line])).toEqual([
      ['1', undefined],
      ['2', 5],
      ['3', undefined],
    ]);
    expect(await files.refusal('only one line\n', { skip: 4 })).toMatchObject({ code: 'column-missing' });
  });

  test('has no header gets one from its options, and one that has it all the same is refused', async () => {
    const { records } = await files.read('1,x\n2,y\n', { header: ['id', 'a'] });
    expect(datas(records)).toEqual([
      { id: '1', a: 'x' },
      { id: '2', a: 'y' },
    ]);
    expect(await files.refusal('id,a\n1,x\n', { header: ['id', 'a'] })).toMatchObject({ code: 'header-duplicate' });
    expect(await files.refusal('1,x\n', { header: ['nr', 'a'] })).toMatchObject({
      code: 'column-missing',
      message: expect.stringContaining('`header:` names: nr, a'),
    });
  });

  test('repeats columns is read as lists where that is declared, and refused where not', async () => {
    const text = 'id,Labels,Labels,Comment\n1,vpn,night,x\n2,,b,\n';
    expect(datas((await files.read(text, { repeated: 'list' })).records)).toEqual([
      { id: '1', Labels: ['vpn', 'night'], Comment: 'x' },
      { id: '2', Labels: ['b'], Comment: null },
    ]);
    // A column that is declared by its name is a list however often it is there.
    expect(datas((await files.read(text, { repeated: ['Labels', 'Comment'] })).records)).toEqual([
      { id: '1', Labels: ['vpn', 'night'], Comment: ['x'] },
      { id: '2', Labels: ['b'], Comment: [] },
    ]);
    const refused = await files.refusal(text, { repeated: ['Comment'] });
    expect(refused).toMatchObject({ code: 'header-duplicate', hint: expect.stringContaining('repeated: list') });
    expect(await files.refusal(text, { repeated: 'list', key: 'Labels' })).toMatchObject({ code: 'header-duplicate' });
    expect(await files.refusal(text, { repeated: ['Labels', 'No'] })).toMatchObject({ code: 'column-missing' });
  });
});

describe('rows that are no data', () => {
  test('are left out and counted: blank ones, footers, and repetitions of a row', async () => {
    const text = 'id,a\n1,x\n,\n , \n""\n2,y\n1,x\n合计,2\n';
    const { records, how } = await files.read(text, { footer: '合计' });
    expect(records.map(({ key }) => key)).toEqual(['1', '2']);
    expect(how).toMatch(/; left out: 3 blank rows, 1 footer row, 1 row that repeats an earlier one cell by cell$/);
  });

  test('may be the last ones, whatever they say', async () => {
    const { records, how } = await files.read('id,a\n1,x\n2,y\n\nTotal,2\n,\nprinted today,', { footer: 2 });
    expect(records.map(({ key }) => key)).toEqual(['1', '2']);
    expect(how).toContain('1 blank row, 2 footer rows');
  });

  test('are those of several rows of a record as well', async () => {
    const rows = { latest: 'n' };
    const { records, count } = await files.read('id,n\nA,1\n,\nA,2\nsum,3\n', { rows, footer: ['sum'] });
    expect(records.map(({ key, data }) => [key, data.n])).toEqual([['A', '2']]);
    expect(count).toBe(1);
  });

  test('are no rows that share a key and say something else: their problem names the first', async () => {
    const { records } = await files.read('id,a\n1,x\n1,y\n1,y\n1,x\n');
    expect(records.map(({ key, problem }) => [key, problem && sentenceOf('problem', problem)])).toEqual([
      ['1', undefined],
      ['1#line 3', 'row at line 3 has the key of the row at line 2, and other cells'],
    ]);
  });
});

describe('keys', () => {
  test('are brought to a normal form where that is declared, in the data as well', async () => {
    const key = { columns: 'id', normalise: ['trim', 'nfc', 'width', 'case'] };
    const { records, count } = await files.read('id,a\n ＧＤ００１　,x\ngd001,y\nE\u0301,z\n \u3000,w\n', { key });
    expect(records.map(({ key: own, data, problem }) => [own, data.id, problem?.code])).toEqual([
      ['gd001', 'gd001', undefined],
      ['gd001#line 3', 'gd001', 'key-duplicate'],
      ['é', 'é', undefined],
      ['line 5', null, 'key-missing'],
    ]);
    expect(count).toBe(4);
  });

  test('of rows are good for the one file that is named', async () => {
    const text = 'a,b\nx,1\ny,2\nx,1\n';
    const content = hash('sha256', text);
    const byRow = await files.read(text, { key: 'row', content });
    expect(byRow.records.map(({ key, data }) => [key, data.rowKey])).toEqual([
      ['2', '2'],
      ['3', '3'],
      ['4', '4'],
    ]);
    const byHash = await files.read(text, { key: 'hash', content: content.slice(0, 12) });
    expect([byHash.records.length, byHash.how]).toEqual([2, expect.stringContaining('1 row that repeats')]);
    for (const key of ['row', 'hash']) {
      expect(await files.refusal(text, { key })).toMatchObject({
        code: 'content-other',
        hint: expect.stringContaining(`content: ${content.slice(0, 16)}`),
      });
      expect(await files.refusal(`${text}z,3\n`, { key, content })).toMatchObject({
        code: 'content-other',
        message: expect.stringContaining('this is another one'),
      });
    }
  });

  test('named like a column are refused rather than guessed', async () => {
    const text = 'row,b\nx,1\n';
    const content = hash('sha256', text);
    expect(await files.refusal(text, { key: 'row', content })).toMatchObject({
      code: 'header-duplicate',
      hint: 'write `key: [row]` for the column',
    });
    expect((await files.read(text, { key: ['row'] })).records[0]?.key).toBe('x');
  });
});

describe('the order of rows', () => {
  const rows = { latest: 'at', changes: ['state'] };
  const text = (cells: readonly string[]) => `id,state,at\n${cells.map((at, n) => `A,${n},${at}\n`).join('')}`;
  const latest = async (cells: readonly string[], at: string | object = 'at') =>
    (await files.read(text(cells), { rows: { latest: at } })).records[0]?.data.state;

  test('is that of the times in it, however they are written', async () => {
    const { records } = await files.read(text(['2/3/2016 9:00', '29/2/2016 01:23', '1/3/2016 08:00']), { rows });
    expect(records[0]?.data.changes).toMatchObject([
      { from: '1', to: '2' },
      { from: '2', to: '0' },
    ]);
    expect(await latest(['9.5', '10.5'])).toBe('1');
    expect(await latest(['-1', '-2'])).toBe('0');
    expect(await latest(['2016-03-01T00:30:00+02:00', '2016-02-29T23:00:00Z'])).toBe('1');
  });

  test('is refused where it is unclear, with what to declare', async () => {
    expect(await files.refusal(text(['3/4/2016', '5/6/2016']), { rows })).toMatchObject({
      code: 'order-unclear',
      message: expect.stringContaining('"3/4/2016" can be two days'),
      hint: expect.stringContaining('{ column: at, format: day-first }, or { column: …, format: month-first }'),
    });
    expect(await files.refusal(text(['2016-01-01', 'Peter']), { rows })).toMatchObject({
      message: expect.stringContaining('"xxxxx" is neither'),
    });
    expect(await files.refusal(text(['x']), { version: 'at' })).toMatchObject({ code: 'order-unclear' });
    expect(await files.refusal(text(['x']), { version: { column: 'at', format: 'iso' } })).toMatchObject({
      message: expect.stringContaining('no cell is of the form iso'),
    });
  });

  test('is as declared, and a single cell that does not fit quarantines its record', async () => {
    // What the refusal of an unclear column says to type, with the cells that were refused.
    expect(await latest(['3/4/2016 9:00', '2/5/2016 9:00'], { column: 'at', format: 'day-first' })).toBe('1');
    expect(await latest(['3/4/2016 9:00', '2/5/2016 9:00'], { column: 'at', format: 'month-first' })).toBe('0');
    expect(await latest(['03/04/2016', '02/05/2016'], { column: 'at', format: 'MM/DD/YYYY' })).toBe('0');
    expect(await latest(['03/04/2016', '02/05/2016'], { column: 'at', format: 'DD/MM/YYYY' })).toBe('1');
    const declared = { column: 'at', format: 'DD/MM/YYYY' };
    const { records } = await files.read(`${text(['03/04/2016', 'soon'])}B,9,01/01/2016\n`, {
      rows: { latest: declared },
    });
    expect(records.map(({ key, problem }) => [key, problem?.code, problem?.params?.line])).toEqual([
      ['A', 'age-unreadable', 3],
      ['B', undefined, undefined],
    ]);
  });

  test('is the version that is sent: instants of any zone in one form', async () => {
    const at = { column: 'at', format: 'DD/MM/YYYY', zone: 'Asia/Shanghai' };
    const { records } = await files.read('id,at\n1,01/03/2016\n2,\n', { version: at });
    expect(records.map(({ version }) => version)).toEqual(['t2016-02-29T16:00:00.000000000Z', undefined]);
  });

  test('is said by check where a cell decided between two days', async () => {
    const { notes } = await files.source(text(['3/4/2016', '29/2/2016']), { rows }).check();
    expect(notes).toEqual([expect.stringMatching(/at is read day first, as 29\/2\/2016 shows$/)]);
  });
});
