import { expect, test } from 'vitest';
import { sha256 } from '../../sha256.ts';
import { compileMapping } from '../compile.ts';
import { type Lock, lockEntry, lockState, readLock, withEntry, writeLock } from './lock.ts';
import { compareVersions, nextVersion } from './version.ts';

const TEXT = 'mapping: site\nversion: 1.0.0\nfrom: csv/site@1\nto: console/site@1\nkey: id\nfields: { name: n }\n';
const compiled = (text: string) => compileMapping({ file: 'site.yaml', text, tables: {}, sha256 });
const locked = (text: string): Lock => withEntry(new Map(), compiled(text), lockEntry(compiled(text), sha256));

test('a version is locked until its content changes; layout and comments are no content', () => {
  const lock = readLock('l', writeLock(locked(TEXT)));
  expect(lockState(lock, compiled(`# words\n${TEXT.replace('{ name: n }', '\n  name:   n')}`), sha256)).toBe('locked');
  expect(lockState(lock, compiled(TEXT.replace('name: n', 'name: m')), sha256)).toBe('drifted');
  expect(lockState(lock, compiled(TEXT.replace('csv/site@1', 'csv/site@2')), sha256)).toBe('drifted');
  expect(lockState(lock, compiled(TEXT.replace('1.0.0', '1.0.1')), sha256)).toBe('unlocked');
  expect(lockState(null, compiled(TEXT), sha256)).toBe('unlocked');
});

test('a contract that the console changed since is drift', () => {
  const now = compiled(TEXT);
  const lock = withEntry(new Map(), now, { ...lockEntry(now, sha256), contract: '0'.repeat(64) });
  expect(lockState(lock, now, sha256)).toBe('drifted');
});

test('a lock is written the same whatever the order in which versions came, and older versions stay', () => {
  const [old, ten, two] = ['1.0.0', '1.10.0', '1.2.0'].map((version) => compiled(TEXT.replace('1.0.0', version)));
  const add = (lock: Lock, mapping: typeof old) =>
    mapping === undefined ? lock : withEntry(lock, mapping, lockEntry(mapping, sha256));
  const text = writeLock([ten, old, two].reduce(add, new Map()));
  expect(text).toBe(writeLock([two, ten, old].reduce(add, new Map())));
  expect([...text.matchAll(/\d+\.\d+\.\d+/g)].map(([version]) => version)).toEqual(['1.0.0', '1.2.0', '1.10.0']);
});

test.each([
  ['a merge half done', `${writeLock(locked(TEXT))}<<<<<<< HEAD\n`, 'l:10:1 the lock stands in the middle of a merge'],
  ['a hash cut short', writeLock(locked(TEXT)).replace(/content: \w+/, 'content: abc'), 'must be a sha256'],
  ['a newer format', 'format: 2\nmappings: {}\n', 'l:1:9 format: must be 1: a newer Ferry wrote this lock'],
  ['a key of nobody’s', 'format: 1\nmappings: {}\nwords: 1\n', 'words means nothing here'],
  ['an empty file', '', 'the lock: expected object'],
  ['a version twice', 'format: 1\nmappings: { a: {}, a: {} }\n', 'Map keys must be unique'],
])('%s is refused with its place', (_, text, message) => {
  expect(() => readLock('l', text)).toThrow(message);
});

test('versions are numbers', () => {
  expect(compareVersions('1.10.0', '1.9.3')).toBeGreaterThan(0);
  expect(compareVersions('2.0.0', '2.0.0')).toBe(0);
  expect((['major', 'minor', 'patch'] as const).map((weight) => nextVersion('1.2.3', weight))).toEqual([
    '2.0.0',
    '1.3.0',
    '1.2.4',
  ]);
});
