/** Says with a finding about quarantined records why most of them are, and shows a value that fails. Pure. */
import { sentenceOf } from '../../messages/sentence.ts';
import type { PlanFinding } from '../../model/finding.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';

/** Other findings, and those of lanes whose reasons aren't known, come back as they are. */
export function withTopReason(found: PlanFinding, groups: readonly QuarantineGroup[]): PlanFinding {
  if (found.code !== 'quarantined' && found.code !== 'quarantine-limit') return found;
  const [top] = groups.filter(({ lane }) => lane === found.lane).sort((a, b) => b.count - a.count);
  if (top === undefined) return found;
  const { code, path, count, examples } = top;
  const params = { ...found.params, code, path, affected: count, sentence: sentenceOf('problem', top) };
  const [example] = examples.flatMap(({ key, values }) => values.map(({ field, value }) => ({ key, field, value })));
  return { ...found, params, ...(example !== undefined && { example }) };
}
