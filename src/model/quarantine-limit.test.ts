/** The quarantine limit is a share of the whole lane, from a stated size on, and what was accepted comes on top. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceedsLimit, type QuarantineShare } from './quarantine-limit.ts';

const share = (given: Partial<QuarantineShare>): QuarantineShare => ({
  ...{ quarantined: 0, loaded: 0, whole: null, accepted: 0 },
  ...given,
});

test('bad records that come first stop nothing that the whole lane allows', () => {
  expect(exceedsLimit(share({ quarantined: 60, loaded: 60, whole: 2000 }), 0.05)).toBe(false);
  expect(exceedsLimit(share({ quarantined: 100, loaded: 100, whole: 2000 }), 0.05)).toBe(false);
  expect(exceedsLimit(share({ quarantined: 101, loaded: 101, whole: 2000 }), 0.05)).toBe(true);
});

test('fewer than 20 records, and fewer than 1,000 of a lane that nobody counted, say nothing', () => {
  expect(exceedsLimit(share({ quarantined: 19, loaded: 19, whole: 19 }), 0.05)).toBe(false);
  expect(exceedsLimit(share({ quarantined: 2, loaded: 2, whole: 20 }), 0.05)).toBe(true);
  expect(exceedsLimit(share({ quarantined: 999, loaded: 999 }), 0.05)).toBe(false);
  expect(exceedsLimit(share({ quarantined: 51, loaded: 1000 }), 0.05)).toBe(true);
});

test('what a person accepted is allowed besides', () => {
  expect(exceedsLimit(share({ quarantined: 30, loaded: 50, whole: 100, accepted: 0.25 }), 0.05)).toBe(false);
  expect(exceedsLimit(share({ quarantined: 31, loaded: 50, whole: 100, accepted: 0.25 }), 0.05)).toBe(true);
});

test('whatever order records come in, a counted lane is held on the way exactly when its whole exceeds the limit', () => {
  const records = fc.array(fc.boolean(), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(records, fc.double({ min: 0, max: 1, noNaN: true }), (bad, limit) => {
      const whole = bad.length;
      const heldAfter = (loaded: number) => {
        const quarantined = bad.slice(0, loaded).filter(Boolean).length;
        return exceedsLimit(share({ quarantined, loaded, whole }), limit);
      };
      const held = bad.map((_, at) => heldAfter(at + 1));
      expect(held.some(Boolean)).toBe(heldAfter(whole));
    }),
  );
});
