/** Findings of a run about a lane as a whole, as a plan has them and as a run says them. */

import type { PlanFinding } from '../model/finding.ts';
import { FINDING, type FindingCode } from '../model/finding-codes.ts';
import { finding } from './make.ts';

/** As the ledger keeps it; `fields` holds a few external keys. */
export interface LaneFindingRow {
  readonly lane: string;
  readonly code: FindingCode;
  readonly key: string;
  readonly fields: readonly string[];
  readonly records?: number | null;
}

/** A warning each; findings about single records and about drift are left out. Pure. */
export function laneFindings(rows: readonly LaneFindingRow[]): readonly PlanFinding[] {
  return rows.flatMap(({ lane, code, key, fields: keys, records = null }) => {
    const about = { weight: 'warn', lane, records } as const;
    const count = records ?? 0;
    if (code === FINDING.recordsVanished) return [finding({ ...about, code, params: { count, treatment: key, keys } })];
    if (code === FINDING.numberShared) return [finding({ ...about, code, params: { count, source: key, keys } })];
    return [];
  });
}
