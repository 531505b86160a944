/** Forms made from schemas, and what they send. */
import { expect, test } from 'vitest';
import { ENTITIES } from '../../model/entity.ts';
import { changedFields, formFields, formValue } from './form-fields.ts';

const names = new Map([['rt:person:1', { entity: 'person', name: 'Li Na', parts: ['Li Na'] }]]);

test('every entity has a form, with its own kinds of fields', () => {
  for (const entity of ENTITIES) expect(formFields(entity).length).toBeGreaterThan(0);
  const ticket = new Map(formFields('ticket').map((field) => [field.name, field]));
  expect(ticket.get('status')).toMatchObject({ kind: 'choice', required: true });
  expect(ticket.get('priority')).toMatchObject({ kind: 'choice', required: false });
  expect(ticket.get('body')).toMatchObject({ kind: 'body' });
  expect(ticket.get('interruption')).toMatchObject({ kind: 'flag' });
  expect(ticket.get('tags')).toMatchObject({ kind: 'lines' });
  expect(ticket.get('requester')).toMatchObject({ kind: 'reference', of: 'person' });
  expect(ticket.get('cc')).toMatchObject({ kind: 'references', of: 'person' });
  expect(ticket.has('comments')).toBe(false);
  expect(formFields('article').find(({ name }) => name === 'body')).toMatchObject({ kind: 'prose' });
  expect(formFields('service').find(({ name }) => name === 'monthlyFee')).toMatchObject({ kind: 'number' });
});

test('a form sent back untouched changes nothing', () => {
  const held = {
    number: '1',
    title: 'T',
    status: 'open',
    tags: ['a', 'b'],
    interruption: true,
    body: { format: 'html', content: 'x\ny' },
    requester: 'rt:person:1',
    cc: ['rt:person:1', 'rt:person:2'],
  };
  const form = Object.fromEntries(
    formFields('ticket').map((field) => [
      field.name,
      formValue(field, Reflect.get(held, field.name), names).replaceAll('\n', '\r\n'),
    ]),
  );
  expect(changedFields({ entity: 'ticket', held, form, names })).toEqual({});
});

test('only what was changed is sent, in the field’s own type', () => {
  const held = { kind: 'sd-wan', monthlyFee: 10, boundaryEvidence: 'old' };
  const typed = { kind: 'sd-wan', monthlyFee: '12.5', boundaryEvidence: '', boundary: 'creep', unknown: 'x' };
  expect(changedFields({ entity: 'service', held, form: typed, names })).toEqual({
    monthlyFee: 12.5,
    boundaryEvidence: null,
    boundary: 'creep',
  });
  expect(changedFields({ entity: 'service', held, form: { monthlyFee: 'a lot' }, names })).toEqual({
    monthlyFee: 'a lot',
  });
  const filled = { tags: 'a\r\n\r\nb', interruption: 'false', body: 'new' };
  expect(changedFields({ entity: 'ticket', held: {}, form: filled, names })).toEqual({
    tags: ['a', 'b'],
    interruption: false,
    body: { format: 'text', content: 'new' },
  });
});
