/** Every mapping that ships compiles, passes its own examples, and is explained column by column in its README. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileMapping } from '../src/mapping/compile.ts';
import { runExamples } from '../src/mapping/examples.ts';
import { ENTITIES } from '../src/model/entity.ts';
import { sha256 } from '../src/sha256.ts';

const SHIPPED = [
  'mappings/csv-to-console',
  'mappings/servicenow-export-to-console',
  'mappings/markdown-to-console',
  'mappings/rt-to-console',
];
const DIRS = [...SHIPPED, 'src/embedded/sample/mappings'];

for (const dir of DIRS) {
  describe(dir, () => {
    for (const file of mappingFiles(dir)) {
      test(`${file} compiles and passes its examples`, () => {
        const mapping = compile(dir, file);
        expect(mapping.examples.length).toBeGreaterThan(1);
        expect(runExamples(mapping)).toEqual([]);
      });
    }
  });
}

test('the registers are served whole: one mapping for every entity of the console', () => {
  const served = mappingFiles('mappings/csv-to-console').map((file) => compile('mappings/csv-to-console', file).to);
  expect(served.sort()).toEqual([...ENTITIES].sort());
});

for (const file of mappingFiles('mappings/csv-to-console')) {
  test(`the README explains the columns of ${file}, and no others`, () => {
    const mapping = compile('mappings/csv-to-console', file);
    const explained = columnsIn(section('mappings/csv-to-console', mapping.to));
    expect(explained).toEqual([...mapping.uses].sort());
  });
}

for (const file of mappingFiles('mappings/rt-to-console')) {
  test(`the README of rt-to-console explains the fields of ${file}, and no others`, () => {
    const explained = columnsIn(section('mappings/rt-to-console', file.replace('.yaml', '')));
    expect(explained).toEqual([...compile('mappings/rt-to-console', file).uses].sort());
  });
}

for (const dir of SHIPPED.slice(1)) {
  test(`the README of ${dir} explains every column its mappings use`, () => {
    const explained = columnsIn(readFileSync(path.join(dir, 'README.md'), 'utf8'));
    for (const file of mappingFiles(dir))
      expect(explained).toEqual(expect.arrayContaining([...compile(dir, file).uses]));
  });
}

function mappingFiles(dir: string): string[] {
  return readdirSync(dir).filter((file) => file.endsWith('.yaml'));
}

function compile(dir: string, file: string) {
  const text = readFileSync(path.join(dir, file), 'utf8');
  return compileMapping({ file: path.join(dir, file), text, tables: {}, sha256 });
}

/** What stands in backticks in the first column of a README's tables. */
function columnsIn(markdown: string): string[] {
  const cells = markdown.split('\n').map((line) => /^\|([^|]+)\|/.exec(line)?.[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)).sort();
}

function section(dir: string, heading: string): string {
  const parts = readFileSync(path.join(dir, 'README.md'), 'utf8').split(/^## /m);
  return parts.find((part) => part.startsWith(`${heading}\n`)) ?? '';
}
