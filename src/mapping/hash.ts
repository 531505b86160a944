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
  const named = Object.entries(tables).filter(([name]) => mentions(mapping, name));
  return sha256(canonicalJson({ mapping, tables: Object.fromEntries(named) }));
}

/** Anywhere in the file, so that a table of an example's record counts as well. */
function mentions(value: unknown, table: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (inner === table && TABLE_KEYS.includes(name)) || mentions(inner, table),
  );
}
