/** Tells very many findings of one kind as one, with how many there are and the first few names. Pure. */
import type { PlanFinding } from '../../model/finding.ts';

/** Findings of one weight, code and lane that are told one by one. */
const MOST_ALIKE = 5;
const MOST_NAMES = 5;

/** In the order given; where there are more than five of a kind, the first stands for all of them, without a count of records. */
export function groupAlike(findings: readonly PlanFinding[]): readonly PlanFinding[] {
  const kinds = new Map<string, PlanFinding[]>();
  for (const one of findings) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  return findings.flatMap((one) => {
    const kind = kinds.get(kindOf(one)) ?? [];
    if (kind.length <= MOST_ALIKE) return [one];
    const [first, ...others] = kind;
    if (one !== first) return [];
    const names = [...new Set(others.flatMap(nameOf))].slice(0, MOST_NAMES);
    // How many records the others share with the first isn't known.
    return [{ ...first, records: null, further: { count: others.length, names } }];
  });
}

function kindOf({ weight, code, lane }: PlanFinding): string {
  return JSON.stringify([weight, code, lane]);
}

/** What tells the finding from others of its kind. */
function nameOf({ params }: PlanFinding): readonly string[] {
  const name = params?.field ?? params?.target ?? params?.example ?? params?.file;
  return typeof name === 'string' ? [name] : [];
}
