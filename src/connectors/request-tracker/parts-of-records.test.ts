/** What records are made of: custom fields, links, the text of articles and what it was before. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { composed, revisionsOf } from './article-text.ts';
import { readCustomFields } from './custom-fields.ts';
import { linksOf } from './links.ts';
import { staysWithin } from './query-brackets.ts';

const OWN_NAMES = { bases: ['https://rt.example.com'], organization: null, name: null };

const DEFINED: readonly JsonObject[] = [
  { id: '3', Name: 'Region', Type: 'Select', MaxValues: '1', LookupType: 'RT::Queue-RT::Ticket', Disabled: '1' },
  { id: '5', Name: 'Region', Type: 'Select', MaxValues: '1', LookupType: 'RT::Queue-RT::Ticket', Disabled: '0' },
  { id: '7', Name: 'Region', Type: 'Select', MaxValues: '0', LookupType: 'RT::Catalog-RT::Asset', Disabled: '0' },
  { id: '9', Name: 'Photo', Type: 'Image', MaxValues: '0', LookupType: 'RT::Queue-RT::Ticket', Disabled: '0' },
  { id: '11', Name: 'Since', Type: 'DateTime', MaxValues: '1', LookupType: 'RT::Queue-RT::Ticket', Disabled: '0' },
  { id: '20', Name: 'Body', Type: 'HTML', MaxValues: '1', LookupType: 'RT::Class-RT::Article', Disabled: '0' },
  { id: '21', Name: 'Notes', Type: 'Text', MaxValues: '1', LookupType: 'RT::Class-RT::Article', Disabled: '0' },
];

describe('custom fields', () => {
  test('hold one text or a list as they are defined, in an order of their own', async () => {
    const custom = await customOf([values('11', '2026-01-01T00:00:00Z'), values('7', 'north', 'south')]);
    expect(Object.entries(custom)).toEqual([
      ['Region', ['north', 'south']],
      ['Since', '2026-01-01T00:00:00Z'],
    ]);
  });

  test('of one name on one kind of record: the one in use has the name, the other its number beside it', async () => {
    expect(await customOf([values('3', 'west'), values('5', 'east')])).toEqual({
      Region: 'east',
      'Region (#3)': 'west',
    });
  });

  test('that are files are tokens of their bytes, never addresses', async () => {
    const file = {
      content_type: 'image/png',
      filename: '../x.png',
      _url: 'https://rt.example.com/REST/2.0/download/cf/45',
    };
    expect(await customOf([{ id: '9', name: 'Photo', values: [file] }])).toEqual({
      Photo: ['ferry-asset:customfield%2F45'],
    });
  });

  test('without a value, or with a date that was never set, are left out', async () => {
    expect(await customOf([values('5'), values('5', ''), values('11', '1970-01-01T00:00:00Z')])).toEqual({});
  });

  test('whose definition is hidden are lists: nothing says that they hold only one value', async () => {
    expect(await customOf([{ id: '99', name: 'Secret', values: ['a'] }])).toEqual({ Secret: ['a'] });
  });
});

test.each([
  ["Name = 'a'", true],
  ["(id = 1 OR id = 2) AND Name LIKE ')('", true],
  ["Name = 'it\\'s (' OR id = 1", true],
  ['id = 1) OR (id > 0', false],
  ['id > 0 AND (', false],
  ["Name = 'open", false],
])('a scope %s stays within brackets around it: %s', (query, within) => {
  expect(staysWithin(query)).toBe(within);
});

describe('links', () => {
  test('of every kind are told apart, once each, whatever order RT gives them in', () => {
    const ticket = { ref: 'depends-on', type: 'ticket', id: '12', _url: 'https://rt.example.com/REST/2.0/ticket/12' };
    const outside = { ref: 'refers-to', type: 'external', _url: 'https://example.com/' };
    const entries = [
      { ref: 'self', type: 'ticket', id: 1, _url: 'https://rt.example.com/REST/2.0/ticket/1' },
      outside,
      ticket,
      { ref: 'child', type: 'asset', id: 3 },
      ticket,
      { ref: 'customfield', type: 'customfield', id: '4' },
      { ref: 'parent' },
    ];
    const links = linksOf({ _hyperlinks: entries });
    expect(links).toEqual([
      { kind: 'child', to: 'asset', id: '3', url: null },
      { kind: 'depends-on', to: 'ticket', id: '12', url: null },
      { kind: 'refers-to', to: 'external', id: null, url: 'https://example.com/' },
    ]);
    expect(linksOf({ _hyperlinks: entries.toReversed() })).toEqual(links);
  });
});

describe('the text of an article', () => {
  test('is one document of its content fields, with a heading for each when there are several', async () => {
    const { valuesOf } = await definitions();
    const both = valuesOf({ CustomFields: [values('21', 'a < b\nc'), values('20', '<b>x</b>')] });
    expect(composed(both, OWN_NAMES)).toBe('<h2>Body</h2>\n<b>x</b>\n<h2>Notes</h2>\n<p>a &lt; b<br>\nc</p>');
    expect(composed(both.slice(0, 1), OWN_NAMES)).toBe('<b>x</b>');
    expect(composed([], OWN_NAMES)).toBeNull();
  });

  test('before each change is worked out backwards from the text of today', async () => {
    expect(await revised(['third'], [created, change('1', null, 'first'), change('2', 'first', 'third')])).toEqual([
      { at: '2026-01-01T00:00:00Z', author: 'alice', html: null },
      { at: '2026-01-01T00:00:01Z', author: 'bob', html: 'first' },
      { at: '2026-01-01T00:00:02Z', author: 'bob', html: 'third' },
    ]);
  });

  test('that was emptied had a text before', async () => {
    const found = await revised([], [created, change('1', 'gone', null)]);
    expect(found.map(({ html }) => html)).toEqual(['gone', null]);
  });

  test('is unknown before a change that does not fit what came after it', async () => {
    const found = await revised(['now'], [created, change('1', 'a', 'b'), change('2', 'b', 'something else')]);
    expect(found.map(({ html }) => html)).toEqual([null, null, 'now']);
  });
});

const created = { id: '1', Type: 'Create', Created: '2026-01-01T00:00:00Z', Creator: { type: 'user', id: 'alice' } };

function change(second: string, OldValue: string | null, NewValue: string | null): JsonObject {
  const Created = `2026-01-01T00:00:0${second}Z`;
  return { Type: 'CustomField', Field: '20', OldValue, NewValue, Created, Creator: { type: 'user', id: 'bob' } };
}

async function revised(now: readonly string[], history: readonly JsonObject[]) {
  const { valuesOf, byId } = await definitions();
  return revisionsOf(valuesOf({ CustomFields: [values('20', ...now)] }), history, { ownNames: OWN_NAMES, known: byId });
}

function values(id: string, ...given: readonly string[]): JsonObject {
  return { id, name: 'as defined', values: given };
}

async function customOf(fields: readonly JsonObject[]) {
  return (await definitions()).customOf({ CustomFields: fields });
}

function definitions() {
  const none = () => Promise.reject(new Error('not asked for'));
  const api: RtApi = {
    web: 'https://rt.example.com',
    get: none,
    total: none,
    zone: none,
    newest: none,
    refusal: none,
    file: none,
    list: () => lists(),
    sweep: () => lists(),
  };
  return readCustomFields(api);
}

async function* lists() {
  yield DEFINED;
}
