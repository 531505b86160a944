import { expect, test } from 'vitest';
import type { SourceRead } from '../../model/mapping-facts.ts';
import type { SourceFields } from '../../model/source-fields.ts';
import { absentReads, pathsRead } from './absent-reads.ts';

const FIELDS: SourceFields = {
  paths: [
    ['labels'],
    ['opened'],
    ['channel'],
    ['工单 编号'],
    ['rows'],
    ['rows', 'state'],
    ['front'],
    ['front', 'draft'],
  ],
  open: [['front']],
};

function reads(...paths: readonly string[]): SourceRead[] {
  return paths.map((path, at) => ({ path, line: at + 1, column: 3, in: 'rule' }));
}

test('what is there in any spelling, whole or through lists, is not absent', () => {
  const all = reads(
    'labels[].value',
    'opened',
    "['工单 编号']",
    'rows[].state',
    'rows[0].state',
    'rows',
    'front.draft',
    'front',
    '',
  );
  expect(absentReads({ reads: all, optional: [] }, FIELDS)).toEqual([]);
});

test.each<[string, boolean, string | null]>([
  ['opend', true, 'opened'],
  ['rows[].stat', true, 'rows.state'],
  ['nothing at all', true, null],
  ['rows[].value', true, null],
  ['opened.date', true, null],
  ['front.drafts', false, 'front.draft'],
  ['front.audience', false, null],
])('%s is absent', (path, mistake, near) => {
  expect(absentReads({ reads: reads(path), optional: [] }, FIELDS)).toMatchObject([{ path, mistake, near, line: 1 }]);
});

test('what the mapping says may be missing is no mistake', () => {
  const optional = [['opend'], ['a']];
  expect(absentReads({ reads: reads('opend', 'a.b', 'b'), optional }, FIELDS).map(({ mistake }) => mistake)).toEqual([
    false,
    false,
    true,
  ]);
});

test('of the source, what is read is what a rule names, what lies in it, and what it lies in', () => {
  expect(pathsRead(reads('front', 'rows[].state'), FIELDS.paths)).toEqual([
    ['rows'],
    ['rows', 'state'],
    ['front'],
    ['front', 'draft'],
  ]);
  expect(pathsRead(reads(''), FIELDS.paths)).toEqual(FIELDS.paths);
});
