/** Any record that a source could give: every kind of JSON under few names, with the texts that break things among them. */
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import type { SourceRecord } from '../../src/model/record.ts';

const names = fc.constantFrom('a', 'b', 'c', 'id', '__proto__', 'constructor', 'toString', 'x y');
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '1',
    'test',
    '\0',
    '\ud800',
    '2024-03-31T02:30:00',
    '<p>x<table><td>',
    '1e400',
    'ferry-asset:%',
    '[a](b)',
  ),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.integer(),
    texts,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(names, tie('json'), { maxKeys: 4, noNullPrototype: false }),
  ),
}));

/** Records under the key `k`. */
export const anyRecord: fc.Arbitrary<SourceRecord> = fc
  .dictionary(names, json, { maxKeys: 6 })
  .map((data) => ({ key: 'k', data: data as JsonObject }));
