/** What ferry.yaml may say, and how its mistakes are shown. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Configuration, chooseRoute, loadConfig } from './configuration.ts';
import { resolveSecret } from './secret.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'ferry-config-'));
const GOOD = `sources:
  exports: { kind: csv, dir: ./exports, files: { customer: customers.csv } }
  handbook: { kind: markdown, dir: ./handbook }
routes:
  both: { from: [exports, handbook], mappings: [mappings, { dir: more, from: exports }], limits: { quarantine: 2.5% } }
`;

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how the configuration writes references.
const REFERENCE = '"${DIR:-./exports}"';
const UNSET = '"${NOWHERE}"';
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.

function load(text: string, env: NodeJS.ProcessEnv = {}): Promise<Configuration> {
  const file = path.join(dir, 'ferry.yaml');
  writeFileSync(file, text);
  return loadConfig(file, env);
}

async function mistake(text: string, env: NodeJS.ProcessEnv = {}): Promise<{ message: string; at?: string }> {
  return load(text, env).then(
    () => {
      throw new Error('it was taken');
    },
    (error) => error,
  );
}

describe('a good configuration', () => {
  test('has its paths made absolute, its defaults filled in, its sources in order of precedence', async () => {
    const config = await load(GOOD);
    const file = path.join(dir, 'ferry.yaml');
    expect(config.target).toBeNull();
    expect(chooseRoute(config, undefined)).toEqual({
      name: 'both',
      from: ['exports', 'handbook'],
      mappings: [
        { dir: path.join(dir, 'mappings'), shown: 'mappings', from: null, at: `${file}:5:49` },
        { dir: path.join(dir, 'more'), shown: 'more', from: 'exports', at: `${file}:5:66` },
      ],
      entities: null,
      where: {},
      drift: {},
      quarantineLimit: 0.025,
      vanished: {},
      batch: 500,
      window: 4,
    });
  });

  test('keeps the position of every scope, so that what the source says of it can be shown there', async () => {
    const text = GOOD.replace('limits:', 'where: { ticket: "Queue = \'NOC\'" }, limits:');
    const { where } = chooseRoute(await load(text), undefined);
    expect(where.ticket).toEqual({ query: "Queue = 'NOC'", at: expect.stringMatching(/ferry\.yaml:5:\d+$/) });
  });

  test('keeps the position of every drift rule, and knows no policy but its own', async () => {
    const rule = (policy: string) => GOOD.replace('limits:', `drift: { ticket: { field: ${policy} } }, limits:`);
    const { drift } = chooseRoute(await load(rule('freeze')), undefined);
    expect(drift).toEqual({
      ticket: { policies: { field: 'freeze' }, at: expect.stringMatching(/ferry\.yaml:5:\d+$/) },
    });
    await expect(load(rule('freze'))).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test.each([
    ['of all lanes', 'tombstone', '*'],
    ['by entity', '{ ticket: tombstone }', 'ticket'],
  ])('says what happens to vanished records %s, up to which share', async (_, rule, of) => {
    const text = GOOD.replace('limits: {', `vanished: ${rule}, limits: { vanished: 2%,`);
    const { vanished } = chooseRoute(await load(text), undefined);
    const at = expect.stringMatching(/ferry\.yaml:5:\d+$/);
    expect(vanished).toEqual({ [of]: { policy: 'tombstone', limit: 0.02, at } });
    await expect(load(text.replace('tombstone', 'delete'))).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('takes values from the environment, with defaults, and never as YAML', async () => {
    const text = GOOD.replace('./exports', REFERENCE);
    expect((await load(text)).sources.exports).toMatchObject({ dir: './exports' });
    const tricky = '{ kind: console }';
    expect((await load(text, { DIR: tricky })).sources.exports).toMatchObject({ dir: tricky });
  });
});

describe('mistakes are shown with file, line and column', () => {
  test.each([
    [
      'an unknown key',
      GOOD.replace('limits:', 'limit:'),
      /ferry\.yaml:5:\d+ limit is not known here; did you mean limits\?/,
    ],
    [
      'an unknown key of a connector',
      GOOD.replace('dir: ./exports', 'dri: ./exports'),
      /ferry\.yaml:2:\d+ dri is not known/,
    ],
    ['an unknown kind', GOOD.replace('kind: csv', 'kind: tsv'), /ferry\.yaml:2:\d+/],
    ['a wrong share', GOOD.replace('2.5%', 'half'), /ferry\.yaml:5:\d+ .*a share like 5%/],
    ['an unknown source', GOOD.replace('[exports, handbook]', '[export, handbook]'), /did you mean exports\?/],
    ['an unknown entity', GOOD.replace('limits:', 'entities: [tickets], limits:'), /ferry\.yaml:5:\d+/],
    ['a duplicate key', `${GOOD}routes: {}\n`, /ferry\.yaml:6:1 /],
    ['a tab', 'sources:\n\tx: 1\n', /ferry\.yaml:2:1 /],
    ['nothing at all', '', /ferry\.yaml:1:1 /],
  ])('%s', async (_what, text, shown) => {
    expect((await mistake(text)).message).toMatch(shown);
  });

  test('all at once, with a caret below each', async () => {
    const { message } = await mistake(GOOD.replace('limits:', 'limit:').replace('dir: ./handbook', 'dri: ./handbook'));
    expect(message.match(/^ +\| +\^$/gm)?.length).toBeGreaterThanOrEqual(2);
  });

  test('an unset variable is named', async () => {
    expect((await mistake(GOOD.replace('./exports', UNSET))).message).toContain('has no NOWHERE');
  });

  test('a secret in the file is not repeated', async () => {
    const { message } = await mistake(`target: { kind: console, url: "http://x", token: hunter2 }\n${GOOD}`);
    expect(message).toContain('token: [secret]');
    expect(message).not.toContain('hunter2');
  });

  test('a file of aliases upon aliases is refused', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    await expect(load(`${bomb.join('\n')}\n${GOOD}`)).rejects.toThrow();
  });

  test('a missing file says how to get one', async () => {
    await expect(loadConfig(path.join(dir, 'nowhere.yaml'), {})).rejects.toMatchObject({ code: 'config-missing' });
  });
});

describe('choosing a route', () => {
  test('the only one needs no name, a wrong name gets the one that was meant', async () => {
    const config = await load(GOOD);
    expect(() => chooseRoute(config, 'bot')).toThrow(/did you mean both\?/);
    const two = { ...config, routes: { ...config.routes, other: chooseRoute(config, 'both') } };
    expect(() => chooseRoute(two, undefined)).toThrow(/several routes/);
  });
});

describe('secrets', () => {
  test('come from the environment or a file, trimmed, and never show', () => {
    writeFileSync(path.join(dir, 'token'), 'abc\n');
    const secret = resolveSecret('file:token', dir, {});
    expect(secret.reveal()).toBe('abc');
    expect(`${secret} ${JSON.stringify({ secret })}`).not.toContain('abc');
    expect(resolveSecret('env:T', dir, { T: 'xyz' }).reveal()).toBe('xyz');
  });

  test.each(['env:NOT_SET', 'file:not-there', 'env:EMPTY'])('%s is refused with what to do', (reference) => {
    expect(() => resolveSecret(reference, dir, { EMPTY: ' ' })).toThrow(
      expect.objectContaining({ code: 'secret-missing' }),
    );
  });

  test('the secret itself is refused without being shown', () => {
    expect(() => resolveSecret('hunter2', dir, {})).toThrow(
      expect.objectContaining({ code: 'secret-literal', message: expect.not.stringContaining('hunter2') }),
    );
  });
});
