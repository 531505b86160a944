/** The shape of ferry.yaml. The connectors bring their own options; everything unknown is refused. */
import { z } from 'zod';
import { SOURCES, TARGETS } from '../connectors/registry.ts';
import { DRIFT_POLICIES } from '../model/drift.ts';
import { ENTITIES } from '../model/entity.ts';
import { VANISHED_POLICIES } from '../model/vanished.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be letters, digits and dashes in lower case');
const percent = z
  .string('must be a share like 5%')
  .regex(/^(100|[0-9]{1,2})(\.[0-9]+)?%$/, 'must be a share like 5%')
  .describe('a share like 5%');

const mappings = z.union([z.string().min(1), z.strictObject({ dir: z.string().min(1), from: name })]);

const policy = z.enum(DRIFT_POLICIES).optional();

const vanished = z.enum(VANISHED_POLICIES);

const drift = z.strictObject({
  field: policy.describe('a field that no earlier run saw'),
  type: policy.describe('another type in a field'),
  value: policy.describe("a value that a table of the mapping doesn't list"),
  gone: policy.describe('a field that the mapping reads and the source has no more; left out: freeze'),
});

const route = z.strictObject({
  from: z
    .union([name, z.array(name).min(1)])
    .describe('one source, or several in order of who owns a field that both know'),
  mappings: z
    .union([z.string().min(1), z.array(mappings).min(1)])
    .describe('directories of mapping files; `from` says which source a directory is for'),
  entities: z.array(z.enum(ENTITIES)).min(1).optional().describe('only these; left out: every mapping there is'),
  where: z
    .record(z.string().min(1), z.string().trim().min(1))
    .default({})
    .describe(
      "what is read of an entity, or of one lane (source.mapping), in the source's own query language; left out: everything",
    ),
  limits: z
    .strictObject({
      quarantine: percent.default('5%').describe('share of quarantined records above which a lane waits'),
      vanished: percent.default('5%').describe('share of records gone from a source above which none is tombstoned'),
    })
    .prefault({}),
  drift: z
    .record(z.string().min(1), drift)
    .default({})
    .describe(
      "what happens to what is new at a source, by entity, lane (source.mapping) or '*'; left out: evolve, of what is gone freeze",
    ),
  vanished: z
    .union([vanished, z.record(z.string().min(1), vanished)])
    .default({})
    .describe(
      "what happens to records that were loaded before and are no longer in their source, of all lanes or by entity, lane (source.mapping) or '*'; left out: report",
    ),
  batch: z.int().min(1).max(1000).default(500).describe('records per batch'),
  window: z.int().min(1).max(16).default(4).describe('batches in flight at the target'),
});

const kindsOf = (kinds: Readonly<Record<string, { readonly options: z.ZodObject }>>) =>
  Object.values(kinds).map(({ options }) => options);

/** Options of one connector by its `kind`. */
function connection(kinds: Readonly<Record<string, { readonly options: z.ZodObject }>>) {
  const [first, ...rest] = kindsOf(kinds);
  if (first === undefined) throw new Error('no connector of this kind');
  return z.discriminatedUnion('kind', [first, ...rest]);
}

/** The file as a whole. A connector's own options are checked by that connector, as part of this. */
export const configSchema = z.strictObject(
  {
    sources: z.record(name, connection(SOURCES)),
    target: connection(TARGETS).optional().describe('left out: the console that Ferry brings along'),
    routes: z.record(name, route),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'the file must hold `sources:` and `routes:`' : undefined) },
);

export type ConfigInput = z.output<typeof configSchema>;
export type RouteInput = z.output<typeof route>;

/** The JSON Schema that editors use, as committed in docs/ferry.schema.json. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
}
