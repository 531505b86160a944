/** The live contract against a real console, and against one that serves an altered document. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATE, openConsole, type TestConsole } from '../../../test/setup/console.ts';
import { consoleTarget } from '../../connectors/console.ts';
import { shownFindings } from '../../messages/shown-findings.ts';
import { SCHEMAS } from '../../model/entities/index.ts';
import { ENTITIES, type Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RuleFact } from '../../model/mapping-facts.ts';
import { secret } from '../../model/secret.ts';
import { contractFindings } from './compare-contracts.ts';
import { contractValidator } from './validate-record.ts';

let console: TestConsole;
beforeAll(async () => {
  console = await openConsole();
});
afterAll(() => console.close());

const contractAt = async (url: string) => {
  const target = consoleTarget({ kind: 'console', url, token: 'env:T' }, { secret: () => secret(OPERATE) });
  return (await target.contract?.()) ?? {};
};

/** Fills every field there is. */
const everything = ENTITIES.map((entity) => ({
  ...{ entity, lane: null, file: `${entity}.yaml` },
  rules: Object.keys(SCHEMAS[entity].shape).map(
    (target): RuleFact => ({
      ...{ target, line: 1, from: [], operations: [], constant: false, when: null, table: null, reference: null },
    }),
  ),
}));

test('this console takes what this Ferry was built with, field by field of every entity', async () => {
  const live = await contractAt(console.url);
  expect(Object.keys(live).sort()).toEqual([...ENTITIES].sort());
  expect(contractFindings(live, everything)).toEqual([]);
  expect(JSON.stringify(live)).not.toContain('$ref');
});

test('an altered document blocks what it takes less of', async () => {
  const { body } = await console.call('GET', '/docs/json');
  body.components.schemas.Ticket.properties.title.maxLength = 40;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  const live = await contractAt(`http://127.0.0.1:${address.port}`);
  server.close();
  expect(shownFindings(contractFindings(live, everything))).toMatchObject([
    {
      weight: 'block',
      code: 'contract-limit',
      message: expect.stringContaining('ticket title takes at most 40 characters'),
    },
  ]);
  const data = { number: '1', title: 'x'.repeat(41), status: 'open' };
  expect(contractValidator(live)('ticket', data, 'whole')).toMatchObject({ code: 'too-long', path: 'title' });
});

const TICKET = { number: '1', title: 't', status: 'open' };
const text = (length: number) => 'x'.repeat(length);

const BAD: readonly (readonly [string, Entity, JsonObject])[] = [
  ['nothing at all', 'ticket', {}],
  ['a required field absent', 'ticket', { number: '1', status: 'open' }],
  ['a required field null', 'ticket', { ...TICKET, title: null }],
  ['an empty title', 'ticket', { ...TICKET, title: '' }],
  ['a title too long', 'ticket', { ...TICKET, title: text(501) }],
  ['a title too long in astral characters', 'ticket', { ...TICKET, title: '😀'.repeat(501) }],
  ['an unknown word', 'ticket', { ...TICKET, status: 'limbo' }],
  ['an unknown field', 'ticket', { ...TICKET, mood: 'good' }],
  ['an unknown field and a wrong one', 'ticket', { mood: 'good', ...TICKET, status: 7 }],
  ['a number for a text', 'ticket', { ...TICKET, number: 1 }],
  ['a text for a truth', 'ticket', { ...TICKET, interruption: 'yes' }],
  ['a day for a time', 'ticket', { ...TICKET, createdAt: '2024-01-01' }],
  ['a time that no calendar has', 'ticket', { ...TICKET, createdAt: '2023-02-29T00:00:00Z' }],
  ['a reference that is none', 'ticket', { ...TICKET, requester: 'alice' }],
  ['a body of an unknown format', 'ticket', { ...TICKET, body: { format: 'rtf', content: '' } }],
  ['half a body', 'ticket', { ...TICKET, body: { format: 'text' } }],
  ['tags that are no texts', 'ticket', { ...TICKET, tags: ['a', 7] }],
  ['tags that are no list', 'ticket', { ...TICKET, tags: 'a' }],
  ['a comment with an unknown field', 'ticket', { ...TICKET, comments: [{ externalId: 'a', body: 'x', mood: 1 }] }],
  ['a comment that is a text', 'ticket', { ...TICKET, comments: ['hello'] }],
  ['half a minute', 'ticket', { ...TICKET, timeEntries: [{ at: '2024-01-01T00:00:00Z', minutes: 0.5 }] }],
  ['custom fields that are a list', 'ticket', { ...TICKET, custom: [] }],
  ['two wrong fields against the order of the schema', 'ticket', { status: 'limbo', title: '', number: '1' }],
  ['a person of no kind', 'person', { name: 'alice' }],
  ['a policy with a wrong target', 'sla-policy', { name: 'p', targets: [{ metric: 'speed', value: 1, unit: 'h' }] }],
];

test.each(BAD)('answers as the console itself does: %s', async (_what, entity, data) => {
  const key = `test:${entity}:${BAD.findIndex(([, , each]) => each === data)}`;
  const { body } = await console.bulk(entity, [{ op: 'upsert', externalId: key, data }]);
  const [first] = body.results[0].problem.errors;
  const path = first.pointer
    .replace(/^\/data\/?/, '')
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
  const problem = contractValidator(await contractAt(console.url))(entity, data, 'whole');
  expect({ code: problem?.code, path: problem?.path }).toEqual({ code: first.code, path });
});

test('takes what the console takes: null clears, and what is there need not be sent again', async () => {
  const validate = contractValidator(await contractAt(console.url));
  const good: JsonObject = {
    ...TICKET,
    title: '😀'.repeat(300),
    priority: null,
    tags: null,
    custom: { floor: [1, { a: null }] },
    body: null,
  };
  expect(validate('ticket', good, 'whole')).toBeUndefined();
  const changed: JsonObject = { title: 'new', requester: null };
  expect(validate('ticket', changed, 'partial')).toBeUndefined();
  const { body } = await console.bulk('ticket', [{ op: 'upsert', externalId: 'test:ticket:good', data: good }]);
  const again = await console.bulk('ticket', [{ op: 'upsert', externalId: 'test:ticket:good', data: changed }]);
  expect([body.results[0].status, again.body.results[0].status]).toEqual(['created', 'updated']);
});
