import { expect, test } from 'vitest';
import { fieldHashes, ownPart } from './fingerprints.ts';

test('hashes children by their keys, whatever their order, and every other list in order', () => {
  const comments = [
    { externalId: 's:ticket-comments:1', body: 'a' },
    { externalId: 's:ticket-comments:2', body: 'b' },
  ];
  expect(fieldHashes('ticket', { comments })).toEqual(fieldHashes('ticket', { comments: comments.toReversed() }));
  expect(fieldHashes('ticket', { tags: ['a', 'b'] })).not.toEqual(fieldHashes('ticket', { tags: ['b', 'a'] }));
  expect(fieldHashes('ticket', { tags: null, comments: [] })).toEqual({});
  expect(fieldHashes('ticket', { tags: [] })).not.toEqual({});
});

test("sees of a record's children only those of the system that is asked for", () => {
  const comments = [{ externalId: 'itsm:ticket-comments:1' }, { externalId: 'console:comment:2' }];
  expect(ownPart({ comments }, { entity: 'ticket', name: 'comments', system: 'itsm' })).toEqual(comments.slice(0, 1));
  expect(ownPart({ comments }, { entity: 'ticket', name: 'comments', system: 'other' })).toBeNull();
});
