import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENTITIES } from './entity.ts';
import { decodePlaceholderKey, encodePlaceholderKey } from './placeholder-key.ts';

const source = fc.stringMatching(/^[a-z0-9][a-z0-9-]*$/);
const entity = fc.constantFrom(...ENTITIES);
const kind = fc.stringMatching(/^[a-z0-9][a-z0-9-]*$/).filter((one) => one !== 'id');
const value = fc.string({ minLength: 1, unit: 'binary' });

test('a key says again which kind of identity and which value it was made from', () => {
  fc.assert(
    fc.property(source, entity, kind, value, (source, entity, via, value) => {
      const key = encodePlaceholderKey(source, { entity, value, via });
      expect(decodePlaceholderKey(key)).toEqual({ source, entity, value, via });
    }),
  );
});

test('a key made from a source id alone gives that id again, unless it looks like KIND=VALUE', () => {
  const id = value.filter((one) => !/^[a-z0-9][a-z0-9-]*=./s.test(one));
  fc.assert(
    fc.property(source, entity, id, fc.constantFrom(undefined, 'id'), (source, entity, value, via) => {
      const key = encodePlaceholderKey(source, { entity, value, ...(via !== undefined && { via }) });
      expect(decodePlaceholderKey(key)).toEqual({ source, entity, value, via: null });
    }),
  );
});

test('reads as people write it', () => {
  expect(encodePlaceholderKey('rt', { entity: 'person', value: 'zhang', via: 'login' })).toBe('rt:person:login=zhang');
  expect(encodePlaceholderKey('rt', { entity: 'person', value: '17', via: 'id' })).toBe('rt:person:17');
  expect(decodePlaceholderKey('rt:person:login=a:b=c')).toMatchObject({ value: 'a:b=c', via: 'login' });
  expect(decodePlaceholderKey('rt:person:CN=Zhang')).toMatchObject({ value: 'CN=Zhang', via: null });
  expect(decodePlaceholderKey('rt:person:aGk=')).toMatchObject({ value: 'aGk=', via: null });
});
