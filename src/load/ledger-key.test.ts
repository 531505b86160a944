import { expect, test } from 'vitest';
import { ledgerKey } from './ledger-key.ts';

test('keeps ordinary keys as they are and makes all others storable and still distinct', () => {
  expect(ledgerKey('INC 1/2:é')).toBe('INC 1/2:é');
  const odd = ['a\0', 'a\uD800', 'a\uD801', 'y'.repeat(401), 'y'.repeat(402)].map(ledgerKey);
  expect(new Set(odd).size).toBe(odd.length);
  for (const key of odd) {
    expect(key.length).toBeLessThan(450);
    expect(key).not.toContain('\0');
    expect(Buffer.from(key).toString()).toBe(key);
  }
});
