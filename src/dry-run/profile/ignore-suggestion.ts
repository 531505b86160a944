/** Writes the lines that ignore fields which no rule reads, ready to paste: none compiles until somebody says why. */
import type { FieldCoverage } from '../../model/plan-facts/coverage.ts';
import { quoted } from './yaml-text.ts';

/** Lines proposed at most. */
const MOST_LINES = 200;
/** A field whose name was cut: no source has one of that name. */
const CUT = /…$/;

/** An alias that no mapping defines: a line that nobody gave a reason for doesn't compile. */
const UNDECIDED = '*WHY';

/** YAML entries for `ignore:`, one a line, of fields that exist under exactly that name; null when there are none. Pure. */
export function suggestIgnores(fields: readonly Pick<FieldCoverage, 'field' | 'fate'>[]): string | null {
  const names = fields.filter(({ field, fate }) => fate === 'unmapped' && !CUT.test(field)).map(({ field }) => field);
  if (names.length === 0) return null;
  const lines = names.slice(0, MOST_LINES).map((name) => `- { field: ${quoted(name)}, because: ${UNDECIDED} }`);
  const left = names.length - MOST_LINES;
  return [...lines, ...(left > 0 ? [`# … and ${left} more: plan.json has their names`] : [])].join('\n');
}
