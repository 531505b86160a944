/** Commands in our texts as people can type them where they read them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asTyped, type Caller, COMMANDS, callerOf, type Started, shellWord } from './command-line.ts';
import { program } from './main.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ELSEWHERE: Started = {
  script: path.join(ROOT, 'src/cli/ferry.mjs'),
  cwd: path.dirname(ROOT),
  env: {},
  config: undefined,
  platform: 'linux',
};
const PLAIN: Caller = { program: 'ferry', home: undefined, config: undefined };

describe('the program is called', () => {
  const called = (more: Partial<Started>) => callerOf({ ...ELSEWHERE, ...more }).program;

  test('by npx within the checkout, from any folder of it and however it was called', () => {
    expect(called({ cwd: ROOT })).toBe('npx ferry');
    expect(called({ cwd: path.join(ROOT, 'docs') })).toBe('npx ferry');
    expect(called({ cwd: ROOT, script: '/usr/bin/ferry' })).toBe('npx ferry');
  });

  test('as it was called elsewhere, where npx would take another package of that name', () => {
    expect(called({})).toBe(`node ${shellWord(ELSEWHERE.script)}`);
    expect(called({ script: '/opt/my tools/src/cli/ferry.mjs' })).toBe("node '/opt/my tools/src/cli/ferry.mjs'");
    expect(called({ script: '/usr/local/bin/ferry' })).toBe('ferry');
    const env = { npm_command: 'exec' };
    expect(called({ script: '/a/node_modules/.bin/ferry', cwd: '/a', env })).toBe('npx ferry');
  });
});

describe('a command in a text', () => {
  const caller: Caller = { program: 'npx ferry', home: '/srv/our ferry', config: '配置/prod.yaml' };
  const HOME = "FERRY_HOME='/srv/our ferry'";

  test('gets what it needs of the call: the home, the configuration, both or nothing', () => {
    expect(asTyped('ferry check', caller)).toBe(`${HOME} npx ferry check --config 配置/prod.yaml`);
    expect(asTyped('then: ferry watch run-1', caller)).toBe(`then: ${HOME} npx ferry watch run-1`);
    expect(asTyped('`ferry mapping lock` says', caller)).toBe('`npx ferry mapping lock --config 配置/prod.yaml` says');
    expect(asTyped('(ferry --help lists them)', caller)).toBe('(npx ferry --help lists them)');
    expect(asTyped('ferry plan approve PLAN', caller)).toBe(`${HOME} npx ferry plan approve PLAN`);
  });

  test('is told from other words, and the configuration goes by its name', () => {
    for (const text of ['a ferry tale', 'my-ferry run', 'ferry runs', 'ferry run-book', '/opt/ferry check']) {
      expect(asTyped(text, caller)).toBe(text);
    }
    expect(asTyped('correct `path:` in ferry.yaml', caller)).toBe('correct `path:` in 配置/prod.yaml');
    expect(asTyped('in ferry.yaml', PLAIN)).toBe('in ferry.yaml');
  });

  test('keeps its words in any other text, and a call without settings changes nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => asTyped(text, PLAIN) === text));
  });

  test('on Windows is given no variable, which no shell there could set for one command', () => {
    const { home } = callerOf({ ...ELSEWHERE, env: { FERRY_HOME: 'x' }, platform: 'win32' });
    expect(home).toBeUndefined();
  });
});

test('any word survives the shell', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (word) => {
      const shown = shellWord(word);
      const read = shown.startsWith("'") ? shown.slice(1, -1).replaceAll(`'\\''`, "'") : shown;
      expect(read).toBe(word);
      if (!shown.startsWith("'")) expect(shown).not.toMatch(/[\s'"`$&|;<>()*?[\]#~!\\{}]/);
    }),
  );
});

test('the commands are those of the command line', () => {
  const ferry = program(() => async () => undefined);
  const named = (command: Command, before: readonly string[]): string[] =>
    command.commands.flatMap((each) => {
      const words = [...before, each.name()];
      const acts = each.commands.length === 0 || each.name() === 'plan';
      return [...(acts ? [words.join(' ')] : []), ...named(each, words)];
    });
  expect([...named(ferry, []), '--help', '--version'].sort()).toEqual(Object.keys(COMMANDS).sort());
});

test('every `ferry …` in a text of ours is a command that can be typed', () => {
  const files = ['src', 'workflows', 'activities'].flatMap((root) =>
    readdirSync(path.join(ROOT, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((file) => path.join(ROOT, root, file)),
  );
  const unknown = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:hint: |hint = |`|: )'?(?:npx )?ferry ([a-z]+(?: [a-z]+)?)/g)]
      .filter(([whole]) => whole.includes('npx') || asTyped(whole, { ...PLAIN, program: '!' }) === whole)
      .map(([whole]) => `${path.relative(ROOT, file)}: ${whole}`),
  );
  expect(unknown).toEqual([]);
});
