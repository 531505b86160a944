/** Mistakes of ferry.yaml in the file's own words, each at its place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from './configuration.ts';

const SOURCE = 'sources:\n  oa:\n    kind: csv\n    dir: x\n    files: { customer: a.csv }\n';
const ROUTE = 'routes:\n  r:\n    from: oa\n    mappings: m\n';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'ferry-mistakes-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** `LINE:COLUMN message` of each mistake, without the lines that show it. */
async function mistakes(text: string): Promise<readonly string[]> {
  const file = path.join(dir, 'ferry.yaml');
  await writeFile(file, text);
  const message = await loadConfig(file, {}).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).not.toMatch(/Invalid|expected|received|undefined|discriminator/);
  return [...message.matchAll(/^\S*ferry\.yaml:(.*)$/gm)].map(([, said = '']) => said);
}

test.each([
  ['an empty file', '', '1:1 the file must hold `sources:` and `routes:`'],
  ['no file of settings', 'hello\n', '1:1 the file must hold `sources:` and `routes:`'],
  ['no routes', SOURCE, '1:1 routes is missing'],
  [
    'no kind',
    `${SOURCE.replace('kind: csv', 'files: {}')}${ROUTE}`.replace('    files: {}\n', ''),
    '2:3 sources.oa.kind is missing; there are: csv, markdown, request-tracker',
  ],
  [
    'a kind there is none of',
    `${SOURCE.replace('csv\n', 'cvs\n')}${ROUTE}`,
    "3:11 sources.oa.kind can't be cvs (there are: csv, markdown, request-tracker)",
  ],
  [
    'a setting left out, where its block is named',
    `${SOURCE.replace('    dir: x\n', '')}${ROUTE}`,
    '2:3 sources.oa.dir is missing',
  ],
  ['a setting without a value', `${SOURCE.replace('dir: x', 'dir:')}${ROUTE}`, '4:9 sources.oa.dir has no value'],
  [
    'text for settings',
    `${SOURCE.replace('{ customer: a.csv }', 'a.csv')}${ROUTE}`,
    '5:12 sources.oa.files must be settings (name: value), not text',
  ],
  [
    'a list for settings',
    `${SOURCE.replace('{ customer: a.csv }', '[a.csv]')}${ROUTE}`,
    '5:12 sources.oa.files must be settings (name: value), not a list',
  ],
  [
    'a number for text',
    `${SOURCE.replace('dir: x', 'dir: 5')}${ROUTE}`,
    '4:10 sources.oa.dir must be text, not the number 5',
  ],
  [
    'a share that is a number',
    `${SOURCE}${ROUTE}    limits: { quarantine: 0.1 }\n`,
    '10:27 routes.r.limits.quarantine must be a share like 5%',
  ],
  [
    'a share that is text',
    `${SOURCE}${ROUTE}    limits: { quarantine: few }\n`,
    '10:27 routes.r.limits.quarantine must be a share like 5%',
  ],
  ['too much', `${SOURCE}${ROUTE}    batch: 5000\n`, '10:12 routes.r.batch must be at most 1000'],
  ['too little', `${SOURCE}${ROUTE}    batch: 0\n`, '10:12 routes.r.batch must be at least 1'],
  [
    'an entity there is none of',
    `${SOURCE}${ROUTE}    entities: [tickets]\n`,
    /^10:16 routes\.r\.entities\.0 can't be tickets; did you mean ticket\? \(there are: /,
  ],
  [
    'a name of the wrong form',
    `${SOURCE.replace('oa:', 'OA:')}${ROUTE}`,
    '2:3 the name OA must be letters, digits and dashes in lower case',
  ],
  [
    'an unknown setting',
    `${SOURCE}${ROUTE}    limit: { quarantine: 5% }\n`,
    '10:5 limit is not known here; did you mean limits?',
  ],
  [
    'no blank behind a colon in braces',
    `${SOURCE}${ROUTE}    limits: { quarantine:5% }\n`,
    '10:15 quarantine:5% is not known here; put a blank behind the colon',
  ],
  [
    'full-width signs in a name',
    `${SOURCE}${ROUTE}    limits: { quarantine： 5% }\n`,
    /^10:15 quarantine： 5% is not known here; ： is a full-width sign/,
  ],
  [
    'full-width signs in a value',
    `sources: { oa: { kind: csv， dir： x } }\n${ROUTE}`,
    /^1:24 sources\.oa\.kind can't be csv， dir： x; ， is a full-width sign/,
  ],
  ['blanks of another kind', `${SOURCE}${ROUTE}\u00a0\u00a0batch: 5\n`, /it holds blanks that are none to YAML/],
  [
    'a star that names nothing',
    `${SOURCE.replace('dir: x', 'dir: *x')}${ROUTE}`,
    '4:10 a value that begins with * must stand in quotes',
  ],
  [
    'one mistake of form, without those that follow from it',
    `${SOURCE.replace('    dir', '\tdir')}${ROUTE}`,
    '4:1 is indented with a tab: indent with blanks',
  ],
])('%s', async (_what, text, expected) => {
  const said = await mistakes(text);
  if (typeof expected === 'string') expect(said).toEqual([expected]);
  else expect(said.join('\n')).toMatch(expected);
});

test('a text that may be a secret is not repeated', async () => {
  expect((await mistakes(`target: hunter2hunter2\n${SOURCE}${ROUTE}`)).join()).not.toContain('hunter2');
});
