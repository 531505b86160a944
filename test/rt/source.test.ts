/** The source contract, held over a real Request Tracker. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Source } from '../../src/connectors/port.ts';
import { SOURCES } from '../../src/connectors/registry.ts';
import { secret } from '../../src/model/secret.ts';
import { testSource } from '../contract/source-contract.ts';
import { askRt } from './ask-rt.ts';
import { sharedRt } from './fixture.ts';

// Every continuation is read on from: whole, that would be each ticket a dozen times over.
const FEW = { ticket: 'id <= 40', asset: 'id <= 40' };
const found = z.object({ items: z.array(z.object({ id: z.coerce.string() })) });
const attachment = z.object({ Content: z.string() });

testSource('request-tracker', ['keys', 'asset', 'fields'], async () => ({
  source: open({ user: sharedRt().user, password: 'env:PASSWORD' }),
  entities: ['user', 'organization', 'group', 'queue', 'article', 'asset', 'ticket'],
  broken: [],
  where: FEW,
  asset: await firstPicture(),
  missing: 'attachment/999999',
}));

test('an account with few rights is told what it can not see, by the names of the rights', async () => {
  const { findings, notes, faults } = await open({ token: 'env:READER' }).check();
  const said = findings.join('\n');
  for (const right of ['SuperUser', 'AdminUsers', 'SeeGroup', 'ShowOutgoingEmail']) expect(said).toContain(right);
  expect(notes?.join('\n')).toContain('America/New_York');
  expect(faults?.user).toMatchObject({ name: 'StuckError', code: 'rights-missing' });
});

test('an account that may do everything has no right named', async () => {
  const { version, findings, faults } = await open({ token: 'env:TOKEN' }).check();
  expect(version).toMatch(/^5\./);
  expect(findings.join('\n')).not.toContain('right');
  expect(faults).toEqual({});
});

test('a disabled account and a wrong password hold the run', async () => {
  const refused = { name: 'StuckError', code: 'auth-refused' };
  await expect(open({ token: 'env:FORMER' }).check()).rejects.toMatchObject(refused);
  await expect(open({ user: sharedRt().user, password: 'env:NONE' }).check()).rejects.toMatchObject(refused);
});

test('a scope that RT does not understand, or that would leave its brackets, is refused in RT’s own words', async () => {
  const source = open({ token: 'env:TOKEN' });
  for (const entity of ['ticket', 'asset']) {
    for (const where of ['nonsense', "Name = 'a') OR (id > 0", 'id > 0 AND (']) {
      const refused = source.checkWhere?.(entity, where);
      await expect(refused, `${entity}: ${where}`).rejects.toMatchObject({ name: 'UsageError', code: 'where-invalid' });
    }
    await source.checkWhere?.(entity, 'id > 3 OR id = 1');
  }
});

function open(signIn: Readonly<Record<string, string>>): Source {
  const { url, token, readerToken, formerToken, password } = sharedRt();
  const secrets: Readonly<Record<string, string>> = {
    'env:TOKEN': token,
    'env:READER': readerToken,
    'env:FORMER': formerToken,
    'env:PASSWORD': password,
  };
  const deps = { baseDir: '.', workDir: '.', secret: (reference: string) => secret(secrets[reference] ?? '') };
  const made = SOURCES['request-tracker']?.create('rt', { kind: 'request-tracker', url, ...signIn }, deps);
  if (made === undefined) throw new Error('there is no source request-tracker');
  return made;
}

/** As RT itself gives it, without our client. */
async function firstPicture() {
  const query = encodeURIComponent(JSON.stringify([{ field: 'ContentType', operator: '=', value: 'image/png' }]));
  const [first] = found.parse(await ask(`attachments?query=${query}&orderby=id&per_page=1`)).items;
  if (first === undefined) throw new Error('no picture in this Request Tracker');
  const { Content } = attachment.parse(await ask(`attachment/${first.id}`));
  const bytes = Buffer.from(Content, 'base64');
  expect(bytes.length).toBeGreaterThan(0);
  return { ref: `attachment/${first.id}`, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function ask(path: string): Promise<unknown> {
  const answer = await askRt(sharedRt(), path);
  return await answer.json();
}
