/** How children and fields of several senders live together in one record. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { checkChildren, heldView, mergeFields, showsAll } from './merge.ts';

const rt = { kind: 'system', system: 'rt' } as const;
const people = { kind: 'people' } as const;
const child = (externalId: string, content = 'x'): JsonObject => ({ externalId, content });
const key = (value: unknown) => (Array.isArray(value) ? value.map(({ externalId }) => externalId) : value);

describe('fields', () => {
  test('not sent stay, null clears, a cleared field is gone', () => {
    const merged = mergeFields({ entity: 'ticket', held: { a: 1, b: 2 }, sent: { b: null, c: 3 }, sender: rt });
    expect(merged).toEqual({ a: 1, c: 3 });
  });

  test('look afterwards as they were sent, whatever was held', () => {
    const children = fc.uniqueArray(fc.nat(9), { maxLength: 5 });
    fc.assert(
      fc.property(children, children, fc.option(fc.string()), (held, sent, title) => {
        const before = { title: 'old', comments: held.map((id) => child(`${id % 2 ? 'rt' : 'console'}:c:${id}`)) };
        const data = { title, comments: sent.map((id) => child(`rt:c:${id}`)) };
        const merge = { entity: 'ticket', sent: data, sender: rt } as const;
        const after = mergeFields({ ...merge, held: before });
        expect(heldView({ ...merge, held: after })).toEqual(data);
        expect(mergeFields({ ...merge, held: after })).toEqual(after);
        const natives = before.comments.filter(({ externalId }) => String(externalId).startsWith('console:'));
        expect(after.comments).toEqual(expect.arrayContaining(natives));
      }),
    );
  });
});

describe('children', () => {
  const held = { comments: [child('rt:c:1'), child('console:c:1'), child('crm:c:1')] };

  test('of other systems survive a null and an empty list', () => {
    for (const comments of [null, []]) {
      const merged = mergeFields({ entity: 'ticket', held, sent: { comments }, sender: rt });
      expect(key(merged.comments)).toEqual(['console:c:1', 'crm:c:1']);
    }
    expect(
      mergeFields({ entity: 'ticket', held: { comments: [child('rt:c:1')] }, sent: { comments: null }, sender: rt }),
    ).toEqual({});
  });

  test('sent by a person are added or replace the one with their key', () => {
    const sent = { comments: [child('console:c:2'), child('rt:c:1', 'corrected')] };
    const merged = mergeFields({ entity: 'ticket', held, sent, sender: people });
    expect(merged.comments).toEqual([
      child('rt:c:1', 'corrected'),
      child('console:c:1'),
      child('crm:c:1'),
      child('console:c:2'),
    ]);
    expect(checkChildren({ entity: 'ticket', held, sent, sender: people })).toEqual([]);
    const strange = { comments: [child('rt:c:new')] };
    expect(checkChildren({ entity: 'ticket', held, sent: strange, sender: people })).toMatchObject([
      { code: 'child-foreign' },
    ]);
  });

  test('of others may come back only as they are held', () => {
    const check = (comments: JsonObject[]) =>
      checkChildren({ entity: 'ticket', held, sent: { comments }, sender: rt }).map(({ code, pointer }) => [
        code,
        pointer,
      ]);
    expect(check([child('console:c:1'), child('rt:c:2')])).toEqual([]);
    expect(check([child('console:c:1', 'changed')])).toEqual([['child-foreign', '/data/comments/0/externalId']]);
    expect(check([child('rt:c:2'), child('rt:c:2')])).toEqual([['child-duplicate', '/data/comments/1/externalId']]);
  });
});

test('a view that hides a child or a field does not pass for the whole', () => {
  const data = { title: 't', comments: [child('rt:c:1'), child('console:c:1')] };
  const view = (sent: JsonObject) => heldView({ entity: 'ticket', held: data, sent, sender: rt });
  expect(showsAll(view(data), data)).toBe(true);
  expect(showsAll(view({ title: 't', comments: [child('rt:c:1')] }), data)).toBe(false);
  expect(showsAll(view({ title: 't' }), data)).toBe(false);
  expect(showsAll(view({ ...data, priority: null }), data)).toBe(false);
});
