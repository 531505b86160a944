import { expect, test } from 'vitest';
import { mapOne, ticketMapping } from '../../../test/support/mapping.ts';
import type { Mapped, MapResult } from '../../model/record.ts';
import { assetToken, recordToken } from '../../model/text-tokens.ts';

const FILES = `each:
  comments:
    from: notes[]
    key: id
    fields:
      internal: { const: true }
      body.format: { const: text }
      body.content: text
      attachments: { from: files, attachments: true }
`;
const note = (id: number, files: readonly object[] | object) => ({
  id,
  text: 'see file',
  files: JSON.parse(JSON.stringify(files)),
});

function mapped(result: MapResult): Mapped {
  if (result.kind !== 'mapped') throw new Error(JSON.stringify(result));
  return result;
}

test('files of an item are collected at its attachments, in their order, whatever they are called', () => {
  const names = ['../../etc/passwd', '..\\evil.csv', '报价单.xlsx'];
  const files = names.map((name, index) => ({ ref: `attachment/${index}`, name, mediaType: 'text/csv', bytes: 3 }));
  const result = mapped(mapOne(ticketMapping(FILES), { notes: [note(1, []), note(2, files)] }));
  expect(result.fields.comments).toMatchObject([{ attachments: null }, { attachments: [] }]);
  expect(result.assets).toEqual(
    files.map(({ ref, name, mediaType }) => ({ ref, name, mediaType, path: ['comments', 1, 'attachments'] })),
  );
});

test('a file without a name is called by the end of its ref, one without a kind by what the source says', () => {
  const result = mapped(
    mapOne(ticketMapping(FILES), { notes: [note(1, [{ ref: 'attachment/7', name: ' ', mediaType: null }])] }),
  );
  expect(result.assets).toEqual([{ ref: 'attachment/7', name: '7', path: ['comments', 0, 'attachments'] }]);
});

test('a name too long is cut between characters, a kind that is none is left out; both are counted', () => {
  const name = `${'x'.repeat(499)}😀`;
  const result = mapped(
    mapOne(ticketMapping(FILES), { notes: [note(1, { ref: 'r', name, mediaType: 'text/html; x="' })] }),
  );
  expect(result.assets).toEqual([{ ref: 'r', name: 'x'.repeat(499), path: ['comments', 0, 'attachments'] }]);
  expect(result.losses.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'media-type-invalid comments[0].attachments',
    'truncated comments[0].attachments',
  ]);
});

test.each([
  ['a text where a file should be', 'a.txt', 'attachment-invalid'],
  ['a file without a ref', { name: 'a.txt' }, 'attachment-invalid'],
  ['a name that no text can hold', { ref: 'r', name: 'a\0.txt' }, 'text-nul'],
])('%s quarantines the record', (_, file, code) => {
  const result = mapOne(ticketMapping(FILES), { notes: [note(1, [file])] });
  expect(result).toMatchObject({ kind: 'quarantined', problem: { code, path: 'comments[0].attachments' } });
});

test('attachments fill the field of that name only', () => {
  expect(() => ticketMapping('fields:\n  tags: { from: a, attachments: true }\n')).toThrow(
    /can't hold|holds no attachments/,
  );
  expect(() => ticketMapping('fields:\n  custom.files: { from: a, attachments: true }\n')).toThrow(
    /holds no attachments/,
  );
});

test('tokens in copied values are noted where they stand, the same one in two places twice', () => {
  const photo = assetToken('customfield/4 (1)');
  const ticket = recordToken('ticket', '12');
  const data = { cf: { Photo: photo, More: [photo, `see ${ticket} and ${ticket}`], Plain: 'ferry-boat: none' } };
  const result = mapped(mapOne(ticketMapping('fields:\n  custom: { from: cf, tokens: true }\n'), data));
  expect(result.fields.custom).toEqual(data.cf);
  expect(result.assets).toEqual([
    { ref: 'customfield/4 (1)', name: '', path: ['custom', 'Photo'] },
    { ref: 'customfield/4 (1)', name: '', path: ['custom', 'More', 0] },
  ]);
  expect(result.references).toEqual([
    { path: ['custom', 'More', 1], entity: 'ticket', value: '12', via: 'id', missing: 'defer', form: 'token' },
  ]);
});

test('fields added by name go into a copied object; what they displace is counted, what is null displaces nothing', () => {
  const mapping = ticketMapping('fields:\n  custom.Level: level\n  custom: cf\n  custom.Site: site\n');
  const merged = (data: object) => mapped(mapOne(mapping, JSON.parse(JSON.stringify(data))));
  expect(merged({ cf: { Site: 'a', Room: '1' }, level: 'P1', site: null }).fields.custom).toEqual({
    Site: 'a',
    Room: '1',
    Level: 'P1',
  });
  const displaced = merged({ cf: { Site: 'a' }, site: 'b' });
  expect(displaced.fields.custom).toEqual({ Site: 'b' });
  expect(displaced.losses).toMatchObject([{ code: 'name-taken', path: 'custom' }]);
  expect(merged({ level: 'P1' }).fields.custom).toEqual({ Level: 'P1' });
  expect(merged({ cf: { a: 1 } }).fields.custom).toEqual({ a: 1 });
  expect(merged({}).fields.custom).toBeNull();
  expect(mapOne(mapping, { cf: 'text', level: 'P1' })).toMatchObject({
    kind: 'quarantined',
    problem: { code: 'contract', path: 'custom' },
  });
});
