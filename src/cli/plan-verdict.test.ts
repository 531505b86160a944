/** A plan is judged once: terminal, report, exit code and approval agree, whatever it found, read and counted. */
import { describe, expect, test } from 'vitest';
import { cleanFacts } from '../../test/fakes/plan-facts.ts';
import type { PlanFinding, Weight } from '../model/finding.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { judgePlan, type Verdict } from '../model/plan-judgement.ts';
import type { Settled } from '../model/settlement.ts';
import { renderReport } from '../report/index.ts';
import { approvalRefusal } from '../runs/approval-refusal.ts';
import { EXIT, exitOf } from './exit.ts';
import { exitOfPlan, headLines, VERDICT_WORDS } from './output/plan-lines.ts';

interface Situation {
  /** The weightiest finding. */
  readonly finding: Weight | 'none';
  readonly settled: Settled;
  readonly sampled: boolean;
  readonly empty: boolean;
  readonly reads: 'source' | 'landing';
}

const SITUATIONS: readonly Situation[] = (['none', 'note', 'warn', 'block'] as const).flatMap((finding) =>
  ([true, false, 'unproven'] as const).flatMap((settled) =>
    [false, true].flatMap((sampled) =>
      [false, true].flatMap((empty) =>
        (['source', 'landing'] as const).map((reads) => ({ finding, settled, sampled, empty, reads })),
      ),
    ),
  ),
);

const WEIGHTS = ['none', 'note', 'warn', 'block'] as const;

/** With a finding of each weight up to the one asked for. */
function factsIn({ finding, settled, sampled, empty, reads }: Situation): PlanFacts {
  const clean = cleanFacts();
  const findings = WEIGHTS.slice(0, WEIGHTS.indexOf(finding) + 1).flatMap((weight): PlanFinding[] =>
    weight === 'none'
      ? []
      : [{ weight, code: `code-${weight}`, message: `a ${weight}`, hint: null, lane: null, records: null }],
  );
  const lanes = clean.lanes.map((lane) => ({
    ...lane,
    sample: sampled ? 5 : null,
    enumerated: empty ? 0 : lane.enumerated,
  }));
  return { ...clean, findings, settled, lanes, reads };
}

/** The verdict by the rules of docs/plan.md. */
function expected({ finding, settled, sampled, empty }: Situation): Verdict {
  if (finding === 'block' || settled === false) return 'blocked';
  return sampled || empty || finding === 'warn' || settled === 'unproven' ? 'review' : 'ready';
}

const TITLES: Readonly<Record<Verdict, RegExp>> = {
  ready: /^The run can start:/,
  review: /^(Can start; look at the findings first|Nothing was read):/,
  blocked: /^Do not start the run:/,
};

/** Codes after `--despite` in the command that the report proposes. */
function proposed(report: string): readonly string[] {
  const [, words = ''] = /ferry plan approve [^\n]* --by NAME(.*)/.exec(report.replaceAll(/<[^>]*>/g, '')) ?? [];
  return [...words.matchAll(/--despite ([a-z-]+)/g)].map(([, code]) => code ?? '');
}

function refusal(facts: PlanFacts, despite: readonly string[]) {
  return approvalRefusal({ plan: facts.run, judgement: judgePlan(facts), despite, printable: String });
}

test('there are 96 situations', () => {
  expect(SITUATIONS).toHaveLength(4 * 3 * 2 * 2 * 2);
});

describe.each(SITUATIONS)(
  'finding $finding, settled $settled, sampled $sampled, empty $empty, reads $reads',
  (situation) => {
    const facts = factsIn(situation);
    const verdict = expected(situation);
    const report = renderReport(facts);

    test('terminal, report and exit code say the same', () => {
      expect(judgePlan(facts).verdict).toBe(verdict);
      expect(headLines(facts, 1, { show: String, asTyped: String })[0]).toContain(`: ${VERDICT_WORDS[verdict]} (`);
      expect(/<title>(.*?)<\/title>/.exec(report)?.[1]).toMatch(TITLES[verdict]);
      expect(exitOfPlan(verdict, false)).toBe(verdict === 'blocked' ? EXIT.blocked : EXIT.done);
      expect(exitOfPlan(verdict, true)).toBe(verdict === 'blocked' ? EXIT.blocked : EXIT.quarantined);
    });

    test('an approval is refused where it blocks or was sampled, and stands by the names that the report proposes', () => {
      const refused = refusal(facts, []);
      const code = verdict === 'blocked' ? 'plan-blocked' : situation.sampled ? 'plan-unaccepted' : undefined;
      expect(refused?.code).toBe(code);
      if (refused !== undefined) expect(exitOf(refused)).toBe(EXIT.blocked);
      const codes = proposed(report);
      expect(codes.includes('sampled')).toBe(situation.sampled);
      expect(refusal(facts, codes)).toBeUndefined();
      const terminal = headLines(facts, 1, { show: String, asTyped: String }).join('\n');
      for (const each of codes) expect(terminal).toContain(`(${each})`);
    });

    test('every reason has a code that an approval may name, and nothing else may be named', () => {
      const { reasons } = judgePlan(facts);
      const all = reasons.map((reason) => reason.code);
      expect(refusal(facts, all)).toBeUndefined();
      expect(refusal(facts, [...all, 'code-note'])).toMatchObject({ code: 'despite-unknown' });
    });
  },
);

test('clean data read whole is ready, and the same data sampled is to be looked at as a sample', () => {
  const clean = cleanFacts();
  const sample = { ...clean, lanes: clean.lanes.map((lane) => ({ ...lane, sample: 5 })), settled: 'unproven' as const };
  expect(judgePlan(clean)).toEqual({ verdict: 'ready', reasons: [] });
  expect(judgePlan(sample).reasons.map(({ code, weight, byName }) => [code, weight, byName])).toEqual([
    ['sampled', 'warn', true],
  ]);
});

test('a refusal names what is left, with a command that names all of it', () => {
  const facts = factsIn({ finding: 'block', settled: false, sampled: true, empty: false, reads: 'source' });
  expect(refusal(facts, ['sampled'])).toMatchObject({
    code: 'plan-blocked',
    message: expect.stringMatching(
      /^plan \S+ is blocked: code-block: a block; not-settled: not every lane of the plan has settled/,
    ),
    hint: expect.stringContaining('--by WHO --despite sampled --despite code-block --despite not-settled'),
  });
});
