import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { secret } from './secret.ts';

test('a secret shows itself to nobody but the one who asks for it', () => {
  const token = secret('canary');
  const shown = [String(token), `${token}`, JSON.stringify({ token }), inspect(token, { depth: 9, showHidden: true })];
  expect(shown.join()).not.toContain('canary');
  expect(JSON.stringify({ token })).toBe('{"token":"[secret]"}');
  expect(Object.values(token).join()).not.toContain('canary');
  expect(token.reveal()).toBe('canary');
});
