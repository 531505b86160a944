/** The reference of the mapping language, written from the operations themselves. */
import { z } from 'zod';
import { isObject, type JsonValue } from '../../model/json.ts';
import type { Operation, OperationExample } from '../operations/operation.ts';
import { OPERATIONS } from '../operations/operations.ts';
import { asJson } from '../source-text.ts';

const STAGES: Readonly<Record<Operation['stage'], string>> = {
  text: 'Text as it is written',
  pattern: 'Patterns (RE2, in linear time)',
  list: 'Lists',
  choose: 'One value for another: one of these in a rule',
  convert: 'Conversion: one of these in a rule',
  limit: 'Limits, at the end',
};

const HEAD = `# Reference of the mapping language

Written from the code by \`ferry mapping docs\`; every example is compiled and run by a test. The guide is
[mapping-language.md](mapping-language.md). Operations run in the order of this page, whatever the order in the file.
`;

/** docs/mapping-reference.md. */
export function mappingReference(): string {
  const stages = [...new Set(OPERATIONS.map(({ stage }) => stage))];
  const parts = stages.map((stage) => {
    const operations = OPERATIONS.filter((operation) => operation.stage === stage);
    return `## ${STAGES[stage]}\n\n${operations.map(section).join('\n')}`;
  });
  return [HEAD, ...parts].join('\n');
}

/** One operation: what it does, its keys, its example. */
function section({ name, about, shape, example }: Operation): string {
  const keys = Object.entries(shape).map(([key, type]) => `| \`${key}\` | ${takes(type)} |`);
  return `### ${name}\n\n${about}\n\n| key | takes |\n|---|---|\n${keys.join('\n')}\n${shownExample(example)}`;
}

function shownExample({ rule, given, gives, fails, target = 'custom.a' }: OperationExample): string {
  const comes = target === 'requester' ? 'a reference to the person' : code(gives);
  const failing = fails === undefined ? '' : ` ${code(fails.given)} is \`${fails.code}\`.`;
  return `\n\`\`\`yaml\n${target}: ${rule}\n\`\`\`\n\n${code(given)} gives ${comes}.${failing}\n`;
}

/** What a key takes, in words. */
function takes(type: unknown): string {
  if (!(type instanceof z.ZodType)) throw new TypeError('a key of an operation has no zod type');
  const optional = type.safeParse(undefined).success ? ', may be left out' : '';
  return `${shown(asJson(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' })))}${optional}`;
}

function shown(schema: JsonValue): string {
  if (!isObject(schema)) return 'anything';
  const { const: only, enum: words, anyOf, type } = schema;
  if (only !== undefined) return code(only);
  if (Array.isArray(words)) return words.map(code).join(', ');
  if (Array.isArray(anyOf)) return anyOf.map(shown).join(' or ');
  if (type === 'array') return `a list of ${shown(schema.items ?? null)}`;
  if (type === 'object' && isObject(schema.properties)) return objectOf(schema.properties);
  if (type === 'object') return 'an object of values';
  return typeof type === 'string' ? (TYPES[type] ?? type) : 'anything';
}

const TYPES: Readonly<Record<string, string>> = { string: 'text', integer: 'a whole number', null: '`null`' };

function objectOf(properties: { readonly [key: string]: JsonValue }): string {
  const members = Object.entries(properties).map(([name, inner]) => `${name}: ${shown(inner)}`);
  return `{ ${members.join(', ')} }`;
}

function code(value: JsonValue): string {
  return `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
}
