/** What is new at the sources since earlier runs, as a plan found it. */
import type { Ledger } from '../../ledger/port.ts';
import type { RunRow } from '../../ledger/runs/rows.ts';
import { DEFAULT_DRIFT } from '../../model/drift.ts';
import { FINDING, type FindingCode } from '../../model/finding-codes.ts';
import type { DriftFact } from '../../model/plan-facts/drift.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';

const KINDS: Readonly<Partial<Record<FindingCode, DriftFact['kind']>>> = {
  [FINDING.driftField]: 'field',
  [FINDING.driftType]: 'type',
  [FINDING.driftValue]: 'value',
  [FINDING.driftGone]: 'gone',
};

/** Lanes that an earlier run has read whole, so that something can be new in them. */
export async function comparedLanes(
  ledger: Pick<Ledger, 'seenBefore'>,
  { run, plan }: RunRow,
): Promise<readonly string[]> {
  const { targetInstance, route } = plan;
  const compared: string[] = [];
  for (const { lane, source, entity } of plan.levels.flat(2)) {
    const { baseline } = await ledger.seenBefore({ targetInstance, route, lane, source, entity }, run);
    if (baseline) compared.push(lane);
  }
  return compared;
}

/** Where more is there than is remembered: fields of a lane, or values of one field. */
export async function unjudgedDrift(
  ledger: Pick<Ledger, 'findings'>,
  { run }: RunRow,
): Promise<PlanFacts['driftUnjudged']> {
  const many = (await ledger.findings(run)).filter(({ code }) => code === FINDING.driftTooMany);
  return many.map(({ lane, key }) => ({ lane, field: key === ALL_FIELDS ? null : key }));
}

/** How the ledger names the fields of a lane as a whole. */
const ALL_FIELDS = '*';

/** Findings name what is new as `field`, `field:type` or `field=value`; what is gone by its path. */
export async function driftFacts(
  ledger: Pick<Ledger, 'findings'>,
  { run, plan }: RunRow,
): Promise<readonly DriftFact[]> {
  const policies = new Map(plan.levels.flat(2).map(({ lane, drift }) => [lane, drift ?? DEFAULT_DRIFT]));
  return (await ledger.findings(run)).flatMap(({ lane, code, key, records }): DriftFact[] => {
    const kind = KINDS[code];
    if (kind === undefined) return [];
    const mark = { field: '', gone: '', type: ':', value: '=' }[kind];
    const at = mark === '' ? -1 : kind === 'type' ? key.lastIndexOf(mark) : key.indexOf(mark);
    const [field, what] = at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at + 1)];
    const policy = (policies.get(lane) ?? DEFAULT_DRIFT)[kind];
    return [{ lane, kind, field, what, policy, records: Number(records ?? 0) }];
  });
}
