/** mappings.lock.yaml: which content each released version of a mapping has, and against which contracts it was released. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { canonicalJson, type HashText } from '../../model/canonical.ts';
import type { CompiledMapping } from '../compile.ts';
import { MappingError } from '../mapping-error.ts';
import { asJson, readSourceText, type SourceText } from '../source-text.ts';
import { compareVersions } from './version.ts';

/** One released version. */
export interface LockEntry {
  /** `CompiledMapping.hash`. */
  readonly content: string;
  /** The source's shape by its name: `rt/ticket@1`. */
  readonly source: string;
  /** sha256 over the JSON Schema of the entity it was released against. */
  readonly contract: string;
}

/** Mapping name → version → entry. */
export type Lock = ReadonlyMap<string, ReadonlyMap<string, LockEntry>>;

/** `unlocked`: this version isn't in the lock. `drifted`: it is, with another content or contract. */
export type LockState = 'locked' | 'unlocked' | 'drifted';

/** What of a compiled mapping a lock is about. */
export type Lockable = Pick<CompiledMapping, 'name' | 'version' | 'hash' | 'from' | 'target'>;

/** Lies beside the mappings it pins. */
export const LOCK_FILE = 'mappings.lock.yaml';

const HEADER = `# Written by: ferry mapping lock. Pins what every released version of the mappings beside it says.
# Keep it under version control; after a merge keep the versions of both sides and run the command again.
`;

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in 64 hex digits');
const entry = z.strictObject({
  content: digest,
  source: z.string().regex(/^[a-z0-9][a-z0-9-]*\/[^/@]+@\d+$/, 'must read source/entity@1'),
  contract: digest,
});
const lockShape = z.strictObject({
  format: z.literal(1, 'must be 1: a newer Ferry wrote this lock'),
  mappings: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be the name of a mapping'),
    z.record(z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0'), entry),
  ),
});

/** Reads a lock file. Throws MappingError with every mistake and its position. */
export function readLock(file: string, text: string): Lock {
  const conflict = text.split(/\r?\n/).findIndex((line) => /^(<{7}|={7}|>{7})( |$)/.test(line));
  if (conflict >= 0) {
    const hint = 'keep the versions of both sides, then: ferry mapping lock';
    const issue = { file, line: conflict + 1, column: 1, message: 'the lock stands in the middle of a merge', hint };
    throw new MappingError([issue], text);
  }
  const source = readSourceText(file, text);
  if (source.issues.length > 0) throw new MappingError(source.issues, text);
  const checked = lockShape.safeParse(asJson(source.value));
  if (!checked.success) throw shapeError(checked.error.issues, { file, text, source });
  const mappings = Object.entries(checked.data.mappings);
  return new Map(mappings.map(([name, versions]) => [name, new Map(Object.entries(versions))]));
}

interface Read {
  readonly file: string;
  readonly text: string;
  readonly source: SourceText;
}

function shapeError(issues: readonly z.core.$ZodIssue[], { file, text, source }: Read): MappingError {
  const hint = 'only ferry mapping lock writes this file; take it back from version control';
  const mistakes = issues.map((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const keys = issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} means nothing here` : null;
    const message = keys ?? `${path.join('.') || 'the lock'}: ${issue.message.replace('Invalid input: ', '')}`;
    return { file, ...source.position(path), message, hint };
  });
  return new MappingError(mistakes, text);
}

/** The file for a lock: sorted, one version a block, the same text for the same lock. */
export function writeLock(lock: Lock): string {
  const names = [...lock.keys()].sort();
  const mappings = names.map((name) => {
    const versions = [...(lock.get(name) ?? [])].sort(([a], [b]) => compareVersions(a, b));
    return [name, Object.fromEntries(versions)] as const;
  });
  return `${HEADER}${stringify({ format: 1, mappings: Object.fromEntries(mappings) }, { lineWidth: 0 })}`;
}

/** What a lock keeps of a mapping as it is now. */
export function lockEntry({ hash, from, target }: Lockable, sha256: HashText): LockEntry {
  const schema = asJson(z.toJSONSchema(target.fields, { unrepresentable: 'any', io: 'input' }));
  return {
    content: hash,
    source: `${from.source}/${from.entity}@${from.version}`,
    contract: sha256(canonicalJson(schema)),
  };
}

/** How a mapping stands to the lock beside it; without a lock file nothing is locked. */
export function lockState(lock: Lock | null, mapping: Lockable, sha256: HashText): LockState {
  const locked = lock?.get(mapping.name)?.get(mapping.version);
  if (locked === undefined) return 'unlocked';
  return driftOf(locked, lockEntry(mapping, sha256)).length === 0 ? 'locked' : 'drifted';
}

/** Which parts of a released version are another now. */
export function driftOf(locked: LockEntry, now: LockEntry): readonly (keyof LockEntry)[] {
  return (['content', 'source', 'contract'] as const).filter((part) => locked[part] !== now[part]);
}

/** The lock with a version added; the versions it has stay. */
export function withEntry(lock: Lock, { name, version }: Lockable, added: LockEntry): Lock {
  return new Map(lock).set(name, new Map(lock.get(name)).set(version, added));
}
