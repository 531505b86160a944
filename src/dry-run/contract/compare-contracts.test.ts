/** Alters the real contract in every way in which a console can come to take less, and asks for the finding and its line. */
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../messages/sentence.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { RuleFact } from '../../model/mapping-facts.ts';
import { builtContract, contractFindings } from './compare-contracts.ts';
import { objectOf } from './schema.ts';

const rule = (target: string, line: number): RuleFact => ({
  ...{ target, line, from: [], operations: [], constant: false, when: null, table: null, reference: null },
});

const TICKET = {
  entity: 'ticket' as const,
  file: 'mappings/ticket.yaml',
  lane: 'rt.ticket',
  rules: [
    rule('number', 6),
    rule('title', 7),
    rule('status', 8),
    rule('priority', 9),
    rule('requester', 10),
    rule('tags', 11),
    rule('body.content', 12),
    rule('body.format', 13),
    rule('comments[].author', 20),
    rule('comments[].body', 21),
    rule('custom.floor', 30),
    rule('createdAt', 31),
    rule('timeEntries[].minutes', 32),
  ],
};

/** The ticket's schema with one place in it changed. */
function altered(path: readonly string[], change: (held: JsonObject) => JsonObject): JsonObject {
  const at = (held: JsonValue | undefined, [name, ...rest]: readonly string[]): JsonValue => {
    if (name === undefined) return change(objectOf(held));
    if (Array.isArray(held)) return held.map((member, index) => (String(index) === name ? at(member, rest) : member));
    return { ...objectOf(held), [name]: at(objectOf(held)[name], rest) };
  };
  return objectOf(at(builtContract('ticket'), path));
}

const found = (live: JsonObject) =>
  contractFindings({ ticket: live }, [TICKET]).map((finding) => [
    finding.weight,
    finding.code,
    sentenceOf('finding', finding),
  ]);

const field = (name: string) => ['properties', name];
const ofComment = ['properties', 'comments', 'anyOf', '0', 'items'];
const without = (held: JsonObject, name: string) =>
  Object.fromEntries(Object.entries(held).filter(([n]) => n !== name));

describe('a console that takes less', () => {
  test.each<[string, JsonObject, string, string]>([
    [
      'a field less',
      altered(['properties'], (held) => without(held, 'priority')),
      'contract-field',
      '9: ticket priority is no',
    ],
    [
      'a number for a text',
      altered(field('number'), () => ({ type: 'integer' })),
      'contract-type',
      '6: ticket number no longer takes a text; only a whole number',
    ],
    [
      'no null',
      altered(field('priority'), ({ anyOf }) => objectOf(Array.isArray(anyOf) ? anyOf[0] : null)),
      'contract-type',
      '9: ticket priority no longer takes nothing (null); only a text',
    ],
    [
      'a word less',
      altered(field('status'), (held) => ({ ...held, enum: ['new', 'open', 'closed'] })),
      'contract-enum',
      '8: ticket status takes no pending, no solved, no deleted',
    ],
    [
      'a list of words for free text',
      altered(field('number'), (held) => ({ ...held, enum: ['1'] })),
      'contract-enum',
      '6: ticket number takes only 1',
    ],
    [
      'shorter texts',
      altered(field('title'), (held) => ({ ...held, maxLength: 100 })),
      'contract-limit',
      '7: ticket title takes at most 100 characters; it was at most 500 characters',
    ],
    [
      'longer texts',
      altered(field('title'), (held) => ({ ...held, minLength: 9 })),
      'contract-limit',
      '7: ticket title takes at least 9 characters; it was at least 1 characters',
    ],
    [
      'fewer items',
      altered([...field('tags'), 'anyOf', '0'], (held) => ({ ...held, maxItems: 3 })),
      'contract-limit',
      '11: ticket tags takes at most 3 items',
    ],
    [
      'shorter items',
      altered([...field('tags'), 'anyOf', '0', 'items'], (held) => ({ ...held, maxLength: 3 })),
      'contract-limit',
      '11: ticket tags[] takes at most 3 characters',
    ],
    [
      'smaller numbers',
      altered(['properties', 'timeEntries', 'anyOf', '0', 'items', 'properties', 'minutes'], (held) => ({
        ...held,
        maximum: 60,
      })),
      'contract-limit',
      '32: ticket timeEntries[].minutes takes at most 60',
    ],
    [
      'a pattern',
      altered(field('number'), (held) => ({ ...held, pattern: '^[0-9]+$' })),
      'contract-pattern',
      '6: ticket number must match',
    ],
    [
      'another pattern',
      altered([...field('requester'), 'anyOf', '0'], (held) => ({ ...held, pattern: '^x' })),
      'contract-pattern',
      '10: ticket requester must match',
    ],
    [
      'a field of children less',
      altered([...ofComment, 'properties'], (held) => without(held, 'author')),
      'contract-field',
      '20: ticket comments[].author is no',
    ],
    [
      'a part less',
      altered([...field('body'), 'anyOf', '0', 'properties'], (held) => without(held, 'content')),
      'contract-field',
      '12: ticket body.content is no',
    ],
    [
      'text for a part',
      altered(field('body'), () => ({ type: ['string', 'null'] })),
      'contract-type',
      '12: ticket body no longer takes an object; only a text',
    ],
    [
      'no fields of its own',
      altered(field('custom'), () => ({ type: ['object', 'null'], additionalProperties: false })),
      'contract-field',
      '30: ticket custom.floor is no',
    ],
  ])('%s', (_what, live, code, message) => {
    const [first] = found(live);
    expect(first).toEqual(['block', code, expect.stringContaining(`mappings/ticket.yaml:${message}`)]);
    expect(new Set(found(live).map(([, each]) => each))).toEqual(new Set([code]));
  });

  test.each<[string, JsonObject, string]>([
    [
      'a field of the record that no rule fills',
      altered([], (held) => ({ ...held, required: ['number', 'title', 'status', 'site'] })),
      'ticket site is required',
    ],
    [
      'a field of children that no rule fills',
      altered(ofComment, (held) => ({ ...held, required: ['via'] })),
      'ticket comments[].via is required',
    ],
  ])('wants %s', (_what, live, message) => {
    expect(found(live)).toEqual([
      ['block', 'contract-required', `mappings/ticket.yaml: ${message} by the console, and no rule fills it`],
    ]);
  });

  test('does not know the entity', () => {
    expect(contractFindings({}, [TICKET])).toMatchObject([
      { weight: 'block', code: 'contract-entity', lane: 'rt.ticket' },
    ]);
  });
});

describe('a console that takes as much or more', () => {
  test.each<[string, JsonObject]>([
    ['is the one this Ferry was built with', builtContract('ticket')],
    ['has another field', altered(['properties'], (held) => ({ ...held, mood: { type: 'string' } }))],
    ['takes null too', altered(field('title'), (held) => ({ ...held, type: ['string', 'null'] }))],
    [
      'takes another word',
      altered(field('status'), (held) => ({
        ...held,
        enum: ['lost', 'new', 'open', 'pending', 'solved', 'closed', 'deleted'],
      })),
    ],
    ['takes longer texts', altered(field('title'), (held) => ({ ...held, maxLength: 9000 }))],
    ['asks for no pattern', altered([...field('requester'), 'anyOf', '0'], (held) => without(held, 'pattern'))],
    [
      'requires what a rule fills',
      altered([], (held) => ({ ...held, required: ['number', 'title', 'status', 'createdAt'] })),
    ],
    ['lacks a field that no rule fills', altered(['properties'], (held) => without(held, 'site'))],
  ])('%s: nothing to act on', (_what, live) => {
    expect(found(live)).toEqual([]);
  });
});
