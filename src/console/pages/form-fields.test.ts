/** Forms made from schemas, and what they send. */
import { expect, test } from 'vitest';
import { ENTITIES } from '../../model/entity.ts';
import { changedFields, formFields, formValue } from './form-fields.ts';

test('every entity has a form, with its own kinds of fields', () => {
  for (const entity of ENTITIES) expect(formFields(entity).length).toBeGreaterThan(0);
  const ticket = new Map(formFields('ticket').map((field) => [field.name, field]));
  expect(ticket.get('status')).toMatchObject({ kind: 'choice', required: true });
  expect(ticket.get('priority')).toMatchObject({ kind: 'choice', required: false });
  expect(ticket.get('body')).toMatchObject({ kind: 'body' });
  expect(ticket.get('interruption')).toMatchObject({ kind: 'flag' });
  expect(ticket.get('tags')).toMatchObject({ kind: 'lines' });
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
  };
  const form = Object.fromEntries(
    formFields('ticket').map((field) => [
      field.name,
      formValue(field, Reflect.get(held, field.name)).replaceAll('\n', '\r\n'),
    ]),
  );
  expect(changedFields('ticket', held, form)).toEqual({});
});

test('only what was changed is sent, in the field’s own type', () => {
  const held = { kind: 'sd-wan', monthlyFee: 10, boundaryEvidence: 'old' };
  const typed = { kind: 'sd-wan', monthlyFee: '12.5', boundaryEvidence: '', boundary: 'creep', unknown: 'x' };
  expect(changedFields('service', held, typed)).toEqual({
    monthlyFee: 12.5,
    boundaryEvidence: null,
    boundary: 'creep',
  });
  expect(changedFields('service', held, { monthlyFee: 'a lot' })).toEqual({ monthlyFee: 'a lot' });
  expect(changedFields('ticket', {}, { tags: 'a\r\n\r\nb', interruption: 'false', body: 'new' })).toEqual({
    tags: ['a', 'b'],
    interruption: false,
    body: { format: 'text', content: 'new' },
  });
});
