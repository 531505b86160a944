/** Drift of a run's sources, as lines for people. */
import pc from 'picocolors';
import type { FindingRow } from '../../ledger/records/report-rows.ts';
import { FINDING, type FindingCode } from '../../model/finding-codes.ts';
import { number, table } from './table.ts';
import { escapeForTerminal } from './width.ts';

/** Rows shown; `--json` has all. */
const SHOWN = 20;

const WORDS: Readonly<Partial<Record<FindingCode, string>>> = {
  [FINDING.driftField]: 'a field',
  [FINDING.driftType]: 'a type',
  [FINDING.driftValue]: 'a value no table lists',
  [FINDING.driftGone]: 'gone, though the mapping reads it',
  [FINDING.driftTooMany]: 'more than is remembered',
};

/** Whether a finding is about what is new at a source, or gone from it. */
export function isDrift(code: FindingCode): boolean {
  return Object.hasOwn(WORDS, code);
}

/** One row a thing, the most frequent first; no lines when nothing is new. */
export function drifted(findings: readonly FindingRow[]): string[] {
  const rows = findings.filter(({ code }) => isDrift(code)).sort((a, b) => (b.records ?? 0) - (a.records ?? 0));
  if (rows.length === 0) return [];
  const lines = rows
    .slice(0, SHOWN)
    .map(({ lane, code, key, records }) => [lane, WORDS[code] ?? code, escapeForTerminal(key), records ?? '']);
  const more = rows.length > SHOWN ? [`  … and ${number(rows.length - SHOWN)} more (--json lists them)`] : [];
  return [
    pc.bold('Other at the source than in earlier runs (drift):'),
    ...table(['lane', 'what', 'which', 'records'], lines),
    ...more,
  ];
}
