import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { compileMapping } from '../mapping/compile.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { type FieldPath, isDeclared, spellPath } from '../model/source-fields.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import { sha256 } from '../sha256.ts';
import { absentFindings, fieldIssues, laneFields, refuseUnknownFields, withFields } from './source-fields.ts';

const LANE = { lane: 'itsm.ticket', source: 'itsm', sourceEntity: 'ticket' };
const NAMES = ['opened', 'state', '工单 编号', 'more', 'extra', 'front'];
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 });

/** A mapping that reads each of the paths in a rule of its own, and the last one in a condition as well. */
function reading(paths: readonly FieldPath[], optional: readonly string[] = []): BoundMapping {
  const rules = paths.map((one, at) => `  custom.f${at}: ${JSON.stringify(spellPath(one))}`);
  const text = `
mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
${optional.length > 0 ? `optional: ${JSON.stringify(optional)}` : ''}
fields:
  number: id
  title: { const: t }
  status: { const: open }
${rules.join('\n')}
`;
  const mapping = compileMapping({ file: 'ticket.yaml', text, tables: {}, sha256 });
  return { mapping, file: 'ticket.yaml', text, tables: {}, lock: 'unlocked', source: 'itsm' };
}

async function heldAgainst(bound: BoundMapping, paths: readonly FieldPath[], open: readonly FieldPath[] = []) {
  const fields = async () => ({ paths: [['id'], ...paths], open });
  const source = { ...memorySource(), fields };
  return await laneFields({ source: () => source }, [LANE], [bound]);
}

test('whatever a mapping reads and whatever a source has: it is there, a mistake that stops all, or told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(path, { minLength: 1, maxLength: 5 }),
      fc.array(path, { maxLength: 6 }),
      fc.array(path, { maxLength: 2 }),
      async (reads, has, open) => {
        const all = await heldAgainst(reading(reads), has, open);
        const stops = new Set(all.flatMap(fieldIssues).map(({ line }) => line));
        const told = absentFindings(all, []).flatMap(({ params }) => [params?.field, params?.fields].flat());
        const absent = reads.filter((one) => !isDeclared({ paths: has }, one)).map(spellPath);
        for (const one of new Set(absent)) {
          const lines = all.flatMap((lane) => lane.absent).filter(({ names }) => spellPath(names) === one);
          expect(lines.length, one).toBeGreaterThan(0);
          const isTold =
            lines.every(({ line }) => stops.has(line)) || told.some((name) => one.startsWith(String(name)));
          expect(isTold, `${one} of ${JSON.stringify({ has, open })}`).toBe(true);
        }
        expect(stops.size > 0 && absent.length === 0).toBe(false);
        if (stops.size > 0) expect(() => refuseUnknownFields(all)).toThrow(/has no/);
        else expect(() => refuseUnknownFields(all)).not.toThrow();
      },
    ),
    { numRuns: 200 },
  );
});

test('what an earlier run had is gone instead of a mistake, unless nothing reads it any more', async () => {
  const all = await heldAgainst(reading([['opened'], ['state']]), [['state']]);
  const [lane] = all;
  if (lane === undefined) throw new Error('one lane expected');
  const before = ['opened', 'state', 'extra'].map((name) => ({ lane: LANE.lane, path: [name] }));
  const plan = planOf(lane.bound);
  const [declared] = withFields(plan, all, before).levels.flat(2);
  expect(declared).toMatchObject({ declared: [['id'], ['state']], gone: [['opened']] });
  expect(() => withFields(plan, all, [])).toThrow(expect.objectContaining({ code: 'field-unknown' }));
});

test('what the mapping says may be missing is told in one line, a near name by itself', async () => {
  const all = await heldAgainst(reading([['opend'], ['more', 'a'], ['extra']], ['*']), [['opened']]);
  expect(all.flatMap(fieldIssues)).toEqual([]);
  expect(absentFindings(all, [])).toMatchObject([
    { code: 'field-absent', weight: 'warn', params: { field: 'opend', near: 'opened' } },
    { code: 'fields-absent', weight: 'note', params: { total: 2, fields: ['more.a', 'extra'] } },
  ]);
});

function planOf({ mapping }: BoundMapping): RunPlan {
  const lane: LanePlan = {
    ...LANE,
    ...{ mapping: mapping.name, mappingVersion: mapping.version, mappingHash: mapping.hash, entity: mapping.to },
    ...{ where: null, since: null, batchSize: 9, window: 1, quarantineLimit: 1, precedence: [] },
  };
  return {
    ...{ run: 'r1', route: 'main', mode: 'full', reads: 'source', targetInstance: 't', config: 'ferry.yaml' },
    levels: [[[lane]]],
  };
}
