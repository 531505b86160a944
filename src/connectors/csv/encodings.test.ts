import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { csvFiles } from '../../../test/support/csv-files.ts';

const files = csvFiles();
afterAll(files.remove);

const CHINESE = 'id,title\n1,设备故障\n2,网络中断报警\n';

describe('a file of sound UTF-8 that is declared otherwise', () => {
  test.each([
    ['gb18030', CHINESE],
    ['gbk', 'id,title\n1,一个\n'],
    ['big5', CHINESE],
    ['windows-1252', 'id,title\n1,x\n2,Imprimante cassée\n'],
    ['windows-1251', 'id,title\n1,x\n2,Ёлка в цехе\n'],
    ['utf-16le', 'id,title\n1,abc\n'],
  ])('as %s stops, and the hint says what it is', async (encoding, text) => {
    expect(await files.refusal(text, { encoding })).toMatchObject({
      code: 'encoding-wrong',
      hint: expect.stringContaining('encoding: utf-8'),
    });
  });

  test('names the first character of several bytes and how many there are', async () => {
    expect(await files.refusal('id,title\n1,x\n2,cassée à\n', { encoding: 'windows-1252' })).toMatchObject({
      message: expect.stringContaining('2 characters of several bytes, the first at line 3'),
      at: expect.stringMatching(/:3$/),
    });
  });

  test('is read as declared by who insists', async () => {
    const encoding = { name: 'windows-1252', sure: true };
    const { records } = await files.read('id,title\n1,é\n', { encoding });
    expect(records[0]?.data.title).toBe('Ã©');
  });

  test('is fine as long as it is ASCII, which all of them share', async () => {
    for (const encoding of ['gb18030', 'windows-1252', 'big5', 'koi8-r']) {
      expect((await files.read('id,title\n1,abc\n', { encoding })).records).toHaveLength(1);
    }
  });
});

describe('a file in GB18030', () => {
  test('that happens to be sound UTF-8 is read, and check says that it could be either', async () => {
    // C3BB and C3BF: in UTF-8 two letters with accents.
    const bytes = iconv.encode('id,title\n1,没\n2,每\n', 'gb18030');
    const source = files.source(bytes, { encoding: 'gb18030' });
    const { findings, faults } = await source.check();
    expect(faults).toEqual({});
    expect(findings).toEqual([expect.stringContaining('encoding: { name: gb18030, sure: true }')]);
    expect((await files.read(bytes, { encoding: 'gb18030' })).records[0]?.data.title).toBe('没');
    const sure = files.source(bytes, { encoding: { name: 'gb18030', sure: true } });
    expect((await sure.check()).findings).toEqual([]);
  });

  test('of whatever common words is never taken for UTF-8', async () => {
    const words = fc.array(
      fc.constantFrom('客户', '工单', '联通', '没有', '每天', '故障', '已关闭', '通知', '系统', '学院', '恢复', '网络'),
      { minLength: 1, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(words, async (all) => {
        const bytes = iconv.encode(`id,title\n1,${all.join('')}\n`, 'gb18030');
        expect((await files.source(bytes, { encoding: 'gb18030' }).check()).faults).toEqual({});
      }),
      { numRuns: 60 },
    );
  });

  test('that is declared as UTF-8 stops, and the hint says what it is', async () => {
    expect(await files.refusal(iconv.encode(CHINESE, 'gb18030'))).toMatchObject({
      code: 'encoding-wrong',
      hint: expect.stringContaining('encoding: gb18030'),
    });
  });
});

test('Chinese text that is declared as an encoding of single bytes stops; what only may be Chinese does not', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => `${n},系统故障\n`).join('');
  const chinese = iconv.encode(`id,title\n${rows}`, 'gb18030');
  for (const encoding of ['windows-1252', 'windows-1251', 'iso-8859-1']) {
    expect(await files.refusal(chinese, { encoding })).toMatchObject({
      code: 'encoding-wrong',
      hint: expect.stringContaining('encoding: gb18030'),
    });
  }
  const russian = Array.from({ length: 30 }, (_, n) => `${n},Не работает принтер в цехе\n`).join('');
  const bytes = iconv.encode(`id,title\n${russian}`, 'windows-1251');
  expect((await files.read(bytes, { encoding: 'windows-1251' })).records).toHaveLength(30);
});

test('Western text that is declared as UTF-8 is not taken for Chinese', async () => {
  const bytes = iconv.encode('id,title\n1,Imprimante cassée\n2,réseau détecté hélas\n', 'windows-1252');
  expect(await files.refusal(bytes)).toMatchObject({ hint: expect.stringContaining('windows-1252') });
  expect(await files.refusal(bytes)).toMatchObject({ hint: expect.not.stringContaining('the whole file is sound') });
});

test('no hint advises what is declared', async () => {
  for (const encoding of ['utf-8', 'gb18030', 'gbk', 'windows-1252', 'shift_jis']) {
    const bytes = Buffer.from([...Buffer.from('id\n1'), 0x81, 0xff, 0x20, 0x81, 0x0a, 0x41]);
    const error = await files.refusal(bytes, { encoding });
    expect(error).toMatchObject({ code: 'encoding-wrong' });
    expect(error).toMatchObject({ hint: expect.not.stringMatching(new RegExp(`\\b${encoding}\\b`)) });
  }
});

describe('a file that was cut off', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `GD${n},专线中断${n},2024/10/12 10:10\n`).join('');
  const whole = `id,标题,关闭时间\n${rows}`;

  test.each(['gb18030', 'utf-8', 'utf-16le', 'shift_jis'])(
    'in %s is never told to be of another encoding, wherever it was cut',
    async (encoding) => {
      const bytes = iconv.encode(encoding === 'shift_jis' ? whole.replaceAll('专', '予') : whole, encoding);
      const last = bytes.length - iconv.encode('中断29,2024/10/12 10:10\n', encoding).length;
      for (let end = last; end < bytes.length; end += 1) {
        const source = files.source(bytes.subarray(0, end), { encoding });
        const { faults = {}, findings } = await source.check();
        const fault = faults.record;
        if (fault === undefined) expect(findings).toEqual([expect.stringContaining('no line end after its last row')]);
        else expect([fault.code, fault.hint]).toEqual(['file-truncated', expect.not.stringContaining('encoding:')]);
      }
    },
  );

  test('within a quoted cell, a character of it or a row stops before the first record', async () => {
    const quoted = iconv.encode(`${whole}GD30,"专线中`, 'gb18030');
    for (const bytes of [quoted, quoted.subarray(0, -1), iconv.encode(`${whole}GD30,专`, 'gb18030')]) {
      expect(await files.refusal(bytes, { encoding: 'gb18030' })).toMatchObject({ code: 'file-truncated' });
    }
  });

  test('is none when its last line is a footer, or ends as the others do', async () => {
    expect((await files.source(`${whole}合计,30`, { footer: '合计' }).check()).findings).toEqual([]);
    expect((await files.source(whole).check()).findings).toEqual([]);
    expect((await files.source('id,a').check()).findings).toEqual([]);
  });
});

test.each([
  ['a workbook', Buffer.from('PK\x03\x04\x14\0', 'latin1')],
  ['an old workbook', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1', 'latin1')],
  ['compressed', Buffer.from('\x1f\x8b\x08\0', 'latin1')],
  ['HTML', '\uFEFF\n<html><body><table>'],
  ['JSON', '[{"id":1,"subject":"x"}]'],
  ['JSON', '{"id":1,"subject":"x"}\n{"id":2,"subject":"y"}\n'],
])('a file that is %s is said to be that, in whatever encoding it is declared', async (what, contents) => {
  for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'windows-1252']) {
    expect(await files.refusal(contents, { encoding })).toMatchObject({
      code: 'format-other',
      message: expect.stringContaining(what),
    });
  }
});

test('cells that look like the beginning of something else are cells', async () => {
  expect((await files.read('<id>,"{""a"":1}"\n1,x\n', { key: '<id>' })).records).toHaveLength(1);
});
