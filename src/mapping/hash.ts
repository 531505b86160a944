/** The content hash that a run pins a mapping by. */
import { canonicalJson, type HashText } from '../model/canonical.ts';
import { OPERATIONS } from './operations/operations.ts';
import { asJson } from './source-text.ts';

/** Keys of rules that name a table. */
const TABLE_KEYS = OPERATIONS.flatMap(({ tableKeys }) => tableKeys?.table ?? []);

interface Hashed {
  readonly tables: Readonly<Record<string, string>>;
  readonly sha256: HashText;
}

/** sha256 over the RFC 8785 form of a parsed file and of those tables that it names: layout, comments and other tables don't count. */
export function hashOf(file: unknown, { tables, sha256 }: Hashed): string {
  const mapping = asJson(file);
  const mentioned = new Set(tablesNamed(mapping));
  const named = Object.entries(tables).filter(([name]) => mentioned.has(name));
  return sha256(canonicalJson({ mapping, tables: Object.fromEntries(named) }));
}

/** The tables that a parsed file names, anywhere in it, so that a table of an example's record counts as well. Pure. */
export function tablesNamed(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' && TABLE_KEYS.includes(name) ? [inner] : tablesNamed(inner),
  );
}
