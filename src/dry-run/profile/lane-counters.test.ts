/** Whatever a lane holds: no figure is larger than what it is a part of, and the order of records changes nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyLane, anyLane } from '../../../test/support/any-lane.ts';
import { subjectOf } from '../../../test/support/profiled-record.ts';
import type { CountedLane } from './lane-counters.ts';
import { laneCounters } from './lane-counters.ts';
import { isLoaded, type ProfiledRecord } from './profiled-record.ts';
import { sampleOf } from './report-samples.ts';

function counted({ mapping, records }: AnyLane) {
  const subject = subjectOf(mapping);
  const counters = laneCounters(subject);
  for (const one of records) counters.add(one);
  return { ...counters.facts(), samples: counters.picked().map((one) => sampleOf(subject, one, undefined)) };
}

function holds(check: (facts: ReturnType<typeof counted>, lane: AnyLane) => void): void {
  fc.assert(
    fc.property(anyLane, (lane) => check(counted(lane), lane)),
    { numRuns: 150 },
  );
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}

function has(records: readonly ProfiledRecord[], code: string, path: string): number {
  const plain = (one: string | null) => (one ?? '').replaceAll(/\[\d+\]/g, '[]');
  return records.filter(({ ending: { kind, also, ...first } }) => {
    const all = [first, ...(also ?? [])];
    return kind === 'quarantined' && all.some((one) => (one.code ?? '') === code && plain(one.path) === path);
  }).length;
}

describe('of any lane', () => {
  test('no value and no field is in more records than there are', () => {
    holds(({ inventory, fields, tables, coverage }, { records: { length } }) => {
      const counts = [
        ...inventory.active.flatMap(({ values }) => values.shown.map(({ count }) => count)),
        ...fields.flatMap(({ filled, lossy, defaulted }) => [filled, lossy + defaulted]),
        ...tables.flatMap(({ values, unknown }) => [unknown.records, ...values.shown.map(({ count }) => count)]),
        coverage.unmappedFields.records,
      ];
      expect(inventory.records).toBe(length);
      expect(Math.max(0, ...counts)).toBeLessThanOrEqual(length);
      for (const { filled, types } of fields) expect(sum(types)).toBe(filled);
      for (const { unknown, values } of tables) expect(unknown.values).toBeLessThanOrEqual(values.total);
    });
  });

  test('every record has its place in time, has none, or has one that is said to be unread', () => {
    holds(({ inventory: { growth, undated } }, { records }) => {
      if (undated.created === null) expect(growth).toEqual([]);
      else expect(sum(growth) + undated.created.none + undated.created.unread).toBe(records.length);
    });
  });

  test('shares of coverage are of one whole, or of nothing where no record would be loaded', () => {
    holds(({ coverage: { mapped, lossy, defaulted, ignored, unmapped } }, { records }) => {
      const whole = mapped + lossy + defaulted + ignored + unmapped;
      if (!records.some(({ ending }) => isLoaded(ending))) expect(whole).toBe(0);
      else expect(Math.min(Math.abs(whole - 1), whole)).toBeLessThan(1e-9);
    });
  });

  test('a reason counts the records that have it, frees no more than those, and all reasons together no more than are quarantined', () => {
    holds(({ quarantined, excluded }, { records }) => {
      const kept = records.filter(({ ending }) => ending.kind === 'quarantined');
      for (const { code, path, count, only, frees, examples } of quarantined) {
        expect(count).toBe(has(records, code, path));
        expect(only).toBeLessThanOrEqual(frees);
        expect(frees).toBeLessThanOrEqual(count);
        expect(examples.length).toBe(Math.min(3, count));
      }
      const freed = quarantined.reduce((all, { frees }) => all + frees, 0);
      const withMore = kept.filter(({ ending }) => (ending.also?.length ?? 0) >= 20).length;
      expect(freed).toBe(kept.length - withMore);
      expect(sum(excluded)).toBe(records.filter(({ ending }) => ending.kind === 'excluded').length);
    });
  });

  test('another order of its records gives the same, byte for byte', () => {
    holds((facts, lane) => {
      const reversed = counted({ ...lane, records: [...lane.records].reverse() });
      const halved = counted({ ...lane, records: [...lane.records.slice(5), ...lane.records.slice(0, 5)] });
      expect(JSON.stringify(reversed)).toBe(JSON.stringify(facts));
      expect(JSON.stringify(halved)).toBe(JSON.stringify(facts));
    });
  });

  test('what is mended frees what it is said to free', () => {
    holds(({ quarantined }, { records }) => {
      const mended = new Set<string>();
      let freed = 0;
      for (const { code, path, frees } of quarantined) {
        mended.add(`${code} ${path}`);
        freed += frees;
        expect(records.filter((one) => isFree(one, mended)).length).toBe(freed);
      }
    });
  });
});

function isFree({ ending: { kind, also, ...first } }: ProfiledRecord, mended: ReadonlySet<string>): boolean {
  const all = [first, ...(also ?? [])];
  const isMended = ({ code, path }: Pick<CountedLane['quarantined'][number], 'path'> & { code: string }) =>
    mended.has(`${code} ${path.replaceAll(/\[\d+\]/g, '[]')}`);
  const known = all.map(({ code, path }) => ({ code: code ?? '', path: path ?? '' }));
  return kind === 'quarantined' && (also?.length ?? 0) < 20 && known.every(isMended);
}
