/** What `mapping impact` says at its end follows from what it found. */
import { expect, test } from 'vitest';
import { fullFacts, impactFacts } from '../../../test/fakes/plan-facts.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { RunPlan } from '../../model/run.ts';
import { contextOf } from '../context.ts';
import { impactLines } from './impact-lines.ts';

const plan: RunPlan = {
  ...{ run: 'p', route: 'desk', mode: 'plan', targetInstance: 'i', reads: 'landing', config: '/tmp/ferry.yaml' },
  levels: [],
};

function told(facts: PlanFacts): string {
  return impactLines(contextOf({}, {}), { plan, facts, folder: '/tmp/plan' }, String).join('\n');
}

test('an impact that nothing blocks says how to load its records', () => {
  expect(told(impactFacts())).toMatch(
    /ferry mapping impact --route rt-to-console --apply --plan plan-2026-11-23-0140$/,
  );
});

test('a blocked impact says what blocks it, and not to load anything before that is fixed', () => {
  const blocked = told({ ...impactFacts(), findings: fullFacts().findings });
  expect(blocked).toContain('ticket@1.2.0.yaml differs from its lock');
  expect(blocked).toMatch(/Fix what blocks it, then: npx ferry mapping impact --route rt-to-console$/);
  expect(blocked).not.toContain('--apply');
});

test('an impact that changes nothing has nothing to load', () => {
  expect(told({ ...impactFacts(), impact: [] })).toMatch(/report\.html$/);
});
