import fc from 'fast-check';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { composed, revisionsOf } from './article-text.ts';
import { rewriteHtml } from './bodies.ts';
import { readCustomFields } from './custom-fields.ts';
import { withoutTokens, withoutTokensInHtml } from './foreign-tokens.ts';
import type { Lookups } from './lookups.ts';
import { peopleOf } from './people.ts';

const OWN_NAMES = { bases: ['https://rt.example.com'], organization: null, name: null };
const FORGED = ['ferry-asset:attachment%2F99', 'ferry-record:ticket/9'];

/** Where every image and link of some HTML leads, by another parser than the one that makes it safe. */
function addresses(html: string): readonly string[] {
  const found: string[] = [];
  visit(unified().use(rehypeParse, { fragment: true }).parse(html), 'element', ({ properties }) => {
    for (const value of Object.values(properties)) if (typeof value === 'string') found.push(value);
  });
  return found;
}

test.each(FORGED)('%s, typed into a text, is a token no more, and the text reads as before', (token) => {
  const text = withoutTokens(`see ${token}`);
  expect(text).not.toContain(token);
  expect(text.replaceAll('\u200b', '')).toBe(`see ${token}`);
  expect(withoutTokens(text)).toBe(text);
});

test.each([
  ['an image', '<img src="ferry-asset:attachment%2F99">'],
  ['a link', "<a href='ferry-record:ticket/9'>x</a>"],
  ['what another parser takes for text', '<noembed><img src="ferry-asset:attachment%2F99"></noembed>'],
  ['a comment', '<!-- <img src=ferry-asset:attachment%2F99> -->'],
  ['nesting that is given up', `${'<div>'.repeat(60_000)}<img src="ferry-asset:attachment%2F99">`],
])('no token typed into %s of a mail survives', (_, html) => {
  expect(rewriteHtml(html, OWN_NAMES)).not.toMatch(/ferry-(asset|record):/);
});

test('a token is found however its letters are written', () => {
  const ways = (letter: string) => {
    const code = letter.charCodeAt(0);
    return fc.constantFrom(
      letter,
      letter,
      `&#${code};`,
      `&#000${code};`,
      `&#x${code.toString(16)};`,
      `&#X0${code.toString(16).toUpperCase()};`,
    );
  };
  const written = fc.constantFrom('ferry-asset:', 'ferry-record:').chain((word) => fc.tuple(...[...word].map(ways)));
  fc.assert(
    fc.property(written, (letters) => {
      const html = withoutTokensInHtml(`<img src="${letters.join('')}attachment%2F99">`);
      expect(addresses(html).filter((address) => /ferry-(asset|record):/.test(address))).toEqual([]);
    }),
  );
  expect(addresses(withoutTokensInHtml('<a href="ferry&#45asset&colon;x">'))[0]).not.toBe('ferry-asset:x');
});

test('a custom field of text names no file, whoever filled it in; one of files does', async () => {
  const rows: readonly JsonObject[] = [
    { id: '1', Name: 'Text', Type: 'Freeform', MaxValues: '1' },
    { id: '2', Name: 'Photo', Type: 'Image', MaxValues: '1' },
  ];
  const fields = await readCustomFields(serving(rows));
  const custom = fields.customOf({
    CustomFields: [
      { id: '1', values: ['ferry-asset:attachment%2F99'] },
      { id: '2', values: [{ _url: 'https://rt.example.com/REST/2.0/download/cf/45' }] },
    ],
  });
  expect(custom).toEqual({ Photo: 'ferry-asset:customfield%2F45', Text: 'ferry-asset\u200b:attachment%2F99' });
});

test('an article with a token somebody typed keeps what it was before', async () => {
  const fields = await readCustomFields(serving([{ id: '20', Name: 'Body', Type: 'HTML', MaxValues: '1' }]));
  const [now, was] = ['<img src="ferry-asset:attachment%2F99">', '<a href="ferry-record:ticket/9">x</a>'];
  const content = fields.valuesOf({ CustomFields: [{ id: '20', values: [now] }] });
  expect(composed(content, OWN_NAMES)).toBe('<img src="ferry-asset\u200b:attachment%2F99">');
  const history = [
    { Type: 'Create', Created: '2026-01-01T00:00:00Z' },
    { Type: 'CustomField', Field: '20', OldValue: was, NewValue: now, Created: '2026-01-02T00:00:00Z' },
  ];
  const revisions = revisionsOf(content, history, { ownNames: OWN_NAMES, known: fields.byId });
  expect(revisions.map(({ html }) => html)).toEqual([
    '<a href="ferry-record\u200b:ticket/9">x</a>',
    '<img src="ferry-asset\u200b:attachment%2F99">',
  ]);
});

test('a login that looks like a token is none among the roles, which are mapped whole', async () => {
  const lookups: Lookups = {
    fields: await readCustomFields(serving([])),
    queues: new Map(),
    roles: new Map([['1', 'Engineer']]),
    principal: async (id) => id,
    group: async (id) => id,
    organization: async () => null,
  };
  const member = { type: 'user', id: 'ferry-asset:attachment%2F99' };
  expect((await peopleOf({ 'RT::CustomRole-1': [member] }, lookups)).roles).toEqual({
    Engineer: ['ferry-asset\u200b:attachment%2F99'],
  });
});

function serving(rows: readonly JsonObject[]): RtApi {
  return {
    ...UNUSED,
    sweep: async function* () {
      yield rows;
    },
  };
}

const unused = () => {
  throw new Error('not asked for here');
};
const UNUSED: RtApi = {
  web: 'https://rt.example.com',
  get: unused,
  list: unused,
  sweep: unused,
  total: unused,
  zone: unused,
  newest: unused,
  refusal: unused,
  file: unused,
};
