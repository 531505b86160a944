/** How long a run takes: never promised from nothing, and a sample's plan read everything once, not once a record. */
import { describe, expect, it } from 'vitest';
import { forecast, wholeForecast } from './forecast.ts';

const RATE_LIMIT = { records: 200, reading: 100, loading: 110 };

describe('a forecast', () => {
  it('of a sample takes reading as done and goes on by records with the rest', () => {
    const { low, basis } = forecast({ records: 2_000, sampled: true, plan: RATE_LIMIT, before: [] });
    expect(low).toBe(100 + (10 / 200) * 2_000);
    expect(basis).toContain('no run has written');
  });

  it('of everything goes by records', () => {
    expect(forecast({ records: 200, sampled: false, plan: RATE_LIMIT, before: [] }).low).toBeCloseTo(110, 9);
  });

  it('is as fast as the last run that wrote, and lets those before say how far nights differ', () => {
    const before = [
      { records: 100, reading: 5, loading: 10 },
      { records: 100, reading: 5, loading: 30 },
    ];
    const { seconds, low, high, basis } = forecast({ records: 1_000, sampled: false, plan: undefined, before });
    expect([seconds, low, high]).toEqual([100, 100, 300]);
    expect(basis).toBe('as fast as the last 2 runs into this target');
  });

  it('does not learn from a run over a handful of records', () => {
    const before = [{ records: 19, reading: 1, loading: 900 }];
    expect(forecast({ records: 100, sampled: false, plan: undefined, before }).seconds).toBe(0);
  });

  it('never ends before it begins: low, expected, high', () => {
    const all = [
      forecast({ records: 10, sampled: true, plan: RATE_LIMIT, before: [RATE_LIMIT] }),
      forecast({ records: 7, sampled: false, plan: RATE_LIMIT, before: [] }),
    ];
    for (const { seconds, low, high } of [...all, wholeForecast(all)]) {
      expect(low).toBeLessThanOrEqual(seconds);
      expect(seconds).toBeLessThanOrEqual(high);
    }
  });
});
