import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_DEPTH, parseJson, parseJsonExactly } from './json-text.ts';

const readers = { parseJson, parseJsonExactly };

for (const [name, read] of Object.entries(readers)) {
  test(`${name} reads what JSON.stringify writes`, () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        fc.pre(!/(?<![.\d])\d{16,}(?![.\d])/.test(text));
        expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test(`${name} keeps numbers no double can hold as text`, () => {
    expect(read('[9007199254740993, -9007199254740993, 9007199254740991, 1e400, 1.5]')).toEqual([
      '9007199254740993',
      '-9007199254740993',
      9007199254740991,
      '1e400',
      1.5,
    ]);
  });

  test(`${name} refuses what is not JSON, saying where and not what`, () => {
    for (const text of ['', '{', '[1,]', '{"a" 1}', '"open', '01', '+1', 'nul', '{"a":1}x', '"\u0001"', "{'a':1}"]) {
      expect(() => read(text), text).toThrow(SyntaxError);
    }
    expect(() => read('{"canary": canary}')).toThrow(/^(?!.*canary)/);
  });

  test(`${name} refuses nesting that would break whatever comes later`, () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(() => read(nested(MAX_DEPTH))).not.toThrow();
    expect(() => read(nested(MAX_DEPTH + 1))).toThrow(/nested/);
    expect(() => read('[{"a":'.repeat(100_000))).toThrow(SyntaxError);
  });

  test(`${name} gives __proto__ no power`, () => {
    const value = read('{"__proto__": {"admin": true}, "id": 9007199254740993}');
    expect(Object.keys(value ?? {})).toEqual(['__proto__', 'id']);
    expect(value).not.toHaveProperty('admin');
  });
}

test('a name repeated within one object is refused where exactness is asked for', () => {
  expect(() => parseJsonExactly('{"a":1,"b":{"a":2},"a":3}')).toThrow(/repeated/);
});
