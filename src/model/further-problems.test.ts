/** Of all that is wrong with a record a first problem and a bounded number of others are kept, each once. */
import { expect, test } from 'vitest';
import { furtherProblems } from './further-problems.ts';

const at = (path: string, code = 'x') => ({ code, path });

test('what is said once is kept once, and items of a list that fail alike are one', () => {
  expect(furtherProblems(at('a'), [at('a'), at('a', 'y'), at('l[0].b'), at('l[7].b'), at('a', 'y')])).toEqual({
    problem: at('a'),
    also: [at('a', 'y'), at('l[0].b')],
  });
  expect(furtherProblems(at('l[1]'), [at('l[2]')])).toEqual({ problem: at('l[1]') });
});

test('twenty are kept beside the first', () => {
  const many = Array.from({ length: 50 }, (_, index) => at(`f${index}`));
  expect(furtherProblems(at('a'), many).also).toEqual(many.slice(0, 20));
});
