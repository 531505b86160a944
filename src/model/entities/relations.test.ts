import { expect, test } from 'vitest';
import { ENTITIES, type Entity } from '../entity.ts';
import { DESCRIPTIONS, SCHEMAS } from './index.ts';
import { PARENTS, REFERENCE_FIELDS } from './relations.ts';

const fieldsOf = (entity: Entity) => REFERENCE_FIELDS[entity].map(({ steps }) => steps.join('.'));

test('the parents of an entity are what its fields refer to and what is loaded before it', () => {
  expect(PARENTS).toMatchObject({
    group: [],
    customer: [],
    supplier: [],
    product: [],
    site: ['customer'],
    person: ['group', 'customer'],
    'sla-policy': [],
    service: ['customer', 'supplier', 'product', 'site'],
    device: ['customer', 'site', 'person', 'service'],
    article: ['person'],
    ticket: ['group', 'customer', 'site', 'person', 'sla-policy', 'service', 'device'],
    entitlement: ['customer', 'product', 'ticket'],
    'sla-commitment': ['customer', 'supplier', 'sla-policy', 'service'],
  });
});

test('references are found in lists and children, and a child’s own key is none', () => {
  expect(fieldsOf('ticket')).toEqual(expect.arrayContaining(['cc.*', 'comments.*.author', 'watchers.*.group']));
  expect(fieldsOf('ticket')).not.toContain('comments.*.externalId');
});

test('a reference names the one kind of record it means, or any', () => {
  const meant = new Map(REFERENCE_FIELDS.ticket.map(({ steps, entities }) => [steps.join('.'), entities]));
  expect(meant.get('sla')).toEqual(['sla-policy']);
  expect(meant.get('mergedInto')).toEqual(['ticket']);
  expect(meant.get('links.*.to')).toEqual(ENTITIES);
});

test.each(ENTITIES)('%s: titles and columns are its fields, and its relatives refer to it', (entity) => {
  const { title, columns, relatives = [] } = DESCRIPTIONS[entity];
  expect(Object.keys(SCHEMAS[entity].shape)).toEqual(expect.arrayContaining([...title, ...columns]));
  for (const relative of relatives) {
    const field = REFERENCE_FIELDS[relative.entity].find(({ steps }) => steps[0] === relative.field);
    expect([relative, field?.entities]).toEqual([relative, [entity]]);
  }
});
