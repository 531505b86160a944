import { expect, test } from 'vitest';
import { sha256 } from '../../sha256.ts';
import { compileMapping } from '../compile.ts';

const MAPPING = `
mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  number: id
  title: { any: [subject, summary] }
  status: { const: open }
  custom.note: notes.owner
  custom.site: { from: site, when: "region == 'EU'" }
each:
  comments:
    from: replies
    key: n
    fields: { body.content: text, body.format: { const: text }, at: at, internal: { const: false } }
`;

const { fed } = compileMapping({ file: 'ticket.yaml', text: MAPPING, tables: {}, sha256 });

test('a field is fed by what its rule reads, by what that lies in, and by what its condition names', () => {
  expect(fed.fedBy(['summary'])).toEqual(['title']);
  expect(fed.fedBy(['notes'])).toEqual(['custom']);
  expect(fed.fedBy(['region'])).toEqual(['custom']);
  expect(fed.fedBy(['replies', 'text'])).toEqual(['comments']);
  expect(fed.fedBy(['nothing'])).toEqual([]);
});

test('a record says nothing of a field when all that feeds it is absent; null and an empty list are said', () => {
  const said = { id: '1', subject: null, notes: { owner: null }, site: null, replies: [] };
  expect(fed.unmentioned(said)).toEqual([]);
  expect(fed.unmentioned({ id: '1', summary: 'x', notes: { owner: 'y' }, site: 'z' })).toEqual(['comments']);
  expect(fed.unmentioned({ id: '1', notes: {}, site: 'z', replies: [{ n: 1 }] })).toEqual(['title', 'custom']);
});
