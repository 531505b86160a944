/** An old Node is told so in one line, and can read far enough to say it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { OLDEST_NODE, oldNode } from './node-version.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const READ_BY_ALL = ['src/cli/ferry.mjs', 'src/embedded/node-version.mjs'];

test.each(['12.22.12', '18.20.4', '20.11.1', '20.2.0', '8.0.0'])('Node %s is too old', (version) => {
  expect(oldNode(version)).toMatch(new RegExp(`^Ferry needs Node 20.12 or later, and this is ${version}: install`));
});

test.each(['20.12.0', '20.20.2', '22.1.0', '100.0.0', '20.12.0-nightly'])('Node %s is new enough', (version) => {
  expect(oldNode(version)).toBeNull();
});

test('what package.json asks for is what is checked', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8')).engines.node).toBe(`>=${OLDEST_NODE}`);
});

test('the program says it in one line and loads nothing else', () => {
  const fake = "Object.defineProperty(process.versions, 'node', { value: '16.20.2' })";
  const loader = `data:text/javascript,${encodeURIComponent(fake)}`;
  const args = ['--import', loader, path.join(ROOT, 'src/cli/ferry.mjs'), 'check'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`${oldNode('16.20.2')}\n`);
});

test.each(READ_BY_ALL)('%s has no syntax and no import that Node 12 would stumble over', (file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const as = (target: ts.ScriptTarget) =>
    ts.transpileModule(text, { compilerOptions: { target, module: ts.ModuleKind.ESNext } }).outputText;
  // Node 12 knows ECMAScript 2019 and dynamic imports; whatever is newer would be written in other words.
  expect(as(ts.ScriptTarget.ES2019)).toBe(as(ts.ScriptTarget.ESNext));
  expect(text).not.toMatch(/^\s*(?:const .*= )?await\b/m);
  const imported = [...text.matchAll(/^import .* from '([^']+)'/gm)].map(([, from = '']) =>
    path.join(path.dirname(file), from),
  );
  expect(imported.filter((each) => !READ_BY_ALL.includes(each))).toEqual([]);
});
