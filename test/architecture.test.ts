/**
 * Who may import whom. This table is the documentation of the layers: every source file belongs to exactly one row, every
 * row has files, and an import that a row doesn't name is refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { WORKFLOWS } from '../src/model/workflow-names.ts';

const PURE_TEXT = ['unified', 'unist-util-visit', 'remark-', 'rehype-', 'mdast-', 'hast-', 'sanitize-html'];

/**
 * Keys are folders (ending in `/`) or single files from the root. A row may always import itself; `type x` allows types
 * alone. What a row allows is a folder or file of ours, or the beginning of a package's name.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // What all may use.
  'src/errors.ts': [],
  'src/sha256.ts': ['node:crypto'],
  'src/migrate.ts': ['src/errors.ts', 'node:fs/promises'],

  // The nouns and the language.
  'src/model/': ['zod'],
  'src/messages/': ['src/model/'],
  'src/markup/': ['parse5', ...PURE_TEXT],
  'src/mapping/': [
    ...[
      'src/model/',
      'src/messages/',
      'src/markup/',
      'zod',
      'ajv',
      'yaml',
      '@marcbachmann/cel-js',
      're2js',
      'luxon',
      'csv-parse',
      'fastest-levenshtein',
    ],
    ...PURE_TEXT,
  ],
  'src/project/': [
    ...['src/model/', 'src/errors.ts', 'src/sha256.ts', 'src/mapping/', 'src/connectors/registry.ts'],
    ...['src/connectors/http/rate-limit.ts', 'type src/connectors/port.ts', 'yaml', 'zod', 'node:'],
  ],

  // The way of a record.
  'src/connectors/': [
    ...[
      'src/model/',
      'src/messages/',
      'src/markup/',
      'src/errors.ts',
      'src/sha256.ts',
      'src/console/apply.ts',
      // The two pure readers of times, so that an export's ages are declared in the words of the mapping language.
      'src/mapping/formats/dates.ts',
      'src/mapping/formats/zone.ts',
      'zod',
      'axios',
      'csv-parse',
      'iconv-lite',
      'p-limit',
      'toml-eslint-parser',
      'yaml',
      'node:',
    ],
    ...PURE_TEXT,
  ],
  'src/extract/': [
    ...['src/model/', 'src/messages/', 'src/errors.ts', 'src/sha256.ts', 'src/landing/', 'type src/ledger/'],
    'type src/connectors/port.ts',
  ],
  'src/landing/': ['src/model/', 'src/errors.ts', 'src/sha256.ts', 'zod', 'node:'],
  'src/load/': [
    ...['src/model/', 'src/errors.ts', 'src/sha256.ts', 'src/landing/', 'src/extract/', 'type src/mapping/'],
    ...['src/messages/', 'type src/ledger/', 'type src/connectors/port.ts'],
    ...['type src/connectors/target-capabilities.ts', 'p-limit'],
  ],
  'src/ledger/': ['src/model/', 'src/errors.ts', 'src/sha256.ts', 'src/migrate.ts', 'pg'],

  // What a run is.
  'src/runs/': [
    ...[
      'src/messages/',
      'src/model/',
      'src/errors.ts',
      'src/sha256.ts',
      'src/mapping/',
      'src/project/',
      'src/dry-run/',
    ],
    ...['type src/connectors/port.ts', 'type src/ledger/', 'type workflows/', '@temporalio/', 'node:crypto', 'node:os'],
  ],
  'src/dry-run/': [
    ...['src/model/', 'src/errors.ts', 'src/sha256.ts', 'src/mapping/', 'src/landing/', 'src/extract/', 'src/report/'],
    ...['src/messages/', 'src/project/', 'type src/connectors/port.ts', 'type src/connectors/target-capabilities.ts'],
    ...['type src/ledger/', 'type src/load/'],
    ...['ajv', 'zod', 'node:'],
  ],
  'src/people/': ['src/model/', 'src/errors.ts', 'type src/ledger/', 'csv-parse'],

  // What people and machines meet.
  'src/report/': ['src/model/', 'src/messages/'],
  'src/console/': [
    ...[
      'src/model/',
      'src/errors.ts',
      'src/sha256.ts',
      'src/migrate.ts',
      'zod',
      'pg',
      'fastify',
      '@fastify/',
      'picocolors',
      'pino',
    ],
    ...['node:', ...PURE_TEXT],
  ],
  'src/embedded/': ['src/model/workflow-names.ts', 'src/errors.ts', 'pg', 'zod', 'node:', '@temporalio/client'],
  'src/worker/': [
    ...['src/model/', 'src/errors.ts', 'src/sha256.ts', 'src/mapping/', 'src/project/', 'src/extract/', 'src/dry-run/'],
    ...['src/runs/temporal.ts', 'activities/', 'type workflows/', 'type src/connectors/', 'type src/ledger/'],
    ...['type src/landing/', 'type src/load/', '@temporalio/worker', 'pino', 'node:'],
  ],
  'src/cli/': [
    ...['src/', 'type workflows/', '@clack/prompts', 'commander', 'log-update', 'picocolors', 'string-width'],
    ...['pino', 'tsx', 'yaml', 'zod', 'node:', '@temporalio/'],
  ],

  // When things happen.
  'workflows/': ['src/model/', 'type activities/', '@temporalio/workflow', '@temporalio/common'],
  'activities/': [
    'src/runs/',
    ...['src/model/', 'src/errors.ts', 'src/extract/', 'src/load/', 'type src/connectors/', 'type src/ledger/'],
    ...['type src/landing/', '@temporalio/activity', '@temporalio/common', 'node:crypto'],
  ],
};

/** Rows whose result follows from what they are given: no clock, no randomness, no environment. */
const PURE = ['src/model/', 'src/messages/', 'src/markup/', 'src/mapping/', 'src/report/'];

const ROOTS = ['src', 'workflows', 'activities'];
const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^;'"]*?from\s+)?'([^']+)'|(?<lazy>)\bimport\(\s*'([^']+)'\s*\)/gm;
const FILES = ROOTS.flatMap(sourceFiles);

describe.each(Object.entries(MAY_IMPORT))('%s', (row, allowed) => {
  test('has files', () => {
    expect(FILES.filter((file) => isIn(file, row))).not.toEqual([]);
  });

  test('imports only what its row names', () => {
    expect(FILES.filter((file) => isIn(file, row)).flatMap((file) => strays(file, row, allowed))).toEqual([]);
  });
});

test('every source file belongs to exactly one row', () => {
  const misplaced = FILES.filter((file) => Object.keys(MAY_IMPORT).filter((row) => isIn(file, row)).length !== 1);
  expect(misplaced).toEqual([]);
});

test('no folder lies deeper than src/x/y', () => {
  expect(FILES.filter((file) => file.split('/').length > 4)).toEqual([]);
});

test('connectors never import one another', () => {
  // What the registry lists, so that a connector added there is held to this as well.
  const listed = importsOf('src/connectors/registry.ts').filter(
    ({ type, to }) => !type && to.startsWith('src/connectors/'),
  );
  const systems = listed.map(({ to }) => path.basename(to, '.ts'));
  expect(systems).toContain('console');
  const shared = ['port.ts', 'registry.ts', 'http.ts'];
  const files = FILES.filter((file) => isIn(file, 'src/connectors/') && !shared.includes(path.basename(file)));
  const stray = files.flatMap((file) =>
    importsOf(file)
      .map(({ to }) => to)
      .filter((to) => to.startsWith('src/connectors/') && systemOf(to, systems) !== systemOf(file, systems))
      .filter((to) => systemOf(to, systems) !== undefined)
      .map((to) => `${file} imports ${to}`),
  );
  expect(stray).toEqual([]);
});

test('the workflows that are bundled are those that have a name for clients', () => {
  const exported = [...readFileSync('workflows/index.ts', 'utf8').matchAll(/^export \{ (\w+) \} from/gm)].map(
    ([, name]) => name,
  );
  expect(exported.toSorted()).toEqual(Object.values(WORKFLOWS).toSorted());
});

test('pure folders use no clock and no randomness', () => {
  const impure = FILES.filter((file) => PURE.some((row) => isIn(file, row))).filter((file) =>
    /Date\.now\(|new Date\(\)|Math\.random\(|process\.|globalThis/.test(readFileSync(file, 'utf8')),
  );
  expect(impure).toEqual([]);
});

function systemOf(file: string, systems: readonly string[]): string | undefined {
  const name = path.relative('src/connectors', file);
  return systems.find(
    (system) => name.startsWith(`${system}.`) || name.startsWith(`${system}/`) || name.startsWith(`${system}-`),
  );
}

function isIn(file: string, row: string): boolean {
  return row.endsWith('/') ? file.startsWith(row) : file === row;
}

/** Throws for a folder that isn't there. */
function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mts)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => path.join(folder, file));
}

function importsOf(file: string): { type: boolean; to: string }[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, from, , lazy]) => {
    const specifier = from ?? lazy ?? '';
    const to = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
    return { type: type !== undefined, to };
  });
}

function strays(file: string, row: string, allowed: readonly string[]): string[] {
  return importsOf(file).flatMap(({ type, to }) => {
    const fits = [row, ...allowed].some((prefix) => to.startsWith(prefix) || (type && `type ${to}`.startsWith(prefix)));
    return fits ? [] : [`${file} imports ${to}`];
  });
}
