import { expect, test } from 'vitest';
import { SCHEMAS } from './entities/index.ts';
import { CHILDREN, ENTITIES } from './entity.ts';

test('every entity has a contract, and children are fields of it', () => {
  expect(Object.keys(SCHEMAS).sort()).toEqual([...ENTITIES].sort());
  for (const [entity, fields] of Object.entries(CHILDREN)) {
    for (const field of fields) expect(Object.keys(SCHEMAS[entity as keyof typeof SCHEMAS].shape)).toContain(field);
  }
});

test('the contract refuses unknown fields, NUL, lone surrogates and times that are not UTC', () => {
  const refused = (data: object) =>
    SCHEMAS.ticket.safeParse({ number: '1', title: 't', status: 'open', ...data }).success;
  expect(refused({})).toBe(true);
  expect(refused({ colour: 'red' })).toBe(false);
  expect(refused({ title: 'a\0b' })).toBe(false);
  expect(refused({ title: '\ud800' })).toBe(false);
  expect(refused({ createdAt: '2026-03-12T08:15:30+08:00' })).toBe(false);
  expect(refused({ createdAt: '2026-03-12T00:15:30Z' })).toBe(true);
});
