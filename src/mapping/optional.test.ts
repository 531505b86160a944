import { expect, test } from 'vitest';
import { sha256 } from '../sha256.ts';
import { compileMapping } from './compile.ts';

const mapping = (optional: string) =>
  compileMapping({
    file: 'ticket.yaml',
    text: `
mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
optional: ${optional}
fields: { number: id, title: title, status: { const: open }, custom.site: "['more info'].site" }
`,
    tables: {},
    sha256,
  });

test('what a source may leave out is told as paths, all of it as the empty one', () => {
  expect(mapping(`["['more info']", title]`).facts.optional).toEqual([['more info'], ['title']]);
  expect(mapping('["*"]').facts.optional).toEqual([[]]);
});

test('what nothing reads is a mistake, with the name that was meant', () => {
  expect(() => mapping('[titel, title]')).toThrow(/ticket\.yaml:7:12 nothing reads titel/);
  expect(() => mapping('[titles]')).toThrow(/did you mean title\?/);
});
