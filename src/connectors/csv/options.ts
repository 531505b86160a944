/** What a user may say about exports in `ferry.yaml`. */
import { z } from 'zod';
import { compileZone } from '../../mapping/formats/zone.ts';
import { encodingOf } from './decode.ts';
import { declaredAge } from './order.ts';

const encodingName = z.string().refine((name) => encodingOf(name) !== undefined, {
  message: 'is not an encoding Ferry can read (utf-8, gb18030, utf-16, windows-1252, …)',
});
/** `sure`: read so even though the bytes say otherwise. */
const encoding = z.union([encodingName, z.strictObject({ name: encodingName, sure: z.boolean().default(false) })]);
const column = z.string().min(1);
const columns = z.array(column).min(1);
const mark = z
  .string()
  .length(1, { message: `must be one character (in YAML a backslash is '\\', a tab "\\t")` })
  .refine((mark) => mark !== '\n' && mark !== '\r', { message: 'must not be a line end' });

/** A column that orders rows or versions, and how its times are written. */
const age = z.union([
  column,
  z
    .strictObject({ column, format: z.string().min(1).optional(), zone: z.string().min(1).optional() })
    .refine(({ zone }) => zone === undefined || compileZone(zone) !== null, {
      path: ['zone'],
      message: 'is no time zone (Asia/Shanghai, UTC, +08:00)',
    })
    .refine(({ format }) => format === undefined || declaredAge({ format, zone: null }) !== null, {
      path: ['format'],
      message:
        'is no form of times (number, day-first, month-first, iso, epoch, epoch-ms, or a pattern such as DD/MM/YYYY HH:mm)',
    }),
]);

/** In this order, whatever the order in which they are written. */
export const NORMAL_FORMS = ['nfc', 'width', 'trim', 'case'] as const;

const key = z.union([
  column,
  columns,
  z.strictObject({ columns: z.union([column, columns]), normalise: z.array(z.enum(NORMAL_FORMS)).min(1) }),
]);

const file = z.strictObject({
  path: z.string().min(1),
  encoding: encoding.optional(),
  delimiter: mark.optional(),
  quote: mark.default('"'),
  escape: mark.optional(),
  skip: z.number().int().min(1).max(1000).optional(),
  header: columns.optional(),
  footer: z.union([z.number().int().min(1).max(1000), column, columns]).optional(),
  repeated: z.union([z.literal('list'), columns]).optional(),
  excelText: z.boolean().optional(),
  nulls: z.array(z.string()).optional(),
  key: key.default('id'),
  /** sha256 of the one content that `key: row` or `key: hash` is good for, or its beginning. */
  content: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/, { message: 'must be the beginning of a sha256, 12 characters or more' })
    .optional(),
  version: age.optional(),
  json: columns.optional(),
  rows: z.strictObject({ latest: age, changes: columns.optional() }).optional(),
});

/** As written in ferry.yaml. `files` is by source entity; text in place of options is the `path:`. See `csvFiles`. */
export const csvOptions = z.strictObject({
  kind: z.literal('csv'),
  dir: z.string().min(1),
  encoding: encoding.default('utf-8'),
  nulls: z.array(z.string()).default(['']),
  files: z.record(z.string().min(1), z.union([z.string().min(1), file])),
});

export type CsvOptions = z.output<typeof csvOptions>;

/** The options of one file, defaults filled in. Throws ZodError for what the schema doesn't take. */
export function fileOptions(given: CsvOptions['files'][string]): z.output<typeof file> {
  return file.parse(typeof given === 'string' ? { path: given } : given);
}
