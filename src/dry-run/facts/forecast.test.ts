/** How long a run takes: never promised from nothing, and a sample's plan read everything once, not once a record. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForecastOf, forecast, planTime, wholeForecast } from './forecast.ts';

const RATE_LIMIT = { records: 200, reading: 100, loading: 110 };
const lane = (given: Partial<ForecastOf>) =>
  forecast({ records: 200, sampled: false, plan: undefined, before: [], target: [], ...given });

describe('a forecast', () => {
  it('of a sample takes reading as done and goes on by records with the rest', () => {
    const { low, basis } = lane({ records: 2_000, sampled: true, plan: RATE_LIMIT });
    expect(low).toBe(100 + (10 / 200) * 2_000);
    expect(basis).toContain('no run has written');
  });

  it('of everything goes by records', () => {
    expect(lane({ plan: RATE_LIMIT }).low).toBeCloseTo(110, 9);
  });

  it('is as fast as the last run that wrote, and lets those before say how far nights differ', () => {
    const before = [
      { records: 100, reading: 5, loading: 10 },
      { records: 100, reading: 5, loading: 30 },
    ];
    const { seconds, low, high, basis } = lane({ records: 1_000, before, target: before });
    expect([seconds, low, high]).toEqual([100, 100, 300]);
    expect(basis).toBe('as fast as the last 2 runs into this target');
  });

  it('of a lane that was never loaded is as fast as others were into this target', () => {
    const target = [{ records: 100, reading: 5, loading: 10 }];
    expect(lane({ records: 1_000, target })).toMatchObject({
      ...{ seconds: 100, low: 100, high: 150 },
      basis: 'as fast as other lanes were loaded into this target',
    });
  });

  it('does not learn from a run over a handful of records, nor says that there was none', () => {
    const handful = [{ records: 19, reading: 1, loading: 900 }];
    expect(lane({ records: 100, before: handful, target: handful }).seconds).toBe(0);
    const { basis, low, high } = lane({ plan: RATE_LIMIT, before: handful, target: handful });
    expect(basis).toBe(
      'no run into this target was large enough to compare with: between the plan’s own time and 4 times that',
    );
    expect(high).toBeCloseTo(4 * low, 9);
  });

  it('never ends before it begins, and has the time within it that the plan took: low, expected, high', () => {
    const timings = fc.record({
      records: fc.integer({ min: 1, max: 1_000 }),
      reading: fc.double({ min: 0, max: 100, noNaN: true }),
      loading: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    const lanes = fc.array(
      fc.record({
        records: fc.integer({ min: 0, max: 1_000 }),
        sampled: fc.constant(false),
        plan: timings,
        before: fc.array(timings, { maxLength: 3 }),
        target: fc.array(timings, { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lanes, fc.double({ min: 0.1, max: 500, noNaN: true }), (all, own) => {
        const made = all.map((one) => forecast(one));
        const whole = wholeForecast(
          made,
          planTime(
            own,
            all.map(({ plan }) => plan),
          ),
        );
        for (const { seconds, low, high } of [...made, whole]) {
          expect(low).toBeLessThanOrEqual(seconds);
          expect(seconds).toBeLessThanOrEqual(high);
        }
        if (whole.seconds === 0) return;
        expect(whole.low).toBeLessThanOrEqual(own);
        expect(whole.high).toBeGreaterThanOrEqual(own);
      }),
    );
  });
});

describe('the forecast of all lanes', () => {
  it('is the range that its basis names: the plan’s own time, and four times that', () => {
    expect(
      wholeForecast([lane({ plan: RATE_LIMIT }), lane({ plan: RATE_LIMIT })], { seconds: 130, beside: 0 }),
    ).toMatchObject({
      ...{ seconds: 260, low: 130, high: 520 },
      basis: 'no run has written into this target yet: between the plan’s own time and 4 times that',
    });
  });

  it('says of how many lanes each basis is', () => {
    const before = [{ records: 100, reading: 5, loading: 10 }];
    const { basis } = wholeForecast([lane({ before, target: before }), lane({ target: before })], planTime(30, []));
    expect(basis).toBe(
      '1 of 2 lanes: as fast as the last run into this target; 1 of 2 lanes: as fast as other lanes were loaded into this target',
    );
  });

  it('counts what a plan takes beside its lanes', () => {
    const before = [{ records: 100, reading: 0.1, loading: 0.25 }];
    const own = planTime(1.5, [{ records: 100, reading: 0.1, loading: 0.5 }]);
    const { seconds, low, high } = wholeForecast([lane({ records: 100, before, target: before })], own);
    expect([seconds, low, high]).toEqual([1.25, 1.25, 1.5]);
  });

  it('of a sample leaves out how long the plan took', () => {
    const one = lane({ records: 2_000, sampled: true, plan: RATE_LIMIT });
    expect(wholeForecast([one], null)).toEqual(one);
  });
});
