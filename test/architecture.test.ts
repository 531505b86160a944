/** Who may import whom. This table is the documentation of the layers; everything it doesn't name is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const PURE_TEXT = ['unified', 'unist-util-visit', 'remark-', 'rehype-', 'mdast-', 'hast-', 'sanitize-html'];

/** A folder may always import itself. `type x` allows types alone. Prefixes match paths from the root, or packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/model': ['zod'],
  'src/mapping': [
    'src/model',
    'zod',
    'ajv',
    'yaml',
    '@marcbachmann/cel-js',
    're2js',
    'luxon',
    'csv-parse',
    ...PURE_TEXT,
  ],
  'src/config': [
    'src/model',
    'src/errors.ts',
    'src/connectors/registry.ts',
    'src/mapping/suggest.ts',
    'yaml',
    'zod',
    'node:',
  ],
  'src/mapping-files': ['src/model', 'src/errors.ts', 'src/sha256.ts', 'src/mapping', 'type src/config', 'node:'],
  'src/run-plan': [
    'src/model',
    'src/errors.ts',
    'src/mapping',
    'src/mapping-files',
    'src/live-contract',
    'type src/config',
    'type src/connect.ts',
    'type src/connectors/port.ts',
    'type src/ledger',
  ],
  'src/people': ['src/model', 'src/errors.ts', 'type src/ledger', 'csv-parse'],
  'src/approval': ['src/model', 'src/sha256.ts', 'type src/connect.ts', 'type src/connectors/port.ts'],
  'src/live-contract': ['src/model', 'type src/connectors/port.ts', 'ajv', 'zod'],
  'src/reconcile': ['src/model', 'zod'],
  'src/report': ['src/model', 'src/html.ts'],
  'src/survey': [
    'src/model',
    'src/errors.ts',
    'src/mapping/path.ts',
    'src/load/read-batch.ts',
    'src/load/sampled-source.ts',
    'type src/ledger',
    'type src/landing',
    'zod',
    'node:zlib',
    'node:util',
  ],
  'src/connectors': [
    'src/model',
    'src/errors.ts',
    'zod',
    'axios',
    'csv-parse',
    'iconv-lite',
    'p-limit',
    'yaml',
    'node:',
    ...PURE_TEXT,
  ],
  'src/landing': ['src/model', 'src/errors.ts', 'zod', 'node:'],
  'src/ledger': ['src/model', 'src/errors.ts', 'src/sha256.ts', 'zod', 'pg', 'node:'],
  'src/load': [
    'src/model',
    'src/errors.ts',
    'src/sha256.ts',
    'type src/mapping',
    'type src/connectors/port.ts',
    'type src/ledger',
    'type src/landing',
    'p-limit',
    'node:zlib',
    'node:util',
  ],
  'src/console': [
    'src/model',
    'src/errors.ts',
    'src/sha256.ts',
    'src/html.ts',
    'zod',
    'pg',
    'fastify',
    '@fastify/',
    'picocolors',
    'pino',
    'node:',
    ...PURE_TEXT,
  ],
  'src/embedded': ['src/errors.ts', 'pg', 'zod', 'node:', '@temporalio/client'],
  workflows: ['src/model', 'type activities', '@temporalio/workflow', '@temporalio/common'],
  activities: [
    'src/model',
    'src/errors.ts',
    'src/load',
    'src/mapping',
    'type src/connectors',
    'type src/ledger',
    'type src/landing',
    '@temporalio/activity',
    '@temporalio/common',
    'node:crypto',
  ],
};

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^;'"]*?from\s+)?'([^']+)'|(?<lazy>)\bimport\(\s*'([^']+)'\s*\)/gm;

for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
  test(`${folder} imports only ${allowed.join(', ')}`, () => {
    expect(sourceFiles(folder).flatMap((file) => strays(file, folder, allowed))).toEqual([]);
  });
}

test('connectors never import one another', () => {
  const shared = ['port.ts', 'registry.ts', 'http.ts'];
  const files = sourceFiles('src/connectors').filter((file) => !shared.includes(path.basename(file)));
  const systems = ['csv', 'markdown', 'console', 'request-tracker', 'rest', 'feishu'];
  const crossing = files.flatMap((file) =>
    importsOf(file)
      .map(({ to }) => to)
      .filter((to) => to.startsWith('src/connectors/') && systemOf(to, systems) !== systemOf(file, systems))
      .filter((to) => systemOf(to, systems) !== undefined)
      .map((to) => `${file} imports ${to}`),
  );
  expect(crossing).toEqual([]);
});

test('pure folders use no clock and no randomness', () => {
  const impure = ['src/model', 'src/mapping', 'src/reconcile', 'src/report']
    .flatMap(sourceFiles)
    .filter((file) => /Date\.now\(|new Date\(\)|Math\.random\(|process\.|globalThis/.test(readFileSync(file, 'utf8')));
  expect(impure).toEqual([]);
});

function systemOf(file: string, systems: readonly string[]): string | undefined {
  const name = path.relative('src/connectors', file);
  return systems.find(
    (system) => name.startsWith(`${system}.`) || name.startsWith(`${system}/`) || name.startsWith(`${system}-`),
  );
}

function sourceFiles(folder: string): string[] {
  return list(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(folder, file));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function importsOf(file: string): { type: boolean; to: string }[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, from, , lazy]) => {
    const specifier = from ?? lazy ?? '';
    const to = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
    return { type: type !== undefined, to };
  });
}

function strays(file: string, folder: string, allowed: readonly string[]): string[] {
  return importsOf(file).flatMap(({ type, to }) => {
    const fits = [folder, ...allowed].some(
      (prefix) => to.startsWith(prefix) || (type && `type ${to}`.startsWith(prefix)),
    );
    return fits ? [] : [`${file} imports ${to}`];
  });
}
