/** Documentation that can be checked is checked: codes, commands, dependencies, links. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FINDING } from '../src/model/finding-codes.ts';

const ROOTS = ['src', 'workflows', 'activities'];

test('every error code in the source has its line in docs/errors.md', () => {
  const documented = new Set([...read('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, code]) => code));
  const used = sourceFiles().flatMap((file) =>
    [...read(file).matchAll(/\bcode: '([a-z0-9]+(?:-[a-z0-9]+)+)'/g)].map(([, code]) => ({ code, file })),
  );
  expect(used.length).toBeGreaterThan(20);
  expect(used.filter(({ code }) => !documented.has(code)).map(({ code, file }) => `${code} (${file})`)).toEqual([]);
  expect(Object.values(FINDING).filter((code) => !documented.has(code))).toEqual([]);
});

test('no code is explained twice', () => {
  const codes = [...read('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, code]) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test('every dependency is there for a reason that docs/dependencies.md gives', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'));
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const [taken = '', refused = ''] = read('docs/dependencies.md').split('## Tried, and not taken');
  expect(names.filter((name) => !taken.includes(`\`${name}\``))).toEqual([]);
  const listed = (table: string) => [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
  expect(listed(taken).filter((name) => !names.includes(name))).toEqual([]);
  expect(listed(refused).length).toBeGreaterThan(0);
  expect(listed(refused).filter((name) => names.includes(name))).toEqual([]);
});

test('every command of the CLI is in docs/commands.md', () => {
  const commands = [...read('src/cli/main.ts').matchAll(/command\((?:ferry|quarantine), '([a-z]+)'/g)].map(
    ([, name]) => name,
  );
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((name) => !new RegExp(`\`[^\`]*\\b${name}\\b`).test(read('docs/commands.md')))).toEqual([]);
});

test('links between the documents lead somewhere', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...list('docs'), ...list('bench'), ...list('mappings')].filter(
    (file) => file.endsWith('.md'),
  );
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?![a-z][a-z+.-]*:|#)([^)#\s]+)/g)]
      .map(([, to]) => path.join(path.dirname(page), decodeURIComponent(to ?? '')))
      .filter((to) => !existsSync(to))
      .map((to) => `${page} → ${to}`),
  );
  expect(broken).toEqual([]);
});

test('every export says its contract, or is what its file is about', () => {
  const silent = sourceFiles().flatMap((file) => {
    const lines = read(file).split('\n');
    const exported = [...lines.keys()].filter((at) => EXPORT.test(lines[at] ?? ''));
    const alone = exported.length === 1 && lines[0]?.startsWith('/**') === true;
    return alone ? [] : exported.filter((at) => !isTold(lines, at)).map((at) => `${file}:${at + 1}`);
  });
  expect(silent).toEqual([]);
});

const EXPORT = /^export (?:async )?(?:function\*?|const|interface|type|class) \w/;
/** Types that follow from what stands above them, operations with their `about:`, options with the help of their command. */
const TOLD_ELSEWHERE =
  /= z\.(?:infer|input|output)<|= \(typeof \w+\)\[|= (?:defineOperation|textOperation)\(|^export interface \w+Options extends /;

function isTold(lines: readonly string[], at: number): boolean {
  return lines[at - 1]?.trim().endsWith('*/') === true || TOLD_ELSEWHERE.test(lines[at] ?? '');
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));
}

function sourceFiles(): string[] {
  return ROOTS.flatMap(list).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}
