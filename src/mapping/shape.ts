/** The shape of a mapping file: which keys there are and what they hold. What rules mean is checked where they are compiled. */
import { z } from 'zod';
import { TO_FORM, TO_PATTERN } from './target/contracts.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'takes small letters, digits and dashes');
const words = z.string().min(1);
/** A rule as written: a path, or an object of operations. */
export const writtenRule = z.union(
  [z.string(), z.record(z.string(), z.unknown())],
  'must be a path or an object of operations',
);
const rules = z.record(z.string(), writtenRule);

const block = z.strictObject({
  from: words.optional(),
  when: words.optional(),
  key: writtenRule.optional(),
  fields: rules,
});

const example = z.strictObject({
  name: words,
  given: z.record(z.string(), z.unknown()),
  expect: z.record(z.string(), z.unknown()).optional(),
  quarantine: z.strictObject({ field: z.string().optional(), code: words }).optional(),
  exclude: words.optional(),
});

const ON_ERROR = ['quarantine', 'null'] as const;

/** What happens with values that a rule fails on; null and `null` mean the same. */
export const onErrorKey = z.union([z.enum(ON_ERROR), z.null()]);

/** The file as a whole, before anything in it is compiled. Unknown keys are refused. */
export const mappingShape = z.strictObject({
  mapping: name,
  version: z.string('must be text such as 1.0.0').regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0'),
  from: z.string().regex(/^[a-z0-9][a-z0-9-]*\/[^/@]+@\d+$/, 'must read source/entity@1'),
  to: z.string().regex(TO_PATTERN, `must read ${TO_FORM}`),
  about: z.string().optional(),
  key: writtenRule,
  defaults: z.strictObject({ zone: words.optional(), onError: onErrorKey.optional() }).optional(),
  exclude: z.array(z.strictObject({ when: words, because: words })).optional(),
  identities: z.array(z.looseObject({ kind: name })).optional(),
  match: z.array(z.array(name).min(1)).optional(),
  fields: rules,
  each: z.record(z.string(), z.union([block, z.array(block).min(1)])).optional(),
  ignore: z.array(z.strictObject({ field: words, because: words })).optional(),
  optional: z.array(words).min(1).optional(),
  accept: z
    .array(
      z.strictObject({
        loss: z.string().regex(/^[a-z][a-z-]*$/, 'must be the code of a loss'),
        field: words,
        because: words,
        by: words,
      }),
    )
    .optional(),
  checks: z
    .array(z.strictObject({ that: words, else: z.enum(['warn', 'quarantine']), because: z.string().optional() }))
    .optional(),
  examples: z.array(example).optional(),
});

export type MappingFile = z.output<typeof mappingShape>;
export type Block = z.output<typeof block>;
export type Example = z.output<typeof example>;
export type WrittenRule = z.output<typeof writtenRule>;

/** Every key of the file outside its rules, for "did you mean". */
export const SHAPE_KEYS: readonly string[] = [
  ...Object.keys(mappingShape.shape),
  ...Object.keys(block.shape),
  ...Object.keys(example.shape),
  ...['zone', 'onError', 'when', 'because', 'kind', 'field', 'that', 'else', 'code', 'loss', 'by'],
];
